//! F-measure of the pairs of words that prediction and reference share.
//!
//! # What it measures
//! The pairs of neighbouring words that a summary and its reference share.
//!
//! # Formula
//! As `rouge1`, over pairs of words: `P = matches / pairs of the prediction`,
//! `R = matches / pairs of the reference`, `F = 2PR / (P + R)`; the mean of F over the samples.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts; one or more references a sample.
//!
//! # Source
//! Lin, "ROUGE: a package for automatic evaluation of summaries" (2004). Equal to `rouge2` of
//! rouge-score 0.1.2, bit by bit. Statistics of a sample: F, precision, recall, 1.
//!
//! # Example
//! Prediction `the cat sat` against reference `the cat lay down`: P = 1/2, R = 1/3, F = 2/5.
//!
//! # Often misprinted
//! With one word a side there is no pair and the score is 0, even for equal texts. Pairs cross the
//! ends of sentences here, as in the reference; packages that split sentences first give less.

use crate::error::Error;
use crate::formulas::rouge::{self, Kind};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `rouge2`.
pub struct Rouge2;

static SPEC: Spec = Spec {
    name: "rouge2",
    version: 1,
    summary: "F-measure of the pairs of words that prediction and reference share.",
    outputs: &["fmeasure", "precision", "recall"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: rouge::OPTIONS,
    reads: Reads::Texts,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for Rouge2 {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(rouge::configure(&SPEC, options, vec![Kind::Grams(2)]))
    }
}
