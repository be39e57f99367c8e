//! Share of the relevant candidates that stand among the first k.
//!
//! # What it measures
//! How many of the relevant candidates stand among the first k.
//!
//! # Formula
//! `relevant candidates among the first k / relevant candidates`, 0 where there is none; the mean over
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
//! Manning, Raghavan & Schütze, "Introduction to information retrieval" (2008), chapter 8. Statistics of
//! a sample: its value, 1.
//!
//! # Example
//! Scores `3 2 1` of candidates with grades `1 0 1`, k = 2: 1/2.
//!
//! # Often misprinted
//! As the share of samples with any hit among the first k (success at k), which is greater where several
//! candidates are relevant.

use crate::error::Error;
use crate::formulas::sample_mean::{Candidates, of_candidates, ranking, sample_mean};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `recall_at_k`.
pub struct RecallAtK;

static SPEC: Spec = Spec {
    name: "recall_at_k",
    version: 1,
    summary: "Share of the relevant candidates that stand among the first k.",
    outputs: &["recall_at_k"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[OptionSpec {
        name: "k",
        kind: Kind::Integer(1, 1_000_000),
        preset: Preset::Integer(10),
        doc: "Ranks that count.",
    }],
    reads: Reads::Ranked,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for RecallAtK {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let k = options.count("k");
        let value = move |(scores, grades): Candidates<'_>| {
            let n_relevant = grades.iter().filter(|grade| **grade > 0.0).count();
            let first = ranking(scores).into_iter().take(k);
            let n_found = first.filter(|place| grades[*place] > 0.0).count();
            n_found as f64 / n_relevant.max(1) as f64
        };
        Ok(sample_mean(signature(&SPEC, options), move |columns| {
            of_candidates(columns, value)
        }))
    }
}
