//! F-measure of the longest common subsequences of words, line by line.
//!
//! # What it measures
//! As `rouge_l`, for summaries of several sentences, one a line: the order of sentences is free.
//!
//! # Formula
//! For each line of the reference: the union over the prediction's lines of the words in their longest
//! common subsequences, each word counted at most as often as it stands on either side. With `h` such
//! words over all lines, `P = h / words of the prediction`, `R = h / words of the reference`,
//! `F = 2PR / (P + R)`; the mean of F over the samples.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts, with a newline (U+000A) between sentences; one or more references a sample.
//!
//! # Source
//! Lin, "ROUGE: a package for automatic evaluation of summaries" (2004), section 3.2. Equal to
//! `rougeLsum` of rouge-score 0.1.2, bit by bit, down to which of several longest subsequences it
//! takes. Statistics of a sample: F, precision, recall, 1.
//!
//! # Example
//! Prediction `b c⏎a` against reference `a⏎b c`: F = 1, where `rouge_l` is 2/3.
//!
//! # Often misprinted
//! Without newlines in the texts it equals `rouge_l`; many printed values are that. Split sentences
//! first, by the same rule on both sides.

use crate::error::Error;
use crate::formulas::rouge::{self, Kind};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `rouge_lsum`.
pub struct RougeLsum;

static SPEC: Spec = Spec {
    name: "rouge_lsum",
    version: 1,
    summary: "F-measure of the longest common subsequences of words, line by line.",
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

impl Metric for RougeLsum {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(rouge::configure(&SPEC, options, vec![Kind::LongestOfLines]))
    }
}
