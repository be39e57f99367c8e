//! How often a model is on the Pareto front when scores are drawn again within their errors.
//!
//! # Formula
//! `B` draws `m + Z`, `Z ~ N(0, Σ)`, with the covariance of the weighted mean over independent
//! tasks, `Σ_ab = Σ_t w_t² C_t/(C_t − 1) Σ_c U_tca U_tcb`, through its Cholesky factor. In a draw, b
//! dominates a when it costs no more in any criterion and its drawn score is higher; the answer is
//! the share of draws in which nobody does. Without criteria that is the share in which a model is
//! the best. A share of draws is a reading aid, never an interval or a rank.
//!
//! Normal numbers are quantiles of uniform ones from PCG64: equal on every platform.

use crate::stats::distribution::normal_quantile;
use crate::stats::rng::Pcg64;

/// Differences of drawn scores below this are rounding of equal ones.
const ROUNDING: f64 = 1e-9;

/// Models, what they cost, and what is known of their scores.
#[derive(Debug, Clone, Copy)]
pub struct Contest<'a> {
    /// `[model][criterion]`, less is better.
    pub costs: &'a [f64],
    /// Criteria; 0 for none.
    pub n_criteria: usize,
    /// One score a model, more is better.
    pub values: &'a [f64],
    /// `[model][model]`.
    pub covariance: &'a [f64],
}

/// Covariance of weighted means; influences are `[cluster][model]`, one matrix and weight a task.
pub fn covariance(tasks: &[(&[f64], f64)], n_models: usize) -> Vec<f64> {
    let mut sum = vec![0.0; n_models * n_models];
    for (influences, weight) in tasks {
        let n = (influences.len() / n_models.max(1)) as f64;
        let unit = weight * weight * n / (n - 1.0);
        for row in influences.chunks_exact(n_models.max(1)) {
            for (a, first) in row.iter().enumerate() {
                let first = unit * first;
                for (cell, second) in sum[a * n_models..].iter_mut().zip(row) {
                    *cell += first * second;
                }
            }
        }
    }
    sum
}

/// Lower factor of a positive semi-definite matrix; a direction without variance has a zero column.
fn cholesky(matrix: &[f64], n: usize) -> Vec<f64> {
    let mut factor = vec![0.0; n * n];
    let largest = (0..n).fold(0.0_f64, |top, i| top.max(matrix[i * n + i]));
    for j in 0..n {
        let dot = |a: usize, b: usize, factor: &[f64]| -> f64 {
            (0..j).map(|k| factor[a * n + k] * factor[b * n + k]).sum()
        };
        let pivot = matrix[j * n + j] - dot(j, j, &factor);
        if pivot <= 1e-12 * largest {
            continue;
        }
        let root = pivot.sqrt();
        for i in j..n {
            let rest = matrix[i * n + j] - dot(i, j, &factor);
            factor[i * n + j] = rest / root;
        }
    }
    factor
}

/// Share of draws in which each model is on the front.
pub fn front_shares(contest: Contest<'_>, n_draws: usize, seed: u64) -> Vec<f64> {
    let n = contest.values.len();
    let factor = cholesky(contest.covariance, n);
    let rivals = rivals(contest);
    let spread = (0..n).fold(0.0_f64, |top, i| {
        top.max(contest.covariance[i * n + i].sqrt())
    });
    let tolerance = ROUNDING * spread;
    let mut rng = Pcg64::new(u128::from(seed));
    let mut counts = vec![0_usize; n];
    let (mut normal, mut drawn) = (vec![0.0; n], vec![0.0; n]);
    for _ in 0..n_draws {
        for z in &mut normal {
            *z = normal_quantile(rng.uniform().max(f64::MIN_POSITIVE));
        }
        for (model, score) in drawn.iter_mut().enumerate() {
            let row = &factor[model * n..=model * n + model];
            let moved: f64 = row.iter().zip(&normal).map(|(l, z)| l * z).sum();
            *score = contest.values[model] + moved;
        }
        for (model, count) in counts.iter_mut().enumerate() {
            let limit = drawn[model] + tolerance;
            *count += usize::from(!rivals[model].iter().any(|rival| drawn[*rival] > limit));
        }
    }
    counts
        .into_iter()
        .map(|count| count as f64 / n_draws as f64)
        .collect()
}

/// Models that cost no more in any criterion, for each model.
fn rivals(contest: Contest<'_>) -> Vec<Vec<usize>> {
    let width = contest.n_criteria;
    let cost = |model: usize| &contest.costs[model * width..(model + 1) * width];
    let n = contest.values.len();
    (0..n)
        .map(|own| {
            (0..n)
                .filter(|other| {
                    let pairs = cost(*other).iter().zip(cost(own));
                    *other != own && pairs.into_iter().all(|(b, a)| b <= a)
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;
    use crate::stats::distribution::normal_cdf;

    #[test]
    fn two_independent_models_share_the_front_by_their_lead() {
        // The costlier leads by 1.5 standard errors of the difference.
        let contest = Contest {
            costs: &[1.0, 2.0],
            n_criteria: 1,
            values: &[0.50, 0.53],
            covariance: &[0.0002, 0.0, 0.0, 0.0002],
        };
        let found = front_shares(contest, 20_000, 0);
        assert_eq!(found[0], 1.0);
        assert!((found[1] - normal_cdf(1.5)).abs() < 0.01, "{}", found[1]);
        assert_eq!(found, front_shares(contest, 20_000, 0));
    }

    #[test]
    fn without_costs_it_is_the_share_of_being_best() {
        let contest = Contest {
            costs: &[],
            n_criteria: 0,
            values: &[0.5, 0.5, 0.5],
            covariance: &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
        };
        let found = front_shares(contest, 20_000, 1);
        assert!(found.iter().all(|share| (share - 1.0 / 3.0).abs() < 0.015));
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn identical_models_never_push_each_other_off() {
        let contest = Contest {
            costs: &[1.0, 1.0],
            n_criteria: 1,
            values: &[0.5, 0.5],
            covariance: &[0.01, 0.01, 0.01, 0.01],
        };
        assert_eq!(front_shares(contest, 500, 2), [1.0, 1.0]);
        let exact = Contest {
            covariance: &[0.0; 4],
            values: &[0.5, 0.4],
            ..contest
        };
        assert_eq!(front_shares(exact, 50, 2), [1.0, 0.0]);
    }

    #[test]
    fn covariances_are_those_of_weighted_means() {
        let influences = [0.1, -0.1, -0.1, 0.1, 0.1, 0.1, -0.1, -0.1];
        let found = covariance(&[(&influences, 0.5)], 2);
        let variance = 0.25 * 4.0 / 3.0 * 0.04;
        assert!((found[0] - variance).abs() < 1e-15 && found[1].abs() < 1e-15);
    }
}
