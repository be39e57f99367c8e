//! Edit distance with block shifts: the search of Tercom as sacrebleu 2.6.0 has it.
//!
//! The search's limits are part of the definition: shifts of at most [`MAX_LENGTH`] words over at
//! most [`MAX_DISTANCE`], distances within a beam around the diagonal, and an end after
//! [`MAX_CANDIDATES`] candidates, before the shift found so far is made.
//!
//! Distances are computed for all words of the reference at once, as bits ([`bits`]). These are
//! unrestricted and never exceed those within the beam, so a candidate that loses with them is
//! dropped. Both are equal where the distance is small: an optimal path leaves the diagonal by at
//! most `(distance + |n − m|) / 2` words, and the beam is 25 wide. Otherwise the beam decides
//! ([`band`]).

mod band;
mod bits;

use band::Band;
use bits::Row;

use crate::text::intern::UNKNOWN;

/// Longest block of words that is shifted.
const MAX_LENGTH: usize = 10;
/// Farthest that a block is shifted.
const MAX_DISTANCE: usize = 50;
/// Candidates after which the search ends.
const MAX_CANDIDATES: u32 = 1000;
/// Up to this distance plus difference in length every optimal path lies inside the beam.
const SURE: usize = 44;

/// Fewest edits found between two sequences of words: ids below `n_ids`, or [`UNKNOWN`] in the
/// hypothesis.
pub fn count_edits(hypothesis: &[u32], reference: &[u32], n_ids: usize) -> u32 {
    match reference.len().div_ceil(64) {
        0 => hypothesis.len() as u32,
        1 => Search::<1>::new(hypothesis, reference, n_ids).run(),
        2 => Search::<2>::new(hypothesis, reference, n_ids).run(),
        3 => Search::<3>::new(hypothesis, reference, n_ids).run(),
        4 => Search::<4>::new(hypothesis, reference, n_ids).run(),
        5..=8 => Search::<8>::new(hypothesis, reference, n_ids).run(),
        9..=16 => Search::<16>::new(hypothesis, reference, n_ids).run(),
        // Beyond 1024 words a row of bits costs more than a row of the beam.
        _ => Search::<0>::new(hypothesis, reference, n_ids).run(),
    }
}

/// One step of an alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Keep,
    Substitute,
    Delete,
    Insert,
}

/// A block of the hypothesis and where it moves.
#[derive(Debug, Clone, Copy)]
struct Shift {
    gain: usize,
    length: usize,
    start: usize,
    target: usize,
}

impl Shift {
    /// Whether this shift stands before `other` when both gain the same.
    fn precedes(&self, other: &Self) -> bool {
        (self.length, other.start, other.target) > (other.length, self.start, self.target)
    }

    /// First position that changes, and the words from there on, in pieces of the words before.
    fn pieces<'a>(&self, words: &'a [u32]) -> (usize, [&'a [u32]; 3]) {
        let Self {
            length,
            start,
            target,
            ..
        } = *self;
        let end = start + length;
        let block = &words[start..end];
        if target < start {
            return (target, [block, &words[target..start], &words[end..]]);
        }
        // Within itself a block moves behind as many words as lie before the target.
        let to = if target > end {
            target
        } else {
            (target + length).min(words.len())
        };
        (start, [&words[end..to], block, &words[to..]])
    }
}

/// The search for one pair, with sets of reference positions `W` machine words wide.
struct Search<'a, const W: usize> {
    reference: &'a [u32],
    words: Vec<u32>,
    /// For each id the positions of the reference that hold it; the last id is in none.
    masks: Vec<[u64; W]>,
    /// The row after each prefix of `words`.
    rows: Vec<Row<W>>,
    band: Band,
    /// For each word of the reference, how many words of the hypothesis end before the next.
    aligned: Vec<u32>,
    /// Errors before each position.
    reference_errors: Vec<u32>,
    hypothesis_errors: Vec<u32>,
    n_candidates: u32,
}

