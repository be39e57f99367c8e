//! Mean of numbers above their references.
//!
//! # What it measures
//! The mean of numbers that something else gave each sample, such as the scores in another tool's
//! file: their references are 0 then. Against other references it is the mean error, or bias.
//!
//! # Formula
//! `Σ (prediction − reference) / n`
//!
//! # Range
//! Any number, in the unit of the predictions; what is better depends on what is averaged.
//!
//! # Reads
//! Numbers: one finite number a sample on both sides.
//!
//! # Source
//! Own definition. Statistics of a sample: difference, 1. The option `of` names what is averaged, so
//! that means of different things have different signatures.
//!
//! # Example
//! Predictions `1 0 1 1` against zeros: 0.75.
//!
//! # Often misprinted
//! As a mean of means of groups, which weighs the samples of small groups more.

use crate::error::Error;
use crate::formulas::errors::{self, Difference};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `mean`.
pub struct Mean;

static SPEC: Spec = Spec {
    name: "mean",
    version: 1,
    summary: "Mean of numbers above their references.",
    outputs: &["mean"],
    range: (f64::NEG_INFINITY, f64::INFINITY),
    direction: Direction::Higher,
    unit: "unit of the predictions",
    chance: None,
    options: &[OptionSpec {
        name: "of",
        kind: Kind::Text,
        preset: Preset::Text(""),
        doc: "Name of what is averaged.",
    }],
    reads: Reads::Numbers,
    interval: Interval::UnboundedMean,
    transform: Transform::None,
};

impl Metric for Mean {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(errors::configure(&SPEC, options, Difference::Signed))
    }
}
