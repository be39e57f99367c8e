//! The functions of `llmsite._core` on scores: tests, ranks, aggregates.

#![expect(
    clippy::needless_pass_by_value,
    reason = "PyO3 hands over owned arguments"
)]

use numpy::{IntoPyArray, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::Error;
use crate::metrics::find;
use crate::py::columns::clusters as read_clusters;
use crate::py::errors::raise;
use crate::py::values::Given;
use crate::score::Configured;
use crate::stats::aggregate::{bounds, equal_weights, pareto_front};
use crate::stats::comparison::{Method, Question, compare};
use crate::stats::multiple::{benjamini_hochberg, holm};
use crate::stats::ranks::{
    Differences, Distances, Ranking, Rounded, critical_values, rank, tabulated_between,
};
use crate::stats::resample::Rows;
use crate::stats::sacrebleu::{Finish, paired_bootstrap, paired_randomisation};
use crate::stats::summary::{TaskColumn, summarise};
use crate::stats::{distribution, interval, paired};

fn configure(metric: &str, options: Given) -> Result<Configured, Error> {
    Configured::new(find(metric)?, options.0)
}

/// A matrix row by row, and its number of columns.
pub fn dense(matrix: &PyReadonlyArray2<'_, f64>) -> (Vec<f64>, usize) {
    let matrix = matrix.as_array();
    (matrix.iter().copied().collect(), matrix.ncols())
}

fn vector(array: &PyReadonlyArray1<'_, f64>) -> Vec<f64> {
    array.as_array().iter().copied().collect()
}

fn check_level(level: f64) -> Result<(), Error> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    let problem = format!("level {level} is not strictly between 0 and 1");
    Err(Error::Request {
        problem,
        fix: "give for example 0.95",
    })
}

/// Two counts that must agree.
pub fn check_lengths(
    first: (&'static str, usize),
    second: (&'static str, usize),
) -> Result<(), Error> {
    if first.1 == second.1 {
        Ok(())
    } else {
        Err(Error::Lengths { first, second })
    }
}

/// Refuses what is no number; `index` of the error counts numbers row by row.
pub fn check_finite(column: &'static str, values: &[f64]) -> Result<(), Error> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(index) => Err(Error::Sample {
            column,
            index,
            problem: "is not finite".into(),
            fix: "leave incomplete models out",
        }),
    }
}

#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "the whole question in one call")]
pub fn compare_statistics<'py>(
    py: Python<'py>,
    metric: &str,
    first: PyReadonlyArray2<'_, f64>,
    second: PyReadonlyArray2<'_, f64>,
    options: Given,
    clusters: Option<&Bound<'_, PyAny>>,
    level: f64,
    method: &str,
    n_trials: usize,
    seed: u64,
) -> PyResult<Bound<'py, PyDict>> {
    let run = || {
        check_level(level)?;
        let metric = configure(metric, options)?;
        let method = Method::find(method)?;
        let clusters = clusters.map(read_clusters).transpose()?;
        let ((first, width), (second, other)) = (dense(&first), dense(&second));
        check_lengths(
            ("a row of the first", width),
            ("a row of the second", other),
        )?;
        let question = Question {
            clusters: clusters.as_deref(),
            level,
            method,
            n_trials,
            seed,
        };
        py.detach(|| compare(&metric, &first, &second, width, &question))
    };
    let found = run().map_err(|error| raise(py, &error))?;
    let dict = PyDict::new(py);
    dict.set_item("value_a", found.first)?;
    dict.set_item("value_b", found.second)?;
    dict.set_item("difference", found.first - found.second)?;
    dict.set_item("low", found.low)?;
    dict.set_item("high", found.high)?;
    dict.set_item("standard_error", found.error)?;
    dict.set_item("p_value", found.p_value)?;
    dict.set_item("method", found.method.name())?;
    dict.set_item("n_only_a", found.discordant.map(|(b, _)| b))?;
    dict.set_item("n_only_b", found.discordant.map(|(_, c)| c))?;
    dict.set_item("n_samples", found.n_samples)?;
    dict.set_item("n_clusters", found.n_clusters)?;
    dict.set_item("n_trials", found.n_trials)?;
    dict.set_item("detectable", found.detectable)?;
    dict.set_item("n_needed", found.n_needed)?;
    Ok(dict)
}

