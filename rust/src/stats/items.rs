//! What the samples of a task can still tell: reliability, difficulty, discrimination, saturation.
//!
//! # Formula
//! Over a table of models × samples:
//! - reliability `(MS_model − MS_residual) / MS_model` of a two-way layout without repetition: the
//!   share of the differences between models that is not noise;
//! - discrimination: correlation over models of the sample's score with the score of all others;
//!   below zero, better models do worse, which a wrong reference causes;
//! - shrunken score of a leader: `m̄ + σ² / (σ² + SE²) · (m − m̄)`, `σ² = max(0, Var(m) − mean SE²)`.
//!
//! # Reference
//! Lord & Novick 1968; Vendrow et al. 2025 and Gema et al. 2024 (label errors); Efron & Morris 1975.

use crate::stats::distribution::t_two_sided;

/// Scores of models on samples, `[model][sample]`.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// `[model][sample]`; all finite.
    pub scores: &'a [f64],
    /// Samples.
    pub n_samples: usize,
}

/// Two-way analysis of variance without repetition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// Mean square between rows.
    pub rows: f64,
    /// Mean square between columns.
    pub columns: f64,
    /// Mean square of what neither explains.
    pub residual: f64,
}

impl Table<'_> {
    /// Number of models.
    pub fn n_models(&self) -> usize {
        self.scores.len() / self.n_samples.max(1)
    }

    fn row_means(&self) -> Vec<f64> {
        let n = self.n_samples as f64;
        self.scores
            .chunks_exact(self.n_samples.max(1))
            .map(|row| row.iter().sum::<f64>() / n)
            .collect()
    }

    fn column_sums(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_samples];
        for row in self.scores.chunks_exact(self.n_samples.max(1)) {
            for (sum, score) in sums.iter_mut().zip(row) {
                *sum += score;
            }
        }
        sums
    }

    /// Mean squares; needs two rows and two columns, else they are NaN.
    pub fn layout(&self) -> Layout {
        let (n_rows, n_columns) = (self.n_models() as f64, self.n_samples as f64);
        let rows = self.row_means();
        let columns: Vec<f64> = self.column_sums().iter().map(|sum| sum / n_rows).collect();
        let mean = rows.iter().sum::<f64>() / n_rows;
        let square = |v: f64| v * v;
        let between_rows: f64 = rows.iter().map(|m| square(m - mean)).sum::<f64>() * n_columns;
        let between_columns: f64 = columns.iter().map(|m| square(m - mean)).sum::<f64>() * n_rows;
        let mut left = 0.0;
        for (row, own) in self.scores.chunks_exact(self.n_samples.max(1)).zip(&rows) {
            for (score, column) in row.iter().zip(&columns) {
                left += square(score - own - column + mean);
            }
        }
        Layout {
            rows: between_rows / (n_rows - 1.0),
            columns: between_columns / (n_columns - 1.0),
            residual: left / ((n_rows - 1.0) * (n_columns - 1.0)),
        }
    }

    /// Share of the differences between models that is not noise; NaN where models do not differ or
    /// there are fewer than two models or samples.
    pub fn reliability(&self) -> f64 {
        let layout = self.layout();
        if layout.rows > 0.0 {
            (layout.rows - layout.residual) / layout.rows
        } else {
            f64::NAN
        }
    }

    /// Mean score and discrimination of each sample with the two-sided p-value of the latter;
    /// discrimination is NaN and p is 1 where a correlation is undefined or models are fewer than 3.
    pub fn items(&self) -> Vec<Item> {
        let n_models = self.n_models();
        let totals: Vec<f64> = self
            .scores
            .chunks_exact(self.n_samples.max(1))
            .map(|row| row.iter().sum())
            .collect();
        (0..self.n_samples)
            .map(|sample| {
                let own: Vec<f64> = (0..n_models)
                    .map(|model| self.scores[model * self.n_samples + sample])
                    .collect();
                let rest: Vec<f64> = totals
                    .iter()
                    .zip(&own)
                    .map(|(total, own)| total - own)
                    .collect();
                let discrimination = correlation(&own, &rest);
                let df = n_models as f64 - 2.0;
                let p_value = if discrimination.is_nan() || df < 1.0 {
                    1.0
                } else {
                    let left = 1.0 - discrimination * discrimination;
                    t_two_sided(discrimination * (df / left.max(0.0)).sqrt(), df)
                };
                Item {
                    mean: own.iter().sum::<f64>() / n_models as f64,
                    discrimination: if df < 1.0 { f64::NAN } else { discrimination },
                    p_value,
                }
            })
            .collect()
    }
}

/// What one sample shows of the models.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// Mean score over models.
    pub mean: f64,
    /// Correlation over models with the score of all other samples.
    pub discrimination: f64,
    /// Two-sided p-value of the correlation.
    pub p_value: f64,
}

