//! Sums of resampled rows: the bootstrap and approximate randomisation, for any summed statistics.
//!
//! Rows are the statistics of samples, or of clusters where samples belong together; several models
//! stand side by side in one row, so that all see the same draws. Draws are made once for all
//! columns. Sums of whole numbers are exact.
//!
//! # Formula
//! - bootstrap: `n` rows drawn with replacement; the sum is `weights · rows`, weights multinomial.
//! - randomisation: each row is swapped between two systems with probability ½; all that a trial
//!   needs is the sum of the swapped rows of `a − b`.
//!
//! # Reference
//! Efron & Tibshirani 1993; Riezler & Maxwell 2005; Phipson & Smyth 2010 (p is never 0).

use std::ops::{AddAssign, Mul};

use crate::stats::distribution::{normal_cdf, normal_quantile};
use crate::stats::rng::{Flags, Pcg64};

/// Rows of statistics, row-major.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// `[row][column]`.
    pub values: &'a [f64],
    /// Columns.
    pub width: usize,
}

impl Rows<'_> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.values.len() / self.width.max(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Sum of all rows, in order.
    pub fn total(&self) -> Vec<f64> {
        let mut total = vec![0.0; self.width];
        for row in self.values.chunks_exact(self.width.max(1)) {
            add(&mut total, row);
        }
        total
    }
}

fn add(total: &mut [f64], row: &[f64]) {
    for (sum, value) in total.iter_mut().zip(row) {
        *sum += value;
    }
}

/// Resamples that share a pass over the rows.
const TOGETHER: usize = 6;
/// Columns of one tile.
const TILE: usize = 8;
/// Rows whose sums of whole numbers stay exact in 32-bit floats before they are carried over.
const BLOCK: usize = 256;

/// Totals of `n_resamples` bootstrap samples, `[resample][column]`.
pub fn bootstrap_totals(rng: &mut Pcg64, rows: Rows<'_>, n_resamples: usize) -> Vec<f64> {
    let (n, width) = (rows.len(), rows.width);
    let mut totals = vec![0.0; n_resamples * width];
    let greatest = rows.values.iter().fold(0.0_f64, |top, v| top.max(v.abs()));
    let whole = rows.values.iter().all(|v| v.fract() == 0.0);
    let narrow: Vec<Vec<[f32; TILE]>> = if whole {
        tiles(rows, |v| v as f32)
    } else {
        Vec::new()
    };
    let wide: Vec<Vec<[f64; TILE]>> = if whole && greatest < 4096.0 {
        Vec::new()
    } else {
        tiles(rows, |v| v)
    };
    let mut weights = vec![[0_u16; TOGETHER]; n];
    for (pass, out) in totals.chunks_mut(TOGETHER * width).enumerate() {
        let together = TOGETHER.min(n_resamples - pass * TOGETHER);
        draw_weights(rng, &mut weights, together);
        // Sums of a block must stay below 2²⁴ to be exact in 32 bits.
        let heaviest = weights
            .chunks(BLOCK)
            .flat_map(|block| {
                (0..TOGETHER).map(|q| block.iter().map(|w| u64::from(w[q])).sum::<u64>())
            })
            .max()
            .unwrap_or(0);
        if whole && (wide.is_empty() || heaviest as f64 * greatest < 16_777_216.0) {
            let weights: Vec<[f32; TOGETHER]> = weights.iter().map(|w| w.map(f32::from)).collect();
            weigh(&narrow, &weights, width, out);
        } else {
            let weights: Vec<[f64; TOGETHER]> = weights.iter().map(|w| w.map(f64::from)).collect();
            weigh(&wide, &weights, width, out);
        }
    }
    totals
}

fn tiles<F: Copy + Default>(rows: Rows<'_>, convert: impl Fn(f64) -> F) -> Vec<Vec<[F; TILE]>> {
    (0..rows.width.div_ceil(TILE))
        .map(|tile| {
            rows.values
                .chunks_exact(rows.width)
                .map(|row| {
                    let mut part = [F::default(); TILE];
                    for (to, from) in part.iter_mut().zip(&row[tile * TILE..]) {
                        *to = convert(*from);
                    }
                    part
                })
                .collect()
        })
        .collect()
}

fn draw_weights(rng: &mut Pcg64, weights: &mut [[u16; TOGETHER]], together: usize) {
    weights.fill([0; TOGETHER]);
    let n = weights.len() as u32;
    for resample in 0..together {
        for _ in 0..n {
            if let Some(weight) = weights[rng.below(n) as usize].get_mut(resample) {
                *weight += 1;
            }
        }
    }
}

/// Sums of one block of one tile. A function of its own, so that its sums stay in registers.
#[inline(never)]
fn weigh_block<F>(rows: &[[F; TILE]], weights: &[[F; TOGETHER]]) -> [[F; TILE]; TOGETHER]
where
    F: Copy + Default + AddAssign + Mul<Output = F>,
{
    let mut sums = [[F::default(); TILE]; TOGETHER];
    for (row, weight) in rows.iter().zip(weights) {
        for (sums, weight) in sums.iter_mut().zip(weight) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += *weight * *value;
            }
        }
    }
    sums
}

