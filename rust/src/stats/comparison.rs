//! Two models on one task by one metric: difference, interval, p-value, power.
//!
//! The test follows from the metric and the samples:
//! - scores that are all 0 or 1, each sample alone: McNemar's mid-p and the Agresti–Min interval;
//! - means of sample scores, or samples in clusters: the t-test on summed influences;
//! - corpus metrics: approximate randomisation of clusters for p, the t interval of influences.

use crate::error::Error;
use crate::metrics::{Interval, not_additive};
use crate::score::{Configured, total};
use crate::stats::compare::{Resampled, centred_bootstrap, randomisation};
use crate::stats::distribution::t_critical;
use crate::stats::influence::{Clusters, standard_error};
use crate::stats::paired::{
    agresti_min, detectable_difference, mcnemar_mid_p, samples_needed, t_test,
};
use crate::stats::resample::Rows;
use crate::stats::sacrebleu::Finish;

/// How the p-value is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// McNemar's mid-p, for scores of 0 and 1.
    McNemar,
    /// t-test on summed influences.
    T,
    /// Approximate randomisation.
    Randomisation,
    /// Centred bootstrap.
    Bootstrap,
}

impl Method {
    /// Public names, in the order of the variants.
    pub const NAMES: [&'static str; 4] = ["mcnemar", "t", "randomisation", "bootstrap"];

    /// The method of this name; `None` for `auto`.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(name: &str) -> Result<Option<Self>, Error> {
        match name {
            "auto" => Ok(None),
            "mcnemar" => Ok(Some(Self::McNemar)),
            "t" => Ok(Some(Self::T)),
            "randomisation" => Ok(Some(Self::Randomisation)),
            "bootstrap" => Ok(Some(Self::Bootstrap)),
            _ => Err(Error::Unknown {
                kind: "method",
                name: name.to_owned(),
                known: ["auto"].into_iter().chain(Self::NAMES).collect(),
            }),
        }
    }

    /// Public name.
    pub fn name(self) -> &'static str {
        match self {
            Self::McNemar => "mcnemar",
            Self::T => "t",
            Self::Randomisation => "randomisation",
            Self::Bootstrap => "bootstrap",
        }
    }
}

/// What is asked of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Cluster of each sample; `None` where every sample stands alone.
    pub clusters: Option<&'a [u32]>,
    /// Level of the interval, strictly between 0 and 1; one minus it is the size of the test.
    pub level: f64,
    /// `None`: what suits the metric and the samples.
    pub method: Option<Method>,
    /// Trials of a resampling test.
    pub n_trials: usize,
    /// Seed of a resampling test.
    pub seed: u64,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Score of the first.
    pub first: f64,
    /// Score of the second.
    pub second: f64,
    /// Lower end of the interval of first minus second.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard error of the difference over clusters; infinite with fewer than two.
    pub error: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// How it was made.
    pub method: Method,
    /// Samples that only the first, and only the second, solves; for scores of 0 and 1.
    pub discordant: Option<(u64, u64)>,
    /// Samples.
    pub n_samples: usize,
    /// Clusters.
    pub n_clusters: usize,
    /// Trials drawn or listed by a resampling test; 0 for others.
    pub n_trials: usize,
    /// Smallest true difference found with probability 0.8.
    pub detectable: f64,
    /// Samples needed to find the observed difference with that probability; may be infinite.
    pub n_needed: f64,
}

