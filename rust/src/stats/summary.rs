//! A whole board: values, intervals, rank ranges and second opinions over several tasks.

use crate::stats::aggregate::{Board, Rules, competition_ranks};
use crate::stats::distribution::t_critical;
use crate::stats::ranks::{Differences, Distances, Ranking, Rounded, critical_values, rank};

/// One task of the board.
#[derive(Debug, Clone, Copy)]
pub struct TaskColumn<'a> {
    /// Transformed scores, one a model.
    pub scores: &'a [f64],
    /// `[cluster][model]`, influences on the transformed scores.
    pub influences: &'a [f64],
}

/// The answer; everything is one a model.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Values by five rules, the default first.
    pub rules: Rules,
    /// Places by each rule in the order of [`Rules`]' fields.
    pub places: [Vec<usize>; 5],
    /// Standard errors of the default.
    pub errors: Vec<f64>,
    /// Ends of their intervals.
    pub intervals: Vec<(f64, f64)>,
    /// Rank ranges of the default.
    pub ranking: Ranking,
    /// Degrees of freedom of the tests behind them; 0 when nothing is known.
    pub df: u32,
    /// Best and worst place when one task is left out.
    pub leave_one_out: Vec<(usize, usize)>,
}

/// Summarises complete models; `weights` and `categories` have one entry a task.
pub fn summarise(
    tasks: &[TaskColumn<'_>],
    weights: &[f64],
    categories: &[usize],
    n_models: usize,
    level: f64,
) -> Summary {
    let scores: Vec<f64> = tasks.iter().flat_map(|task| task.scores).copied().collect();
    let board = Board {
        scores: &scores,
        n_models,
        weights,
        categories,
    };
    let rules = board.rules();
    let whole: f64 = weights.iter().sum();
    let shares: Vec<f64> = weights.iter().map(|weight| weight / whole).collect();
    let distances: Vec<Distances> = tasks
        .iter()
        .map(|task| {
            let n_clusters = task.influences.len() / n_models.max(1);
            Distances::new(&Rounded::new(task.influences, n_clusters, n_models))
        })
        .collect();
    let parts: Vec<(&Distances, f64)> = distances.iter().zip(shares.iter().copied()).collect();
    let differences = Differences::new(&parts, n_models);
    let critical = critical_values(level, differences.df, n_models.saturating_sub(1));
    let ranking = rank(&rules.mean, &differences, &critical);
    let (errors, intervals) = intervals(tasks, &shares, &rules.mean, level);
    let places = [
        &rules.mean,
        &rules.win_rate,
        &rules.borda,
        &rules.median_rank,
        &rules.worst_category,
    ]
    .map(|values| competition_ranks(&settle(values)));
    let leave_one_out = board.leave_one_out();
    Summary {
        places,
        errors,
        intervals,
        ranking,
        df: differences.df,
        leave_one_out,
        rules,
    }
}

/// Values without the rounding errors of sums, so that equal sums in another order tie.
fn settle(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| (value * 1e12).round()).collect()
}

/// Standard errors and t intervals of the weighted mean, degrees of freedom by Satterthwaite.
fn intervals(
    tasks: &[TaskColumn<'_>],
    shares: &[f64],
    values: &[f64],
    level: f64,
) -> (Vec<f64>, Vec<(f64, f64)>) {
    let n_models = values.len();
    let mut variances = vec![0.0; n_models];
    let mut spreads = vec![0.0; n_models];
    for (task, share) in tasks.iter().zip(shares) {
        if *share <= 0.0 {
            continue;
        }
        let n = (task.influences.len() / n_models.max(1)) as f64;
        let mut squares = vec![0.0; n_models];
        for row in task.influences.chunks_exact(n_models.max(1)) {
            for (square, u) in squares.iter_mut().zip(row) {
                *square += u * u;
            }
        }
        for (model, square) in squares.into_iter().enumerate() {
            // One cluster: 1/0 makes the variance infinite or undefined, which the end reads as unknown.
            let variance = share * share * (n / (n - 1.0)) * square;
            variances[model] += variance;
            spreads[model] += variance * variance / (n - 1.0);
        }
    }
    let known = |model: usize| variances[model].is_finite();
    let errors: Vec<f64> = (0..n_models)
        .map(|model| {
            if known(model) {
                variances[model].sqrt()
            } else {
                f64::INFINITY
            }
        })
        .collect();
    let ends = (0..n_models)
        .map(|model| {
            if errors[model] == 0.0 {
                return (values[model], values[model]);
            }
            if !known(model) {
                return (f64::NEG_INFINITY, f64::INFINITY);
            }
            let df = variances[model] * variances[model] / spreads[model];
            let half = t_critical(1.0 - level, df) * errors[model];
            (values[model] - half, values[model] + half)
        })
        .collect();
    (errors, ends)
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;

    #[test]
    fn a_single_task_has_its_own_interval() {
        let influences = [0.1, -0.1, -0.1, 0.1, 0.1, 0.1, -0.1, -0.1];
        let column = TaskColumn {
            scores: &[0.6, 0.5],
            influences: &influences,
        };
        let found = summarise(&[column], &[3.0], &[0], 2, 0.95);
        // SE² = 4/3 · 4 · 0.01, three degrees of freedom
        let error = (0.04_f64 * 4.0 / 3.0).sqrt();
        assert!((found.errors[0] - error).abs() < 1e-15);
        let half = t_critical(0.05, 3.0) * error;
        assert!((found.intervals[0].1 - 0.6 - half).abs() < 1e-12);
        assert_eq!(found.places[0], [1, 2]);
        assert_eq!(found.ranking.ranges[0].high, 2);
        assert_eq!(found.df, 3);
    }

    #[test]
    fn one_cluster_says_nothing() {
        let column = TaskColumn {
            scores: &[0.6],
            influences: &[0.0],
        };
        let found = summarise(&[column], &[1.0], &[0], 1, 0.95);
        assert_eq!(found.errors, [f64::INFINITY]);
        assert_eq!(found.intervals, [(f64::NEG_INFINITY, f64::INFINITY)]);
    }
}
