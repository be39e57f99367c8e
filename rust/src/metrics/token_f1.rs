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
//! For other languages `normalize` names one: `zh`, `ja`, `th`, `ar`, `hi` follow the script of MLQA
//! (Lewis et al. 2020), which deletes Unicode's punctuation too. Its mixed segmentation, from CMRC 2018
//! (Cui et al. 2019), makes each Chinese character a word and keeps Latin words whole; `zh` knows all
//! Han characters where the script stops at U+9FA5, `ja` adds kana, `th` Thai characters. `ar` deletes
//! `ال` also inside words, as the script does.
//! F1 counts common words, as MLQA does; CMRC's own script takes the longest common run of words.
//!
//! # Example
//! `the big cat` against `cat sat`: P = 1/2, R = 1/2, F1 = 0.5.
//!
//! # Often misprinted
//! As F1 of classification. It is no corpus F1: it is the mean of sample scores, and its maximum over
//! references is taken apart from that of exact match.

use crate::error::Error;
use crate::formulas::golds::{self, Judge, best_of_golds};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::Options;
use crate::text::intern::{Interner, UNKNOWN};
use crate::text::space::split;

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
    options: golds::OPTIONS,
    reads: Reads::Texts,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for TokenF1 {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        best_of_golds::<Overlap>(options, signature(&SPEC, options))
    }
}

/// Multiset overlap of the words of one answer with any reference.
#[derive(Default)]
struct Overlap {
    answer: String,
    words: Interner,
    counts: Vec<u32>,
    left: Vec<u32>,
    n_words: u32,
    is_counted: bool,
}

impl Overlap {
    /// Counts the words of the answer, once.
    fn count(&mut self) {
        self.words.clear();
        self.counts.clear();
        self.n_words = 0;
        for word in split(&self.answer) {
            let id = self.words.intern(word.as_bytes()) as usize;
            if id == self.counts.len() {
                self.counts.push(0);
            }
            self.counts[id] += 1;
            self.n_words += 1;
        }
        self.is_counted = true;
    }
}

impl Judge for Overlap {
    fn read(&mut self, answer: &str) {
        answer.clone_into(&mut self.answer);
        self.is_counted = false;
    }

    fn value(&mut self, gold: &str, is_v2: bool) -> f64 {
        // Most answers of a good model: every word is common, if there is any.
        if self.answer == gold {
            return f64::from(u8::from(is_v2 || split(gold).next().is_some()));
        }
        if !self.is_counted {
            self.count();
        }
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
