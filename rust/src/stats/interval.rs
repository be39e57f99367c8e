//! Intervals of one score.

use crate::metrics::{Interval, Spec};
use crate::score::Estimate;
use crate::stats::distribution::t_critical;
use crate::stats::influence::{Clusters, standard_error};

/// Below this share of the range a standard error is rounding, not spread.
const NOTHING: f64 = 1e-12;

/// The range of a metric, wide enough for its value: BLEU smoothed by more than one match an order
/// leaves the range, and sacrebleu allows that. Rounding above the end is not meant.
pub fn range_with((low, high): (f64, f64), value: f64) -> (f64, f64) {
    if value > high + NOTHING * (high - low) {
        (low, value)
    } else {
        (low, high)
    }
}

/// Interval of a score from the influences of its samples (centred), by the metric's class.
///
/// With fewer than two clusters nothing is known: the interval is the metric's whole range.
pub fn interval(
    spec: &Spec,
    value: f64,
    influences: &[f64],
    clusters: &Clusters<'_>,
    level: f64,
) -> Estimate {
    let is_mean = spec.interval == Interval::BoundedMean;
    interval_in(spec.range, is_mean, value, influences, clusters, level)
}

/// Interval of the mean of sample scores within a range, for metrics that are no functions of sums.
pub fn bounded_mean(
    range: (f64, f64),
    value: f64,
    influences: &[f64],
    clusters: &Clusters<'_>,
    level: f64,
) -> Estimate {
    interval_in(range, true, value, influences, clusters, level)
}

fn interval_in(
    (low, high): (f64, f64),
    is_mean: bool,
    value: f64,
    influences: &[f64],
    clusters: &Clusters<'_>,
    level: f64,
) -> Estimate {
    let (low, high) = range_with((low, high), value);
    let width = high - low;
    let n_clusters = clusters.count;
    if n_clusters < 2 {
        return Estimate {
            value,
            low,
            high,
            standard_error: f64::INFINITY,
        };
    }
    let sums = clusters.sum(influences);
    let mut error = standard_error(&sums);
    if is_mean && clusters.ids.is_some() {
        // A design effect below one is luck, not knowledge.
        error = error.max(standard_error(influences));
    }
    let quantile = t_critical(1.0 - level, (n_clusters - 1) as f64);
    let (from, to) = if width.is_finite() && (is_mean || error < NOTHING * width) {
        let share = ((value - low) / width).clamp(0.0, 1.0);
        let (from, to) = wilson(share, error / width, n_clusters as f64, quantile);
        (low + width * from, low + width * to)
    } else {
        (
            (value - quantile * error).max(low),
            (value + quantile * error).min(high),
        )
    };
    Estimate {
        value,
        low: from,
        high: to,
        standard_error: error,
    }
}

/// Wilson's interval of a mean in [0, 1] with the effective number of samples m(1−m)/SE²; the
/// number of clusters stands for it where the standard error is zero.
pub fn wilson(mean: f64, error: f64, n_clusters: f64, quantile: f64) -> (f64, f64) {
    let spread = mean * (1.0 - mean);
    let n = if error < NOTHING || spread <= 0.0 {
        n_clusters
    } else {
        spread / (error * error)
    };
    let q2 = quantile * quantile;
    let scale = 1.0 + q2 / n;
    let centre = (mean + q2 / (2.0 * n)) / scale;
    let half = quantile / scale * libm::sqrt(spread / n + q2 / (4.0 * n * n));
    // The ends are 0 and 1 exactly where the mean is; rounding may leave them by 1e-17.
    (
        (centre - half).max(0.0).min(mean),
        (centre + half).min(1.0).max(mean),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_equals_its_closed_form() {
        // statsmodels proportion_confint(80, 100, method="wilson"): z instead of t, n_eff = n
        let error = libm::sqrt(0.8 * 0.2 / 100.0);
        let (low, high) = wilson(0.8, error, 100.0, 1.959_963_984_540_054);
        assert!((low - 0.711_170_834_406_841_1).abs() < 1e-12, "{low}");
        assert!((high - 0.866_633_066_668_967_6).abs() < 1e-12, "{high}");
    }

    #[test]
    fn a_perfect_score_keeps_a_width() {
        let (low, high) = wilson(1.0, 0.0, 20.0, 2.0);
        assert!(low < 0.9 && (high - 1.0).abs() < f64::EPSILON);
    }
}
