//! Longest common subsequences of token ids, 64 positions a machine word.
//!
//! Ids are small integers that the caller gave out, equal where tokens are equal. The recurrence is
//! Hyyrö's (2004): bit `i` of the vector after column `j` is 0 where the length grows from row `i` to
//! row `i + 1`, which is also all that the reference's backtrack asks for. Rows are taken in blocks of
//! 64; what one block hands to the next is one bit a column, so memory grows with the sum of the
//! lengths, not with their product.

/// Finds common subsequences, with buffers that are reused from pair to pair.
#[derive(Debug, Default)]
pub struct CommonSubsequence {
    /// Positions of each id within a block; all 0 between blocks.
    masks: Vec<u64>,
    /// Per block and column, whether the addition carries into the next block.
    carries: Vec<bool>,
    /// The vector of one block after each column.
    columns: Vec<u64>,
}

impl CommonSubsequence {
    /// Length of the longest common subsequence; all ids are below `n_ids`.
    pub fn length(&mut self, left: &[u32], right: &[u32], n_ids: usize) -> usize {
        self.reserve(n_ids);
        self.carries.clear();
        if left.len() > 64 {
            self.carries.resize(right.len(), false);
        }
        let mut length = 0;
        for (block, rows) in left.chunks(64).enumerate() {
            set(&mut self.masks, rows);
            let vector = if block == 0 && left.len() <= 64 {
                right
                    .iter()
                    .fold(!0, |vector, &id| step(vector, self.masks[id as usize]))
            } else {
                right
                    .iter()
                    .zip(&mut self.carries)
                    .fold(!0, |vector, (&id, carry)| {
                        let (vector, out) = step_with(vector, self.masks[id as usize], *carry);
                        *carry = out;
                        vector
                    })
            };
            clear(&mut self.masks, rows);
            length += (!vector & low_bits(rows.len())).count_ones() as usize;
        }
        length
    }

    /// Sets in `union` (a bit a position of `left`) the common subsequence that the backtrack of
    /// rouge-score 0.1.2 finds: from the end, left where that is longer, else up. Of all longest
    /// ones it is this that summary-level ROUGE-L counts.
    pub fn mark(&mut self, left: &[u32], right: &[u32], n_ids: usize, union: &mut [u64]) {
        self.reserve(n_ids);
        // `carries[k * width..]` enters block `k`.
        let width = right.len();
        let n_blocks = left.len().div_ceil(64);
        self.carries.clear();
        self.carries
            .resize(n_blocks.saturating_sub(1) * width + width, false);
        for (block, rows) in left.chunks(64).enumerate().take(n_blocks.saturating_sub(1)) {
            let (before, after) = self.carries.split_at_mut((block + 1) * width);
            set(&mut self.masks, rows);
            let mut vector = !0;
            for ((&id, &carry), out) in right.iter().zip(&before[block * width..]).zip(after) {
                (vector, *out) = step_with(vector, self.masks[id as usize], carry);
            }
            clear(&mut self.masks, rows);
        }
        let mut n_columns = width;
        for (block, rows) in left.chunks(64).enumerate().rev() {
            let right = &right[..n_columns];
            set(&mut self.masks, rows);
            self.columns.clear();
            let mut vector = !0;
            for (&id, &carry) in right.iter().zip(&self.carries[block * width..]) {
                vector = step_with(vector, self.masks[id as usize], carry).0;
                self.columns.push(vector);
            }
            clear(&mut self.masks, rows);
            n_columns = backtrack(&self.columns, rows, right, &mut union[block]);
        }
    }

    fn reserve(&mut self, n_ids: usize) {
        if self.masks.len() < n_ids {
            self.masks.resize(n_ids, 0);
        }
    }
}

/// Walks from the last row and column of a block up to its first row; returns the columns left.
fn backtrack(columns: &[u64], rows: &[u32], right: &[u32], marks: &mut u64) -> usize {
    let (mut i, mut j) = (rows.len(), right.len());
    while i > 0 && j > 0 {
        let bit = 1_u64 << (i - 1);
        if rows[i - 1] == right[j - 1] {
            *marks |= bit;
            i -= 1;
            j -= 1;
        } else if columns[j - 1] & bit == 0 {
            // The length grows in this row though its element does not match: so it does on the left.
            j -= 1;
        } else {
            i -= 1;
        }
    }
    j
}

fn set(masks: &mut [u64], rows: &[u32]) {
    for (i, &id) in rows.iter().enumerate() {
        masks[id as usize] |= 1 << i;
    }
}

fn clear(masks: &mut [u64], rows: &[u32]) {
    for &id in rows {
        masks[id as usize] = 0;
    }
}

/// One column of a single block.
const fn step(vector: u64, mask: u64) -> u64 {
    let hit = vector & mask;
    vector.wrapping_add(hit) | (vector - hit)
}

/// One column of a block among several: the addition carries over the blocks.
const fn step_with(vector: u64, mask: u64, carry: bool) -> (u64, bool) {
    let hit = vector & mask;
    let (sum, first) = vector.overflowing_add(hit);
    let (sum, second) = sum.overflowing_add(carry as u64);
    (sum | (vector - hit), first | second)
}

const fn low_bits(n: usize) -> u64 {
    if n >= 64 { !0 } else { (1 << n) - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The reference's table and backtrack.
    fn slow(a: &[u32], b: &[u32]) -> (usize, Vec<usize>) {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 1..=a.len() {
            for j in 1..=b.len() {
                table[i][j] = if a[i - 1] == b[j - 1] {
                    table[i - 1][j - 1] + 1
                } else {
                    table[i - 1][j].max(table[i][j - 1])
                };
            }
        }
        let (mut i, mut j, mut path) = (a.len(), b.len(), vec![]);
        while i > 0 && j > 0 {
            if a[i - 1] == b[j - 1] {
                path.push(i - 1);
                i -= 1;
                j -= 1;
            } else if table[i][j - 1] > table[i - 1][j] {
                j -= 1;
            } else {
                i -= 1;
            }
        }
        path.reverse();
        (table[a.len()][b.len()], path)
    }

    fn marked(a: &[u32], b: &[u32], n_ids: usize) -> Vec<usize> {
        let mut union = vec![0; a.len().div_ceil(64)];
        CommonSubsequence::default().mark(a, b, n_ids, &mut union);
        (0..a.len())
            .filter(|i| union[i / 64] >> (i % 64) & 1 == 1)
            .collect()
    }

    proptest! {
        #[test]
        fn equals_the_table(
            a in prop::collection::vec(0_u32..6, 0..200),
            b in prop::collection::vec(0_u32..6, 0..150),
        ) {
            let (length, path) = slow(&a, &b);
            prop_assert_eq!(CommonSubsequence::default().length(&a, &b, 6), length);
            prop_assert_eq!(marked(&a, &b, 6), path);
        }
    }
}
