//! Mean overlap of the words of an answer with its best reference.
//!
//! # What it measures
//! How many words an answer shares with the best of its references.
//!
//! # Formula
//! `token_f1 = Σ max_r F1(prediction, r) / n` with `F1 = 2·P·R / (P + R)`, `P = common / words of the
//! prediction`, `R = common / words of the reference`, words counted as a multiset after
//! normalisation.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts: one prediction and one or more references a sample.
//!
//! # Source
//! The SQuAD scripts `evaluate-v1.1.py` and `evaluate-v2.0.py`, whose values are 100 times these.
//! `rules = "v2"`: references that normalise to nothing are dropped, the empty answer is right when
//! none is left, and two empty answers have F1 = 1. `"v1"`: all references stay, two empty answers
//! have F1 = 0. Statistics of a sample: F1, 1.
//!
//! # Example
//! `the big cat` against `cat sat`: P = 1/2, R = 1/2, F1 = 0.5.
//!
//! # Often misprinted
//! As F1 of classification. It is no corpus F1: it is the mean of sample scores, and its maximum over
//! references is taken apart from that of exact match.

use std::ops::Range;

use crate::columns::{Columns, References, Texts};
use crate::error::Error;
use crate::formulas::mean;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature, wrong_columns,
};
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::intern::{Interner, UNKNOWN};
use crate::text::space::split;
use crate::text::squad::{NORMALIZERS, Normalizer, each_gold};

/// The metric `token_f1`.
pub struct TokenF1;

static SPEC: Spec = Spec {
    name: "token_f1",
    version: 1,
    summary: "Mean overlap of the words of an answer with its best reference.",
    outputs: &["token_f1"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: Some(0.0),
    options: &[
        OptionSpec {
            name: "normalize",
            kind: Kind::Choice(NORMALIZERS),
            preset: Preset::Text("squad"),
            doc: "How texts are made comparable.",
        },
        OptionSpec {
            name: "rules",
            kind: Kind::Choice(&["v1", "v2"]),
            preset: Preset::Text("v2"),
            doc: "Which SQuAD script decides about answers that normalise to nothing.",
        },
    ],
    reads: Reads::Texts,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for TokenF1 {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured {
            normalizer: Normalizer::find(options.text("normalize"))?,
            is_v2: options.text("rules") == "v2",
            signature: signature(&SPEC, options),
        }))
    }
}

struct Configured {
    normalizer: Normalizer,
    is_v2: bool,
    signature: String,
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let Columns::Texts {
            predictions,
            references,
        } = *columns
        else {
            return Err(wrong_columns(SPEC.reads));
        };
        Ok(Box::new(Bound {
            configured: self,
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

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }
}

struct Bound<'a> {
    configured: &'a Configured,
    predictions: &'a dyn Texts,
    references: &'a dyn References,
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let Configured {
            normalizer, is_v2, ..
        } = *self.configured;
        let (mut answer, mut gold) = (String::new(), String::new());
        let mut overlap = Overlap::default();
        for (i, row) in range.zip(rows.chunks_exact_mut(2)) {
            normalizer.apply(self.predictions.get(i), &mut answer);
            overlap.read(&answer);
            let mut best = 0.0_f64;
            each_gold(self.references, i, normalizer, is_v2, &mut gold, |gold| {
                best = best.max(overlap.f1(gold, is_v2));
            })?;
            row.copy_from_slice(&[best, 1.0]);
        }
        Ok(())
    }
}

/// Multiset overlap of the words of one answer with any reference.
#[derive(Default)]
struct Overlap {
    words: Interner,
    counts: Vec<u32>,
    left: Vec<u32>,
    n_words: u32,
}

impl Overlap {
    /// Reads an answer as [`Normalizer::apply`] writes it.
    fn read(&mut self, answer: &str) {
        self.words.clear();
        self.counts.clear();
        self.n_words = 0;
        for word in split(answer) {
            let id = self.words.intern(word.as_bytes()) as usize;
            if id == self.counts.len() {
                self.counts.push(0);
            }
            self.counts[id] += 1;
            self.n_words += 1;
        }
    }

    fn f1(&mut self, gold: &str, is_v2: bool) -> f64 {
        self.left.clone_from(&self.counts);
        let (mut common, mut n_gold) = (0_u32, 0_u32);
        for word in split(gold) {
            n_gold += 1;
            let id = self.words.find(word.as_bytes());
            if id != UNKNOWN && self.left[id as usize] > 0 {
                self.left[id as usize] -= 1;
                common += 1;
            }
        }
        if is_v2 && (self.n_words == 0 || n_gold == 0) {
            return f64::from(u8::from(self.n_words == n_gold));
        }
        if common == 0 {
            return 0.0;
        }
        let precision = f64::from(common) / f64::from(self.n_words);
        let recall = f64::from(common) / f64::from(n_gold);
        2.0 * precision * recall / (precision + recall)
    }
}