/// Writes `weights · tiles` for a pass of resamples.
fn weigh<F>(tiles: &[Vec<[F; TILE]>], weights: &[[F; TOGETHER]], width: usize, out: &mut [f64])
where
    F: Copy + Default + AddAssign + Mul<Output = F> + Into<f64>,
{
    for (tile, rows) in tiles.iter().enumerate() {
        let mut sums = [[0.0_f64; TILE]; TOGETHER];
        for (rows, weights) in rows.chunks(BLOCK).zip(weights.chunks(BLOCK)) {
            let block = weigh_block(rows, weights);
            for (sums, block) in sums.iter_mut().zip(block) {
                for (sum, part) in sums.iter_mut().zip(block) {
                    *sum += part.into();
                }
            }
        }
        for (sums, out) in sums.iter().zip(out.chunks_mut(width)) {
            for (sum, out) in sums.iter().zip(&mut out[tile * TILE..]) {
                *out = *sum;
            }
        }
    }
}

/// Rows up to which all swaps are enumerated instead of drawn.
pub const ENUMERATED: usize = 12;

/// Sums of the rows that are swapped, one a trial: `[trial][column]`.
pub fn swapped_totals(rng: &mut Pcg64, rows: Rows<'_>, n_trials: usize) -> Vec<f64> {
    let (n, width) = (rows.len(), rows.width);
    let groups = n.div_ceil(8);
    let mut masks = vec![0_u8; n_trials * groups];
    let mut flags = Flags::default();
    for masks in masks.chunks_mut(groups.max(1)) {
        for i in 0..n {
            masks[i / 8] |= u8::from(flags.next(rng)) << (i % 8);
        }
    }
    let mut totals = vec![0.0; n_trials * width];
    // Eight rows have 256 sums: each trial then adds one of them instead of up to eight rows.
    let mut sums = vec![0.0; 256 * width];
    for (group, rows) in rows.values.chunks(8 * width.max(1)).enumerate() {
        subset_sums(rows, width, &mut sums);
        for (total, masks) in totals
            .chunks_exact_mut(width)
            .zip(masks.chunks_exact(groups))
        {
            let mask = usize::from(masks[group]);
            add(total, &sums[mask * width..(mask + 1) * width]);
        }
    }
    totals
}

/// The sums of all `2^n` choices of rows, `n` at most [`ENUMERATED`].
pub fn all_swapped_totals(rows: Rows<'_>) -> Vec<f64> {
    let mut sums = vec![0.0; rows.width << rows.len()];
    subset_sums(rows.values, rows.width, &mut sums);
    sums
}

/// Sums of every subset of a few rows; subset `m` holds the rows whose bit is set in `m`.
fn subset_sums(rows: &[f64], width: usize, sums: &mut [f64]) {
    sums[..width].fill(0.0);
    for (i, row) in rows.chunks_exact(width).enumerate() {
        let (done, next) = sums.split_at_mut(width << i);
        for (next, done) in next.chunks_exact_mut(width).zip(done.chunks_exact(width)) {
            for ((next, done), value) in next.iter_mut().zip(done).zip(row) {
                *next = done + value;
            }
        }
    }
}

/// Bias-corrected and accelerated bootstrap interval; `None` when a resampled value is no number.
///
/// `without` are the values that leave one row out. All resamples equal gives that one value.
pub fn bca(value: f64, resampled: &mut [f64], without: &[f64], level: f64) -> Option<(f64, f64)> {
    if resampled.is_empty() || resampled.iter().chain(without).any(|v| !v.is_finite()) {
        return None;
    }
    resampled.sort_by(f64::total_cmp);
    if resampled.first() == resampled.last() {
        return Some((resampled[0], resampled[0]));
    }
    let below = resampled.iter().filter(|v| **v < value).count();
    let upto = resampled.iter().filter(|v| **v <= value).count();
    let share = (below + upto) as f64 / (2 * resampled.len()) as f64;
    // A value outside its own resamples would shift the interval to infinity.
    let least = 0.5 / resampled.len() as f64;
    let shift = normal_quantile(share.clamp(least, 1.0 - least));
    let mean = without.iter().sum::<f64>() / without.len() as f64;
    let (mut squares, mut cubes) = (0.0, 0.0);
    for value in without {
        let d = mean - value;
        squares += d * d;
        cubes += d * d * d;
    }
    let acceleration = if squares > 0.0 {
        cubes / (6.0 * squares * squares.sqrt())
    } else {
        0.0
    };
    let end = |p: f64| {
        let z = shift + normal_quantile(p);
        quantile(resampled, normal_cdf(shift + z / (1.0 - acceleration * z)))
    };
    Some((end(0.5 - 0.5 * level), end(0.5 + 0.5 * level)))
}

/// Quantile of sorted values, linear between neighbours (numpy's default).
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let place = p * (sorted.len() - 1) as f64;
    let below = place.floor();
    let first = sorted[below as usize];
    let second = sorted[(below as usize + 1).min(sorted.len() - 1)];
    first + (place - below) * (second - first)
}

