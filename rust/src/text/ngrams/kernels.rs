//! Counting of matches with as many machine words a set, and as many orders, as the compiler knows.
//!
//! No branch depends on the tokens: whether an n-gram finds a position cannot be foreseen, and a
//! processor that guesses wrong loses more than the spared instructions.

/// Counts matches of orders 1 to `N` with sets of `W` words, order by order; best for few words.
pub fn by_order<const W: usize, const N: usize>(
    positions: &[u64],
    hypothesis: &[u32],
    matched: &mut [u32],
) {
    let mut ends = [[0_u64; W]; N];
    let mut used = [[0_u64; W]; N];
    let (sets, _) = positions.as_chunks::<W>();
    for id in hypothesis {
        let Some(set) = sets.get(*id as usize) else {
            ends = [[0; W]; N];
            continue;
        };
        for order in (0..N).rev() {
            let mut end = *set;
            if order > 0 {
                let before = ends[order - 1];
                let mut carry = 0;
                for word in 0..W {
                    end[word] &= before[word] << 1 | carry;
                    carry = before[word] >> 63;
                }
            }
            ends[order] = end;
            // All ones until a word has had a free position.
            let mut open = u64::MAX;
            for word in 0..W {
                let free = end[word] & !used[order][word];
                used[order][word] |= free & free.wrapping_neg() & open;
                open &= if free == 0 { u64::MAX } else { 0 };
            }
        }
    }
    for (count, used) in matched.iter_mut().zip(&used) {
        *count = used.iter().map(|word| word.count_ones()).sum();
    }
}

/// The same word by word, all orders side by side in vector registers; best for many words.
pub fn by_word<const W: usize, const N: usize>(
    positions: &[u64],
    hypothesis: &[u32],
    matched: &mut [u32],
) {
    let mut ends = [[0_u64; N]; W];
    let mut used = [[0_u64; N]; W];
    let (sets, _) = positions.as_chunks::<W>();
    for id in hypothesis {
        let Some(set) = sets.get(*id as usize) else {
            ends = [[0; N]; W];
            continue;
        };
        let (mut carry, mut open) = ([0_u64; N], [u64::MAX; N]);
        for word in 0..W {
            let before = ends[word];
            let mut end = [set[word]; N];
            for order in 1..N {
                end[order] &= before[order - 1] << 1 | carry[order];
            }
            for order in 1..N {
                carry[order] = before[order - 1] >> 63;
            }
            ends[word] = end;
            for order in 0..N {
                let free = end[order] & !used[word][order] & open[order];
                let lowest = free.wrapping_neg();
                used[word][order] |= free & lowest;
                open[order] &= ((free | lowest) >> 63).wrapping_sub(1);
            }
        }
    }
    matched.fill(0);
    for used in &used {
        for (count, word) in matched.iter_mut().zip(used) {
            *count += word.count_ones();
        }
    }
}
