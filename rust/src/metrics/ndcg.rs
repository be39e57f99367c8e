//! Discounted gain of a ranking over that of the best ranking.
//!
//! # What it measures
//! How well relevant candidates are ranked before others; a first place counts most.
//!
//! # Formula
//! `DCG = Σ grade(r) / log₂(r + 1)` over ranks r from 1 to k, `nDCG = DCG / DCG of the best order`;
//! equal scores share the mean of their grades. The mean over samples; 0 without a relevant candidate.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Ranked candidates: for each sample a list of scores and a list of grades of equal length; a
//! candidate with a grade above 0 is relevant.
//!
//! # Source
//! Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002). Equal to
//! `sklearn.metrics.ndcg_score` (scikit-learn 1.9.1). Statistics of a sample: its value, 1.
//!
//! # Example
//! Scores `3 2 1` of candidates with grades `0 1 0`: 1 / log₂ 3 = 0.631.
//!
//! # Often misprinted
//! With gains `2^grade − 1`, which is another measure for grades above 1. Without its k. With ties broken
//! in favour of the system.

use crate::error::Error;
use crate::formulas::sample_mean::{Candidates, of_candidates, ranking, sample_mean};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `ndcg`.
pub struct Ndcg;

static SPEC: Spec = Spec {
    name: "ndcg",
    version: 1,
    summary: "Discounted gain of a ranking over that of the best ranking.",
    outputs: &["ndcg"],
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

impl Metric for Ndcg {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let k = options.count("k");
        let k = if k == 0 { usize::MAX } else { k };
        Ok(sample_mean(signature(&SPEC, options), move |columns| {
            of_candidates(columns, move |each| value(each, k))
        }))
    }
}

/// Weight of rank `r`, counted from 0.
fn discount(r: usize) -> f64 {
    1.0 / libm::log2(r as f64 + 2.0)
}

fn value((scores, grades): Candidates<'_>, k: usize) -> f64 {
    let mut best = grades.to_vec();
    best.sort_by(|left, right| right.total_cmp(left));
    let ideal: f64 = best
        .iter()
        .take(k)
        .enumerate()
        .map(|(r, grade)| grade * discount(r))
        .sum();
    if ideal <= 0.0 {
        return 0.0;
    }
    let places = ranking(scores);
    let mut gain = 0.0;
    let mut start = 0;
    while start < places.len().min(k) {
        let score = scores[places[start]];
        let equal = places[start..]
            .iter()
            .take_while(|place| scores[**place] == score);
        let end = start + equal.count().max(1);
        let sum: f64 = places[start..end].iter().map(|place| grades[*place]).sum();
        let weights: f64 = (start..end.min(k)).map(discount).sum();
        gain += sum / (end - start) as f64 * weights;
        start = end;
    }
    gain / ideal
}