impl<'a, const W: usize> Search<'a, W> {
    fn new(hypothesis: &[u32], reference: &'a [u32], n_ids: usize) -> Self {
        let mut masks = vec![[0; W]; n_ids + 1];
        for (place, id) in reference.iter().take(64 * W).enumerate() {
            masks[*id as usize][place / 64] |= 1 << (place % 64);
        }
        let known = |id: &u32| if *id == UNKNOWN { n_ids as u32 } else { *id };
        Self {
            reference,
            words: hypothesis.iter().map(known).collect(),
            masks,
            rows: Vec::with_capacity(hypothesis.len() + 1),
            band: Band::default(),
            aligned: vec![0; reference.len()],
            reference_errors: vec![0; reference.len() + 1],
            hypothesis_errors: vec![0; hypothesis.len() + 1],
            n_candidates: 0,
        }
    }

    fn run(mut self) -> u32 {
        let mut n_shifts = 0;
        loop {
            let distance = self.align();
            if distance == 0 {
                return n_shifts;
            }
            let shift = self.best_shift(distance);
            let Some(shift) = shift.filter(|_| self.n_candidates < MAX_CANDIDATES) else {
                return n_shifts + distance as u32;
            };
            n_shifts += 1;
            let (first, pieces) = shift.pieces(&self.words);
            let moved = pieces.concat();
            self.words.truncate(first);
            self.words.extend(moved);
        }
    }

    fn is_sure(&self, distance: usize) -> bool {
        W > 0 && distance + self.words.len().abs_diff(self.reference.len()) <= SURE
    }

    /// Distance of the words; leaves rows, alignment and errors behind.
    fn align(&mut self) -> usize {
        self.rows.clear();
        let mut row = Row::start(self.reference.len());
        self.rows.push(row);
        for word in &self.words {
            row.step(&self.masks[*word as usize]);
            self.rows.push(row);
        }
        let is_sure = self.is_sure(row.score as usize);
        let distance = if is_sure {
            row.score as usize
        } else {
            self.band.fill(&self.words, self.reference)
        };
        let (mut i, mut j) = (self.words.len(), self.reference.len());
        while i > 0 || j > 0 {
            let equal = i > 0 && j > 0 && self.words[i - 1] == self.reference[j - 1];
            let step = match (i, j) {
                (0, _) => Step::Insert,
                (_, 0) => Step::Delete,
                _ if is_sure => self.rows[i].step_back(j, equal),
                _ => self.band.step_back(i, j, equal),
            };
            if step != Step::Delete {
                self.aligned[j - 1] = i as u32;
                self.reference_errors[j] = u32::from(step != Step::Keep);
                j -= 1;
            }
            if step != Step::Insert {
                self.hypothesis_errors[i] = u32::from(step != Step::Keep);
                i -= 1;
            }
        }
        accumulate(&mut self.reference_errors);
        accumulate(&mut self.hypothesis_errors);
        distance
    }

    /// The shift that gains most, if any gains something.
    fn best_shift(&mut self, distance: usize) -> Option<Shift> {
        let mut best = None;
        let (n, m) = (self.words.len(), self.reference.len());
        for start in 0..n {
            // A block without an error of the hypothesis does not move, however long it is.
            let end = n.min(start + MAX_LENGTH);
            if self.hypothesis_errors[end] == self.hypothesis_errors[start] {
                continue;
            }
            let near = start.saturating_sub(MAX_DISTANCE)..m.min(start + MAX_DISTANCE + 1);
            if W == 0 {
                for from in near {
                    self.try_blocks(distance, start, from, &mut best);
                }
            } else {
                let places = self.masks[self.words[start] as usize];
                for (k, mut word) in places.into_iter().enumerate() {
                    while word != 0 {
                        let from = k * 64 + word.trailing_zeros() as usize;
                        word &= word - 1;
                        if near.contains(&from) {
                            self.try_blocks(distance, start, from, &mut best);
                        }
                    }
                }
            }
            if self.n_candidates >= MAX_CANDIDATES {
                break;
            }
        }
        best
    }

    /// Tries the blocks that begin at `start` and equal the reference from `from` on.
    fn try_blocks(&mut self, distance: usize, start: usize, from: usize, best: &mut Option<Shift>) {
        let longest = MAX_LENGTH
            .min(self.words.len() - start)
            .min(self.reference.len() - from);
        for length in 1..=longest {
            let last = length - 1;
            if self.n_candidates >= MAX_CANDIDATES
                || self.words[start + last] != self.reference[from + last]
            {
                return;
            }
            if self.may_shift(start, from, length) {
                self.try_targets(distance, (start, from, length), best);
            }
        }
    }

