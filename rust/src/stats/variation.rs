//! Several runs of one model: what prompt styles, few-shot draws and seeds add to sampling noise.
//!
//! # Formula
//! Runs × samples as a two-way layout: `σ²_run = (MS_run − MS_residual) / n`, unbiased, below zero
//! when there is no effect; `F = MS_run / MS_residual` with `(R − 1), (R − 1)(n − 1)` degrees.
//! The mean over runs has `SE² = SE²_samples + max(0, σ²_run) / R`: samples and runs both vary.
//! Few runs say little about their own variance, so t has Satterthwaite's degrees
//! `SE⁴ / (SE⁴_samples/(n−1) + (MS_run/nR)²/(R−1) + (MS_residual/nR)²/((R−1)(n−1)))`. What runs add
//! is handed on as one error `e`, added in quadrature to that of samples: with the `n − 1` degrees
//! of samples alone it gives the same half-width, `t(n−1)² (SE²_samples + e²) = t(df)² SE²`.
//! # Reference
//! Sclar et al. 2023 (spread of formats, whose null value is not 0); Madaan et al. 2024 (seeds);
//! Satterthwaite 1946; Searle & Casella 1992, *Variance components* (random effects).

use crate::stats::distribution::{f_upper, t_critical};
use crate::stats::items::Table;

/// Variance over runs, apart from sampling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variation {
    /// Variance of a run's true score; unbiased, so it may be below zero.
    pub variance: f64,
    /// Ratio of mean squares.
    pub f: f64,
    /// Probability of so large a ratio when runs do not differ.
    pub p_value: f64,
    /// Largest less smallest score of a run.
    pub spread: f64,
    /// What the spread would be on average if runs did not differ.
    pub spread_of_noise: f64,
}

/// Variation over the rows of a table of runs × samples; NaN where one run or sample says nothing.
pub fn variation(table: Table<'_>) -> Variation {
    let n_runs = table.n_models();
    let n = table.n_samples as f64;
    let layout = table.layout();
    let means: Vec<f64> = table
        .scores
        .chunks_exact(table.n_samples.max(1))
        .map(|row| row.iter().sum::<f64>() / n)
        .collect();
    let top = means.iter().fold(f64::NEG_INFINITY, |top, m| top.max(*m));
    let bottom = means.iter().fold(f64::INFINITY, |bottom, m| bottom.min(*m));
    let (f, p_value) = if layout.residual > 0.0 {
        let df = (n_runs - 1) as f64;
        let f = layout.rows / layout.residual;
        (f, f_upper(f, df, df * (n - 1.0)))
    } else if layout.rows > 0.0 {
        (f64::INFINITY, 0.0)
    } else {
        // Runs that agree sample by sample do not differ.
        (f64::NAN, if n_runs > 1 { 1.0 } else { f64::NAN })
    };
    Variation {
        variance: (layout.rows - layout.residual) / n,
        f,
        p_value,
        spread: top - bottom,
        spread_of_noise: expected_range(n_runs) * (layout.residual / n).max(0.0).sqrt(),
    }
}

/// Standard error of a mean over runs, its two parts apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunsError {
    /// Variance of a run's true score; unbiased, so it may be below zero.
    pub variance: f64,
    /// Part of the runs, `√(max(0, variance) / R)`.
    pub of_runs: f64,
    /// Of samples and runs together.
    pub total: f64,
    /// Degrees of freedom of the total.
    pub df: f64,
    /// What is added in quadrature to the error of samples, for t with the samples' degrees.
    pub added: f64,
}

/// Error of the mean over the rows of a table of runs × clusters, whose mean alone has the error
/// `of_samples`. One run, or runs that differ no more than noise explains, add nothing.
pub fn error_of_runs(table: Table<'_>, of_samples: f64, level: f64) -> RunsError {
    let (n_runs, n) = (table.n_models() as f64, table.n_samples as f64);
    let layout = table.layout();
    let (of_run, of_rest) = (layout.rows / (n * n_runs), layout.residual / (n * n_runs));
    let own = of_run - of_rest;
    let mut found = RunsError {
        variance: own * n_runs,
        of_runs: 0.0,
        total: of_samples,
        df: n - 1.0,
        added: 0.0,
    };
    // False for one run and for one cluster too, where nothing is a number.
    if own > 0.0 && of_samples.is_finite() {
        let square = |x: f64| x * x;
        let samples = square(of_samples);
        let whole = samples + own;
        let parts = square(samples) / (n - 1.0)
            + square(of_run) / (n_runs - 1.0)
            + square(of_rest) / ((n_runs - 1.0) * (n - 1.0));
        found.df = (square(whole) / parts).min(n - 1.0);
        found.of_runs = own.sqrt();
        found.total = whole.sqrt();
        let ratio = t_critical(1.0 - level, found.df) / t_critical(1.0 - level, n - 1.0);
        found.added = (square(ratio) * whole - samples).max(0.0).sqrt();
    }
    found
}

/// Ends of an interval from samples after adding what runs add, within the metric's range.
///
/// Each arm grows in quadrature, so that an interval that is not symmetric stays so.
pub fn widen(value: f64, ends: (f64, f64), half_of_runs: f64, range: (f64, f64)) -> (f64, f64) {
    let arm = |end: f64| {
        let arm = value - end;
        (arm * arm + half_of_runs * half_of_runs).sqrt()
    };
    (
        (value - arm(ends.0)).max(range.0).min(value),
        (value + arm(ends.1)).min(range.1).max(value),
    )
}

