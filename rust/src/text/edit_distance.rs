//! Levenshtein distance of token ids, 64 positions a machine word.
//!
//! Myers' bit-vector algorithm (1999) in blocks, after Hyyrö (2003), with the common beginning and
//! end cut off first. Ids are small integers that the caller gave out.

/// What stands for a unit of a text: a small number.
pub trait Id: Copy + Eq {
    /// The number.
    fn place(self) -> usize;
}

impl Id for u8 {
    #[inline]
    fn place(self) -> usize {
        usize::from(self)
    }
}

impl Id for u32 {
    #[inline]
    fn place(self) -> usize {
        self as usize
    }
}

/// Most machine words of rows that go through the text side by side. Each waits for the one above
/// it only, so that a processor works on several columns at once.
const WORDS: usize = 4;

/// Computes distances, with buffers that are reused from pair to pair.
#[derive(Debug, Default)]
pub struct EditDistance {
    /// Positions of each id within a block; all 0 between blocks.
    masks: Vec<u64>,
    /// Per column, the difference to its left neighbour in the row where a block ends.
    steps: Vec<Step>,
}

/// Whether a cell is one above, or one below, its left neighbour.
#[derive(Debug, Clone, Copy)]
struct Step {
    up: u64,
    down: u64,
}

impl EditDistance {
    /// Insertions, deletions and substitutions that turn one sequence into the other; all ids are
    /// below `n_ids`.
    pub fn between<I: Id>(&mut self, left: &[I], right: &[I], n_ids: usize) -> usize {
        let (left, right) = without_common_ends(left, right);
        // The pattern is the shorter: fewer blocks.
        let (pattern, text) = if left.len() <= right.len() {
            (left, right)
        } else {
            (right, left)
        };
        if self.masks.len() < n_ids * WORDS {
            self.masks.resize(n_ids * WORDS, 0);
        }
        // Above the pattern each column is one more than its left neighbour.
        self.steps.clear();
        self.steps.resize(text.len(), Step { up: 1, down: 0 });
        for rows in pattern.chunks(64 * WORDS) {
            match rows.len().div_ceil(64) {
                1 => self.pass::<1, I>(rows, text),
                2 => self.pass::<2, I>(rows, text),
                3 => self.pass::<3, I>(rows, text),
                _ => self.pass::<WORDS, I>(rows, text),
            }
        }
        self.steps.iter().fold(pattern.len(), |distance, step| {
            distance + step.up as usize - step.down as usize
        })
    }

    /// Lets a block of rows, `W` machine words of them, go through the text.
    fn pass<const W: usize, I: Id>(&mut self, rows: &[I], text: &[I]) {
        let (masks, _) = self.masks.as_chunks_mut::<W>();
        for (i, id) in rows.iter().enumerate() {
            masks[id.place()][i / 64] |= 1 << (i % 64);
        }
        let n_last = (rows.len() - 1) % 64 + 1;
        let (mut up, mut down) = ([!0; W], [0; W]);
        for (id, step) in text.iter().zip(&mut self.steps) {
            let hits = &masks[id.place()];
            for word in 0..W {
                let n_rows = if word + 1 < W { 64 } else { n_last };
                (up[word], down[word], *step) =
                    column(up[word], down[word], hits[word], *step, n_rows);
            }
        }
        for id in rows {
            masks[id.place()] = [0; W];
        }
    }
}

/// One column of a block of `n_rows` rows: the vertical differences `up` and `down` after it, and the
/// horizontal difference in its last row; `above` is that of the row above the block.
#[inline]
fn column(up: u64, down: u64, hits: u64, above: Step, n_rows: usize) -> (u64, u64, Step) {
    let hits_or_down = hits | above.down;
    let zero = (((hits_or_down & up).wrapping_add(up)) ^ up) | hits_or_down | down;
    let right_up = down | !(zero | up);
    let right_down = zero & up;
    let last = n_rows - 1;
    let bottom = Step {
        up: right_up >> last & 1,
        down: right_down >> last & 1,
    };
    let right_up = right_up << 1 | above.up;
    let right_down = right_down << 1 | above.down;
    (right_down | !(zero | right_up), zero & right_up, bottom)
}

/// Both sequences without what they share at the beginning and at the end.
fn without_common_ends<'a, I: Id>(left: &'a [I], right: &'a [I]) -> (&'a [I], &'a [I]) {
    let start = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[start..], &right[start..]);
    let end = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    (&left[..left.len() - end], &right[..right.len() - end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slow(a: &[u32], b: &[u32]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let best = (diagonal + usize::from(x != y))
                    .min(row[j] + 1)
                    .min(row[j + 1] + 1);
                diagonal = std::mem::replace(&mut row[j + 1], best);
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn equals_the_table(
            a in prop::collection::vec(0_u32..5, 0..600),
            b in prop::collection::vec(0_u32..5, 0..600),
            c in prop::collection::vec(0_u32..5, 0..40),
        ) {
            let mut distance = EditDistance::default();
            prop_assert_eq!(distance.between(&a, &b, 5), slow(&a, &b));
            prop_assert_eq!(distance.between(&a, &c, 5), slow(&a, &c));
            let bytes = |ids: &[u32]| ids.iter().map(|id| *id as u8).collect::<Vec<_>>();
            prop_assert_eq!(distance.between(&bytes(&b), &bytes(&c), 5), slow(&b, &c));
        }
    }
}
