//! Edits of characters over characters of the reference.
//!
//! # What it measures
//! Character error rate: the edits of characters that turn a transcript into its reference, over the
//! characters of the reference.
//!
//! # Formula
//! `CER = Σ (substitutions + deletions + insertions) / Σ characters of the reference`. Without a
//! single character in the references it is the number of insertions.
//!
//! # Range
//! 0 upwards; lower is better. Values above 1 are possible.
//!
//! # Reads
//! Texts; exactly one reference a sample. Characters are code points, spaces included, after white
//! space at both ends is cut off.
//!
//! # Source
//! Equal to `jiwer.cer` (jiwer 4.0.0) with its default transforms. Statistics of a sample: edits,
//! characters of the reference.
//!
//! # Example
//! Prediction `kitten` against reference `sitting`: 3/7.
//!
//! # Often misprinted
//! With spaces left out, or over the longer of the two texts: both give other numbers. Texts in
//! different Unicode normal forms differ in characters that look the same.

use crate::error::Error;
use crate::formulas::edits::{ErrorRate, Unit};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::Options;

/// The metric `cer`.
pub struct Cer;

static SPEC: Spec = Spec {
    name: "cer",
    version: 1,
    summary: "Edits of characters over characters of the reference.",
    outputs: &["cer"],
    range: (0.0, f64::INFINITY),
    direction: Direction::Lower,
    unit: "",
    chance: None,
    options: &[],
    reads: Reads::Texts,
    interval: Interval::Smooth,
    transform: Transform::None,
};

impl Metric for Cer {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let signature = format!("{}|compat:jiwer-4.0.0", signature(&SPEC, options));
        Ok(Box::new(ErrorRate {
            unit: Unit::Character,
            signature,
        }))
    }
}
