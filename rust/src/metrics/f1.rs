//! Harmonic mean of precision and recall of a class, averaged over classes.
//!
//! # What it measures
//! How well each class is found without being predicted too often.
//!
//! # Formula
//! `F1(c) = 2 hits(c) / (predictions of c + samples of c)`, then averaged over classes as `average`
//! says. A class with neither counts as `zero_division`.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Labels: one `str` or `int` a sample on both sides, never mixed. `None` as a prediction is a miss of
//! the true class and a prediction of no other.
//!
//! # Source
//! Equal to `sklearn.metrics.f1_score` (scikit-learn 1.9.1) with `average` and `zero_division`
//! as named there; classes are the union of both columns, so a class seen only in predictions enters
//! the macro average with its zero. Statistics of a sample: hits, predictions, truths of each class.
//!
//! # Example
//! Predictions `a a b` against references `a b b`: F1(a) = 2/3, F1(b) = 2/3, macro 2/3.
//!
//! # Often misprinted
//! As the harmonic mean of macro precision and macro recall, which is another number. As micro F1
//! under the name F1: with one label a sample that is accuracy.

use crate::error::Error;
use crate::formulas::class_average::{self, Measure};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `f1`.
pub struct F1;

static SPEC: Spec = Spec {
    name: "f1",
    version: 1,
    summary: "Harmonic mean of precision and recall of a class, averaged over classes.",
    outputs: &["f1"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: class_average::OPTIONS,
    reads: Reads::Labels,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

impl Metric for F1 {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        class_average::configure(&SPEC, options, Measure::F1)
    }
}
