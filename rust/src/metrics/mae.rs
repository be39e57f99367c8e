//! Mean of absolute differences.
//!
//! # What it measures
//! Mean absolute error: how far predicted numbers lie from true ones.
//!
//! # Formula
//! `Σ |prediction − reference| / n`
//!
//! # Range
//! 0 upwards, in the unit of the references; lower is better.
//!
//! # Reads
//! Numbers: one finite number a sample on both sides.
//!
//! # Source
//! Equal to `sklearn.metrics.mean_absolute_error` (scikit-learn 1.9.1). Statistics of a sample: absolute
//! difference, 1.
//!
//! # Example
//! Predictions `1 2 4` against references `1 3 2`: 1.
//!
//! # Often misprinted
//! As the median of absolute differences, which far ones do not move.

use crate::error::Error;
use crate::formulas::errors::{self, Difference};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `mae`.
pub struct Mae;

static SPEC: Spec = Spec {
    name: "mae",
    version: 1,
    summary: "Mean of absolute differences.",
    outputs: &["mae"],
    range: (0.0, f64::INFINITY),
    direction: Direction::Lower,
    unit: "unit of the references",
    chance: None,
    options: &[],
    reads: Reads::Numbers,
    interval: Interval::UnboundedMean,
    transform: Transform::None,
};

impl Metric for Mae {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(errors::configure(&SPEC, options, Difference::Absolute))
    }
}
