//! Reciprocal rank of the first relevant candidate.
//!
//! # What it measures
//! How far up the first relevant candidate stands.
//!
//! # Formula
//! `1 / rank of the first relevant candidate`, 0 where there is none among the first k; the mean over
//! samples. Equal scores keep the order in which the candidates are given.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Ranked candidates: for each sample a list of scores and a list of grades of equal length; a
//! candidate with a grade above 0 is relevant.
//!
//! # Source
//! Voorhees, "The TREC-8 question answering track report" (1999). Statistics of a sample: its value, 1.
//!
//! # Example
//! Scores `3 2 1` of candidates with grades `0 1 1`: 1/2.
//!
//! # Often misprinted
//! Without its k, and as average precision, which all relevant candidates decide. If candidates are
//! given with the relevant ones first, equal scores flatter the system: shuffle them before.

use crate::error::Error;
use crate::formulas::sample_mean::{Candidates, of_candidates, ranking, sample_mean};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `mrr`.
pub struct Mrr;

static SPEC: Spec = Spec {
    name: "mrr",
    version: 1,
    summary: "Reciprocal rank of the first relevant candidate.",
    outputs: &["mrr"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[OptionSpec {
        name: "k",
        kind: Kind::Integer(1, 1_000_000),
        preset: Preset::Absent,
        doc: "Ranks that count; all when not given.",
    }],
    reads: Reads::Ranked,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for Mrr {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let k = options.count("k");
        let k = if k == 0 { usize::MAX } else { k };
        let value = move |(scores, grades): Candidates<'_>| {
            let first = ranking(scores)
                .iter()
                .take(k)
                .position(|place| grades[*place] > 0.0);
            first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64)
        };
        Ok(sample_mean(signature(&SPEC, options), move |columns| {
            of_candidates(columns, value)
        }))
    }
}
