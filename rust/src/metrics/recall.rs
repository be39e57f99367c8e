//! Share of the samples of a class that were found, averaged over classes.
//!
//! # What it measures
//! How many of the samples of a class were predicted to be of it.
//!
//! # Formula
//! `R(c) = hits(c) / samples of c`, then averaged over classes as `average` says.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Labels: one `str` or `int` a sample on both sides, never mixed. `None` as a prediction is a miss of
//! the true class and a prediction of no other.
//!
//! # Source
//! Equal to `sklearn.metrics.recall_score` (scikit-learn 1.9.1) with `average` and `zero_division`
//! as named there; classes are the union of both columns, so a class seen only in predictions enters
//! the macro average with its zero. Statistics of a sample: hits, predictions, truths of each class.
//!
//! # Example
//! Predictions `a a b` against references `a b b`: R(a) = 1, R(b) = 1/2, macro 3/4.
//!
//! # Often misprinted
//! As balanced accuracy, which leaves out classes absent from the references; the macro average counts
//! them as `zero_division`. The weighted average of recall is accuracy.

use crate::error::Error;
use crate::formulas::class_average::{self, Measure};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `recall`.
pub struct Recall;

static SPEC: Spec = Spec {
    name: "recall",
    version: 1,
    summary: "Share of the samples of a class that were found, averaged over classes.",
    outputs: &["recall"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: class_average::OPTIONS,
    reads: Reads::Labels,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

impl Metric for Recall {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        class_average::configure(&SPEC, options, Measure::Recall)
    }
}