/// Pearson's correlation; NaN when one side does not vary.
pub fn correlation(left: &[f64], right: &[f64]) -> f64 {
    let n = left.len() as f64;
    let (mean_left, mean_right) = (left.iter().sum::<f64>() / n, right.iter().sum::<f64>() / n);
    let (mut both, mut first, mut second) = (0.0, 0.0, 0.0);
    for (a, b) in left.iter().zip(right) {
        let (a, b) = (a - mean_left, b - mean_right);
        both += a * b;
        first += a * a;
        second += b * b;
    }
    // Rounding of equal values is no variation.
    let scale = 1e-24 * n;
    if first <= scale * mean_left * mean_left || second <= scale * mean_right * mean_right {
        return f64::NAN;
    }
    (both / (first * second).sqrt()).clamp(-1.0, 1.0)
}

/// Scores drawn towards their mean by what noise alone makes of them (the winner's curse).
pub fn shrink(scores: &[f64], errors: &[f64]) -> Vec<f64> {
    let n = scores.len() as f64;
    if scores.len() < 2 {
        return scores.to_vec();
    }
    let mean = scores.iter().sum::<f64>() / n;
    let spread = scores.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / (n - 1.0);
    let noise = errors.iter().map(|e| e * e).sum::<f64>() / n;
    let real = (spread - noise).max(0.0);
    scores
        .iter()
        .zip(errors)
        .map(|(score, error)| {
            let whole = real + error * error;
            // Scores that are known exactly and equal stay where they are.
            if whole > 0.0 {
                mean + real / whole * (score - mean)
            } else {
                *score
            }
        })
        .collect()
}

/// Shift between two versions of a task from anchor models run on both, and its standard error
/// `√(Var(Δ) / k)`; NaN with fewer than two anchors.
pub fn link(old: &[f64], new: &[f64]) -> (f64, f64) {
    let k = old.len() as f64;
    let shifts: Vec<f64> = old.iter().zip(new).map(|(old, new)| new - old).collect();
    let mean = shifts.iter().sum::<f64>() / k;
    let variance = shifts.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (k - 1.0);
    if shifts.len() < 2 {
        (mean, f64::NAN)
    } else {
        (mean, (variance / k).sqrt())
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;

    #[test]
    fn mean_squares_are_the_textbooks() {
        // Rows differ by 1, columns by 2, no interaction.
        let table = Table {
            scores: &[0.0, 2.0, 1.0, 3.0],
            n_samples: 2,
        };
        let layout = table.layout();
        assert_eq!(
            layout,
            Layout {
                rows: 1.0,
                columns: 4.0,
                residual: 0.0
            }
        );
        assert_eq!(table.reliability(), 1.0);
        assert!(
            Table {
                scores: &[0.5; 6],
                n_samples: 3
            }
            .reliability()
            .is_nan()
        );
        assert!(
            Table {
                scores: &[0.1, 0.4],
                n_samples: 2
            }
            .reliability()
            .is_nan()
        );
    }

    #[test]
    fn a_wrong_label_shows_as_negative_discrimination() {
        // Model m solves samples 0 … m; the last sample is solved by the weak ones only.
        let mut scores = Vec::new();
        for model in 0..12 {
            scores.extend((0..12).map(|s| f64::from(u8::from(s <= model))));
            scores.push(f64::from(u8::from(model < 6)));
            scores.push(1.0);
        }
        let items = Table {
            scores: &scores,
            n_samples: 14,
        }
        .items();
        assert!(items[12].discrimination < -0.7 && items[12].p_value < 0.01);
        assert!(items[6].discrimination > 0.5);
        assert!(items[13].discrimination.is_nan() && items[13].p_value == 1.0);
        assert_eq!(items[13].mean, 1.0);
        assert!(
            Table {
                scores: &[0.0, 1.0, 1.0, 0.0],
                n_samples: 2
            }
            .items()[0]
                .discrimination
                .is_nan()
        );
    }

    #[test]
    fn leaders_are_drawn_to_the_mean_by_noise_only() {
        let sure = shrink(&[0.9, 0.5, 0.1], &[0.0; 3]);
        assert!(
            sure.iter()
                .zip([0.9, 0.5, 0.1])
                .all(|(got, want)| (got - want).abs() < 1e-15)
        );
        let noisy = shrink(&[0.52, 0.50, 0.48], &[0.05; 3]);
        assert!(noisy.iter().all(|m| (m - 0.5).abs() < 1e-12));
        assert_eq!(shrink(&[0.7], &[0.1]), [0.7]);
        assert_eq!(shrink(&[0.7, 0.7], &[0.0, 0.0]), [0.7, 0.7]);
    }

    #[test]
    fn a_link_has_an_error() {
        let (shift, error) = link(&[0.5, 0.6, 0.7], &[0.4, 0.5, 0.6]);
        assert!((shift + 0.1).abs() < 1e-12 && error < 1e-12);
        assert!(link(&[0.5], &[0.4]).1.is_nan());
    }
}
