//! Edits of words over words of the reference.
//!
//! # What it measures
//! Word error rate: the edits of words that turn a transcript into its reference, over the words of
//! the reference.
//!
//! # Formula
//! `WER = Σ (substitutions + deletions + insertions) / Σ words of the reference`. Without a single
//! word in the references it is the number of insertions.
//!
//! # Range
//! 0 upwards; lower is better. Values above 1 are possible: a long transcript of a short reference.
//!
//! # Reads
//! Texts; exactly one reference a sample. Words are separated by U+0020 or by two or more characters
//! of white space; a single tab or no-break space does not separate. Case and punctuation count.
//!
//! # Source
//! Equal to `jiwer.wer` (jiwer 4.0.0) with its default transforms. Statistics of a sample: edits,
//! words of the reference.
//!
//! # Example
//! Prediction `the cat sit` against reference `the cat sat down`: 2/4.
//!
//! # Often misprinted
//! As a mean of the sentences' rates, which lets short sentences weigh as much as long ones. As
//! 1 − accuracy. After an unnamed normalisation of case, punctuation and numbers, which can halve it.

use crate::error::Error;
use crate::formulas::edits::{ErrorRate, Unit};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::Options;

/// The metric `wer`.
pub struct Wer;

static SPEC: Spec = Spec {
    name: "wer",
    version: 1,
    summary: "Edits of words over words of the reference.",
    outputs: &["wer"],
    range: (0.0, f64::INFINITY),
    direction: Direction::Lower,
    unit: "",
    chance: None,
    options: &[],
    reads: Reads::Texts,
    interval: Interval::Smooth,
    transform: Transform::None,
};

impl Metric for Wer {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let signature = format!("{}|compat:jiwer-4.0.0", signature(&SPEC, options));
        Ok(Box::new(ErrorRate {
            unit: Unit::Word,
            signature,
        }))
    }
}
