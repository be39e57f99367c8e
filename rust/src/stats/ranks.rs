//! Rank ranges: which places a model may really have.
//!
//! # Formula
//! For model `i` the `K − 1` paired t-tests against all others are taken together by Holm's
//! step-down at `1 − level`. Its range is `[1 + better, K − worse]`, where `better` and `worse` count
//! the models that are significantly so. The true rank of each model lies in its range with at least
//! the stated confidence, ties included; a percentile bootstrap of ranks does not have that property
//! (it holds a tied leader's rank in 18 % of the cases where it claims 95 %).
//!
//! Nothing here is random, and a script in a reader's browser gets the same integers: influences are
//! rounded to whole numbers of one scale a task, sums of their products are exact, and the rest is
//! `+ − × ÷ √` in a fixed order. Holm is done by comparing `|t|` with a table of critical values; no
//! p-value is needed.
//!
//! # Conventions
//! - Equal scores are never separated, so identical models share a range.
//! - A squared standard error is never taken below `d² ÷ n`, `n` the number of clusters: a few
//!   samples that all agree by chance separate nothing, at many samples it changes nothing.
//! - With fewer than two clusters in a task that counts, nothing is known: every range is `1 … K`.
//!
//! # Reference
//! Holm 1979; Mogstad, Romano, Shaikh, Wilhelm 2024 (ranks from pairwise tests); Xie, Singh, Zhang
//! 2009 (why not the bootstrap); Satterthwaite 1946 (degrees of freedom of a weighted sum).

use crate::stats::distribution::{t_critical, t_critical_after};

/// Greatest rounded influence: 128 products of two of them fit into 32 bits.
pub const LARGEST: f64 = 4095.0;

/// Degrees of freedom for which critical values are tabulated; others are rounded down to these.
pub const DEGREES: [u32; 28] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 25, 30, 40, 50, 70, 100, 150, 200, 300, 500,
    1000, 2000, 5000, 10_000,
];

/// Influences of all models on one task as whole numbers times one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Rounded {
    /// Clusters of the task.
    pub n_clusters: usize,
    /// Models.
    pub n_models: usize,
    /// What one unit is.
    pub scale: f64,
    /// `[model][cluster]`, each at most [`LARGEST`] in size.
    pub values: Vec<i16>,
}

impl Rounded {
    /// Rounds `[cluster][model]` influences; all of them are finite.
    pub fn new(influences: &[f64], n_clusters: usize, n_models: usize) -> Self {
        let greatest = influences.iter().fold(0.0_f64, |top, u| top.max(u.abs()));
        let scale = greatest / LARGEST;
        let mut values = vec![0; influences.len()];
        if scale > 0.0 {
            for (cluster, row) in influences.chunks_exact(n_models).enumerate() {
                for (model, u) in row.iter().enumerate() {
                    values[model * n_clusters + cluster] = nearest(u / scale);
                }
            }
        }
        Self {
            n_clusters,
            n_models,
            scale,
            values,
        }
    }

    /// `[model][cluster]` with zeros up to a whole number of blocks, and the length of a row.
    fn padded(&self) -> (Vec<i16>, usize) {
        let width = self.n_clusters.next_multiple_of(BLOCK);
        let mut rows = vec![0; width * self.n_models];
        let own = self.values.chunks_exact(self.n_clusters.max(1));
        for (row, own) in rows.chunks_exact_mut(width.max(1)).zip(own) {
            row[..own.len()].copy_from_slice(own);
        }
        (rows, width)
    }
}

/// The nearest whole number, halves away from zero, without a call: the cast cuts the fraction off,
/// and the largest number below a half lifts no less than a half over a whole.
fn nearest(value: f64) -> i16 {
    (value + 0.499_999_999_999_999_94_f64.copysign(value)) as i16
}

/// Models of a tile: both sides of a product of tiles stay in the first-level cache.
const TILE: usize = 8;

/// What the paired tests of one task need: squared distances between the models' influences.
#[derive(Debug, Clone)]
pub struct Distances {
    /// Clusters of the task.
    pub n_clusters: usize,
    /// Models.
    pub n_models: usize,
    /// Variance of one squared unit: `scale² · C / (C − 1)`; infinite with fewer than two clusters.
    pub unit: f64,
    /// Sum of all squared rounded influences.
    pub trace: i64,
    /// `[model][model]`, `Σ_c (q_ac − q_bc)²`.
    pub squares: Vec<i64>,
}