/// A resampling test of two systems.
type Test = fn(Rows<'_>, Rows<'_>, Finish<'_>, usize, u64) -> Resampled;

/// Compares rows of statistics of two models on the same samples.
///
/// # Errors
/// When the rows are not the metric's, differ in number, or the method does not fit them.
pub fn compare(
    metric: &Configured,
    first: &[f64],
    second: &[f64],
    width: usize,
    question: &Question<'_>,
) -> Result<Comparison, Error> {
    if metric.spec.interval == Interval::Own {
        return Err(not_additive());
    }
    let influences = [
        metric.influences(first, width, question.clusters)?,
        metric.influences(second, width, question.clusters)?,
    ];
    if first.len() != second.len() {
        let n = |rows: &[f64]| rows.len() / width;
        return Err(Error::Lengths {
            first: ("first", n(first)),
            second: ("second", n(second)),
        });
    }
    let n_samples = first.len() / width;
    let clusters = Clusters::new(question.clusters, n_samples)?;
    let finish = |sum: &[f64]| {
        let mut values = vec![0.0; metric.spec.outputs.len()];
        metric.formula.finish(sum, &mut values);
        values[0]
    };
    let scores = (finish(&total(first, width)), finish(&total(second, width)));
    let difference = scores.0 - scores.1;
    let moved: Vec<f64> = influences[0]
        .iter()
        .zip(&influences[1])
        .map(|(a, b)| a - b)
        .collect();
    let error = if clusters.count < 2 {
        f64::INFINITY
    } else {
        standard_error(&moved)
    };
    let discordant = discordant(metric, first, second, width, &finish);
    let method = choose(metric, question, discordant)?;
    let (p_value, n_trials) = match (method, discordant) {
        (Method::McNemar, Some((b, c))) => (mcnemar_mid_p(b, c), 0),
        (Method::Randomisation | Method::Bootstrap, _) => {
            let sums = (
                summed(first, width, &clusters),
                summed(second, width, &clusters),
            );
            let rows = |values| Rows { values, width };
            let test: Test = if method == Method::Bootstrap {
                centred_bootstrap
            } else {
                randomisation
            };
            let found = test(
                rows(&sums.0),
                rows(&sums.1),
                &finish,
                question.n_trials,
                question.seed,
            );
            (found.p_value, found.n_trials)
        }
        _ => (t_test(difference, error, clusters.count), 0),
    };
    let (low, high) = match (method, discordant) {
        (Method::McNemar, Some((b, c))) => {
            scaled(metric, agresti_min(b, c, n_samples as u64, question.level))
        }
        _ => t_interval(metric, difference, error, clusters.count, question.level),
    };
    let detectable = detectable_difference(error, 1.0 - question.level, 0.8);
    Ok(Comparison {
        first: scores.0,
        second: scores.1,
        low,
        high,
        error,
        p_value,
        method,
        discordant,
        n_samples,
        n_clusters: clusters.count,
        n_trials,
        detectable,
        n_needed: samples_needed(n_samples, detectable, difference),
    })
}

/// The method that was asked for, or the one that suits.
fn choose(
    metric: &Configured,
    question: &Question<'_>,
    discordant: Option<(u64, u64)>,
) -> Result<Method, Error> {
    let alone = question.clusters.is_none();
    match question.method {
        Some(Method::McNemar) if discordant.is_none() || !alone => Err(Error::Request {
            problem: "McNemar's test needs scores of 0 and 1 of samples that stand alone".into(),
            fix: "use method auto or t",
        }),
        Some(method) => Ok(method),
        None if discordant.is_some() && alone => Ok(Method::McNemar),
        None if metric.spec.interval == Interval::Smooth => Ok(Method::Randomisation),
        None => Ok(Method::T),
    }
}

/// Samples that only one of the two solves, where all scores are the ends of the metric's range.
fn discordant(
    metric: &Configured,
    first: &[f64],
    second: &[f64],
    width: usize,
    finish: &dyn Fn(&[f64]) -> f64,
) -> Option<(u64, u64)> {
    if metric.spec.interval != Interval::BoundedMean {
        return None;
    }
    let (low, high) = metric.spec.range;
    let solved = |row: &[f64]| {
        let score = finish(row);
        let exact = |end: f64| score.total_cmp(&end).is_eq();
        if exact(high) {
            Some(true)
        } else {
            exact(low).then_some(false)
        }
    };
    let (mut only_first, mut only_second) = (0, 0);
    for (a, b) in first.chunks_exact(width).zip(second.chunks_exact(width)) {
        let (a, b) = (solved(a)?, solved(b)?);
        only_first += u64::from(a && !b);
        only_second += u64::from(b && !a);
    }
    Some((only_first, only_second))
}

/// Rows summed over clusters, in the order of the clusters.
fn summed(rows: &[f64], width: usize, clusters: &Clusters<'_>) -> Vec<f64> {
    let mut sums = vec![0.0; clusters.count * width];
    clusters.add_rows(0, rows, width, &mut sums);
    sums
}

/// The t interval; where models agree on every sample, that of as many clusters without a
/// difference, since agreement so far is no proof of agreement.
fn t_interval(
    metric: &Configured,
    difference: f64,
    error: f64,
    n_clusters: usize,
    level: f64,
) -> (f64, f64) {
    if n_clusters < 2 {
        let (low, high) = metric.spec.range;
        return (low - high, high - low);
    }
    if error == 0.0 && difference == 0.0 && metric.spec.interval == Interval::BoundedMean {
        return scaled(metric, agresti_min(0, 0, n_clusters as u64, level));
    }
    let half = t_critical(1.0 - level, (n_clusters - 1) as f64) * error;
    (difference - half, difference + half)
}

/// A difference of shares on the metric's own scale.
fn scaled(metric: &Configured, (low, high): (f64, f64)) -> (f64, f64) {
    let width = metric.spec.range.1 - metric.spec.range.0;
    (low * width, high * width)
}
