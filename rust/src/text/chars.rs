//! Code points to small integers within one sample, in the order of their first appearance.

use crate::text::intern::UNKNOWN;

/// A table of the characters of one sample; clearing it costs nothing.
#[derive(Debug)]
pub struct CharIds {
    ascii: Box<[(u32, u32); 128]>,
    slots: Vec<Slot>,
    generation: u32,
    count: u32,
    n_other: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    generation: u32,
    character: u32,
    id: u32,
}

impl Default for CharIds {
    fn default() -> Self {
        Self {
            ascii: Box::new([(0, 0); 128]),
            slots: vec![Slot::default(); 256],
            generation: 1,
            count: 0,
            n_other: 0,
        }
    }
}

impl CharIds {
    /// Forgets all characters.
    pub fn clear(&mut self) {
        self.count = 0;
        self.n_other = 0;
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            self.ascii.fill((0, 0));
            self.slots.fill(Slot::default());
            self.generation = 1;
        }
    }

    /// Number of distinct characters; ids lie below it.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are no characters.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The character's id, a new one where it was not seen before.
    #[inline]
    pub fn intern(&mut self, c: char) -> u32 {
        let next = self.count;
        if let Some(slot) = self.ascii.get_mut(c as usize) {
            if slot.0 != self.generation {
                *slot = (self.generation, next);
                self.count += 1;
            }
            return slot.1;
        }
        let place = self.place(c);
        let slot = &mut self.slots[place];
        if slot.generation == self.generation {
            return slot.id;
        }
        *slot = Slot {
            generation: self.generation,
            character: c as u32,
            id: next,
        };
        self.count += 1;
        self.n_other += 1;
        if self.n_other * 2 > self.slots.len() {
            self.grow();
        }
        next
    }

    /// The character's id, [`UNKNOWN`] where it was not seen before.
    #[inline]
    pub fn find(&self, c: char) -> u32 {
        if let Some(slot) = self.ascii.get(c as usize) {
            return if slot.0 == self.generation {
                slot.1
            } else {
                UNKNOWN
            };
        }
        let slot = self.slots[self.place(c)];
        if slot.generation == self.generation {
            slot.id
        } else {
            UNKNOWN
        }
    }

    /// The slot that holds `c`, or the free one where it belongs.
    #[inline]
    fn place(&self, c: char) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = (c as u32).wrapping_mul(0x9E37_79B1) as usize >> 12 & mask;
        while self.slots[place].generation == self.generation
            && self.slots[place].character != c as u32
        {
            place = (place + 1) & mask;
        }
        place
    }

    #[cold]
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![Slot::default(); old.len() * 4];
        for slot in old
            .into_iter()
            .filter(|slot| slot.generation == self.generation)
        {
            let place = char::from_u32(slot.character).map_or(0, |c| self.place(c));
            self.slots[place] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_are_equal_exactly_for_equal_characters(texts in prop::collection::vec("[a-c一-龥\u{1f600}-\u{1f64f}]{0,600}", 1..4)) {
            let mut ids = CharIds::default();
            for text in &texts {
                ids.clear();
                let mut known: HashMap<char, u32> = HashMap::new();
                for c in text.chars() {
                    let next = known.len() as u32;
                    prop_assert_eq!(ids.find(c), known.get(&c).copied().unwrap_or(UNKNOWN));
                    let expected = *known.entry(c).or_insert(next);
                    prop_assert_eq!(ids.intern(c), expected);
                }
                prop_assert_eq!(ids.len(), known.len());
            }
        }
    }
}
