//! Share of the predictions of a class that are right, averaged over classes.
//!
//! # What it measures
//! How many of the samples predicted to be of a class are of it.
//!
//! # Formula
//! `P(c) = hits(c) / predictions of c`, then averaged over classes as `average` says.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Labels: one `str` or `int` a sample on both sides, never mixed. `None` as a prediction is a miss of
//! the true class and a prediction of no other.
//!
//! # Source
//! Equal to `sklearn.metrics.precision_score` (scikit-learn 1.9.1) with `average` and `zero_division`
//! as named there; classes are the union of both columns, so a class seen only in predictions enters
//! the macro average with its zero. Statistics of a sample: hits, predictions, truths of each class.
//!
//! # Example
//! Predictions `a a b` against references `a b b`: P(a) = 1/2, P(b) = 1, macro 3/4.
//!
//! # Often misprinted
//! As accuracy, which the micro average equals with one label a sample. Without the average's name,
//! and without what a class never predicted counts as (`zero_division`).

use crate::error::Error;
use crate::formulas::class_average::{self, Measure};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `precision`.
pub struct Precision;

static SPEC: Spec = Spec {
    name: "precision",
    version: 1,
    summary: "Share of the predictions of a class that are right, averaged over classes.",
    outputs: &["precision"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: class_average::OPTIONS,
    reads: Reads::Labels,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

impl Metric for Precision {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        class_average::configure(&SPEC, options, Measure::Precision)
    }
}
