//! Resampling tests of two systems on the same rows, two-sided and never 0.
//!
//! # Formula
//! With `δ = f(A) − f(B)` over all rows:
//! - approximate randomisation: each row is swapped with probability ½;
//!   `p = (1 + #{|δ*| ≥ |δ|}) / (B + 1)`. Up to twelve rows all swaps are listed, and p is exact;
//! - centred bootstrap: `p = (1 + #{|δ* − δ| ≥ |δ|}) / (B + 1)`, a check on the first.
//!
//! Equal systems get 1. Rows are clusters where samples belong together: a document is swapped or
//! drawn as a whole.
//! # Reference
//! Riezler & Maxwell 2005; Graham, Mathur, Baldwin 2014; Phipson & Smyth 2010.

use crate::stats::resample::{
    ENUMERATED, Rows, all_swapped_totals, bootstrap_totals, swapped_totals, tail_share,
};
use crate::stats::rng::Pcg64;
use crate::stats::sacrebleu::Finish;

/// Outcome of a resampling test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampled {
    /// Two-sided p-value.
    pub p_value: f64,
    /// Trials that were drawn, or listed when exact.
    pub n_trials: usize,
    /// Whether all possible trials were listed.
    pub is_exact: bool,
}

/// What rounding may make of two equal scores, relative to them.
const ROUNDING: f64 = 1e-9;

/// Approximate randomisation of two systems with rows of the same shape.
pub fn randomisation(
    first: Rows<'_>,
    second: Rows<'_>,
    finish: Finish<'_>,
    n_trials: usize,
    seed: u64,
) -> Resampled {
    let (total_first, total_second) = (first.total(), second.total());
    let (score_first, score_second) = (finish(&total_first), finish(&total_second));
    let observed = score_first - score_second;
    let differences: Vec<f64> = first
        .values
        .iter()
        .zip(second.values)
        .map(|(a, b)| a - b)
        .collect();
    let rows = Rows {
        values: &differences,
        width: first.width,
    };
    let is_exact = rows.len() <= ENUMERATED;
    let swapped = if is_exact {
        all_swapped_totals(rows)
    } else {
        swapped_totals(&mut Pcg64::new(u128::from(seed)), rows, n_trials)
    };
    let tolerance = ROUNDING * score_first.abs().max(score_second.abs());
    let mut pair = (vec![0.0; first.width], vec![0.0; first.width]);
    let trials = swapped.chunks_exact(first.width.max(1)).map(|moved| {
        for (column, moved) in moved.iter().enumerate() {
            pair.0[column] = total_first[column] - moved;
            pair.1[column] = total_second[column] + moved;
        }
        finish(&pair.0) - finish(&pair.1)
    });
    let n_trials = swapped.len() / first.width.max(1);
    let share = tail_share(trials, observed, tolerance);
    // The list holds the observed arrangement itself: no correction is due.
    let n = n_trials as f64;
    let p_value = if is_exact {
        (share * (n + 1.0) - 1.0) / n
    } else {
        share
    };
    Resampled {
        p_value,
        n_trials,
        is_exact,
    }
}

/// Bootstrap of the difference, centred on what was observed.
pub fn centred_bootstrap(
    first: Rows<'_>,
    second: Rows<'_>,
    finish: Finish<'_>,
    n_resamples: usize,
    seed: u64,
) -> Resampled {
    let width = first.width;
    let mut joined = Vec::with_capacity(2 * first.values.len());
    for (a, b) in first
        .values
        .chunks_exact(width)
        .zip(second.values.chunks_exact(width))
    {
        joined.extend_from_slice(a);
        joined.extend_from_slice(b);
    }
    let rows = Rows {
        values: &joined,
        width: 2 * width,
    };
    let score = |totals: &[f64]| (finish(&totals[..width]), finish(&totals[width..]));
    let (score_first, score_second) = score(&rows.total());
    let observed = score_first - score_second;
    let tolerance = ROUNDING * score_first.abs().max(score_second.abs());
    let totals = bootstrap_totals(&mut Pcg64::new(u128::from(seed)), rows, n_resamples);
    let differences = totals.chunks_exact(2 * width).map(|totals| {
        let (a, b) = score(totals);
        a - b - observed
    });
    let p_value = tail_share(differences, observed, tolerance);
    Resampled {
        p_value,
        n_trials: n_resamples,
        is_exact: false,
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;

    fn mean(total: &[f64]) -> f64 {
        total[0] / total[1]
    }

    fn system(values: &[f64]) -> Vec<f64> {
        values.iter().flat_map(|v| [*v, 1.0]).collect()
    }

    #[test]
    fn identical_systems_have_p_one() {
        let values = system(&(0..40).map(|i| f64::from(i % 3)).collect::<Vec<_>>());
        let rows = Rows {
            values: &values,
            width: 2,
        };
        assert_eq!(randomisation(rows, rows, &mean, 99, 1).p_value, 1.0);
        assert_eq!(centred_bootstrap(rows, rows, &mean, 99, 1).p_value, 1.0);
    }

    #[test]
    fn few_rows_are_enumerated() {
        // All four differences agree in sign: 2 of 16 arrangements are as extreme.
        let (a, b) = (system(&[1.0, 2.0, 3.0, 4.0]), system(&[0.0; 4]));
        let a = Rows {
            values: &a,
            width: 2,
        };
        let b = Rows {
            values: &b,
            width: 2,
        };
        let found = randomisation(a, b, &mean, 10_000, 0);
        assert_eq!(
            found,
            Resampled {
                p_value: 0.125,
                n_trials: 16,
                is_exact: true
            }
        );
    }

    #[test]
    fn order_of_the_two_does_not_matter() {
        let mut rng = Pcg64::new(8);
        let mut draw = || system(&(0..60).map(|_| f64::from(rng.below(5))).collect::<Vec<_>>());
        let (a, b) = (draw(), draw());
        let (a, b) = (
            Rows {
                values: &a,
                width: 2,
            },
            Rows {
                values: &b,
                width: 2,
            },
        );
        let there = randomisation(a, b, &mean, 2000, 3);
        assert_eq!(there, randomisation(b, a, &mean, 2000, 3));
        assert!((there.p_value - centred_bootstrap(a, b, &mean, 2000, 3).p_value).abs() < 0.1);
    }
}
