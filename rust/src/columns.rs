//! What a metric reads: borrowed columns with one entry a sample.
//!
//! Knows nothing of Python; `py/columns.rs` makes these columns from Python objects, tests make them
//! from vectors of strings.

use std::cmp::Ordering;
use std::fmt;

use crate::error::Error;

mod reading;

/// A column of texts, borrowed from whoever owns them.
pub trait Texts: Sync {
    /// Number of samples.
    fn len(&self) -> usize;

    /// Text of sample `i`; empty past the end.
    fn get(&self, i: usize) -> &str;

    /// Whether there are no samples.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A column of references: any number of texts a sample. A missing reference is simply not there.
pub trait References: Sync {
    /// Number of samples.
    fn len(&self) -> usize;

    /// Number of references of sample `i`.
    fn count(&self, i: usize) -> usize;

    /// Reference `k` of sample `i`; empty past the end.
    fn get(&self, i: usize, k: usize) -> &str;

    /// Whether there are no samples.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: AsRef<str> + Sync> Texts for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn get(&self, i: usize) -> &str {
        <[T]>::get(self, i).map_or("", AsRef::as_ref)
    }
}

impl<T: AsRef<str> + Sync> Texts for &[T] {
    fn len(&self) -> usize {
        <[T]>::len(self)
    }

    fn get(&self, i: usize) -> &str {
        <[T]>::get(self, i).map_or("", AsRef::as_ref)
    }
}

/// References as they are usually stored: flat, with the common case of one each kept small.
#[derive(Debug, Clone)]
pub enum ReferenceColumn<T> {
    /// Exactly one reference a sample.
    One(Vec<T>),
    /// Sample `i` has `texts[starts[i]..starts[i + 1]]`.
    Many {
        /// `n_samples + 1` offsets into `texts`.
        starts: Vec<usize>,
        /// All references one after another.
        texts: Vec<T>,
    },
}

impl<T> ReferenceColumn<T> {
    /// Flattens one list a sample.
    pub fn from_lists(lists: Vec<Vec<T>>) -> Self {
        let mut starts = vec![0];
        let mut texts = Vec::new();
        for list in lists {
            texts.extend(list);
            starts.push(texts.len());
        }
        Self::Many { starts, texts }
    }
}

impl<T: AsRef<str> + Sync> References for ReferenceColumn<T> {
    fn len(&self) -> usize {
        match self {
            Self::One(texts) => texts.len(),
            Self::Many { starts, .. } => starts.len().saturating_sub(1),
        }
    }

    fn count(&self, i: usize) -> usize {
        match self {
            Self::One(texts) => usize::from(i < texts.len()),
            Self::Many { starts, .. } => match (starts.get(i), starts.get(i + 1)) {
                (Some(start), Some(end)) => end - start,
                _ => 0,
            },
        }
    }

    fn get(&self, i: usize, k: usize) -> &str {
        let text = match self {
            Self::One(texts) => texts.as_slice().get(i),
            Self::Many { starts, texts } => starts
                .get(i)
                .and_then(|start| texts.as_slice().get(start + k)),
        };
        text.map_or("", AsRef::as_ref)
    }
}

/// A class label as it was given. Texts sort by code point, integers by value; they never mix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// An integer label.
    Integer(i64),
    /// A text label.
    Text(String),
}

impl fmt::Display for Label {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer) => write!(out, "{integer}"),
            Self::Text(text) => out.write_str(text),
        }
    }
}

/// Id of a prediction that names no label: a miss of the true class and of no other.
pub const NO_LABEL: u32 = u32::MAX;

/// Lists of items, one list a sample, one after another.
#[derive(Debug, Clone, PartialEq)]
pub struct Ragged<T> {
    /// `n_samples + 1` offsets into `items`.
    starts: Vec<usize>,
    items: Vec<T>,
}

impl<T> Default for Ragged<T> {
    fn default() -> Self {
        Self {
            starts: vec![0],
            items: Vec::new(),
        }
    }
}

impl<T> Ragged<T> {
    /// Appends the list of the next sample.
    pub fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.items.extend(list);
        self.starts.push(self.items.len());
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are no samples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The list of sample `i`; empty past the end.
    pub fn get(&self, i: usize) -> &[T] {
        match (self.starts.get(i), self.starts.get(i + 1)) {
            (Some(start), Some(end)) => self.items.get(*start..*end).unwrap_or(&[]),
            _ => &[],
        }
    }
}

/// A labelled stretch of a text or of its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// First place.
    pub start: u32,
    /// Place after the last one.
    pub end: u32,
    /// Kind, as a number that is equal where kinds are.
    pub label: u32,
}

/// The spans of each sample.
pub type Spans = Ragged<Span>;

