//! Edit distance within a beam around the diagonal, as sacrebleu 2.6.0 computes it.

use std::ops::Range;

use super::Step;

/// Half width of the beam, wider only where one side is many times as long.
const BEAM: usize = 25;
/// A cell outside the beam; large, and far from overflow.
const OUTSIDE: u32 = u32::MAX / 2;

/// The cells within the beam for the current words.
#[derive(Debug, Default)]
pub struct Band {
    n: usize,
    m: usize,
    beam: usize,
    stride: usize,
    cells: Vec<u32>,
}

impl Band {
    /// Columns of row `i`. The product is that of the reference, in floating point.
    fn window(&self, i: usize) -> Range<usize> {
        let ratio = if self.n > 0 {
            self.m as f64 / self.n as f64
        } else {
            1.0
        };
        let diagonal = libm::floor(i as f64 * ratio) as usize;
        let end = if i == self.n {
            self.m + 1
        } else {
            (self.m + 1).min(diagonal + self.beam)
        };
        diagonal.saturating_sub(self.beam)..end
    }

    /// Computes all rows; returns the distance.
    pub fn fill(&mut self, words: &[u32], reference: &[u32]) -> usize {
        (self.n, self.m) = (words.len(), reference.len());
        let ratio = self.m as f64 / self.n.max(1) as f64;
        let wide = self.n > 0 && ratio / 2.0 > BEAM as f64;
        self.beam = if wide {
            libm::ceil(ratio / 2.0 + BEAM as f64) as usize
        } else {
            BEAM
        };
        self.stride = (2 * self.beam + 2).min(self.m + 1);
        self.cells.clear();
        self.cells.resize((self.n + 1) * self.stride, OUTSIDE);
        let mut before: Vec<u32> = (0..=self.m as u32).collect();
        let mut row = vec![OUTSIDE; self.m + 1];
        for (i, word) in (1..).zip(words) {
            let window = self.fill_row(i, *word, reference, &before, &mut row);
            let start = i * self.stride;
            let width = window.len();
            self.cells[start..start + width].copy_from_slice(&row[window]);
            self.swap(i, &mut before, &mut row);
        }
        before[self.m] as usize
    }

    /// Distance after the words from `first` on were replaced by `pieces`.
    pub fn distance_after(&self, first: usize, pieces: &[&[u32]; 3], reference: &[u32]) -> usize {
        let mut before: Vec<u32> = (0..=self.m).map(|j| self.cell(first, j)).collect();
        let mut row = vec![OUTSIDE; self.m + 1];
        let words = pieces.iter().copied().flatten();
        for (i, word) in (first + 1..).zip(words) {
            self.fill_row(i, *word, reference, &before, &mut row);
            self.swap(i, &mut before, &mut row);
        }
        before[self.m] as usize
    }

    /// Computes the cells of row `i` from those of the row before.
    fn fill_row(
        &self,
        i: usize,
        word: u32,
        reference: &[u32],
        before: &[u32],
        row: &mut [u32],
    ) -> Range<usize> {
        let window = self.window(i);
        let mut left = OUTSIDE;
        for j in window.clone() {
            let cell = if j == 0 {
                before[0] + 1
            } else {
                let diagonal = before[j - 1] + u32::from(word != reference[j - 1]);
                diagonal.min(before[j] + 1).min(left + 1).min(OUTSIDE)
            };
            row[j] = cell;
            left = cell;
        }
        window
    }

    /// Makes the row just computed the one before, and clears what is left of the older one.
    fn swap(&self, i: usize, before: &mut Vec<u32>, row: &mut Vec<u32>) {
        std::mem::swap(before, row);
        if i == 1 {
            row.fill(OUTSIDE);
        } else {
            row[self.window(i - 1)].fill(OUTSIDE);
        }
    }

    fn cell(&self, i: usize, j: usize) -> u32 {
        if i == 0 {
            return j as u32;
        }
        let window = self.window(i);
        if window.contains(&j) {
            self.cells[i * self.stride + j - window.start]
        } else {
            OUTSIDE
        }
    }

    /// The step that led to a cell: the first in sacrebleu's order that may have.
    pub fn step_back(&self, i: usize, j: usize, equal: bool) -> Step {
        let cell = self.cell(i, j);
        if self.cell(i - 1, j - 1) + u32::from(!equal) == cell {
            if equal { Step::Keep } else { Step::Substitute }
        } else if self.cell(i - 1, j) + 1 == cell {
            Step::Delete
        } else {
            Step::Insert
        }
    }
}
