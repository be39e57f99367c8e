//! Intervals of few samples: bias-corrected and accelerated bootstrap in place of t.
//!
//! Below 200 clusters the t interval of a skewed statistic covers too little; the bootstrap covers
//! about a point more. Of means of 50 squared errors it covers 92.9 % where the errors are normal
//! and 90.4 % where the squares are lognormal (`make audit`): a tail that 50 samples rarely show is
//! beyond any interval made of them. From 200 on the two agree and nothing is drawn.
//!
//! The 2,000 resamples are drawn from PCG64 with seed 0, always: the same statistics give the same
//! interval everywhere, and two models of equal size see the same draws.
//! # Reference
//! Efron 1987, *Better bootstrap confidence intervals*.

use crate::metrics::{Formula, Interval, Spec};
use crate::score::Estimate;
use crate::stats::interval::range_with;
use crate::stats::resample::{Rows, bca, bootstrap_totals};
use crate::stats::rng::Pcg64;

/// Clusters from which the t interval is used.
pub const MANY: usize = 200;

const RESAMPLES: usize = 2000;
const SEED: u128 = 0;

/// Whether a metric's interval is drawn for so many clusters of rows of so many statistics.
pub fn applies(spec: &Spec, n_clusters: usize, n_statistics: usize, widest: usize) -> bool {
    matches!(spec.interval, Interval::Smooth | Interval::UnboundedMean)
        && (2..MANY).contains(&n_clusters)
        && (1..=widest).contains(&n_statistics)
}

/// Replaces the ends of intervals; `clusters` holds one row of summed statistics a cluster.
///
/// An interval stays as it is where the standard error is zero or unknown, or a resample has no
/// value.
pub fn accelerate(
    spec: &Spec,
    formula: &dyn Formula,
    clusters: Rows<'_>,
    level: f64,
    estimates: &mut [Estimate],
) {
    let total = clusters.total();
    let resampled = values(
        formula,
        estimates.len(),
        &bootstrap_totals(&mut Pcg64::new(SEED), clusters, RESAMPLES),
        clusters.width,
    );
    let mut without = Vec::with_capacity(clusters.values.len());
    for row in clusters.values.chunks_exact(clusters.width) {
        without.extend(total.iter().zip(row).map(|(total, own)| total - own));
    }
    let without = values(formula, estimates.len(), &without, clusters.width);
    for ((estimate, mut resampled), without) in estimates.iter_mut().zip(resampled).zip(without) {
        if !estimate.standard_error.is_finite() || estimate.standard_error <= 0.0 {
            continue;
        }
        if let Some((low, high)) = bca(estimate.value, &mut resampled, &without, level) {
            let (least, most) = range_with(spec.range, estimate.value);
            estimate.low = low.min(estimate.value).max(least);
            estimate.high = high.max(estimate.value).min(most);
        }
    }
}

/// `[output][total]` values of sums of statistics.
fn values(formula: &dyn Formula, n_outputs: usize, totals: &[f64], width: usize) -> Vec<Vec<f64>> {
    let mut columns = vec![Vec::with_capacity(totals.len() / width); n_outputs];
    let mut found = vec![0.0; n_outputs];
    for total in totals.chunks_exact(width) {
        formula.finish(total, &mut found);
        for (column, value) in columns.iter_mut().zip(&found) {
            column.push(*value);
        }
    }
    columns
}
