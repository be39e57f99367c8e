//! Tokens to small integers, equal for equal bytes, within one sample.

/// Id of a token that was never interned.
pub const UNKNOWN: u32 = u32::MAX;

/// A hash table of the tokens of one sample; clearing it costs nothing.
///
/// Tokens of up to eight bytes are compared by value and stored nowhere else; longer ones are
/// copied once into an arena.
#[derive(Debug)]
pub struct Interner {
    slots: Vec<Slot>,
    generation: u32,
    tokens: Vec<Token>,
    arena: Vec<u8>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    generation: u32,
    id: u32,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    prefix: u64,
    len: u32,
    start: u32,
}

impl Default for Interner {
    fn default() -> Self {
        Self {
            slots: vec![Slot::default(); 256],
            generation: 1,
            tokens: Vec::new(),
            arena: Vec::new(),
        }
    }
}

impl Interner {
    /// Forgets all tokens.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.arena.clear();
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            self.slots.fill(Slot::default());
            self.generation = 1;
        }
    }

    /// Number of distinct tokens; ids lie below it.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The token's id, a new one where it was not seen before.
    #[inline]
    pub fn intern(&mut self, token: &[u8]) -> u32 {
        let (prefix, hash) = digest(token);
        match self.probe(token, prefix, hash) {
            Ok(id) => id,
            Err(place) => self.insert(place, token, prefix),
        }
    }

    /// The token's id, [`UNKNOWN`] where it was not seen before.
    #[inline]
    pub fn find(&self, token: &[u8]) -> u32 {
        let (prefix, hash) = digest(token);
        self.probe(token, prefix, hash).unwrap_or(UNKNOWN)
    }

    /// The id at the token's place, or the free place where it belongs.
    #[inline]
    fn probe(&self, token: &[u8], prefix: u64, hash: u64) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot.generation != self.generation {
                return Err(place);
            }
            let known = self.tokens[slot.id as usize];
            if known.prefix == prefix && known.len as usize == token.len() {
                let start = known.start as usize;
                if token.len() <= 8 || self.arena[start..start + token.len()] == *token {
                    return Ok(slot.id);
                }
            }
            place = (place + 1) & mask;
        }
    }

    fn insert(&mut self, place: usize, token: &[u8], prefix: u64) -> u32 {
        let id = self.tokens.len() as u32;
        self.slots[place] = Slot {
            generation: self.generation,
            id,
        };
        let start = self.arena.len() as u32;
        if token.len() > 8 {
            self.arena.extend_from_slice(token);
        }
        self.tokens.push(Token {
            prefix,
            len: token.len() as u32,
            start,
        });
        if self.tokens.len() * 2 > self.slots.len() {
            self.grow();
        }
        id
    }

    #[cold]
    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        self.slots.clear();
        self.slots.resize(size, Slot::default());
        for (id, token) in self.tokens.iter().enumerate() {
            let start = token.start as usize;
            let hash = if token.len > 8 {
                digest(&self.arena[start..start + token.len as usize]).1
            } else {
                mix(token.prefix, token.len as usize)
            };
            let mut place = hash as usize & (size - 1);
            while self.slots[place].generation == self.generation {
                place = (place + 1) & (size - 1);
            }
            self.slots[place] = Slot {
                generation: self.generation,
                id: id as u32,
            };
        }
    }
}

/// A word that, with the length, stands for a token of up to eight bytes; and a hash of the token.
#[inline]
fn digest(token: &[u8]) -> (u64, u64) {
    let len = token.len();
    if let (Some(first), Some(last)) = (token.first_chunk::<8>(), token.last_chunk::<8>()) {
        let prefix = u64::from_le_bytes(*first);
        if len == 8 {
            return (prefix, mix(prefix, len));
        }
        return (
            prefix,
            mix(prefix ^ u64::from_le_bytes(*last).rotate_left(23), len),
        );
    }
    let prefix =
        if let (Some(first), Some(last)) = (token.first_chunk::<4>(), token.last_chunk::<4>()) {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        } else if let (Some(first), Some(last)) = (token.first(), token.last()) {
            u64::from(*first) | u64::from(token[len / 2]) << 8 | u64::from(*last) << 16
        } else {
            0
        };
    (prefix, mix(prefix, len))
}

#[inline]
fn mix(word: u64, len: usize) -> u64 {
    let product = (word ^ (len as u64) << 56).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    // The upper bits depend on all of the word.
    product >> 24
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_are_equal_exactly_for_equal_tokens(words in prop::collection::vec("[ab]{0,11}", 0..400)) {
            let mut interner = Interner::default();
            for _ in 0..2 {
                interner.clear();
                let mut known: HashMap<&str, u32> = HashMap::new();
                for word in &words {
                    let next = known.len() as u32;
                    prop_assert_eq!(interner.find(word.as_bytes()), known.get(word.as_str()).copied().unwrap_or(UNKNOWN));
                    let expected = *known.entry(word).or_insert(next);
                    prop_assert_eq!(interner.intern(word.as_bytes()), expected);
                }
                prop_assert_eq!(interner.len(), known.len());
            }
        }
    }
}
