//! Root of the mean of squared differences.
//!
//! # What it measures
//! Root mean squared error: `mse` in the unit of the references.
//!
//! # Formula
//! `√(Σ (prediction − reference)² / n)`
//!
//! # Range
//! 0 upwards, in the unit of the references; lower is better.
//!
//! # Reads
//! Numbers: one finite number a sample on both sides.
//!
//! # Source
//! Equal to `sklearn.metrics.root_mean_squared_error` (scikit-learn 1.9.1). Statistics of a sample:
//! squared difference, 1.
//!
//! # Example
//! Predictions `1 2 4` against references `1 3 2`: 1.291.
//!
//! # Often misprinted
//! As a mean of roots over folds or groups, which is less than the root of all.

use crate::error::Error;
use crate::formulas::errors::{self, Difference};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `rmse`.
pub struct Rmse;

static SPEC: Spec = Spec {
    name: "rmse",
    version: 1,
    summary: "Root of the mean of squared differences.",
    outputs: &["rmse"],
    range: (0.0, f64::INFINITY),
    direction: Direction::Lower,
    unit: "unit of the references",
    chance: None,
    options: &[],
    reads: Reads::Numbers,
    interval: Interval::Smooth,
    transform: Transform::None,
};

impl Metric for Rmse {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(errors::configure(&SPEC, options, Difference::Root))
    }
}
