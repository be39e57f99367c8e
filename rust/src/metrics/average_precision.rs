//! Mean precision at the relevant candidates of a ranking.
//!
//! # What it measures
//! How well all relevant candidates are ranked before others.
//!
//! # Formula
//! `Σ (R(t) − R(t − 1)) P(t)` over the distinct scores t from the greatest down, with precision P and
//! recall R of the candidates that score at least t; the mean over samples. 0 without a relevant
//! candidate.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Ranked candidates: for each sample a list of scores and a list of grades of equal length; a
//! candidate with a grade above 0 is relevant.
//!
//! # Source
//! Equal to `sklearn.metrics.average_precision_score` (scikit-learn 1.9.1) of each sample; its mean is
//! known as MAP. Statistics of a sample: its value, 1.
//!
//! # Example
//! Scores `3 2 1` of candidates with grades `1 0 1`: (1 + 2/3) / 2 = 0.833.
//!
//! # Often misprinted
//! Interpolated, as the area under a curve drawn between the points: that is greater. As mean average
//! precision over classes, which ranks samples instead of candidates.

use crate::error::Error;
use crate::formulas::sample_mean::{Candidates, of_candidates, ranking, sample_mean};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::Options;

/// The metric `average_precision`.
pub struct AveragePrecision;

static SPEC: Spec = Spec {
    name: "average_precision",
    version: 1,
    summary: "Mean precision at the relevant candidates of a ranking.",
    outputs: &["average_precision"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[],
    reads: Reads::Ranked,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for AveragePrecision {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(sample_mean(signature(&SPEC, options), |columns| {
            of_candidates(columns, value)
        }))
    }
}

fn value((scores, grades): Candidates<'_>) -> f64 {
    let places = ranking(scores);
    let n_relevant = grades.iter().filter(|grade| **grade > 0.0).count();
    let (mut found, mut value, mut start) = (0, 0.0, 0);
    while start < places.len() {
        let score = scores[places[start]];
        let equal = places[start..]
            .iter()
            .take_while(|place| scores[**place] == score);
        let end = start + equal.count().max(1);
        let relevant = places[start..end]
            .iter()
            .filter(|place| grades[**place] > 0.0)
            .count();
        found += relevant;
        value += relevant as f64 / n_relevant.max(1) as f64 * (found as f64 / end as f64);
        start = end;
    }
    value
}
