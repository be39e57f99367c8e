//! Columns of Python objects: texts are borrowed, numbers are copied, labels become indices.

use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBool, PyBytes, PyList, PyString, PyTuple};

use crate::columns::{Columns, Ragged, ReferenceColumn, Spans};
use crate::error::Error;
use crate::metrics::Reads;
use crate::py::labels::LabelColumns;
use crate::py::spans::SpanReader;

/// Columns that keep what they borrow alive.
pub enum Owned {
    Texts(Vec<PyBackedStr>, ReferenceColumn<PyBackedStr>),
    Labels(LabelColumns),
    Numbers(Vec<f64>, Vec<f64>),
    LogLikelihoods(Vec<f64>, Vec<f64>),
    Probabilities(Vec<f64>, usize, Vec<u32>),
    Answers(ReferenceColumn<PyBackedStr>, ReferenceColumn<PyBackedStr>),
    Ranked(Ragged<f64>, Ragged<f64>),
    Spans(Spans, Spans),
}

impl Owned {
    /// Reads the two columns of a metric.
    pub fn read(
        reads: Reads,
        first: &Bound<'_, PyAny>,
        second: &Bound<'_, PyAny>,
    ) -> Result<Self, Error> {
        Ok(match reads {
            Reads::Texts => {
                let texts = texts("predictions", first)?;
                let references = if second.is_none() {
                    ReferenceColumn::from_lists(texts.iter().map(|_| Vec::new()).collect())
                } else {
                    references("references", second)?
                };
                Self::Texts(texts, references)
            }
            Reads::Labels => Self::Labels(LabelColumns::read(first, second)?),
            Reads::Numbers => Self::Numbers(
                numbers("predictions", first)?,
                numbers("references", second)?,
            ),
            Reads::LogLikelihoods => {
                let units = numbers("units", second)?;
                if let Some(index) = units.iter().position(|unit| *unit <= 0.0) {
                    return Err(wrong(
                        "units",
                        index,
                        "is not positive",
                        "give the number of units",
                    ));
                }
                Self::LogLikelihoods(numbers("log_likelihoods", first)?, units)
            }
            Reads::Answers => Self::Answers(
                references("predictions", first)?,
                references("references", second)?,
            ),
            Reads::Ranked => Self::Ranked(
                lists_of_numbers("predictions", first)?,
                lists_of_numbers("references", second)?,
            ),
            Reads::Spans => {
                let mut reader = SpanReader::default();
                let predictions = reader.read("predictions", first)?;
                Self::Spans(predictions, reader.read("references", second)?)
            }
            Reads::Probabilities => {
                let (probabilities, n_classes) = probabilities(first)?;
                let references = classes(second, n_classes.max(2))?;
                Self::Probabilities(probabilities, n_classes, references)
            }
        })
    }

    /// The columns as the core reads them.
    pub fn lend(&self) -> Columns<'_> {
        match self {
            Self::Texts(predictions, references) => Columns::Texts {
                predictions,
                references,
            },
            Self::Labels(columns) => columns.lend(),
            Self::Numbers(predictions, references) => Columns::Numbers {
                predictions,
                references,
            },
            Self::LogLikelihoods(log_likelihoods, units) => Columns::LogLikelihoods {
                log_likelihoods,
                units,
            },
            Self::Answers(predictions, references) => Columns::Answers {
                predictions,
                references,
            },
            Self::Ranked(scores, grades) => Columns::Ranked { scores, grades },
            Self::Spans(predictions, references) => Columns::Spans {
                predictions,
                references,
            },
            Self::Probabilities(probabilities, n_classes, references) => Columns::Probabilities {
                probabilities,
                n_classes: *n_classes,
                references,
            },
        }
    }
}

/// The error of one entry.
pub fn wrong(column: &'static str, index: usize, problem: &str, fix: &'static str) -> Error {
    Error::Sample {
        column,
        index,
        problem: problem.to_owned(),
        fix,
    }
}

