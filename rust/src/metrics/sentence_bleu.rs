//! Mean of the BLEU of each sentence.
//!
//! # What it measures
//! BLEU of every sample alone, averaged: short and long sentences count alike.
//!
//! # Formula
//! `sentence_bleu = Σ BLEU(sample) / n`, each with `effective_order`, so that sentences under four
//! tokens are not worth 0.
//!
//! # Range
//! 0 to 100; higher is better.
//!
//! # Reads
//! Texts: one prediction and one or more references a sample, not tokenised.
//!
//! # Source
//! The values of `sacrebleu.metrics.BLEU(effective_order=True).sentence_score` 2.6.0, and their
//! mean. Statistics of a sample: BLEU, 1.
//!
//! # Example
//! `the cat sat` against itself: 100; `a b` against `x y`: 0; together 50.
//!
//! # Often misprinted
//! As BLEU. The corpus score sums counts before it divides and is another number.

use std::ops::Range;

use crate::columns::{Columns, References, Texts};
use crate::error::Error;
use crate::formulas::bleu::OPTIONS;
use crate::formulas::mean;
use crate::metrics::bleu::{Configured as Bleu, Kernel, LOWERCASE, TOKENIZE};
use crate::metrics::{Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `sentence_bleu`.
pub struct SentenceBleu;

static SPEC: Spec = Spec {
    name: "sentence_bleu",
    version: 1,
    summary: "Mean of the BLEU of each sentence.",
    outputs: &["sentence_bleu"],
    range: (0.0, 100.0),
    direction: Direction::Higher,
    unit: "points",
    chance: Some(0.0),
    options: &[
        LOWERCASE,
        TOKENIZE,
        OPTIONS[0],
        OPTIONS[1],
        OPTIONS[2],
        EFFECTIVE_ORDER,
    ],
    reads: Reads::Texts,
    interval: Interval::BoundedMean,
    transform: Transform::Percent,
};

/// Whether to stop at the first order without n-grams.
pub(super) const EFFECTIVE_ORDER: OptionSpec = OptionSpec {
    name: "effective_order",
    kind: Kind::Flag,
    preset: Preset::Flag(true),
    doc: "Stop at the first order of which the hypothesis has no n-gram.",
};

impl Metric for SentenceBleu {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured(Bleu::new(
            options,
            SPEC.version,
            Some("mean:sentences"),
        )?)))
    }
}

struct Configured(Bleu);

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.texts()?;
        Ok(Box::new(Bound {
            bleu: &self.0,
            predictions,
            references,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        mean::finish(total, values);
    }

    fn gradient(&self, total: &[f64], output: usize, out: &mut [f64]) {
        mean::gradient(total, output, out);
    }

    fn signature(&self, n_references: Option<usize>) -> String {
        self.0.signature(n_references)
    }
}

struct Bound<'a> {
    bleu: &'a Bleu,
    predictions: &'a dyn Texts,
    references: &'a dyn References,
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let mut kernel = Kernel::new(self.bleu);
        let mut counts = vec![0.0; self.bleu.formula.n_statistics()];
        for (i, row) in range.zip(rows.chunks_exact_mut(2)) {
            kernel.row(self.predictions.get(i), self.references, i, &mut counts)?;
            row.copy_from_slice(&[self.bleu.formula.bleu(&counts).score, 1.0]);
        }
        Ok(())
    }
}
