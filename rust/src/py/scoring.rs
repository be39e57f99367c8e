//! The functions of `llmsite._core`.

use numpy::{IntoPyArray, PyArray1, PyArray2, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::columns::{Label, NO_LABEL};
use crate::error::Error;
use crate::metrics::{Direction, METRICS, Spec, Transform, find};
use crate::options::Options;
use crate::pick::{Normalization, pick as pick_choice, softmax as softmax_choices};
use crate::py::columns::{Owned, each, matrix, numbers, texts, wrong};
use crate::py::errors::raise;
use crate::py::labels::{LabelColumns, clusters as read_clusters};
use crate::py::values::{Given, spec as option_spec};
use crate::score::{Configured, Request, Score};
use crate::text::extract::{EXTRACTORS, find as find_extractor};
use crate::text::tercom::{self, Tercom};
use crate::text::tokenize::Tokenizer;

type Named = Vec<(String, f64)>;
type Values = Vec<(&'static str, f64, f64, f64, f64)>;
type Answer = (Values, Named, usize, usize, String);

fn configure(metric: &str, options: Given) -> Result<Configured, Error> {
    Configured::new(find(metric)?, options.0)
}

fn answer(spec: &Spec, score: Score) -> Answer {
    let values = spec.outputs.iter().zip(score.estimates);
    let values = values.map(|(name, e)| (*name, e.value, e.low, e.high, e.standard_error));
    (
        values.collect(),
        score.details,
        score.n_samples,
        score.n_clusters,
        score.signature,
    )
}

fn optional_clusters(clusters: Option<&Bound<'_, PyAny>>) -> Result<Option<Vec<u32>>, Error> {
    clusters.map(read_clusters).transpose()
}

#[pyfunction]
pub fn metrics(py: Python<'_>) -> PyResult<Vec<Bound<'_, PyDict>>> {
    METRICS
        .iter()
        .map(|metric| metric_spec(py, metric.spec()))
        .collect()
}

fn metric_spec<'py>(py: Python<'py>, spec: &Spec) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("name", spec.name)?;
    dict.set_item("version", spec.version)?;
    dict.set_item("summary", spec.summary)?;
    dict.set_item("outputs", spec.outputs)?;
    dict.set_item("range", spec.range)?;
    let higher = spec.direction == Direction::Higher;
    dict.set_item("direction", if higher { "higher" } else { "lower" })?;
    dict.set_item("unit", spec.unit)?;
    dict.set_item("chance", spec.chance)?;
    let options: PyResult<Vec<_>> = spec.options.iter().map(|o| option_spec(py, o)).collect();
    dict.set_item("options", options?)?;
    dict.set_item("reads", spec.reads.name())?;
    dict.set_item("interval", spec.interval.name())?;
    let transform = (spec.transform != Transform::None).then(|| spec.transform.name());
    dict.set_item("transform", transform)?;
    Ok(dict)
}

#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "the whole question in one call")]
pub fn score(
    py: Python<'_>,
    metric: &str,
    predictions: &Bound<'_, PyAny>,
    references: &Bound<'_, PyAny>,
    options: Given,
    clusters: Option<&Bound<'_, PyAny>>,
    level: f64,
    threads: usize,
) -> PyResult<Answer> {
    let run = || -> Result<Answer, Error> {
        let metric = configure(metric, options)?;
        let columns = Owned::read(metric.spec.reads, predictions, references)?;
        let clusters = optional_clusters(clusters)?;
        let score = py.detach(|| {
            metric.score(
                &columns.lend(),
                &Request {
                    clusters: clusters.as_deref(),
                    level,
                    threads,
                },
            )
        })?;
        Ok(answer(metric.spec, score))
    };
    run().map_err(|error| raise(py, &error))
}

#[pyfunction]
pub fn score_statistics(
    py: Python<'_>,
    metric: &str,
    statistics: &Bound<'_, PyAny>,
    options: Given,
    clusters: Option<&Bound<'_, PyAny>>,
    level: f64,
) -> PyResult<Answer> {
    let run = || -> Result<Answer, Error> {
        let metric = configure(metric, options)?;
        let clusters = optional_clusters(clusters)?;
        let (rows, width) = matrix("statistics", statistics)?;
        let request = Request {
            clusters: clusters.as_deref(),
            level,
            threads: 1,
        };
        let score = py.detach(|| metric.score_rows(&rows, width, &request))?;
        Ok(answer(metric.spec, score))
    };
    run().map_err(|error| raise(py, &error))
}

#[pyfunction]
pub fn influences<'py>(
    py: Python<'py>,
    metric: &str,
    statistics: &Bound<'_, PyAny>,
    options: Given,
    clusters: Option<&Bound<'_, PyAny>>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let run = || -> Result<Vec<f64>, Error> {
        let metric = configure(metric, options)?;
        let clusters = optional_clusters(clusters)?;
        let (rows, width) = matrix("statistics", statistics)?;
        py.detach(|| metric.influences(&rows, width, clusters.as_deref()))
    };
    run()
        .map(|influences| influences.into_pyarray(py))
        .map_err(|error| raise(py, &error))
}