/// The items of a column, one by one. A text is no column, whatever Python says.
pub fn each<'py>(
    name: &'static str,
    column: &Bound<'py, PyAny>,
    mut visit: impl FnMut(usize, &Bound<'py, PyAny>) -> Result<(), Error>,
) -> Result<(), Error> {
    if let Ok(list) = column.cast::<PyList>() {
        return each_of_list(list, visit);
    }
    let refuse = |problem: String| Error::Request {
        problem,
        fix: "give one entry a sample",
    };
    if column.is_instance_of::<PyString>() || column.is_instance_of::<PyBytes>() {
        return Err(refuse(format!("{name} is one text, not a column")));
    }
    let items = column
        .try_iter()
        .map_err(|_| refuse(format!("{name} is no column but a {}", type_name(column))))?;
    for (index, item) in items.enumerate() {
        let item = item.map_err(|error| refuse(format!("{name}[{index}]: {error}")))?;
        visit(index, &item)?;
    }
    Ok(())
}

/// The items of a list, lent by a tuple: a list may change while it is read, so that each of its
/// items would have to be asked for, counted and released alone.
fn each_of_list<'py>(
    list: &Bound<'py, PyList>,
    mut visit: impl FnMut(usize, &Bound<'py, PyAny>) -> Result<(), Error>,
) -> Result<(), Error> {
    for (index, item) in list.to_tuple().iter_borrowed().enumerate() {
        visit(index, &item)?;
    }
    Ok(())
}

/// Name of an object's type.
pub fn type_name(item: &Bound<'_, PyAny>) -> String {
    item.get_type()
        .name()
        .map_or_else(|_| "object".to_owned(), |name| name.to_string())
}

/// Number of entries, 0 where the column does not say.
pub fn size_hint(column: &Bound<'_, PyAny>) -> usize {
    column.len().unwrap_or(0)
}

/// A text, borrowed.
pub fn text(
    column: &'static str,
    index: usize,
    item: &Bound<'_, PyAny>,
) -> Result<PyBackedStr, Error> {
    let Ok(string) = item.cast::<PyString>() else {
        let problem = format!("expected str, got {}", type_name(item));
        return Err(wrong(
            column,
            index,
            &problem,
            "give a text, empty where there is none",
        ));
    };
    PyBackedStr::try_from(string.clone()).map_err(|error| {
        let lone = error.is_instance_of::<PyUnicodeEncodeError>(item.py());
        let problem = if lone {
            "holds a lone surrogate".to_owned()
        } else {
            error.to_string()
        };
        wrong(
            column,
            index,
            &problem,
            "decode the text as UTF-8 with errors='replace'",
        )
    })
}

/// A column of texts.
pub fn texts(name: &'static str, column: &Bound<'_, PyAny>) -> Result<Vec<PyBackedStr>, Error> {
    let mut texts = Vec::with_capacity(size_hint(column));
    each(name, column, |index, item| {
        texts.push(text(name, index, item)?);
        Ok(())
    })?;
    Ok(texts)
}

/// A column of references: a text, or a list of texts and `None`, for each sample.
fn references(
    name: &'static str,
    column: &Bound<'_, PyAny>,
) -> Result<ReferenceColumn<PyBackedStr>, Error> {
    let n_samples = size_hint(column);
    let mut texts = Vec::with_capacity(n_samples);
    // Offsets are written from the first entry on that is a list.
    let mut starts: Vec<usize> = Vec::new();
    each(name, column, |index, item| {
        if item.is_instance_of::<PyString>() {
            texts.push(text(name, index, item)?);
        } else if item.is_instance_of::<PyList>() || item.is_instance_of::<PyTuple>() {
            if starts.is_empty() {
                starts.reserve(n_samples + 1);
                starts.extend(0..=index);
            }
            for reference in item.try_iter().into_iter().flatten().flatten() {
                if !reference.is_none() {
                    texts.push(text(name, index, &reference)?);
                }
            }
        } else {
            let problem = format!("expected str or a list of str, got {}", type_name(item));
            return Err(wrong(
                name,
                index,
                &problem,
                "give the references of this sample",
            ));
        }
        if !starts.is_empty() {
            starts.push(texts.len());
        }
        Ok(())
    })?;
    Ok(if starts.is_empty() {
        ReferenceColumn::One(texts)
    } else {
        ReferenceColumn::Many { starts, texts }
    })
}

