//! Columns as a plan reads them: of the one kind that its metric names.

use crate::columns::{Columns, Label, Ragged, References, Spans, Texts};
use crate::error::Error;
use crate::spec::Reads;

/// Predicted classes, true classes, and their names.
type Classes<'a> = (&'a [u32], &'a [u32], &'a [Label]);

impl<'a> Columns<'a> {
    /// Texts and their references.
    ///
    /// # Errors
    /// When the columns hold something else.
    pub fn texts(&self) -> Result<(&'a dyn Texts, &'a dyn References), Error> {
        match *self {
            Self::Texts {
                predictions,
                references,
            } => Ok((predictions, references)),
            _ => Err(wrong_columns(Reads::Texts)),
        }
    }

    /// Predicted and true classes, and the names of classes.
    ///
    /// # Errors
    /// When the columns hold something else.
    pub fn labels(&self) -> Result<Classes<'a>, Error> {
        match *self {
            Self::Labels {
                predictions,
                references,
                names,
            } => Ok((predictions, references, names)),
            _ => Err(wrong_columns(Reads::Labels)),
        }
    }

    /// Predicted and true numbers.
    ///
    /// # Errors
    /// When the columns hold something else.
    pub fn numbers(&self) -> Result<(&'a [f64], &'a [f64]), Error> {
        match *self {
            Self::Numbers {
                predictions,
                references,
            } => Ok((predictions, references)),
            _ => Err(wrong_columns(Reads::Numbers)),
        }
    }

    /// Log-likelihoods and units.
    ///
    /// # Errors
    /// When the columns hold something else.
    pub fn log_likelihoods(&self) -> Result<(&'a [f64], &'a [f64]), Error> {
        match *self {
            Self::LogLikelihoods {
                log_likelihoods,
                units,
            } => Ok((log_likelihoods, units)),
            _ => Err(wrong_columns(Reads::LogLikelihoods)),
        }
    }

    /// Rows of probabilities, their width, and true classes.
    ///
    /// # Errors
    /// When the columns hold something else.
    pub fn probabilities(&self) -> Result<(&'a [f64], usize, &'a [u32]), Error> {
        match *self {
            Self::Probabilities {
                probabilities,
                n_classes,
                references,
            } => Ok((probabilities, n_classes, references)),
            _ => Err(wrong_columns(Reads::Probabilities)),
        }
    }

    /// Answers and references.
    ///
    /// # Errors
    /// When the columns hold something else.
    pub fn answers(&self) -> Result<(&'a dyn References, &'a dyn References), Error> {
        match *self {
            Self::Answers {
                predictions,
                references,
            } => Ok((predictions, references)),
            _ => Err(wrong_columns(Reads::Answers)),
        }
    }

    /// Scores and grades of candidates.
    ///
    /// # Errors
    /// When the columns hold something else.
    pub fn ranked(&self) -> Result<(&'a Ragged<f64>, &'a Ragged<f64>), Error> {
        match *self {
            Self::Ranked { scores, grades } => Ok((scores, grades)),
            _ => Err(wrong_columns(Reads::Ranked)),
        }
    }

    /// Spans that were found and spans that there are.
    ///
    /// # Errors
    /// When the columns hold something else.
    pub fn spans(&self) -> Result<(&'a Spans, &'a Spans), Error> {
        match *self {
            Self::Spans {
                predictions,
                references,
            } => Ok((predictions, references)),
            _ => Err(wrong_columns(Reads::Spans)),
        }
    }
}

fn wrong_columns(reads: Reads) -> Error {
    Error::Request {
        problem: format!("the metric reads {}", reads.name()),
        fix: "give the columns that the metric's documentation names",
    }
}