/// Delete-one jackknife standard error from the values that leave one sample out.
pub fn jackknife_error(without: &[f64]) -> f64 {
    let n = without.len() as f64;
    let mean = without.iter().sum::<f64>() / n;
    let squares: f64 = without.iter().map(|v| (v - mean) * (v - mean)).sum();
    ((n - 1.0) / n * squares).sqrt()
}

/// Share of resampled differences at least as large as the observed one, never 0.
///
/// `tolerance` is what rounding may make of two equal sums.
pub fn tail_share(differences: impl Iterator<Item = f64>, observed: f64, tolerance: f64) -> f64 {
    let (mut n, mut extreme) = (0_usize, 0_usize);
    for d in differences {
        n += 1;
        extreme += usize::from(d.abs() >= observed.abs() - tolerance);
    }
    (1 + extreme) as f64 / (n + 1) as f64
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;

    fn rows(rng: &mut Pcg64, n: usize, width: usize, top: u32, fraction: bool) -> Vec<f64> {
        (0..n * width)
            .map(|_| f64::from(rng.below(top)) + if fraction { rng.uniform() } else { 0.0 })
            .collect()
    }

    #[test]
    fn bootstrap_sums_are_those_of_the_drawn_rows() {
        for (n, width, top, fraction) in [
            (1, 1, 5, false),
            (7, 3, 100, false),
            (600, 11, 30, false),
            (300, 9, 500_000, false),
            (300, 2, 9, true),
        ] {
            let values = rows(&mut Pcg64::new(9), n, width, top, fraction);
            let rows = Rows {
                values: &values,
                width,
            };
            let totals = bootstrap_totals(&mut Pcg64::new(4), rows, 6);
            let mut rng = Pcg64::new(4);
            for total in totals.chunks(width) {
                let mut slow = vec![0.0; width];
                for _ in 0..n {
                    let i = rng.below(n as u32) as usize;
                    add(&mut slow, &values[i * width..(i + 1) * width]);
                }
                for (fast, slow) in total.iter().zip(&slow) {
                    let slack = if fraction { 1e-12 * slow } else { 0.0 };
                    assert!(
                        (fast - slow).abs() <= slack,
                        "{n} {width} {top}: {fast} {slow}"
                    );
                }
            }
        }
    }

    #[test]
    fn swapped_sums_are_those_of_the_flagged_rows() {
        for (n, width) in [(1, 2), (8, 1), (13, 4), (40, 3)] {
            let values = rows(&mut Pcg64::new(2), n, width, 50, false);
            let rows = Rows {
                values: &values,
                width,
            };
            let totals = swapped_totals(&mut Pcg64::new(3), rows, 5);
            let (mut rng, mut flags) = (Pcg64::new(3), Flags::default());
            for total in totals.chunks(width) {
                let mut slow = vec![0.0; width];
                for row in values.chunks(width) {
                    if flags.next(&mut rng) {
                        add(&mut slow, row);
                    }
                }
                assert_eq!(total, slow);
            }
        }
    }

    #[test]
    fn enumeration_lists_every_choice_once() {
        let values = [1.0, 2.0, 4.0, 8.0];
        let all = all_swapped_totals(Rows {
            values: &values,
            width: 1,
        });
        assert_eq!(all, (0..16).map(f64::from).collect::<Vec<_>>());
    }

    #[test]
    fn bca_of_a_symmetric_mean_is_near_the_normal_interval() {
        let values: Vec<f64> = (0..100).map(|i| f64::from(i % 10)).collect();
        let rows = Rows {
            values: &values,
            width: 1,
        };
        let mut means: Vec<f64> = bootstrap_totals(&mut Pcg64::new(1), rows, 4000)
            .iter()
            .map(|total| total / 100.0)
            .collect();
        let without: Vec<f64> = values.iter().map(|v| (450.0 - v) / 99.0).collect();
        let (low, high) = bca(4.5, &mut means, &without, 0.95).unwrap();
        let half = 1.96 * jackknife_error(&without);
        assert!((low - (4.5 - half)).abs() < 0.04 && (high - (4.5 + half)).abs() < 0.04);
        assert_eq!(bca(2.0, &mut [2.0, 2.0], &[2.0], 0.95), Some((2.0, 2.0)));
        assert_eq!(bca(2.0, &mut [2.0, f64::NAN], &[2.0], 0.95), None);
    }

    #[test]
    fn quantiles_are_numpys() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 1.0), 4.0);
        assert_eq!(quantile(&[5.0], 0.3), 5.0);
    }

    #[test]
    fn the_jackknife_of_a_mean_is_its_standard_error() {
        let without: Vec<f64> = [1.0, 2.0, 4.0, 9.0]
            .iter()
            .map(|x| (16.0 - x) / 3.0)
            .collect();
        assert!((jackknife_error(&without) - (38.0_f64 / 3.0).sqrt() / 2.0).abs() < 1e-15);
    }
}
