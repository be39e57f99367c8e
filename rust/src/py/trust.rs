//! The functions of `llmsite._core` on how far numbers can be trusted: items, runs, integrity.

#![expect(
    clippy::needless_pass_by_value,
    reason = "PyO3 hands over owned arguments"
)]

use numpy::{IntoPyArray, PyArray2, PyArrayMethods, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::metrics::find;
use crate::py::columns::texts;
use crate::py::errors::raise;
use crate::py::statistics::{check_finite, check_lengths, check_level, dense};
use crate::stats::items::{Table, link, shrink};
use crate::stats::variation::{error_of_runs, variation, widen};
use crate::stats::{integrity, paired};

#[pyfunction]
pub fn analyse_items<'py>(
    py: Python<'py>,
    scores: PyReadonlyArray2<'_, f64>,
) -> PyResult<(f64, Bound<'py, PyArray2<f64>>)> {
    let (scores, n_samples) = dense(&scores);
    check_finite("scores", &scores).map_err(|error| raise(py, &error))?;
    let table = Table {
        scores: &scores,
        n_samples,
    };
    let (reliability, items) = py.detach(|| (table.reliability(), table.items()));
    let rows: Vec<f64> = items
        .iter()
        .flat_map(|item| [item.mean, item.discrimination, item.p_value])
        .collect();
    Ok((reliability, rows.into_pyarray(py).reshape([n_samples, 3])?))
}

#[pyfunction]
pub fn shrink_scores(py: Python<'_>, scores: Vec<f64>, errors: Vec<f64>) -> PyResult<Vec<f64>> {
    check_lengths(("scores", scores.len()), ("errors", errors.len()))
        .map_err(|error| raise(py, &error))?;
    Ok(shrink(&scores, &errors))
}

#[pyfunction]
pub fn link_versions(py: Python<'_>, old: Vec<f64>, new: Vec<f64>) -> PyResult<(f64, f64)> {
    check_lengths(("old", old.len()), ("new", new.len())).map_err(|error| raise(py, &error))?;
    Ok(link(&old, &new))
}

#[pyfunction]
pub fn vary_runs(
    py: Python<'_>,
    scores: PyReadonlyArray2<'_, f64>,
) -> PyResult<(f64, f64, f64, f64, f64)> {
    let (scores, n_samples) = dense(&scores);
    check_finite("scores", &scores).map_err(|error| raise(py, &error))?;
    let found = py.detach(|| {
        variation(Table {
            scores: &scores,
            n_samples,
        })
    });
    Ok((
        found.variance,
        found.f,
        found.p_value,
        found.spread,
        found.spread_of_noise,
    ))
}

#[pyfunction]
pub fn runs_error(
    py: Python<'_>,
    values: PyReadonlyArray2<'_, f64>,
    of_samples: f64,
    level: f64,
) -> PyResult<(f64, f64, f64, f64, f64)> {
    let (values, n_samples) = dense(&values);
    check_level(level)
        .and_then(|()| check_finite("values", &values))
        .map_err(|error| raise(py, &error))?;
    let table = Table {
        scores: &values,
        n_samples,
    };
    let found = error_of_runs(table, of_samples, level);
    Ok((
        found.variance,
        found.of_runs,
        found.total,
        found.df,
        found.added,
    ))
}

#[pyfunction]
pub fn widen_interval(
    py: Python<'_>,
    metric: &str,
    value: f64,
    ends: (f64, f64),
    half_of_runs: f64,
) -> PyResult<(f64, f64)> {
    let metric = find(metric).map_err(|error| raise(py, &error))?;
    Ok(widen(value, ends, half_of_runs, metric.spec().range))
}

#[pyfunction]
pub fn compare_over_runs(
    difference: f64,
    error_of_samples: f64,
    error_of_runs: f64,
    counts: (usize, usize),
    level: f64,
) -> (f64, f64, f64, f64, f64, f64) {
    let found =
        paired::compare_over_runs(difference, error_of_samples, error_of_runs, counts, level);
    let (low, high) = found.ends;
    (
        low,
        high,
        found.error,
        found.p_value,
        found.detectable,
        found.n_needed,
    )
}

#[pyfunction]
pub fn altered_bound(n_checked: u64, n_mismatches: u64, n_total: Option<u64>, level: f64) -> f64 {
    integrity::altered_bound(n_checked, n_mismatches, n_total, level)
}

#[pyfunction]
pub fn directional_p(n_right_then_wrong: u64, n_wrong_then_right: u64) -> f64 {
    integrity::directional_p(n_right_then_wrong, n_wrong_then_right)
}

#[pyfunction]
pub fn mismatch_p(n_mismatches: u64, n_checked: u64, noise: f64) -> f64 {
    integrity::mismatch_p(n_mismatches, n_checked, noise)
}

#[pyfunction]
pub fn selection_gain(n_attempts: usize, standard_error: f64, correlation: f64) -> f64 {
    integrity::selection_gain(n_attempts, standard_error, correlation)
}

#[pyfunction]
pub fn count_limit(n: u64, share: f64, alpha: f64) -> u64 {
    integrity::count_limit(n, share, alpha)
}

#[pyfunction]
pub fn screen_outputs(
    py: Python<'_>,
    outputs: &Bound<'_, PyAny>,
    prompts: Option<&Bound<'_, PyAny>>,
) -> PyResult<[u64; 6]> {
    let run = || {
        let outputs = texts("outputs", outputs)?;
        let prompts = prompts
            .map(|prompts| texts("prompts", prompts))
            .transpose()?;
        if let Some(prompts) = &prompts {
            check_lengths(("outputs", outputs.len()), ("prompts", prompts.len()))?;
        }
        let outputs: Vec<&str> = outputs.iter().map(|text| &**text).collect();
        let prompts: Vec<&str> = prompts.iter().flatten().map(|text| &**text).collect();
        Ok(py.detach(|| integrity::screen(&outputs, &prompts)))
    };
    let found = run().map_err(|error| raise(py, &error))?;
    Ok([
        found.n,
        found.n_empty,
        found.n_distinct,
        found.n_most_frequent,
        found.n_prompt_copies,
        found.n_loops,
    ])
}

#[pyfunction]
pub fn count_equal_outputs(
    py: Python<'_>,
    first: &Bound<'_, PyAny>,
    second: &Bound<'_, PyAny>,
    least: usize,
) -> PyResult<u64> {
    let run = || {
        let (first, second) = (texts("first", first)?, texts("second", second)?);
        check_lengths(("first", first.len()), ("second", second.len()))?;
        let first: Vec<&str> = first.iter().map(|text| &**text).collect();
        let second: Vec<&str> = second.iter().map(|text| &**text).collect();
        Ok(py.detach(|| integrity::count_equal(&first, &second, least)))
    };
    run().map_err(|error| raise(py, &error))
}
