//! F-measure of the longest common subsequence of words.
//!
//! # What it measures
//! The longest sequence of words that a summary and its reference share in the same order.
//!
//! # Formula
//! `P = LCS / words of the prediction`, `R = LCS / words of the reference`, `F = 2PR / (P + R)`; the
//! mean of F over the samples. LCS is the length of the longest common subsequence: gaps are allowed.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts; one or more references a sample.
//!
//! # Source
//! Lin, "ROUGE: a package for automatic evaluation of summaries" (2004). Equal to `rougeL` of
//! rouge-score 0.1.2, bit by bit. Statistics of a sample: F, precision, recall, 1.
//!
//! # Example
//! Prediction `the cat sat` against reference `a cat then sat`: LCS = 2, P = 2/3, R = 2/4, F = 4/7.
//!
//! # Often misprinted
//! As `rouge_lsum`: the two differ for texts of several lines, and papers on summaries mostly mean the
//! other one. The paper's F weighs recall by a large β; packages take β = 1.

use crate::error::Error;
use crate::formulas::rouge::{self, Kind};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `rouge_l`.
pub struct RougeL;

static SPEC: Spec = Spec {
    name: "rouge_l",
    version: 1,
    summary: "F-measure of the longest common subsequence of words.",
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

impl Metric for RougeL {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(rouge::configure(&SPEC, options, vec![Kind::Longest]))
    }
}