#[pyfunction]
pub fn sample_scores<'py>(
    py: Python<'py>,
    metric: &str,
    predictions: &Bound<'_, PyAny>,
    references: &Bound<'_, PyAny>,
    options: Given,
    threads: usize,
) -> PyResult<Vec<Bound<'py, PyArray1<f64>>>> {
    let run = || -> Result<Vec<Vec<f64>>, Error> {
        let metric = configure(metric, options)?;
        let columns = Owned::read(metric.spec.reads, predictions, references)?;
        py.detach(|| metric.sample_scores(&columns.lend(), threads))
    };
    let outputs = run().map_err(|error| raise(py, &error))?;
    Ok(outputs
        .into_iter()
        .map(|output| output.into_pyarray(py))
        .collect())
}

#[pyfunction]
pub fn sample_statistics<'py>(
    py: Python<'py>,
    metric: &str,
    predictions: &Bound<'_, PyAny>,
    references: &Bound<'_, PyAny>,
    options: Given,
    threads: usize,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let run = || -> Result<(Vec<f64>, usize), Error> {
        let metric = configure(metric, options)?;
        let columns = Owned::read(metric.spec.reads, predictions, references)?;
        py.detach(|| metric.statistics(&columns.lend(), threads))
    };
    let (rows, width) = run().map_err(|error| raise(py, &error))?;
    let n_samples = rows.len() / width.max(1);
    rows.into_pyarray(py).reshape([n_samples, width])
}

#[pyfunction]
pub fn finish(
    py: Python<'_>,
    metric: &str,
    totals: &Bound<'_, PyAny>,
    options: Given,
) -> PyResult<Vec<f64>> {
    let run = || configure(metric, options)?.finish(&numbers("totals", totals)?);
    run().map_err(|error| raise(py, &error))
}

#[pyfunction]
pub fn confusion<'py>(
    py: Python<'py>,
    predictions: &Bound<'_, PyAny>,
    references: &Bound<'_, PyAny>,
) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyArray2<i64>>)> {
    let run = || -> Result<LabelColumns, Error> {
        let columns = LabelColumns::read(predictions, references)?;
        columns.lend().n_samples()?;
        Ok(columns)
    };
    let columns = run().map_err(|error| raise(py, &error))?;
    let width = columns.names.len() + 1;
    let mut counts = vec![0_i64; columns.names.len() * width];
    for (prediction, reference) in columns.predictions.iter().zip(&columns.references) {
        let column = if *prediction == NO_LABEL {
            width - 1
        } else {
            *prediction as usize
        };
        counts[*reference as usize * width + column] += 1;
    }
    let names: PyResult<Vec<Py<PyAny>>> = columns
        .names
        .iter()
        .map(|label| match label {
            Label::Integer(integer) => Ok(integer.into_pyobject(py)?.into_any().unbind()),
            Label::Text(text) => Ok(text.into_pyobject(py)?.into_any().unbind()),
        })
        .collect();
    let matrix = counts
        .into_pyarray(py)
        .reshape([columns.names.len(), width])?;
    Ok((PyTuple::new(py, names?)?, matrix))
}

#[pyfunction]
pub fn tokenizers() -> Vec<&'static str> {
    [Tokenizer::NAMES, &["tercom"]].concat()
}

#[pyfunction]
pub fn tokenize(
    py: Python<'_>,
    tokenizer: &str,
    column: &Bound<'_, PyAny>,
    options: Given,
) -> PyResult<Vec<String>> {
    let run = || -> Result<Vec<String>, Error> {
        let column = texts("texts", column)?;
        if tokenizer == "tercom" {
            let tokenizer = Tercom::new(&Options::read(tercom::OPTIONS, options.0)?);
            return Ok(py.detach(|| column.iter().map(|text| tokenizer.join(text)).collect()));
        }
        Options::read(&[], options.0)?;
        let tokenizer = Tokenizer::find(tokenizer)?;
        Ok(py.detach(|| column.iter().map(|text| tokenizer.join(text)).collect()))
    };
    run().map_err(|error| raise(py, &error))
}