/// Score, p-value, mean and half width of one system.
type Line = (f64, Option<f64>, Option<f64>, Option<f64>);

#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "the whole question in one call")]
pub fn sacrebleu_test(
    py: Python<'_>,
    metric: &str,
    systems: Vec<PyReadonlyArray2<'_, f64>>,
    options: Given,
    kind: &str,
    n_trials: usize,
    n_resamples: usize,
    seed: u64,
) -> PyResult<Vec<Line>> {
    let run = || {
        let metric = configure(metric, options)?;
        let rows: Vec<(Vec<f64>, usize)> = systems.iter().map(dense).collect();
        let Some((first, width)) = rows.first() else {
            let problem = "there are no systems".into();
            return Err(Error::Request {
                problem,
                fix: "give the baseline first",
            });
        };
        for (other, other_width) in &rows {
            metric.influences(other, *other_width, None)?;
            check_lengths(
                ("baseline", first.len() / width),
                ("system", other.len() / other_width),
            )?;
        }
        let rows: Vec<Rows<'_>> = rows
            .iter()
            .map(|(values, width)| Rows {
                values,
                width: *width,
            })
            .collect();
        let finish: Finish<'_> = &|total| {
            let mut values = vec![0.0; metric.spec.outputs.len()];
            metric.formula.finish(total, &mut values);
            values.first().copied().unwrap_or(f64::NAN)
        };
        match kind {
            "bs" => Ok(paired_bootstrap(&rows, finish, n_trials, seed)),
            "ar" => Ok(paired_randomisation(
                &rows,
                finish,
                n_trials,
                n_resamples,
                seed,
            )),
            _ => Err(Error::Unknown {
                kind: "test",
                name: kind.into(),
                known: vec!["bs", "ar"],
            }),
        }
    };
    let lines = run().map_err(|error| raise(py, &error))?;
    let split =
        |spread: Option<(f64, f64)>| spread.map_or((None, None), |s| (Some(s.0), Some(s.1)));
    Ok(lines
        .into_iter()
        .map(|line| {
            let (mean, half) = split(line.spread);
            (line.score, line.p_value, mean, half)
        })
        .collect())
}

/// Rank, best and worst place of each model.
type Ranges = Vec<(usize, usize, usize)>;

fn ranges(ranking: &Ranking) -> Ranges {
    ranking
        .ranges
        .iter()
        .map(|range| (range.rank, range.low, range.high))
        .collect()
}

/// What the tests of one task share.
struct Tested {
    scores: Vec<f64>,
    differences: Differences,
    ranking: Ranking,
}

fn test_models(
    influences: &PyReadonlyArray2<'_, f64>,
    scores: &PyReadonlyArray1<'_, f64>,
    level: f64,
    py: Python<'_>,
) -> Result<Tested, Error> {
    check_level(level)?;
    let scores = vector(scores);
    let n = scores.len();
    let (influences, width) = dense(influences);
    check_lengths(("scores", n), ("a row of influences", width))?;
    check_finite("scores", &scores)?;
    check_finite("influences", &influences)?;
    Ok(py.detach(|| {
        let n_clusters = influences.len() / width.max(1);
        let distances = Distances::new(&Rounded::new(&influences, n_clusters, n));
        let differences = Differences::new(&[(&distances, 1.0)], n);
        let critical = critical_values(level, differences.df, n.saturating_sub(1));
        let ranking = rank(&scores, &differences, &critical);
        Tested {
            scores,
            differences,
            ranking,
        }
    }))
}

#[pyfunction]
pub fn rank_models(
    py: Python<'_>,
    influences: PyReadonlyArray2<'_, f64>,
    scores: PyReadonlyArray1<'_, f64>,
    level: f64,
) -> PyResult<Ranges> {
    let tested = test_models(&influences, &scores, level, py).map_err(|e| raise(py, &e))?;
    Ok(ranges(&tested.ranking))
}

