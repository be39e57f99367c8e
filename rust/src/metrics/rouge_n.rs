//! F-measure of the runs of n words that prediction and reference share.
//!
//! # What it measures
//! The runs of `n` words that a summary and its reference share.
//!
//! # Formula
//! As `rouge1`, over runs of `n` words: `P = matches / runs of the prediction`,
//! `R = matches / runs of the reference`, `F = 2PR / (P + R)`; the mean of F over the samples.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts; one or more references a sample.
//!
//! # Source
//! Lin, "ROUGE: a package for automatic evaluation of summaries" (2004). Equal to `rouge1` to `rouge9` of
//! rouge-score 0.1.2, bit by bit. Statistics of a sample: F, precision, recall, 1.
//!
//! # Example
//! Prediction `the cat sat down` against reference `the cat sat`, n = 3: P = 1/2, R = 1, F = 2/3.
//!
//! # Often misprinted
//! A text of fewer than `n` words has no run and scores 0, even against itself: for short texts a great
//! `n` measures their length.

use crate::error::Error;
use crate::formulas::rouge::{self, Kind};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::{Kind as OptionKind, OptionSpec, Options, Preset};

/// The metric `rouge_n`.
pub struct RougeN;

const OPTIONS: [OptionSpec; 3] = [
    OptionSpec {
        name: "n",
        kind: OptionKind::Integer(1, 9),
        preset: Preset::Integer(2),
        doc: "Words of a run.",
    },
    rouge::USE_STEMMER,
    rouge::TOKENIZER,
];

static SPEC: Spec = Spec {
    name: "rouge_n",
    version: 1,
    summary: "F-measure of the runs of n words that prediction and reference share.",
    outputs: &["fmeasure", "precision", "recall"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &OPTIONS,
    reads: Reads::Texts,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for RougeN {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(rouge::configure(
            &SPEC,
            options,
            vec![Kind::Grams(options.count("n"))],
        ))
    }
}
