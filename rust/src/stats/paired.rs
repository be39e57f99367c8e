//! Two models on the same samples.
//!
//! # Formula
//! With `b` samples that only the first solves, `c` that only the second solves, of `n`:
//! - McNemar's mid-p: `2 · P(X ≤ m) − P(X = m)`, `X ~ Binomial(b + c, ½)`, `m = min(b, c)`;
//!   `1 − ½ P(X = b)` when `b = c`, 1 when there are none. Not conservative as the exact test is.
//! - Agresti–Min: `p₁ = (b + ½) / (n + 2)`, `p₂ = (c + ½) / (n + 2)`, `Δ = p₁ − p₂`,
//!   `Δ ± z √((p₁ + p₂ − Δ²) / (n + 2))`. Its width is never zero.
//!
//! Everything else is a t-test on summed influences, `|δ| / SE(δ)` with one degree less than clusters.
//! # Reference
//! Agresti & Min 2005; Fagerland, Lydersen, Laake 2013 (mid-p); Miller 2024 §5 (power).

use crate::stats::distribution::{
    binomial_cdf, binomial_pmf, normal_quantile, t_critical, t_two_sided,
};

/// Two-sided mid-p of McNemar's test.
pub fn mcnemar_mid_p(n_only_first: u64, n_only_second: u64) -> f64 {
    let n = n_only_first + n_only_second;
    if n == 0 {
        return 1.0;
    }
    let least = n_only_first.min(n_only_second);
    let point = binomial_pmf(least, n, 0.5);
    if n_only_first == n_only_second {
        1.0 - 0.5 * point
    } else {
        2.0 * binomial_cdf(least, n, 0.5) - point
    }
}

/// Two-sided p of the exact McNemar test; for comparison with other tools, it is conservative.
pub fn mcnemar_exact(n_only_first: u64, n_only_second: u64) -> f64 {
    let n = n_only_first + n_only_second;
    (2.0 * binomial_cdf(n_only_first.min(n_only_second), n, 0.5)).min(1.0)
}

/// Agresti–Min interval of the difference of two paired shares.
pub fn agresti_min(n_only_first: u64, n_only_second: u64, n: u64, level: f64) -> (f64, f64) {
    let whole = n as f64 + 2.0;
    let first = (n_only_first as f64 + 0.5) / whole;
    let second = (n_only_second as f64 + 0.5) / whole;
    let difference = first - second;
    let error = ((first + second - difference * difference) / whole).sqrt();
    let half = normal_quantile(0.5 + 0.5 * level) * error;
    ((difference - half).max(-1.0), (difference + half).min(1.0))
}

/// Two-sided p of a difference with its standard error: 1 for no difference or unknown spread.
pub fn t_test(difference: f64, error: f64, n_clusters: usize) -> f64 {
    if difference == 0.0 || n_clusters < 2 || !error.is_finite() {
        return 1.0;
    }
    // As for ranks: agreement of a few clusters by chance is no proof.
    let floor = difference.abs() / (n_clusters as f64).sqrt();
    t_two_sided(difference / error.max(floor), (n_clusters - 1) as f64)
}

/// Smallest true difference that a two-sided test at `alpha` finds with probability `power`.
pub fn detectable_difference(error: f64, alpha: f64, power: f64) -> f64 {
    (normal_quantile(1.0 - 0.5 * alpha) + normal_quantile(power)) * error
}

/// Samples that a test would need to find this difference, when `n` of them find `detectable`.
pub fn samples_needed(n: usize, detectable: f64, difference: f64) -> f64 {
    if detectable == 0.0 {
        return n as f64;
    }
    let ratio = detectable / difference;
    (n as f64 * ratio * ratio).ceil()
}

/// A difference whose models were run several times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OverRuns {
    /// Ends of the interval.
    pub ends: (f64, f64),
    /// Standard error over samples and runs.
    pub error: f64,
    /// Two-sided p-value of t.
    pub p_value: f64,
    /// Smallest true difference found with power 0.8.
    pub detectable: f64,
    /// Samples needed for this difference; infinite where more samples alone cannot find it.
    pub n_needed: f64,
}

