//! F-measure of the words that prediction and reference share.
//!
//! # What it measures
//! The words that a summary and its reference share.
//!
//! # Formula
//! `P = matches / words of the prediction`, `R = matches / words of the reference`,
//! `F = 2PR / (P + R)`, where a word matches at most as often as it stands in the reference. The score
//! is the mean of F over the samples. Of several references the one with the greatest F counts.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts; one or more references a sample.
//!
//! # Source
//! Lin, "ROUGE: a package for automatic evaluation of summaries" (2004). Equal to `rouge1` of
//! rouge-score 0.1.2, bit by bit. Statistics of a sample: F, precision, recall, 1.
//!
//! # Example
//! Prediction `the cat sat` against reference `the cat lay down`: P = 2/3, R = 2/4, F = 4/7.
//!
//! # Often misprinted
//! As recall, which is what the paper defines; F is what packages report. As 0 for texts that are not
//! in Latin letters: the reference's tokens are runs of a-z and 0-9, so identical Chinese texts score
//! 0. Choose `tokenizer="unicode"` there, and say so. With and without stemming under one name.

use crate::error::Error;
use crate::formulas::rouge::{self, Kind};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `rouge1`.
pub struct Rouge1;

static SPEC: Spec = Spec {
    name: "rouge1",
    version: 1,
    summary: "F-measure of the words that prediction and reference share.",
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

impl Metric for Rouge1 {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(rouge::configure(&SPEC, options, vec![Kind::Grams(1)]))
    }
}
