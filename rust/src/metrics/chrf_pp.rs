//! F-score of the character and word n-grams of translations against references: chrF++.
//!
//! # What it measures
//! How many character n-grams up to 6 and word n-grams up to 2 a translation and its reference
//! share, over the whole corpus.
//!
//! # Formula
//! That of `chrf` with `word_order = 2`: word orders join the character orders in the means of
//! precision and recall. Words are split at white space; the last character of a word is cut off
//! where it is ASCII punctuation, else the first, never both.
//!
//! # Range
//! 0 to 100; higher is better.
//!
//! # Reads
//! Texts: one prediction and one or more references a sample, not tokenised.
//!
//! # Source
//! Popović 2017; equal to `sacrebleu.metrics.CHRF(word_order=2)` 2.6.0, including its signature.
//! Statistics of a sample: n-grams of the hypothesis, of the reference, and matches, for each
//! character order, then for each word order.
//!
//! # Example
//! `ab` against `ab`: character orders 1 and 2 and word order 1 are all right: 100.
//!
//! # Often misprinted
//! Under the name chrF, from which it differs by a few points; `(hi)` counts as `(hi` and `)`.

use crate::error::Error;
use crate::metrics::chrf::{Configured, OPTIONS};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `chrf_pp`.
pub struct ChrfPp;

static SPEC: Spec = Spec {
    name: "chrf_pp",
    version: 1,
    summary: "F-score of the character and word n-grams of translations against references: chrF++.",
    outputs: &["chrf_pp"],
    range: (0.0, 100.0),
    direction: Direction::Higher,
    unit: "points",
    chance: Some(0.0),
    options: &[
        OPTIONS[0],
        OptionSpec {
            name: "word_order",
            kind: Kind::Integer(1, 16),
            preset: Preset::Integer(2),
            doc: "Longest word n-gram.",
        },
        OPTIONS[1],
        OPTIONS[2],
        OPTIONS[3],
        OPTIONS[4],
    ],
    reads: Reads::Texts,
    interval: Interval::Smooth,
    transform: Transform::Percent,
};

impl Metric for ChrfPp {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured::new(options, SPEC.version)))
    }
}
