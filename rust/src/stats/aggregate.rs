//! One number over several tasks, and how much it depends on how it is made.
//!
//! # Formula
//! - transform: `(score − chance) / (maximum − chance)`, not clipped: a model that guesses must not
//!   gain from the tasks where it guesses badly. A lower-is-better score has `maximum < chance`.
//! - default: `Σ w_t s_t`, weights equal over categories and equal over tasks inside one.
//! - second opinions: mean win rate `Σ w_t (wins + ½ ties) / (K − 1)` (HELM), Borda
//!   `Σ_t (wins + ½ ties)` (MTEB, without weights), median rank, worst category.
//!
//! Win rate and Borda depend on which other models are present; the default does not.
//! # Reference
//! Liang et al. 2022 (HELM); Perlitz et al. 2023; Zhang & Hardt 2024; Himmi et al. 2023 (missing).

/// Transformed scores of the models that have all tasks, with the tasks' weights.
#[derive(Debug, Clone, Copy)]
pub struct Board<'a> {
    /// `[task][model]`; all finite.
    pub scores: &'a [f64],
    /// Models.
    pub n_models: usize,
    /// One a task, at least 0, at least one above.
    pub weights: &'a [f64],
    /// Category of each task, counted from 0.
    pub categories: &'a [usize],
}

/// `(score − chance) / (maximum − chance)`.
pub fn normalise(score: f64, chance: f64, maximum: f64) -> f64 {
    (score - chance) / (maximum - chance)
}

/// Weights that are equal over categories and equal over the tasks inside each.
pub fn equal_weights(categories: &[usize]) -> Vec<f64> {
    let n_categories = categories.iter().max().map_or(0, |last| last + 1);
    let mut sizes = vec![0.0; n_categories];
    for category in categories {
        sizes[*category] += 1.0;
    }
    let present = sizes.iter().filter(|size| **size > 0.0).count() as f64;
    categories
        .iter()
        .map(|category| 1.0 / (present * sizes[*category]))
        .collect()
}

/// Values by each rule, one a model; more is better in all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Weighted mean of transformed scores: the default.
    pub mean: Vec<f64>,
    /// Weighted mean win rate.
    pub win_rate: Vec<f64>,
    /// Borda count over tasks.
    pub borda: Vec<f64>,
    /// Median rank over tasks, negated.
    pub median_rank: Vec<f64>,
    /// Mean of the weakest category.
    pub worst_category: Vec<f64>,
}

impl Board<'_> {
    fn tasks(&self) -> impl Iterator<Item = (&[f64], f64, usize)> {
        let rows = self.scores.chunks_exact(self.n_models.max(1));
        rows.zip(self.weights)
            .zip(self.categories)
            .map(|((scores, weight), category)| (scores, *weight, *category))
            .filter(|(_, weight, _)| *weight > 0.0)
    }

    /// Values by all five rules; tasks of weight zero do not count.
    pub fn rules(&self) -> Rules {
        let n = self.n_models;
        let whole: f64 = self.weights.iter().sum();
        let mut rules = Rules {
            mean: weighted_means(self.scores, n, self.weights),
            win_rate: vec![0.0; n],
            borda: vec![0.0; n],
            median_rank: vec![0.0; n],
            worst_category: vec![f64::INFINITY; n],
        };
        let mut ranks = vec![Vec::new(); n];
        for (scores, weight, _) in self.tasks() {
            for (model, wins) in wins(scores).into_iter().enumerate() {
                // A model alone neither wins nor loses.
                let share = if n > 1 { wins / (n - 1) as f64 } else { 0.5 };
                rules.win_rate[model] += weight / whole * share;
                rules.borda[model] += wins;
                ranks[model].push(n as f64 - wins);
            }
        }
        for (median, ranks) in rules.median_rank.iter_mut().zip(&mut ranks) {
            ranks.sort_by(f64::total_cmp);
            *median = -0.5 * (ranks[(ranks.len() - 1) / 2] + ranks[ranks.len() / 2]);
        }
        let n_categories = self.categories.iter().max().map_or(0, |last| last + 1);
        for category in 0..n_categories {
            let weights: Vec<f64> = self
                .weights
                .iter()
                .zip(self.categories)
                .map(|(weight, own)| if *own == category { *weight } else { 0.0 })
                .collect();
            if weights.iter().any(|weight| *weight > 0.0) {
                let means = weighted_means(self.scores, n, &weights);
                for (worst, mean) in rules.worst_category.iter_mut().zip(means) {
                    *worst = worst.min(mean);
                }
            }
        }
        rules
    }

    /// Weights without one task: its category keeps its weight where other tasks share it.
    pub fn weights_without(&self, task: usize) -> Vec<f64> {
        let category = self.categories[task];
        let own: f64 = self
            .weights
            .iter()
            .zip(self.categories)
            .filter(|(_, other)| **other == category)
            .map(|(weight, _)| weight)
            .sum();
        let rest = own - self.weights[task];
        let others_share = self.weights.iter().enumerate().any(|(other, weight)| {
            other != task && self.categories[other] == category && *weight > 0.0
        });
        self.weights
            .iter()
            .zip(self.categories)
            .enumerate()
            .map(|(other, (weight, of))| {
                if other == task {
                    0.0
                } else if *of == category && others_share {
                    weight * own / rest
                } else {
                    *weight
                }
            })
            .collect()
    }

    /// Best and worst rank of each model by the default rule when any one task is left out; its
    /// rank with all tasks where there is only one.
    pub fn leave_one_out(&self) -> Vec<(usize, usize)> {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for task in 0..self.weights.len() {
            if self.weights[task] <= 0.0 {
                continue;
            }
            let weights = self.weights_without(task);
            if weights.iter().all(|weight| *weight <= 0.0) {
                continue;
            }
            let ranks = competition_ranks(&weighted_means(self.scores, self.n_models, &weights));
            if ranges.is_empty() {
                ranges = ranks.iter().map(|rank| (*rank, *rank)).collect();
            }
            for (range, rank) in ranges.iter_mut().zip(ranks) {
                *range = (range.0.min(rank), range.1.max(rank));
            }
        }
        if ranges.is_empty() {
            let means = weighted_means(self.scores, self.n_models, self.weights);
            ranges = competition_ranks(&means)
                .iter()
                .map(|rank| (*rank, *rank))
                .collect();
        }
        ranges
    }
}