impl Distances {
    /// All pairs of one task; exact.
    pub fn new(rounded: &Rounded) -> Self {
        let n = rounded.n_models;
        let (rows, width) = rounded.padded();
        let row = |model: usize| &rows[model * width..(model + 1) * width];
        let own: Vec<i64> = (0..n).map(|a| dot(row(a), row(a))).collect();
        let mut squares = vec![0; n * n];
        for top in (0..n).step_by(TILE) {
            for left in (top..n).step_by(TILE) {
                for a in top..(top + TILE).min(n) {
                    for b in left.max(a + 1)..(left + TILE).min(n) {
                        let product = dot(row(a), row(b));
                        let square = own[a] + own[b] - 2 * product;
                        squares[a * n + b] = square;
                        squares[b * n + a] = square;
                    }
                }
            }
        }
        let trace = own.iter().sum();
        let clusters = rounded.n_clusters as f64;
        let unit = if rounded.n_clusters < 2 {
            f64::INFINITY
        } else {
            rounded.scale * rounded.scale * (clusters / (clusters - 1.0))
        };
        Self {
            n_clusters: rounded.n_clusters,
            n_models: n,
            unit,
            trace,
            squares,
        }
    }
}

/// Products that are summed in 32 bits: 128 of numbers up to [`LARGEST`] stay below 2³¹.
const BLOCK: usize = 128;

/// Sum of products of rows of whole blocks, exact. A block is summed in 32 columns first, which the
/// compiler keeps in registers.
fn dot(left: &[i16], right: &[i16]) -> i64 {
    let left = left.as_chunks::<BLOCK>().0;
    let right = right.as_chunks::<BLOCK>().0;
    let mut sum = 0_i64;
    for (a, b) in left.iter().zip(right) {
        let mut columns = [0_i32; 32];
        let rows = a.as_chunks::<32>().0.iter().zip(b.as_chunks::<32>().0);
        for (a, b) in rows {
            for ((column, a), b) in columns.iter_mut().zip(a).zip(b) {
                *column += i32::from(*a) * i32::from(*b);
            }
        }
        sum += i64::from(columns.iter().sum::<i32>());
    }
    sum
}

/// Variances of the differences between models, of one task or of a weighted sum of tasks.
#[derive(Debug, Clone)]
pub struct Differences {
    /// Models.
    pub n_models: usize,
    /// Clusters of all tasks that count.
    pub n_clusters: usize,
    /// Degrees of freedom, rounded down to one of [`DEGREES`]; 0 when nothing is known.
    pub df: u32,
    /// `[model][model]`.
    pub variances: Vec<f64>,
}

impl Differences {
    /// Joins tasks with their weights; tasks of weight zero do not count. Tasks are independent.
    pub fn new(tasks: &[(&Distances, f64)], n_models: usize) -> Self {
        let mut variances = vec![0.0; n_models * n_models];
        let (mut n_clusters, mut known) = (0, true);
        let (mut spread, mut squares, mut degrees) = (0.0, 0.0, 0.0);
        for (task, weight) in tasks {
            if *weight == 0.0 {
                continue;
            }
            n_clusters += task.n_clusters;
            if task.n_clusters < 2 {
                known = false;
                continue;
            }
            let unit = weight * weight * task.unit;
            for (variance, square) in variances.iter_mut().zip(&task.squares) {
                *variance += unit * *square as f64;
            }
            let part = unit * task.trace as f64;
            let df = (task.n_clusters - 1) as f64;
            spread += part;
            squares += part * part / df;
            degrees += df;
        }
        let exact = if squares > 0.0 {
            spread * spread / squares
        } else {
            degrees
        };
        let df = if known { tabulated(exact) } else { 0 };
        Self {
            n_models,
            n_clusters,
            df,
            variances,
        }
    }

    /// Standard error of the difference between two models; infinite when nothing is known.
    pub fn error(&self, a: usize, b: usize) -> f64 {
        if self.df == 0 {
            return f64::INFINITY;
        }
        self.variances[a * self.n_models + b].sqrt()
    }