/// Expected range of `n` independent standard normal values.
pub fn expected_range(n: usize) -> f64 {
    2.0 * expected_maximum(n)
}

/// Expected maximum of `n` independent standard normal values, `∫ 1 − Φ(x)^n − (1 − Φ(x))^n` over
/// the positive half line, by Simpson's rule to 1e-10.
pub fn expected_maximum(n: usize) -> f64 {
    const STEPS: u32 = 2000;
    const END: f64 = 10.0;
    let power = |base: f64| libm::exp(n as f64 * libm::log(base));
    let inner = |x: f64| {
        let below = crate::stats::distribution::normal_cdf(x);
        let above = crate::stats::distribution::normal_cdf(-x);
        1.0 - power(below) - power(above)
    };
    if n < 2 {
        return 0.0;
    }
    let width = END / f64::from(STEPS);
    let mut sum = inner(0.0) + inner(END);
    for step in 1..STEPS {
        let weight = if step % 2 == 1 { 4.0 } else { 2.0 };
        sum += weight * inner(width * f64::from(step));
    }
    sum * width / 3.0
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;
    use crate::stats::rng::Pcg64;

    #[test]
    fn expected_maxima_are_the_tables() {
        // Two: 1/√π. Others: Harter 1961.
        for (n, want) in [
            (2, 0.564_189_583_5),
            (5, 1.162_964_473_6),
            (10, 1.538_752_730_8),
            (27, 2.0),
            (50, 2.249_07),
        ] {
            let got = expected_maximum(n);
            assert!(
                (got - want).abs() < if n > 10 { 5e-3 } else { 1e-9 },
                "{n}: {got}"
            );
        }
        assert_eq!(expected_maximum(1), 0.0);
    }

    #[test]
    fn equal_runs_have_no_variance_on_average() {
        let (n_runs, n, repeats) = (5, 1000, 300);
        let mut rng = Pcg64::new(13);
        let (mut sum, mut rejected, mut spread, mut noise) = (0.0, 0, 0.0, 0.0);
        for _ in 0..repeats {
            let ease: Vec<f64> = (0..n).map(|_| rng.uniform()).collect();
            let scores: Vec<f64> = (0..n_runs)
                .flat_map(|_| {
                    ease.iter()
                        .map(|p| f64::from(u8::from(rng.uniform() < *p)))
                        .collect::<Vec<_>>()
                })
                .collect();
            let found = variation(Table {
                scores: &scores,
                n_samples: n,
            });
            sum += found.variance;
            rejected += u32::from(found.p_value < 0.05);
            spread += found.spread;
            noise += found.spread_of_noise;
        }
        // Less than 0.2 squared points, and the test keeps its level.
        assert!((sum / f64::from(repeats)).abs() < 2e-5);
        assert!((5..=28).contains(&rejected), "{rejected}");
        assert!((spread / noise - 1.0).abs() < 0.05);
    }

    #[test]
    fn edges_are_defined() {
        let same = variation(Table {
            scores: &[1.0, 0.0, 1.0, 0.0],
            n_samples: 2,
        });
        assert_eq!((same.variance, same.p_value, same.spread), (0.0, 1.0, 0.0));
        assert!(
            variation(Table {
                scores: &[1.0, 0.0],
                n_samples: 2
            })
            .p_value
            .is_nan()
        );
    }

    #[test]
    fn runs_add_to_the_error_of_samples() {
        // Runs differ by 0.2 on every sample: MS_run = 4 · 0.02, nothing is left over.
        let table = Table {
            scores: &[0.5, 0.7, 0.4, 0.6, 0.7, 0.9, 0.6, 0.8],
            n_samples: 4,
        };
        let found = error_of_runs(table, 0.05, 0.95);
        assert!((found.variance - 0.02).abs() < 1e-12);
        assert!((found.of_runs - 0.1).abs() < 1e-12);
        assert!((found.total - (0.0025_f64 + 0.01).sqrt()).abs() < 1e-12);
        // 0.0125² / (0.0025²/3 + 0.01²/1)
        assert!((found.df - 1.530_612).abs() < 1e-5, "{}", found.df);
        let half = t_critical(0.05, found.df) * found.total;
        let same = t_critical(0.05, 3.0) * (0.0025 + found.added * found.added).sqrt();
        assert!((half - same).abs() < 1e-12);
    }

    #[test]
    fn one_run_equal_runs_and_one_cluster_add_nothing() {
        for scores in [&[1.0, 0.0, 1.0][..], &[1.0, 0.0, 1.0, 1.0, 0.0, 1.0]] {
            let table = Table {
                scores,
                n_samples: 3,
            };
            let found = error_of_runs(table, 0.3, 0.95);
            assert_eq!((found.total, found.added, found.df), (0.3, 0.0, 2.0));
        }
        let alone = Table {
            scores: &[0.2, 0.9],
            n_samples: 1,
        };
        let found = error_of_runs(alone, f64::INFINITY, 0.95);
        assert_eq!((found.total, found.added), (f64::INFINITY, 0.0));
    }

    #[test]
    fn arms_grow_in_quadrature_and_stay_in_range() {
        let (low, high) = widen(0.9, (0.6, 0.95), 0.4, (0.0, 1.0));
        assert!((low - 0.4).abs() < 1e-12);
        assert_eq!(high, 1.0);
        let same = widen(0.5, (0.25, 0.75), 0.0, (0.0, 1.0));
        assert_eq!(same, (0.25, 0.75));
    }
}
