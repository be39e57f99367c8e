//! The functions of `llmsite._core` that compare two models, and the tests behind them.

#![expect(
    clippy::needless_pass_by_value,
    reason = "PyO3 hands over owned arguments"
)]

use std::borrow::Cow;

use numpy::PyReadonlyArray2;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::Error;
use crate::metrics::find;
use crate::py::errors::raise;
use crate::py::labels::clusters as read_clusters;
use crate::py::statistics::{check_lengths, check_level, dense};
use crate::py::values::Given;
use crate::score::Configured;
use crate::stats::comparison::{Method, Question, compare};
use crate::stats::multiple::{benjamini_hochberg, holm};
use crate::stats::resample::Rows;
use crate::stats::sacrebleu::{Finish, paired_bootstrap, paired_randomisation};
use crate::stats::{distribution, interval, paired};

fn configure(metric: &str, options: Given) -> Result<Configured, Error> {
    Configured::new(find(metric)?, options.0)
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
        let rows: Vec<(Cow<'_, [f64]>, usize)> = systems.iter().map(dense).collect();
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
