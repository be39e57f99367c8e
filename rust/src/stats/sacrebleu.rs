//! Paired tests as sacrebleu 2.6 prints them: same draws, same p-values.
//!
//! For comparison with published numbers only. The bootstrap p folds differences and is about half
//! of a two-sided p for separated systems (11 % of equal systems differ at the 5 % level), and two
//! identical systems get `1 / (trials + 1)`. Use [`crate::stats::compare`] for a verdict.
//!
//! # Formula
//! - bootstrap: `p = (1 + #{|δ*| − mean |δ*| > |δ|}) / (B + 1)`
//! - randomisation: `p = (1 + #{|δ*| > |δ|}) / (B + 1)`
//! - interval: half the distance between the sorted values at `B/40` from both ends.

use crate::stats::resample::{Rows, bootstrap_totals, swapped_totals};
use crate::stats::rng::Pcg64;

/// What sacrebleu prints for one system and metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Score of all samples.
    pub score: f64,
    /// p-value against the baseline; none for the baseline itself.
    pub p_value: Option<f64>,
    /// Mean and half width of the resampled scores, where they were asked for.
    pub spread: Option<(f64, f64)>,
}

/// The formula of a metric over summed statistics.
pub type Finish<'a> = &'a dyn Fn(&[f64]) -> f64;

/// Paired bootstrap; the baseline comes first. All systems have rows of the same shape.
pub fn paired_bootstrap(
    systems: &[Rows<'_>],
    finish: Finish<'_>,
    n_resamples: usize,
    seed: u64,
) -> Vec<Line> {
    let mut rng = Pcg64::new(u128::from(seed));
    let scores = resampled_scores(&mut rng, systems, finish, n_resamples);
    let observed: Vec<f64> = systems.iter().map(|rows| finish(&rows.total())).collect();
    let mut lines = Vec::with_capacity(systems.len());
    for (system, score) in observed.iter().enumerate() {
        let p_value = (system > 0).then(|| {
            let differences: Vec<f64> = scores[system]
                .iter()
                .zip(&scores[0])
                .map(|(s, b)| (s - b).abs())
                .collect();
            let mean = differences.iter().sum::<f64>() / n_resamples as f64;
            let observed = (observed[0] - score).abs();
            p_value(
                differences.iter().filter(|d| **d - mean > observed).count(),
                n_resamples,
            )
        });
        lines.push(Line {
            score: *score,
            p_value,
            spread: Some(spread(scores[system].clone())),
        });
    }
    lines
}

/// Approximate randomisation; `n_resamples` bootstrap resamples for intervals where above 0.
pub fn paired_randomisation(
    systems: &[Rows<'_>],
    finish: Finish<'_>,
    n_trials: usize,
    n_resamples: usize,
    seed: u64,
) -> Vec<Line> {
    let Some((baseline, others)) = systems.split_first() else {
        return Vec::new();
    };
    let width = baseline.width;
    let totals: Vec<Vec<f64>> = systems.iter().map(Rows::total).collect();
    let observed: Vec<f64> = totals.iter().map(|total| finish(total)).collect();
    let joined = side_by_side(others, |row, column, rows| {
        baseline.values[row * width + column] - rows.values[row * width + column]
    });
    let mut rng = Pcg64::new(u128::from(seed));
    let all = width * others.len();
    let swapped = swapped_totals(
        &mut rng,
        Rows {
            values: &joined,
            width: all.max(1),
        },
        n_trials,
    );
    let spreads = if n_resamples > 0 {
        // The baseline draws from a fresh generator, the others go on after their trials.
        let mut fresh = Pcg64::new(u128::from(seed));
        let mut scores = resampled_scores(&mut fresh, &systems[..1], finish, n_resamples);
        scores.extend(resampled_scores(&mut rng, others, finish, n_resamples));
        scores
            .into_iter()
            .map(|scores| Some(spread(scores)))
            .collect()
    } else {
        vec![None; systems.len()]
    };
    let mut lines = vec![Line {
        score: observed[0],
        p_value: None,
        spread: spreads[0],
    }];
    let (mut first, mut second) = (vec![0.0; width], vec![0.0; width]);
    for system in 0..others.len() {
        let extreme = swapped
            .chunks_exact(all)
            .filter(|swapped| {
                for column in 0..width {
                    let moved = swapped[system * width + column];
                    first[column] = totals[system + 1][column] + moved;
                    second[column] = totals[0][column] - moved;
                }
                (finish(&first) - finish(&second)).abs()
                    > (observed[0] - observed[system + 1]).abs()
            })
            .count();
        lines.push(Line {
            score: observed[system + 1],
            p_value: Some(p_value(extreme, n_trials)),
            spread: spreads[system + 1],
        });
    }
    lines
}

fn p_value(extreme: usize, n: usize) -> f64 {
    (extreme + 1) as f64 / (n + 1) as f64
}

/// `[system][resample]` scores; all systems see the same draws.
fn resampled_scores(
    rng: &mut Pcg64,
    systems: &[Rows<'_>],
    finish: Finish<'_>,
    n_resamples: usize,
) -> Vec<Vec<f64>> {
    let Some(first) = systems.first() else {
        return Vec::new();
    };
    let width = first.width;
    let joined = side_by_side(systems, |row, column, rows| {
        rows.values[row * width + column]
    });
    let all = width * systems.len();
    let totals = bootstrap_totals(
        rng,
        Rows {
            values: &joined,
            width: all,
        },
        n_resamples,
    );
    (0..systems.len())
        .map(|system| {
            totals
                .chunks_exact(all)
                .map(|t| finish(&t[system * width..][..width]))
                .collect()
        })
        .collect()
}

fn side_by_side(systems: &[Rows<'_>], value: impl Fn(usize, usize, &Rows<'_>) -> f64) -> Vec<f64> {
    let Some(first) = systems.first() else {
        return Vec::new();
    };
    let mut joined = Vec::with_capacity(first.values.len() * systems.len());
    for row in 0..first.len() {
        for rows in systems {
            joined.extend((0..first.width).map(|column| value(row, column, rows)));
        }
    }
    joined
}

fn spread(mut scores: Vec<f64>) -> (f64, f64) {
    scores.sort_by(f64::total_cmp);
    let n = scores.len();
    let mean = scores.iter().sum::<f64>() / n as f64;
    (mean, 0.5 * (scores[n - n / 40 - 1] - scores[n / 40]))
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;

    #[test]
    fn identical_systems_are_called_different_as_sacrebleu_does() {
        let values: Vec<f64> = (0..40).map(|i| f64::from(i % 3)).collect();
        let rows = Rows {
            values: &values,
            width: 1,
        };
        let mean = |total: &[f64]| total[0] / 40.0;
        let bootstrap = paired_bootstrap(&[rows, rows], &mean, 1000, 12345);
        assert_eq!(bootstrap[1].p_value, Some(1.0 / 1001.0));
        let randomised = paired_randomisation(&[rows, rows], &mean, 1000, 0, 12345);
        assert_eq!(randomised[1].p_value, Some(1.0 / 1001.0));
        assert_eq!(bootstrap[0].p_value, None);
    }
}