/// Adds to a difference of `n` samples in `n_clusters` what runs add, `error_of_runs`.
pub fn compare_over_runs(
    difference: f64,
    error_of_samples: f64,
    error_of_runs: f64,
    (n, n_clusters): (usize, usize),
    level: f64,
) -> OverRuns {
    let square = |x: f64| x * x;
    let error = (square(error_of_samples) + square(error_of_runs)).sqrt();
    let half = t_critical(1.0 - level, n_clusters.saturating_sub(1) as f64) * error;
    let unit = detectable_difference(1.0, 1.0 - level, 0.8);
    // What samples may leave when the difference is to be found; runs stay as they are.
    let left = square(difference / unit) - square(error_of_runs);
    OverRuns {
        ends: (difference - half, difference + half),
        error,
        p_value: t_test(difference, error, n_clusters),
        detectable: unit * error,
        n_needed: if left > 0.0 {
            (n as f64 * square(error_of_samples) / left).ceil()
        } else {
            f64::INFINITY
        },
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;

    #[test]
    fn closed_forms() {
        let close =
            |got: f64, want: f64| assert!((got - want).abs() < 1e-14, "{got} is not {want}");
        // statsmodels mcnemar([[0, 8], [2, 0]], exact=True): 0.109375; less half of the point probability twice
        close(mcnemar_exact(8, 2), 0.109_375);
        close(mcnemar_mid_p(8, 2), 0.109_375 - 45.0 / 1024.0);
        close(mcnemar_mid_p(2, 8), mcnemar_mid_p(8, 2));
        close(mcnemar_mid_p(1, 1), 0.75);
        close(mcnemar_mid_p(0, 0), 1.0);
        close(mcnemar_exact(3, 3), 1.0);
        let (low, high) = agresti_min(12, 5, 100, 0.95);
        // p1 = 12.5/102, p2 = 5.5/102
        let d = 7.0 / 102.0;
        let half = 1.959_963_984_540_054 * ((18.0 / 102.0 - d * d) / 102.0_f64).sqrt();
        close(low, d - half);
        close(high, d + half);
        assert!(agresti_min(0, 0, 10, 0.95).1 > 0.1);
    }

    #[test]
    fn identical_models_have_p_one() {
        assert_eq!(t_test(0.0, 0.0, 100), 1.0);
        assert_eq!(t_test(0.5, 0.0, 1), 1.0);
        assert!(t_test(1.0, 0.0, 3) > 0.1);
        assert!(t_test(1.0, 0.0, 100) < 1e-10);
    }

    #[test]
    fn power_is_millers() {
        // Miller 2024 §5: variance 1/9, a difference of 0.03, two-sided 5 %, power 80 %: 969 samples.
        let error = (1.0_f64 / 9.0 / 969.0).sqrt();
        let found = detectable_difference(error, 0.05, 0.8);
        assert!((found - 0.03).abs() < 5e-5);
        assert_eq!(samples_needed(100, 0.06, 0.03), 400.0);
        assert_eq!(samples_needed(100, 0.06, 0.0), f64::INFINITY);
        assert_eq!(samples_needed(100, 0.0, 0.0), 100.0);
    }

    #[test]
    fn runs_widen_a_difference_and_limit_what_samples_can_find() {
        let alone = compare_over_runs(0.1, 0.03, 0.0, (200, 200), 0.95);
        assert!((alone.p_value - t_test(0.1, 0.03, 200)).abs() < 1e-15);
        let both = compare_over_runs(0.1, 0.03, 0.04, (200, 200), 0.95);
        assert!((both.error - 0.05).abs() < 1e-15);
        assert!(both.ends.0 < alone.ends.0 && both.p_value > alone.p_value);
        assert_eq!(both.n_needed, f64::INFINITY);
        let large = compare_over_runs(0.2, 0.03, 0.04, (200, 200), 0.95);
        // (0.2 / 2.8016)² − 0.04² = 0.003496; 200 · 0.0009 / 0.003496 = 51.5
        assert_eq!(large.n_needed, 52.0);
        assert_eq!(compare_over_runs(0.0, 0.0, 0.0, (9, 9), 0.95).p_value, 1.0);
    }
}