/// `Σ w_t s_t / Σ w_t` of each model, in the order of the tasks; weight zero hides a score.
pub fn weighted_means(scores: &[f64], n_models: usize, weights: &[f64]) -> Vec<f64> {
    let whole: f64 = weights.iter().sum();
    let mut means = vec![0.0; n_models];
    for (scores, weight) in scores.chunks_exact(n_models.max(1)).zip(weights) {
        if *weight > 0.0 {
            let share = weight / whole;
            for (mean, score) in means.iter_mut().zip(scores) {
                *mean += share * score;
            }
        }
    }
    means
}

/// Place of each value: one more than the greater ones.
pub fn competition_ranks(values: &[f64]) -> Vec<usize> {
    values
        .iter()
        .map(|v| 1 + values.iter().filter(|other| *other > v).count())
        .collect()
}

/// Models beaten, ties counting one half.
fn wins(scores: &[f64]) -> Vec<f64> {
    scores
        .iter()
        .map(|own| {
            let lower = scores.iter().filter(|other| *other < own).count();
            let upto = scores.iter().filter(|other| *other <= own).count();
            lower as f64 + 0.5 * (upto - lower - 1) as f64
        })
        .collect()
}

/// Value and rank of a model that lacks tasks, at worst and at best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// With chance level in all missing cells.
    pub worst: f64,
    /// With the best score of any model in all missing cells.
    pub best: f64,
    /// Place among the complete models at worst.
    pub worst_rank: usize,
    /// Place among them at best.
    pub best_rank: usize,
}

/// Bounds of one model; `own` has NaN where a task is missing, `best` is the best score of any
/// model on each task (NaN: nobody has one, then the task's maximum), `complete` are the values of
/// the complete models.
pub fn bounds(own: &[f64], best: &[f64], weights: &[f64], complete: &[f64]) -> Bounds {
    let fill = |ceiling: bool| {
        let filled: Vec<f64> = own
            .iter()
            .zip(best)
            .map(|(own, best)| {
                let best = if best.is_nan() { 1.0 } else { *best };
                match (own.is_nan(), ceiling) {
                    (false, _) => *own,
                    (true, true) => best.max(0.0),
                    (true, false) => best.min(0.0),
                }
            })
            .collect();
        weighted_means(&filled, 1, weights)[0]
    };
    let (worst, best) = (fill(false), fill(true));
    let rank = |value: f64| 1 + complete.iter().filter(|other| **other > value).count();
    Bounds {
        worst,
        best,
        worst_rank: rank(worst),
        best_rank: rank(best),
    }
}

