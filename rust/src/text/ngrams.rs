//! Clipped n-gram matches between a hypothesis and a reference, all orders in one pass.
//!
//! For every token of the reference the set of its positions is kept as bits. The positions at which
//! the n-gram ending at the current hypothesis token ends in the reference are
//! `E[n] = (E[n − 1] << 1) & P[token]`; each occurrence consumes one position that no earlier one
//! took. Exactly `min(count in hypothesis, count in reference)` find one, and no n-gram is stored.
//! References over [`MAX_BITS`] tokens are counted in hash tables instead, in linear time.

use rustc_hash::FxHashMap;

use crate::text::intern::UNKNOWN;
use crate::text::ngrams::kernels::{by_order, by_word};

mod kernels;

/// Longest reference that is matched by bits.
pub const MAX_BITS: usize = 64 * 64;

/// Scratch for matching; keeps its memory from one sample to the next.
#[derive(Debug, Default)]
pub struct Matcher {
    positions: Vec<u64>,
    ends: Vec<u64>,
    used: Vec<u64>,
    n_words: usize,
    long: Option<Box<Counts>>,
}

impl Matcher {
    /// Reads a reference: ids below `n_ids`. It stays until the next one is read.
    pub fn read(&mut self, reference: &[u32], n_ids: usize, max_order: usize) {
        if reference.len() > MAX_BITS {
            self.n_words = 0;
            self.long = Some(Box::new(Counts::new(reference, max_order)));
            return;
        }
        self.long = None;
        self.n_words = reference.len().div_ceil(64).max(1);
        self.positions.clear();
        self.positions.resize(n_ids * self.n_words, 0);
        for (place, id) in reference.iter().enumerate() {
            self.positions[*id as usize * self.n_words + place / 64] |= 1 << (place % 64);
        }
    }

    /// Counts the matches of every order from 1 to `matched.len()`.
    ///
    /// Tokens of the hypothesis that are not in the reference may be [`UNKNOWN`].
    pub fn count(&mut self, hypothesis: &[u32], matched: &mut [u32]) {
        let kernel = match (self.n_words, matched.len()) {
            (1, 2) => by_order::<1, 2>,
            (1, 4) => by_order::<1, 4>,
            (1, 6) => by_order::<1, 6>,
            (2, 4) => by_order::<2, 4>,
            (2, 6) => by_order::<2, 6>,
            (3, 4) => by_word::<3, 4>,
            (3, 6) => by_word::<3, 6>,
            (4, 6) => by_word::<4, 6>,
            (5, 6) => by_word::<5, 6>,
            (6, 6) => by_word::<6, 6>,
            (7, 6) => by_word::<7, 6>,
            (8, 6) => by_word::<8, 6>,
            _ => {
                matched.fill(0);
                return self.visit(hypothesis, matched.len(), |_, order| matched[order] += 1);
            }
        };
        kernel(&self.positions, hypothesis, matched);
    }

    /// Marks in `taken`, at the position where an n-gram ends, bit `n − 1` of each n-gram that finds
    /// a match. Over several references the marks unite to the clip by the largest count: an
    /// occurrence is matched when any reference has that many.
    pub fn mark(&mut self, hypothesis: &[u32], max_order: usize, taken: &mut [u32]) {
        self.visit(hypothesis, max_order, |place, order| {
            taken[place] |= 1 << order;
        });
    }

    #[inline]
    fn visit(&mut self, hypothesis: &[u32], max_order: usize, hit: impl FnMut(usize, usize)) {
        if let Some(counts) = &mut self.long {
            counts.visit(hypothesis, max_order, hit);
            return;
        }
        match (self.n_words, max_order) {
            (1, 4) => self.visit_word::<4>(hypothesis, hit),
            _ => self.visit_any(hypothesis, max_order, hit),
        }
    }

    /// One machine word a set, the order known to the compiler.
    #[inline]
    fn visit_word<const N: usize>(&self, hypothesis: &[u32], mut hit: impl FnMut(usize, usize)) {
        let mut ends = [0_u64; N];
        let mut used = [0_u64; N];
        for (place, id) in hypothesis.iter().enumerate() {
            let Some(set) = self.positions.get(*id as usize).copied() else {
                ends = [0; N];
                continue;
            };
            for order in (1..N).rev() {
                ends[order] = ends[order - 1] << 1 & set;
            }
            ends[0] = set;
            for order in 0..N {
                let free = ends[order] & !used[order];
                used[order] |= free & free.wrapping_neg();
                if free != 0 {
                    hit(place, order);
                }
            }
        }
    }

