//! The functions of `llmsite._core` on scores: tests, ranks, aggregates.

#![expect(
    clippy::needless_pass_by_value,
    reason = "PyO3 hands over owned arguments"
)]

use std::borrow::Cow;

use numpy::{IntoPyArray, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::Error;
use crate::py::errors::raise;
use crate::stats::aggregate::{bounds, equal_weights, pareto_front};
use crate::stats::ranks::{
    Differences, Distances, Ranking, Rounded, critical_values, rank, tabulated_between,
};
use crate::stats::summary::{TaskColumn, summarise};
use crate::stats::{distribution, front};

/// A matrix row by row, copied only where it lies otherwise, and its number of columns.
pub fn dense<'a>(matrix: &'a PyReadonlyArray2<'_, f64>) -> (Cow<'a, [f64]>, usize) {
    let matrix = matrix.as_array();
    // Only rows that stand one after another: `as_slice` would take columns for rows.
    let rows = matrix
        .to_slice()
        .map_or_else(|| matrix.iter().copied().collect(), Cow::Borrowed);
    (rows, matrix.ncols())
}

fn vector(array: &PyReadonlyArray1<'_, f64>) -> Vec<f64> {
    array.as_array().iter().copied().collect()
}

/// Refuses a level that is no probability.
pub fn check_level(level: f64) -> Result<(), Error> {
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
    with_p_values: bool,
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
    let mut p_values = Vec::new();
    py.detach(|| {
        for (a, first) in scores.iter().enumerate() {
            for (b, second) in scores.iter().enumerate() {
                gaps.push(first - second);
                errors.push(differences.error(a, b));
            }
        }
        if with_p_values {
            p_values = p_values_of(&scores, &differences, df);
        }
    });
    let dict = PyDict::new(py);
    let square = |values: Vec<f64>| values.into_pyarray(py).reshape([n, n]);
    dict.set_item("ranges", ranges(&ranking))?;
    dict.set_item("differences", square(gaps)?)?;
    dict.set_item("standard_errors", square(errors)?)?;
    if with_p_values {
        dict.set_item("p_values", square(p_values)?)?;
    }
    dict.set_item(
        "verdicts",
        ranking.verdicts.into_pyarray(py).reshape([n, n])?,
    )?;
    dict.set_item("df", differences.df)?;
    Ok(dict)
}

/// Two-sided p-values of all pairs; each is computed once.
fn p_values_of(scores: &[f64], differences: &Differences, df: f64) -> Vec<f64> {
    let n = scores.len();
    let mut p_values = vec![1.0; n * n];
    for (a, first) in scores.iter().enumerate() {
        for (b, second) in scores.iter().enumerate().skip(a + 1) {
            let t = differences.statistic(a, b, first - second);
            let p_value = distribution::t_two_sided(t, df);
            p_values[a * n + b] = p_value;
            p_values[b * n + a] = p_value;
        }
    }
    p_values
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
        let columns: Vec<(Cow<'_, [f64]>, usize)> = influences.iter().map(dense).collect();
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
pub fn front_shares(
    py: Python<'_>,
    costs: PyReadonlyArray2<'_, f64>,
    values: PyReadonlyArray1<'_, f64>,
    influences: Vec<PyReadonlyArray2<'_, f64>>,
    shares: Vec<f64>,
    n_draws: usize,
    seed: u64,
) -> PyResult<Vec<f64>> {
    let run = || {
        let (costs, n_criteria) = dense(&costs);
        let values = vector(&values);
        let n = values.len();
        check_lengths(("values", n), ("costs", costs.len() / n_criteria.max(1)))
            .or_else(|error| if n_criteria == 0 { Ok(()) } else { Err(error) })?;
        check_lengths(("influences", influences.len()), ("weights", shares.len()))?;
        check_finite("values", &values)?;
        let columns: Vec<(Cow<'_, [f64]>, usize)> = influences.iter().map(dense).collect();
        for (values, width) in &columns {
            check_lengths(("models", n), ("a row of influences", *width))?;
            check_finite("influences", values)?;
        }
        let tasks: Vec<(&[f64], f64)> = columns
            .iter()
            .zip(&shares)
            .map(|((values, _), share)| (&**values, *share))
            .collect();
        Ok(py.detach(|| {
            let covariance = front::covariance(&tasks, n);
            let contest = front::Contest {
                costs: &costs,
                n_criteria,
                values: &values,
                covariance: &covariance,
            };
            front::front_shares(contest, n_draws, seed)
        }))
    };
    run().map_err(|error: Error| raise(py, &error))
}