#[pyfunction]
pub fn pair_models<'py>(
    py: Python<'py>,
    influences: PyReadonlyArray2<'_, f64>,
    scores: PyReadonlyArray1<'_, f64>,
    level: f64,
) -> PyResult<Bound<'py, PyDict>> {
    let tested = test_models(&influences, &scores, level, py).map_err(|e| raise(py, &e))?;
    let Tested {
        scores,
        differences,
        ranking,
    } = tested;
    let n = scores.len();
    let df = f64::from(differences.df.max(1));
    let mut gaps = Vec::with_capacity(n * n);
    let mut errors = Vec::with_capacity(n * n);
    let mut p_values = Vec::with_capacity(n * n);
    py.detach(|| {
        for (a, first) in scores.iter().enumerate() {
            for (b, second) in scores.iter().enumerate() {
                gaps.push(first - second);
                errors.push(differences.error(a, b));
                let t = differences.statistic(a, b, first - second);
                p_values.push(distribution::t_two_sided(t, df));
            }
        }
    });
    let dict = PyDict::new(py);
    let square = |values: Vec<f64>| values.into_pyarray(py).reshape([n, n]);
    dict.set_item("ranges", ranges(&ranking))?;
    dict.set_item("differences", square(gaps)?)?;
    dict.set_item("standard_errors", square(errors)?)?;
    dict.set_item("p_values", square(p_values)?)?;
    dict.set_item(
        "verdicts",
        ranking.verdicts.into_pyarray(py).reshape([n, n])?,
    )?;
    dict.set_item("df", differences.df)?;
    Ok(dict)
}

#[pyfunction]
pub fn round_influences<'py>(
    py: Python<'py>,
    influences: PyReadonlyArray2<'_, f64>,
) -> PyResult<(f64, Bound<'py, PyArray2<i16>>)> {
    let (influences, n_models) = dense(&influences);
    check_finite("influences", &influences).map_err(|error| raise(py, &error))?;
    let n_clusters = influences.len() / n_models.max(1);
    let rounded = py.detach(|| Rounded::new(&influences, n_clusters, n_models));
    Ok((
        rounded.scale,
        rounded
            .values
            .into_pyarray(py)
            .reshape([n_models, n_clusters])?,
    ))
}

#[pyfunction]
pub fn critical_table(
    py: Python<'_>,
    level: f64,
    n_models: usize,
    smallest: u32,
    largest: u32,
) -> PyResult<(Vec<u32>, Vec<Vec<f64>>)> {
    check_level(level).map_err(|error| raise(py, &error))?;
    let degrees: Vec<u32> = tabulated_between(smallest, largest);
    let n = n_models.saturating_sub(1);
    let values = py.detach(|| {
        degrees
            .iter()
            .map(|df| critical_values(level, *df, n))
            .collect()
    });
    Ok((degrees, values))
}

#[pyfunction]
pub fn category_weights(categories: Vec<usize>) -> Vec<f64> {
    equal_weights(&categories)
}

#[pyfunction]
pub fn aggregate_tasks<'py>(
    py: Python<'py>,
    scores: PyReadonlyArray2<'_, f64>,
    influences: Vec<PyReadonlyArray2<'_, f64>>,
    weights: Vec<f64>,
    categories: Vec<usize>,
    level: f64,
) -> PyResult<Bound<'py, PyDict>> {
    let (scores, n) = dense(&scores);
    let run = || {
        check_level(level)?;
        check_finite("scores", &scores)?;
        check_lengths(("tasks", weights.len()), ("influences", influences.len()))?;
        check_lengths(("tasks", weights.len()), ("categories", categories.len()))?;
        let columns: Vec<(Vec<f64>, usize)> = influences.iter().map(dense).collect();
        for (values, width) in &columns {
            check_lengths(("models", n), ("a row of influences", *width))?;
            check_finite("influences", values)?;
        }
        let tasks: Vec<TaskColumn<'_>> = scores
            .chunks_exact(n.max(1))
            .zip(&columns)
            .map(|(scores, (influences, _))| TaskColumn { scores, influences })
            .collect();
        Ok(py.detach(|| summarise(&tasks, &weights, &categories, n, level)))
    };
    let found = run().map_err(|error: Error| raise(py, &error))?;
    let dict = PyDict::new(py);
    dict.set_item("ranges", ranges(&found.ranking))?;
    dict.set_item("values", found.rules.mean)?;
    dict.set_item("errors", found.errors)?;
    dict.set_item("intervals", found.intervals)?;
    dict.set_item(
        "verdicts",
        found.ranking.verdicts.into_pyarray(py).reshape([n, n])?,
    )?;
    dict.set_item("df", found.df)?;
    dict.set_item("places", found.places.to_vec())?;
    dict.set_item("win_rates", found.rules.win_rate)?;
    dict.set_item("borda", found.rules.borda)?;
    dict.set_item("worst_categories", found.rules.worst_category)?;
    dict.set_item("leave_one_out", found.leave_one_out)?;
    Ok(dict)
}