/// The columns of one call, by what they hold.
#[derive(Clone, Copy)]
pub enum Columns<'a> {
    /// Texts against references.
    Texts {
        /// One text a sample.
        predictions: &'a dyn Texts,
        /// References of each sample.
        references: &'a dyn References,
    },
    /// Class labels, as indices into `names`.
    Labels {
        /// Predicted class, or [`NO_LABEL`].
        predictions: &'a [u32],
        /// True class.
        references: &'a [u32],
        /// The labels of both columns, sorted.
        names: &'a [Label],
    },
    /// Numbers against numbers; finite.
    Numbers {
        /// One number a sample.
        predictions: &'a [f64],
        /// One number a sample.
        references: &'a [f64],
    },
    /// Log-likelihoods in nats and the number of units (tokens or bytes) they are spread over.
    LogLikelihoods {
        /// Natural logarithm of the probability of each text; finite.
        log_likelihoods: &'a [f64],
        /// Units of each text; positive.
        units: &'a [f64],
    },
    /// A probability for every class; finite.
    Probabilities {
        /// Row-major, `n_samples × n_classes`.
        probabilities: &'a [f64],
        /// Columns of a row; one stands for class 1 of two.
        n_classes: usize,
        /// True class, an index into a row.
        references: &'a [u32],
    },
    /// Several answers a sample against references.
    Answers {
        /// The answers of each sample; one that was not found is not there.
        predictions: &'a dyn References,
        /// References of each sample.
        references: &'a dyn References,
    },
    /// Candidates of each sample.
    Ranked {
        /// Score of each candidate; finite.
        scores: &'a Ragged<f64>,
        /// Grade of each candidate; finite, relevant above 0.
        grades: &'a Ragged<f64>,
    },
    /// Spans of each sample.
    Spans {
        /// What was found.
        predictions: &'a Spans,
        /// What there is.
        references: &'a Spans,
    },
}

impl Columns<'_> {
    /// Number of samples.
    ///
    /// # Errors
    /// When the columns differ in length or are empty.
    pub fn n_samples(&self) -> Result<usize, Error> {
        let (first, second) = match self {
            Self::Texts {
                predictions,
                references,
            } => (
                ("predictions", predictions.len()),
                ("references", references.len()),
            ),
            Self::Labels {
                predictions,
                references,
                ..
            } => (
                ("predictions", predictions.len()),
                ("references", references.len()),
            ),
            Self::Numbers {
                predictions,
                references,
            } => (
                ("predictions", predictions.len()),
                ("references", references.len()),
            ),
            Self::Answers {
                predictions,
                references,
            } => (
                ("predictions", predictions.len()),
                ("references", references.len()),
            ),
            Self::Ranked { scores, grades } => {
                (("predictions", scores.len()), ("references", grades.len()))
            }
            Self::Spans {
                predictions,
                references,
            } => (
                ("predictions", predictions.len()),
                ("references", references.len()),
            ),
            Self::LogLikelihoods {
                log_likelihoods,
                units,
            } => (
                ("log_likelihoods", log_likelihoods.len()),
                ("units", units.len()),
            ),
            Self::Probabilities {
                probabilities,
                n_classes,
                references,
            } => (
                ("probabilities", probabilities.len() / (*n_classes).max(1)),
                ("references", references.len()),
            ),
        };
        match (first.1.cmp(&second.1), first.1) {
            (Ordering::Equal, 0) => Err(Error::Request {
                problem: "there are no samples".into(),
                fix: "give at least one",
            }),
            (Ordering::Equal, n) => Ok(n),
            _ => Err(Error::Lengths { first, second }),
        }
    }

    /// Number of references where it is the same for all samples.
    pub fn n_references(&self) -> Option<usize> {
        let Self::Texts { references, .. } = self else {
            return Some(1);
        };
        let count = references.count(0);
        (1..references.len())
            .all(|i| references.count(i) == count)
            .then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_may_differ_in_number() {
        let column = ReferenceColumn::from_lists(vec![vec!["a", "b"], vec![], vec!["c"]]);
        assert_eq!(
            (
                column.len(),
                column.count(0),
                column.count(1),
                column.count(9)
            ),
            (3, 2, 0, 0)
        );
        assert_eq!(
            (column.get(0, 1), column.get(2, 0), column.get(9, 0)),
            ("b", "c", "")
        );
    }

    #[test]
    fn unequal_and_empty_columns_are_refused() {
        let columns = Columns::Numbers {
            predictions: &[1.0],
            references: &[],
        };
        assert!(matches!(columns.n_samples(), Err(Error::Lengths { .. })));
        let columns = Columns::Numbers {
            predictions: &[],
            references: &[],
        };
        assert!(matches!(columns.n_samples(), Err(Error::Request { .. })));
    }
}