    /// Whether both sides are wrong now, and the target lies outside the block.
    fn may_shift(&self, start: usize, from: usize, length: usize) -> bool {
        let errors = |sums: &[u32], at: usize| sums[at + length] != sums[at];
        let after = self.aligned[from] as usize;
        errors(&self.hypothesis_errors, start)
            && errors(&self.reference_errors, from)
            && !(start < after && after <= start + length)
    }

    /// Tries to move a block to each place that the reference suggests.
    fn try_targets(
        &mut self,
        distance: usize,
        (start, from, length): (usize, usize, usize),
        best: &mut Option<Shift>,
    ) {
        let mut before = None;
        for place in from..=from + length {
            // Before the word that is aligned to the one before; before everything at the start.
            let target = match place.checked_sub(1) {
                None => 0,
                Some(last) => match self.aligned.get(last) {
                    Some(after) => *after as usize,
                    None => break,
                },
            };
            if before == Some(target) {
                continue;
            }
            before = Some(target);
            self.n_candidates += 1;
            let mut shift = Shift {
                gain: 0,
                length,
                start,
                target,
            };
            let wanted = match best {
                None => 1,
                Some(best) => best.gain + usize::from(!shift.precedes(best)),
            };
            let Some(limit) = distance.checked_sub(wanted) else {
                continue;
            };
            if let Some(after) = self.distance_after(&shift, limit) {
                shift.gain = distance - after;
                *best = Some(shift);
            }
        }
    }

    /// Distance after a shift, unless it exceeds `limit`.
    fn distance_after(&self, shift: &Shift, limit: usize) -> Option<usize> {
        let (first, pieces) = shift.pieces(&self.words);
        let mut row = self.rows[first];
        let mut left = self.words.len() - first;
        for word in pieces.into_iter().flatten() {
            row.step(&self.masks[*word as usize]);
            left -= 1;
            // Each word that is left mends one error at most.
            if W > 0 && row.score as usize > limit + left {
                return None;
            }
        }
        let least = row.score as usize;
        let distance = if self.is_sure(least) {
            least
        } else {
            self.band.distance_after(first, &pieces, self.reference)
        };
        (distance <= limit).then_some(distance)
    }
}

/// Running sums in place.
fn accumulate(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(hypothesis: &str, reference: &str) -> u32 {
        let mut interner = crate::text::intern::Interner::default();
        let reference: Vec<u32> = reference
            .split(' ')
            .map(|word| interner.intern(word.as_bytes()))
            .collect();
        let hypothesis: Vec<u32> = hypothesis
            .split(' ')
            .map(|word| interner.find(word.as_bytes()))
            .collect();
        count_edits(&hypothesis, &reference, interner.len())
    }

    #[test]
    fn a_block_moves_for_one_edit() {
        assert_eq!(edits("d e f a b c g h i j", "a b c d e f g h i j"), 1);
        assert_eq!(edits("a b c", "a b c"), 0);
        assert_eq!(edits("x y", "a b c"), 3);
        assert_eq!(count_edits(&[0, 1], &[], 2), 2);
        assert_eq!(count_edits(&[], &[0, 1], 2), 2);
    }

    #[test]
    fn a_block_over_ten_words_does_not_move_at_once() {
        let words = |range: std::ops::Range<usize>| {
            range.map(|i| format!("w{i}")).collect::<Vec<_>>().join(" ")
        };
        let (one, two) = (words(0..20), words(20..40));
        assert_eq!(edits(&format!("{two} {one}"), &format!("{one} {two}")), 40);
    }

    /// The beam alone and the bits with the beam find the same.
    #[test]
    fn bits_change_nothing() {
        let mut state = 1_u32;
        let mut draw = |n: usize, k: u32| -> Vec<u32> {
            (0..n)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 16) % k
                })
                .collect()
        };
        for round in 0..60 {
            let (n, m, k) = (round * 7 % 90, 1 + round * 11 % 150, 3 + round as u32 % 40);
            let (hypothesis, reference) = (draw(n, k), draw(m, k));
            let alone = Search::<0>::new(&hypothesis, &reference, k as usize).run();
            assert_eq!(
                count_edits(&hypothesis, &reference, k as usize),
                alone,
                "{round}"
            );
        }
    }
}
