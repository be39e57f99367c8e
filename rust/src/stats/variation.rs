//! Several runs of one model: what prompt styles, few-shot draws and seeds add to sampling noise.
//!
//! # Formula
//! Runs × samples as a two-way layout: `σ²_run = (MS_run − MS_residual) / n`, unbiased, below zero
//! when there is no effect; `F = MS_run / MS_residual` with `(R − 1), (R − 1)(n − 1)` degrees.
//! The mean over runs has `SE² = SE²_samples + max(0, σ²_run) / R`: samples and runs both vary.
//! # Reference
//! Sclar et al. 2023 (spread of formats, whose null value is not 0); Madaan et al. 2024 (seeds).

use crate::stats::distribution::f_upper;
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

/// Standard error of a mean over `n_runs` runs from that of its samples and the runs' variance.
pub fn error_of_runs(error_of_samples: f64, variance: f64, n_runs: usize) -> f64 {
    let of_runs = if variance > 0.0 {
        variance / n_runs as f64
    } else {
        0.0
    };
    (error_of_samples * error_of_samples + of_runs).sqrt()
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
        assert_eq!(error_of_runs(0.3, -1.0, 4), 0.3);
        assert!((error_of_runs(0.3, 0.64, 4) - 0.5).abs() < 1e-15);
    }
}