/// Which models no other one dominates.
///
/// `costs` is `[model][criterion]`, less is better; `better(b, a)` says whether `b` scores higher
/// than `a` beyond chance. `b` dominates `a` when it costs no more in any criterion and is better.
pub fn pareto_front(
    costs: &[f64],
    n_criteria: usize,
    better: impl Fn(usize, usize) -> bool,
) -> Vec<bool> {
    let cost: Vec<&[f64]> = costs.chunks_exact(n_criteria.max(1)).collect();
    let cheaper = |b: usize, a: usize| cost[b].iter().zip(cost[a]).all(|(b, a)| b <= a);
    (0..cost.len())
        .map(|a| !(0..cost.len()).any(|b| a != b && cheaper(b, a) && better(b, a)))
        .collect()
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;
    use crate::stats::rng::Pcg64;

    const A: [f64; 5] = [0.80, 0.80, 0.60, 0.60, 0.60];
    const B: [f64; 5] = [0.79, 0.79, 0.70, 0.70, 0.59];
    const C: [f64; 5] = [0.78, 0.78, 0.65, 0.65, 0.58];

    fn columns(models: &[[f64; 5]]) -> Vec<f64> {
        (0..5)
            .flat_map(|task| models.iter().map(move |model| model[task]))
            .collect()
    }

    fn rules(models: &[[f64; 5]]) -> Rules {
        let scores = columns(models);
        let (weights, categories) = (equal_weights(&[0; 5]), [0; 5]);
        Board {
            scores: &scores,
            n_models: models.len(),
            weights: &weights,
            categories: &categories,
        }
        .rules()
    }

    #[test]
    fn a_third_model_turns_the_win_rate_but_not_the_mean() {
        let (two, three) = (rules(&[A, B]), rules(&[A, B, C]));
        let close = |got: f64, want: f64| assert!((got - want).abs() < 1e-12, "{got} {want}");
        close(two.win_rate[0], 0.6);
        close(two.win_rate[1], 0.4);
        close(three.win_rate[0], 0.6);
        close(three.win_rate[1], 0.7);
        assert_eq!(two.mean, three.mean[..2]);
        assert!(two.borda[0] > two.borda[1] && three.borda[0] < three.borda[1]);
    }

    #[test]
    fn weights_are_equal_over_categories_first() {
        assert_eq!(equal_weights(&[0, 0, 1]), [0.25, 0.25, 0.5]);
        assert!(equal_weights(&[]).is_empty());
    }

    #[test]
    fn leaving_a_task_out_keeps_its_categorys_weight() {
        let weights = equal_weights(&[0, 0, 1]);
        let board = Board {
            scores: &[0.9, 0.1, 0.2, 0.8, 0.5, 0.5],
            n_models: 2,
            weights: &weights,
            categories: &[0, 0, 1],
        };
        assert_eq!(board.weights_without(0), [0.0, 0.5, 0.5]);
        assert_eq!(board.weights_without(2), [0.25, 0.25, 0.0]);
        assert_eq!(board.leave_one_out(), [(1, 2), (1, 2)]);
    }

    #[test]
    fn one_model_and_one_task_have_answers() {
        let board = Board {
            scores: &[0.3],
            n_models: 1,
            weights: &[1.0],
            categories: &[0],
        };
        let rules = board.rules();
        assert_eq!(
            (rules.mean[0], rules.win_rate[0], rules.median_rank[0]),
            (0.3, 0.5, -1.0)
        );
        assert_eq!(board.leave_one_out(), [(1, 1)]);
    }

    #[test]
    fn bounds_hold_every_completion() {
        let mut rng = Pcg64::new(6);
        let weights = [0.2, 0.3, 0.5];
        let complete = [0.2, 0.5, 0.6, 0.9];
        for _ in 0..500 {
            let best = [rng.uniform(), rng.uniform(), rng.uniform()];
            let own = [rng.uniform() * best[0], f64::NAN, f64::NAN];
            let bounds = bounds(&own, &best, &weights, &complete);
            let full = [own[0], rng.uniform() * best[1], rng.uniform() * best[2]];
            let value = weighted_means(&full, 1, &weights)[0];
            let rank = 1 + complete.iter().filter(|v| **v > value).count();
            assert!(bounds.worst <= value && value <= bounds.best);
            assert!(bounds.best_rank <= rank && rank <= bounds.worst_rank);
        }
    }

    #[test]
    fn only_a_significantly_better_model_dominates() {
        let scores = [0.9_f64, 0.8, 0.795, 0.5];
        let costs = [10.0, 5.0, 5.0, 7.0];
        let front = pareto_front(&costs, 1, |b, a| scores[b] - scores[a] > 0.05);
        assert_eq!(front, [true, true, true, false]);
        assert!(pareto_front(&[], 1, |_, _| true).is_empty());
    }

    #[test]
    fn normalising_keeps_the_direction_of_errors() {
        assert_eq!(normalise(0.25, 0.25, 1.0), 0.0);
        assert!(normalise(0.1, 0.25, 1.0) < 0.0);
        assert_eq!(normalise(2.0, 8.0, 0.0), 0.75);
    }
}
