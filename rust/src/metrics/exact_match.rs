//! Share of answers that equal a reference after normalisation.
//!
//! # What it measures
//! The share of samples whose answer equals one of the references after normalisation.
//!
//! # Formula
//! `exact_match = Σ max_r [norm(prediction) = norm(r)] / n`
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts: one prediction and one or more references a sample.
//!
//! # Source
//! The SQuAD scripts `evaluate-v1.1.py` and `evaluate-v2.0.py` (Rajpurkar et al. 2016, 2018), whose
//! values are 100 times these. `rules = "v2"` drops references that normalise to nothing and takes
//! the empty answer when none is left; `"v1"` keeps them. `normalize = "squad"` lower-cases, deletes
//! ASCII punctuation and the articles `a an the`, and squeezes white space; `"none"` compares the
//! texts as they are. Statistics of a sample: hit, 1.
//!
//! For other languages `normalize` names one: `zh`, `ja`, `th`, `ar`, `hi` follow the script of MLQA
//! (Lewis et al. 2020), which deletes Unicode's punctuation too. Its mixed segmentation, from CMRC 2018
//! (Cui et al. 2019), makes each Chinese character a word and keeps Latin words whole; `zh` knows all
//! Han characters where the script stops at U+9FA5, `ja` adds kana, `th` Thai characters. `ar` deletes
//! `ال` also inside words, as the script does.
//!
//! # Example
//! `The cat!` against `cat`: 1.
//!
//! # Often misprinted
//! As accuracy of a verbatim comparison: without normalisation `The cat` misses `cat`. Punctuation is
//! deleted, not replaced by a space: `twenty-five` becomes `twentyfive`.

use crate::error::Error;
use crate::formulas::golds::{self, Judge, best_of_golds};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::Options;

/// The metric `exact_match`.
pub struct ExactMatch;

static SPEC: Spec = Spec {
    name: "exact_match",
    version: 1,
    summary: "Share of answers that equal a reference after normalisation.",
    outputs: &["exact_match"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: Some(0.0),
    options: golds::OPTIONS,
    reads: Reads::Texts,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for ExactMatch {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        best_of_golds::<Verbatim>(options, signature(&SPEC, options))
    }
}

/// The answer as it is.
#[derive(Default)]
struct Verbatim(String);

impl Judge for Verbatim {
    fn read(&mut self, answer: &str) {
        answer.clone_into(&mut self.0);
    }

    fn value(&mut self, gold: &str, _is_v2: bool) -> f64 {
        f64::from(u8::from(self.0 == gold))
    }
}
