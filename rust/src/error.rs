//! The one error of the core: what is wrong, where, and what to do next.

use std::fmt;

/// Anything that keeps a score from being computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// No metric, tokenizer or extractor has this name.
    Unknown {
        /// What was looked up: `metric`, `tokenizer`, `extractor`.
        kind: &'static str,
        /// The name that was given.
        name: String,
        /// The names that exist, in the order in which they are listed.
        known: Vec<&'static str>,
    },
    /// An option has a wrong name or value.
    Option {
        /// The option as it was given.
        name: String,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        fix: String,
    },
    /// One entry of a column is wrong.
    Sample {
        /// The column: `predictions`, `references`, `log_likelihoods`, …
        column: &'static str,
        /// Zero-based position in the column.
        index: usize,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        fix: &'static str,
    },
    /// Two columns that belong together differ in length.
    Lengths {
        /// Name and length of the first column.
        first: (&'static str, usize),
        /// Name and length of the second column.
        second: (&'static str, usize),
    },
    /// The request as a whole cannot be answered.
    Request {
        /// What is wrong.
        problem: String,
        /// What to do.
        fix: &'static str,
    },
}

impl Error {
    /// What is wrong and where, without what to do.
    pub fn problem(&self) -> String {
        match self {
            Self::Unknown { kind, name, .. } => format!("there is no {kind} {name:?}"),
            Self::Option { name, problem, .. } => format!("option {name}: {problem}"),
            Self::Sample {
                column,
                index,
                problem,
                ..
            } => format!("{column}[{index}]: {problem}"),
            Self::Lengths { first, second } => format!(
                "{} has {} entries and {} has {}",
                first.0, first.1, second.0, second.1
            ),
            Self::Request { problem, .. } => problem.clone(),
        }
    }

    /// What to do next; empty where nothing general can be said.
    pub fn fix(&self) -> String {
        match self {
            Self::Unknown { known, .. } => format!("use one of {}", known.join(", ")),
            Self::Option { fix, .. } => fix.clone(),
            Self::Sample { fix, .. } | Self::Request { fix, .. } => (*fix).to_owned(),
            Self::Lengths { .. } => "give one entry a sample in both".to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}. Fix: {}.", self.problem(), self.fix())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_place_and_remedy() {
        let error = Error::Sample {
            column: "references",
            index: 7,
            problem: "no reference".into(),
            fix: "give at least one",
        };
        assert_eq!(
            error.to_string(),
            "references[7]: no reference. Fix: give at least one."
        );
        let error = Error::Lengths {
            first: ("predictions", 2),
            second: ("references", 3),
        };
        assert_eq!(
            error.problem(),
            "predictions has 2 entries and references has 3"
        );
    }
}