#[pyfunction]
pub fn bound_partial(
    own: Vec<f64>,
    best: Vec<f64>,
    weights: Vec<f64>,
    complete: Vec<f64>,
) -> (f64, f64, usize, usize) {
    let found = bounds(&own, &best, &weights, &complete);
    (found.worst, found.best, found.best_rank, found.worst_rank)
}

#[pyfunction]
pub fn find_front(
    py: Python<'_>,
    costs: PyReadonlyArray2<'_, f64>,
    verdicts: PyReadonlyArray2<'_, i8>,
) -> PyResult<Vec<bool>> {
    let (costs, n_criteria) = dense(&costs);
    let verdicts = verdicts.as_array();
    check_lengths(
        ("costs", costs.len() / n_criteria.max(1)),
        ("verdicts", verdicts.nrows()),
    )
    .map_err(|error| raise(py, &error))?;
    Ok(pareto_front(&costs, n_criteria, |better, than| {
        verdicts.get([than, better]) == Some(&1)
    }))
}

#[pyfunction]
pub fn adjust_p_values(py: Python<'_>, p_values: Vec<f64>, method: &str) -> PyResult<Vec<f64>> {
    match method {
        "holm" => Ok(holm(&p_values)),
        "bh" => Ok(benjamini_hochberg(&p_values)),
        _ => {
            let known = vec!["holm", "bh"];
            Err(raise(
                py,
                &Error::Unknown {
                    kind: "method",
                    name: method.into(),
                    known,
                },
            ))
        }
    }
}

#[pyfunction]
pub fn mcnemar(n_only_a: u64, n_only_b: u64) -> (f64, f64) {
    (
        paired::mcnemar_mid_p(n_only_a, n_only_b),
        paired::mcnemar_exact(n_only_a, n_only_b),
    )
}

#[pyfunction]
pub fn agresti_min(n_only_a: u64, n_only_b: u64, n: u64, level: f64) -> (f64, f64) {
    paired::agresti_min(n_only_a, n_only_b, n, level)
}

#[pyfunction]
pub fn wilson(mean: f64, standard_error: f64, n_clusters: f64, quantile: f64) -> (f64, f64) {
    interval::wilson(mean, standard_error, n_clusters, quantile)
}

#[pyfunction]
pub fn clopper_pearson(n_hits: u64, n: u64, level: f64) -> (f64, f64) {
    let tail = 0.5 - 0.5 * level;
    let (hits, misses) = (n_hits as f64, n.saturating_sub(n_hits) as f64);
    let low = if n_hits == 0 {
        0.0
    } else {
        distribution::beta_quantile(tail, hits, misses + 1.0)
    };
    let high = distribution::beta_quantile(1.0 - tail, hits + 1.0, misses);
    (low, if n_hits >= n { 1.0 } else { high })
}

#[pyfunction]
pub fn t_critical(alpha: f64, df: f64) -> f64 {
    distribution::t_critical(alpha, df)
}

#[pyfunction]
pub fn detectable_difference(standard_error: f64, alpha: f64, power: f64) -> f64 {
    paired::detectable_difference(standard_error, alpha, power)
}