/// A column of finite numbers.
pub fn numbers(name: &'static str, column: &Bound<'_, PyAny>) -> Result<Vec<f64>, Error> {
    const FIX: &str = "give a finite number";
    let mut numbers = Vec::with_capacity(size_hint(column));
    if let Ok(array) = column.cast::<PyArray1<f64>>() {
        numbers.extend(array.readonly().as_array().iter().copied());
    } else {
        each(name, column, |index, item| {
            if item.is_instance_of::<PyBool>() || item.is_instance_of::<PyString>() {
                let problem = format!("expected a number, got {}", type_name(item));
                return Err(wrong(name, index, &problem, FIX));
            }
            let number = item.extract().map_err(|_| {
                wrong(
                    name,
                    index,
                    &format!("expected a number, got {}", type_name(item)),
                    FIX,
                )
            })?;
            numbers.push(number);
            Ok(())
        })?;
    }
    match numbers.iter().position(|number| !number.is_finite()) {
        None => Ok(numbers),
        Some(index) => Err(wrong(name, index, "is not finite", FIX)),
    }
}

/// The rows of a matrix one after another, and their width.
pub fn matrix(name: &'static str, array: &Bound<'_, PyAny>) -> Result<(Vec<f64>, usize), Error> {
    let matrix = array.cast::<PyArray2<f64>>().map_err(|_| Error::Request {
        problem: format!("{name} is no float64 matrix but a {}", type_name(array)),
        fix: "give a numpy array of shape [n_samples, n_statistics]",
    })?;
    let matrix = matrix.readonly();
    let matrix = matrix.as_array();
    Ok((matrix.iter().copied().collect(), matrix.ncols()))
}

/// A list of finite numbers for each sample.
fn lists_of_numbers(name: &'static str, column: &Bound<'_, PyAny>) -> Result<Ragged<f64>, Error> {
    let mut lists = Ragged::default();
    each(name, column, |index, row| {
        let row = numbers(name, row).map_err(|error| {
            wrong(
                name,
                index,
                &error.problem(),
                "give a list of finite numbers",
            )
        })?;
        lists.push(row);
        Ok(())
    })?;
    Ok(lists)
}

/// Probabilities of class 1 of two, where the entries are numbers.
fn one_column(column: &Bound<'_, PyAny>) -> Result<Option<Vec<f64>>, Error> {
    const NAME: &str = "probabilities";
    let is_array = column.cast::<PyArray1<f64>>().is_ok();
    let first = column.get_item(0).ok();
    if !is_array && first.is_none_or(|first| first.extract::<f64>().is_err()) {
        return Ok(None);
    }
    let flat = numbers(NAME, column)?;
    match flat.iter().position(|p| !(0.0..=1.0).contains(p)) {
        None => Ok(Some(flat)),
        Some(index) => Err(wrong(
            NAME,
            index,
            "is outside 0 to 1",
            "give probabilities, not logits",
        )),
    }
}

/// Rows of probabilities of equal length, row-major.
fn probabilities(column: &Bound<'_, PyAny>) -> Result<(Vec<f64>, usize), Error> {
    const NAME: &str = "probabilities";
    let mut flat = Vec::new();
    let mut n_classes = 0;
    if let Some(flat) = one_column(column)? {
        return Ok((flat, 1));
    }
    each(NAME, column, |index, row| {
        let row = numbers(NAME, row).map_err(|error| {
            wrong(
                NAME,
                index,
                &error.problem(),
                "give one probability a class",
            )
        })?;
        if index == 0 {
            n_classes = row.len();
        }
        if row.len() != n_classes || row.is_empty() {
            let problem = format!("has {} classes, the first has {n_classes}", row.len());
            return Err(wrong(NAME, index, &problem, "give one probability a class"));
        }
        if row.iter().any(|p| !(0.0..=1.0).contains(p)) {
            return Err(wrong(
                NAME,
                index,
                "is outside 0 to 1",
                "give probabilities, not logits",
            ));
        }
        flat.extend(row);
        Ok(())
    })?;
    Ok((flat, n_classes))
}

/// Class indices below `n_classes`.
fn classes(column: &Bound<'_, PyAny>, n_classes: usize) -> Result<Vec<u32>, Error> {
    let mut classes = Vec::with_capacity(size_hint(column));
    each("references", column, |index, item| {
        let class = if item.is_instance_of::<PyBool>() {
            None
        } else {
            item.extract::<u32>().ok()
        };
        let Some(class) = class.filter(|class| (*class as usize) < n_classes) else {
            let problem = format!("expected a class from 0 to {}", n_classes.saturating_sub(1));
            let fix = "give the index of the true class";
            return Err(wrong("references", index, &problem, fix));
        };
        classes.push(class);
        Ok(())
    })?;
    Ok(classes)
}