    /// Any width and any order.
    fn visit_any(
        &mut self,
        hypothesis: &[u32],
        max_order: usize,
        mut hit: impl FnMut(usize, usize),
    ) {
        let width = self.n_words;
        self.ends.clear();
        self.ends.resize(width * max_order, 0);
        self.used.clear();
        self.used.resize(width * max_order, 0);
        // Orders from here on have no end: nothing to shift.
        let mut live = 0;
        for (place, id) in hypothesis.iter().enumerate() {
            let start = *id as usize * width;
            let known = *id != UNKNOWN && start + width <= self.positions.len();
            if !known {
                self.ends[..live * width].fill(0);
                live = 0;
                continue;
            }
            let set = &self.positions[start..start + width];
            for order in (1..max_order.min(live + 1)).rev() {
                let (before, after) = self.ends.split_at_mut(order * width);
                let before = &before[(order - 1) * width..];
                let mut carry = 0;
                for ((end, from), bits) in after[..width].iter_mut().zip(before).zip(set) {
                    *end = (from << 1 | carry) & bits;
                    carry = from >> 63;
                }
            }
            self.ends[..width].copy_from_slice(set);
            live = max_order.min(live + 1);
            for order in 0..live {
                let range = order * width..(order + 1) * width;
                let mut any = false;
                for (end, used) in self.ends[range.clone()].iter().zip(&mut self.used[range]) {
                    any |= *end != 0;
                    let free = end & !*used;
                    if free != 0 {
                        *used |= free & free.wrapping_neg();
                        hit(place, order);
                        break;
                    }
                }
                if !any {
                    // Longer n-grams have no end either.
                    self.ends[order * width..live * width].fill(0);
                    live = order;
                    break;
                }
            }
        }
    }
}

/// N-gram counts of a long reference. An n-gram is the pair of the n-gram without its last token and
/// that token, so that every order costs the same.
#[derive(Debug)]
struct Counts {
    ids: FxHashMap<(u32, u32), u32>,
    counts: Vec<u32>,
}

impl Counts {
    fn new(reference: &[u32], max_order: usize) -> Self {
        let mut this = Self {
            ids: FxHashMap::default(),
            counts: Vec::new(),
        };
        for start in 0..reference.len() {
            let mut before = UNKNOWN;
            for token in reference[start..].iter().take(max_order) {
                let next = this.counts.len() as u32;
                before = *this.ids.entry((before, *token)).or_insert(next);
                if before == next {
                    this.counts.push(0);
                }
                this.counts[before as usize] += 1;
            }
        }
        this
    }

    fn visit(&mut self, hypothesis: &[u32], max_order: usize, mut hit: impl FnMut(usize, usize)) {
        let mut taken: Vec<u32> = vec![0; self.counts.len()];
        for start in 0..hypothesis.len() {
            let mut before = UNKNOWN;
            for (order, token) in hypothesis[start..].iter().take(max_order).enumerate() {
                let Some(id) = self.ids.get(&(before, *token)).copied() else {
                    break;
                };
                before = id;
                if taken[id as usize] < self.counts[id as usize] {
                    taken[id as usize] += 1;
                    hit(start + order, order);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn counts(tokens: &[u32], n: usize) -> HashMap<&[u32], u32> {
        let mut counts = HashMap::new();
        for gram in tokens.windows(n) {
            *counts.entry(gram).or_insert(0) += 1;
        }
        counts
    }

    fn slow(hypothesis: &[u32], references: &[Vec<u32>], order: usize) -> u32 {
        let wanted = counts(hypothesis, order);
        wanted
            .iter()
            .map(|(gram, count)| {
                let most = references
                    .iter()
                    .map(|r| counts(r, order).get(gram).copied().unwrap_or(0))
                    .max();
                *count.min(&most.unwrap_or(0))
            })
            .sum()
    }

    fn check(hypothesis: &[u32], references: &[Vec<u32>], max_order: usize, n_ids: usize) {
        let mut matcher = Matcher::default();
        let mut taken = vec![0; hypothesis.len()];
        for reference in references {
            matcher.read(reference, n_ids, max_order);
            matcher.mark(hypothesis, max_order, &mut taken);
        }
        for order in 0..max_order {
            let found = taken.iter().filter(|mask| **mask >> order & 1 == 1).count() as u32;
            assert_eq!(
                found,
                slow(hypothesis, references, order + 1),
                "order {order}"
            );
        }
        let mut matched = vec![0; max_order];
        matcher.read(&references[0], n_ids, max_order);
        matcher.count(hypothesis, &mut matched);
        for (order, found) in matched.iter().enumerate() {
            assert_eq!(
                *found,
                slow(hypothesis, &references[..1], order + 1),
                "order {order}"
            );
        }
    }

    proptest! {
        #[test]
        fn matches_equal_clipped_counts(
            hypothesis in prop::collection::vec(prop_oneof![8 => 0..3_u32, 1 => Just(UNKNOWN)], 0..200),
            references in prop::collection::vec(prop::collection::vec(0..3_u32, 0..500), 1..4),
            max_order in 1..8_usize,
        ) {
            check(&hypothesis, &references, max_order, 3);
        }
    }

    #[test]
    fn long_references_are_counted_alike() {
        let reference: Vec<u32> = (0..MAX_BITS as u32 + 50).map(|i| i * i % 7).collect();
        let hypothesis: Vec<u32> = (0..900).map(|i| i * 3 % 8).collect();
        check(&hypothesis, std::slice::from_ref(&reference), 4, 8);
        check(&reference, &[hypothesis, reference.clone()], 6, 8);
    }
}