    /// `|t|` of a difference `d` between two models; 0 where nothing can be said.
    pub fn statistic(&self, a: usize, b: usize, d: f64) -> f64 {
        if d == 0.0 || self.df == 0 {
            return 0.0;
        }
        let floor = d * d / self.n_clusters as f64;
        let variance = self.variances[a * self.n_models + b];
        let variance = if variance < floor { floor } else { variance };
        d.abs() / variance.sqrt()
    }
}

/// The largest of [`DEGREES`] that is not above `df`; 0 below one.
fn tabulated(df: f64) -> u32 {
    // A single task's whole number may come back a hair below itself.
    let df = df + 1e-9;
    DEGREES
        .iter()
        .copied()
        .take_while(|known| f64::from(*known) <= df)
        .last()
        .unwrap_or(0)
}

/// The tabulated degrees of freedom that a choice of tasks may need, when it has at least `smallest`
/// and at most `largest`.
pub fn tabulated_between(smallest: u32, largest: u32) -> Vec<u32> {
    let first = tabulated(f64::from(smallest));
    DEGREES
        .into_iter()
        .filter(|df| *df >= first && *df <= largest)
        .collect()
}

/// Critical values for `1 … n_tests` tests that are left: `P(|T| ≥ c[m − 1]) = (1 − level) / m`.
pub fn critical_values(level: f64, df: u32, n_tests: usize) -> Vec<f64> {
    let (alpha, df) = (1.0 - level, f64::from(df));
    let mut values = Vec::with_capacity(n_tests);
    for left in 1..=n_tests {
        let alpha = alpha / left as f64;
        let next = match values.last() {
            None => t_critical(alpha, df),
            Some(before) => t_critical_after(*before, alpha, df),
        };
        values.push(next);
    }
    values
}

/// Places a model may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankRange {
    /// Place by score: one more than the models with a higher one.
    pub rank: usize,
    /// Best place that the tests leave open.
    pub low: usize,
    /// Worst place that they leave open.
    pub high: usize,
}

/// Ranges and the verdicts behind them.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// One range a model.
    pub ranges: Vec<RankRange>,
    /// `[model][other]`: 1 where the other is significantly better in the model's row, −1 where it
    /// is significantly worse, else 0.
    pub verdicts: Vec<i8>,
}

/// Ranges of all models; `critical` as [`critical_values`] makes them for at least `K − 1` tests.
pub fn rank(values: &[f64], differences: &Differences, critical: &[f64]) -> Ranking {
    let n = values.len();
    let mut ranges = Vec::with_capacity(n);
    let mut verdicts = vec![0_i8; n * n];
    let statistics = statistics(values, differences);
    for i in 0..n {
        let statistics = &statistics[i * n..(i + 1) * n];
        let threshold = holm_threshold(statistics, critical);
        let (mut better, mut worse, mut above) = (0, 0, 0);
        for j in 0..n {
            above += usize::from(values[j] > values[i]);
            if statistics[j] > threshold {
                let up = values[j] > values[i];
                better += usize::from(up);
                worse += usize::from(!up);
                verdicts[i * n + j] = if up { 1 } else { -1 };
            }
        }
        ranges.push(RankRange {
            rank: above + 1,
            low: better + 1,
            high: n - worse,
        });
    }
    Ranking { ranges, verdicts }
}

/// `|t|` of every pair, `[model][other]`.
fn statistics(values: &[f64], differences: &Differences) -> Vec<f64> {
    let n = values.len();
    let mut found = vec![0.0; n * n];
    for i in 0..n {
        for j in i + 1..n {
            let t = differences.statistic(i, j, values[i] - values[j]);
            found[i * n + j] = t;
            found[j * n + i] = t;
        }
    }
    found
}

/// Where Holm's step-down stops: a test is rejected when its `|t|` is above this.
///
/// After `r` rejections the next is made at `(1 − level) / (n − r)`; all that pass that critical
/// value are rejected at once, which gives the same set as one by one.
fn holm_threshold(statistics: &[f64], critical: &[f64]) -> f64 {
    let mut left = statistics.len() - 1;
    while left > 0 {
        let threshold = critical[left - 1];
        let passed = statistics.iter().filter(|t| **t > threshold).count();
        let now = statistics.len() - 1 - passed;
        if now == left {
            return threshold;
        }
        left = now;
    }
    // All were rejected: the last critical value is that of a single test.
    critical.first().copied().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests;
