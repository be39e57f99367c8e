//! One row of an edit-distance matrix as bits (Myers 1999, Hyyrö 2003), the reference across.

use super::Step;

/// The row after some words of the hypothesis; `W` machine words wide.
#[derive(Debug, Clone, Copy)]
pub struct Row<const W: usize> {
    /// Columns that are one more than the column to their left, and one less.
    up: [u64; W],
    down: [u64; W],
    /// Columns whose diagonal step was free, and whose deletion was the step from above plus one.
    free: [u64; W],
    below: [u64; W],
    last: u32,
    /// Value of the last column.
    pub score: u32,
}

impl<const W: usize> Row<W> {
    /// The row before any word, for a reference of `m` words.
    pub fn start(m: usize) -> Self {
        Self {
            up: [u64::MAX; W],
            down: [0; W],
            free: [0; W],
            below: [0; W],
            last: m.saturating_sub(1) as u32,
            score: m as u32,
        }
    }

    /// The row after one more word, which stands in the reference at `mask`.
    #[inline]
    pub fn step(&mut self, mask: &[u64; W]) {
        // The column before the first rises by one with every word.
        let (mut rise, mut fall) = (1, 0);
        for (k, mask) in mask.iter().enumerate() {
            let (up, down) = (self.up[k], self.down[k]);
            let equal = mask | fall;
            let free = (((equal & up).wrapping_add(up)) ^ up) | equal | down;
            let rises = down | !(free | up);
            let falls = free & up;
            self.free[k] = free;
            self.below[k] = rises;
            if k == self.last as usize / 64 {
                let bit = self.last % 64;
                self.score = self.score + (rises >> bit & 1) as u32 - (falls >> bit & 1) as u32;
            }
            let (shifted_rise, shifted_fall) = (rises << 1 | rise, falls << 1 | fall);
            (rise, fall) = (rises >> 63, falls >> 63);
            self.up[k] = shifted_fall | !(free | shifted_rise);
            self.down[k] = free & shifted_rise;
        }
    }

    /// The step that led to column `j` of this row: the first in sacrebleu's order that may have.
    pub fn step_back(&self, j: usize, equal: bool) -> Step {
        let at = |bits: &[u64; W]| {
            bits.get((j - 1) / 64)
                .is_some_and(|b| b >> ((j - 1) % 64) & 1 == 1)
        };
        match equal {
            true => Step::Keep,
            false if !at(&self.free) => Step::Substitute,
            false if at(&self.below) => Step::Delete,
            false => Step::Insert,
        }
    }
}
