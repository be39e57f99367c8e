//! F-measures of ROUGE-1, ROUGE-2, ROUGE-L and ROUGE-Lsum in one pass.
//!
//! # What it measures
//! `rouge1`, `rouge2`, `rouge_l` and `rouge_lsum` at once: the texts are taken apart a single time.
//!
//! # Formula
//! The mean of each one's F over the samples; see their pages. Of several references, each takes the
//! one with its greatest F.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts; one or more references a sample.
//!
//! # Source
//! Equal to `RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"])` of rouge-score 0.1.2, bit by
//! bit. Statistics of a sample: the four F, 1.
//!
//! # Example
//! Prediction `the cat sat` against reference `the cat lay down`: 4/7, 2/5, 4/7, 4/7.
//!
//! # Often misprinted
//! As one number: a mean of ROUGE variants is no ROUGE. Medians of unseeded resamples, as some
//! packages print them, are not the mean.

use crate::error::Error;
use crate::formulas::rouge::{self, Kind};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `rouge`.
pub struct RougeAll;

static SPEC: Spec = Spec {
    name: "rouge",
    version: 1,
    summary: "F-measures of ROUGE-1, ROUGE-2, ROUGE-L and ROUGE-Lsum in one pass.",
    outputs: &["rouge1", "rouge2", "rouge_l", "rouge_lsum"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: rouge::OPTIONS,
    reads: Reads::Texts,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for RougeAll {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(rouge::configure(
            &SPEC,
            options,
            vec![
                Kind::Grams(1),
                Kind::Grams(2),
                Kind::Longest,
                Kind::LongestOfLines,
            ],
        ))
    }
}
