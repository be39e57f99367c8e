//! Mean of squared differences.
//!
//! # What it measures
//! Mean squared error: how far predicted numbers lie from true ones, far ones above all.
//!
//! # Formula
//! `Σ (prediction − reference)² / n`
//!
//! # Range
//! 0 upwards, in the squared unit of the references; lower is better.
//!
//! # Reads
//! Numbers: one finite number a sample on both sides.
//!
//! # Source
//! Equal to `sklearn.metrics.mean_squared_error` (scikit-learn 1.9.1). Statistics of a sample: squared
//! difference, 1.
//!
//! # Example
//! Predictions `1 2 4` against references `1 3 2`: 5/3.
//!
//! # Often misprinted
//! As `rmse`, its root, which has the unit of the references. Halved, as a training loss.

use crate::error::Error;
use crate::formulas::errors::{self, Difference};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `mse`.
pub struct Mse;

static SPEC: Spec = Spec {
    name: "mse",
    version: 1,
    summary: "Mean of squared differences.",
    outputs: &["mse"],
    range: (0.0, f64::INFINITY),
    direction: Direction::Lower,
    unit: "squared unit of the references",
    chance: None,
    options: &[],
    reads: Reads::Numbers,
    interval: Interval::UnboundedMean,
    transform: Transform::None,
};

impl Metric for Mse {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(errors::configure(&SPEC, options, Difference::Squared))
    }
}