#[pyfunction]
pub fn extractors(py: Python<'_>) -> PyResult<Vec<Bound<'_, PyDict>>> {
    let describe = |extractor: &crate::text::extract::Extractor| {
        let dict = PyDict::new(py);
        dict.set_item("name", extractor.name)?;
        dict.set_item("summary", extractor.summary)?;
        let options: PyResult<Vec<_>> = extractor
            .options
            .iter()
            .map(|option| option_spec(py, option))
            .collect();
        dict.set_item("options", options?)?;
        Ok(dict)
    };
    EXTRACTORS.iter().map(describe).collect()
}

#[pyfunction]
pub fn extract(
    py: Python<'_>,
    extractor: &str,
    column: &Bound<'_, PyAny>,
    options: Given,
) -> PyResult<Vec<Option<String>>> {
    let run = || -> Result<Vec<Option<String>>, Error> {
        let extractor = find_extractor(extractor, options.0)?;
        let column = texts("texts", column)?;
        Ok(py.detach(|| {
            let answers = column.iter().map(|text| extractor.extract(text));
            answers
                .map(|answer| answer.map(std::borrow::Cow::into_owned))
                .collect()
        }))
    };
    run().map_err(|error| raise(py, &error))
}

#[pyfunction]
pub fn pick<'py>(
    py: Python<'py>,
    log_likelihoods: &Bound<'_, PyAny>,
    units: Option<&Bound<'_, PyAny>>,
    normalization: &str,
) -> PyResult<(Bound<'py, PyArray1<i64>>, usize)> {
    let run = || -> Result<(Vec<i64>, usize), Error> {
        let (rows, units) = choice_columns(log_likelihoods, units, normalization)?;
        let mut picks = Vec::with_capacity(rows.len());
        let mut n_ties = 0;
        for (index, row) in rows.iter().enumerate() {
            let (choice, tied) = pick_choice(index, row, units_of(units.as_ref(), index))?;
            picks.push(i64::from(choice));
            n_ties += usize::from(tied);
        }
        Ok((picks, n_ties))
    };
    let (picks, n_ties) = run().map_err(|error| raise(py, &error))?;
    Ok((picks.into_pyarray(py), n_ties))
}

#[pyfunction]
pub fn softmax(
    py: Python<'_>,
    log_likelihoods: &Bound<'_, PyAny>,
    units: Option<&Bound<'_, PyAny>>,
    normalization: &str,
) -> PyResult<Vec<Vec<f64>>> {
    let run = || -> Result<Vec<Vec<f64>>, Error> {
        let (rows, units) = choice_columns(log_likelihoods, units, normalization)?;
        let shares = rows.iter().enumerate();
        shares
            .map(|(index, row)| softmax_choices(index, row, units_of(units.as_ref(), index)))
            .collect()
    };
    run().map_err(|error| raise(py, &error))
}

type Rows = Vec<Vec<f64>>;

/// Log-likelihoods of choices and the units that they are divided by, one row a sample.
fn choice_columns(
    log_likelihoods: &Bound<'_, PyAny>,
    units: Option<&Bound<'_, PyAny>>,
    normalization: &str,
) -> Result<(Rows, Option<Rows>), Error> {
    const FIX: &str = "give one list a sample, one finite number a choice";
    let rows = |name: &'static str, column: &Bound<'_, PyAny>| {
        let mut rows = Vec::with_capacity(column.len().unwrap_or(0));
        each(name, column, |index, row| {
            let row = numbers(name, row).map_err(|e| wrong(name, index, &e.problem(), FIX))?;
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    };
    let normalization = Normalization::find(normalization)?;
    let log_likelihoods = rows("log_likelihoods", log_likelihoods)?;
    let units = match (normalization, units) {
        (Normalization::None, _) => None,
        (_, Some(units)) => Some(rows("units", units)?),
        (_, None) => {
            return Err(Error::Request {
                problem: "this normalization needs the number of units of each choice".into(),
                fix: "give n_tokens or n_bytes",
            });
        }
    };
    if let Some(units) = &units
        && units.len() != log_likelihoods.len()
    {
        return Err(Error::Lengths {
            first: ("log_likelihoods", log_likelihoods.len()),
            second: ("units", units.len()),
        });
    }
    Ok((log_likelihoods, units))
}

fn units_of(units: Option<&Rows>, index: usize) -> Option<&[f64]> {
    units.and_then(|units| units.get(index)).map(Vec::as_slice)
}
