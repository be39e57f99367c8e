//! One pass that stands for the regular expressions of mteval's tokenizers.
//!
//! All of them isolate marks, and then split a *stop* from what is not a number by two replacements
//! that run from left to right without overlap: `(non-number)(stop)` and `(stop)(non-number)`. For a
//! run of k stops this comes to: every stop stands alone, but the last one stays with a following
//! number when the run follows a character that is no number and k is even, or follows a number or
//! nothing and k is odd; a single stop that follows a number or nothing and precedes a number or
//! nothing stays on both sides.
//!
//! Most bytes are letters and digits, which decide nothing: 64 bytes at a time are reduced to the set
//! of those that may, and only these are looked at.

use crate::text::space::is_space;
use crate::text::tokenize::Span;

/// What a character does to the tokens around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Belongs to a token.
    Other,
    /// Belongs to a token and holds stops.
    Number,
    /// Stands alone unless numbers hold it.
    Stop,
    /// Stands alone.
    Mark,
    /// Separates tokens.
    Space,
    /// Stands alone directly after a number.
    Dash,
    /// Not ASCII: the rules are asked.
    High,
}

/// What a tokenizer takes characters for.
pub trait Rules {
    /// Class of each byte below 128; the rest is [`Class::High`]. Letters are [`Class::Other`] and
    /// digits [`Class::Number`].
    const BYTES: [Class; 256];

    /// Whether the text is read with a space before and after it.
    const PADDED: bool;

    /// Whether only white space matters beyond ASCII.
    const ASCII: bool;

    /// Class of a character that is neither ASCII nor white space.
    fn high(c: char) -> Class;
}

/// White space alone separates tokens.
pub struct Spaces;

impl Rules for Spaces {
    const BYTES: [Class; 256] = {
        let mut table = [Class::Other; 256];
        let mut byte = 0;
        while byte < 256 {
            table[byte] = match byte as u8 {
                0x80.. => Class::High,
                b' ' | 9..=13 | 0x1c..=0x1f => Class::Space,
                b'0'..=b'9' => Class::Number,
                _ => Class::Other,
            };
            byte += 1;
        }
        table
    };
    const PADDED: bool = true;
    const ASCII: bool = true;

    fn high(_: char) -> Class {
        Class::Other
    }
}

/// Class of a character.
#[inline]
fn class_of<R: Rules>(c: char) -> Class {
    match u8::try_from(c) {
        Ok(byte) if byte < 128 => R::BYTES[byte as usize],
        _ if is_space(c) => Class::Space,
        _ => R::high(c),
    }
}

/// Class of the character at `place`, and its length in bytes.
#[inline]
fn class_at<R: Rules>(text: &str, place: usize) -> Option<(Class, usize)> {
    match R::BYTES[*text.as_bytes().get(place)? as usize] {
        Class::High => {
            let c = text.get(place..)?.chars().next()?;
            Some((class_of::<R>(c), c.len_utf8()))
        }
        class => Some((class, 1)),
    }
}

/// Class of the character before `place`.
#[inline]
fn class_before<R: Rules>(text: &str, place: usize) -> Option<Class> {
    let Some(last) = place.checked_sub(1) else {
        return R::PADDED.then_some(Class::Space);
    };
    match R::BYTES[*text.as_bytes().get(last)? as usize] {
        Class::High if R::ASCII => Some(Class::Other),
        Class::High => text.get(..place)?.chars().next_back().map(class_of::<R>),
        class => Some(class),
    }
}

/// The bytes of a chunk that may end or start a token, as bits.
#[inline]
fn special<R: Rules>(chunk: &[u8; 64]) -> u64 {
    let mut flags = [0_u8; 64];
    for (flag, byte) in flags.iter_mut().zip(chunk) {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        // White space beyond ASCII starts with one of these bytes.
        let may_be_space = *byte == 0xc2 || byte.wrapping_sub(0xe1) < 3;
        let high = R::ASCII && *byte >= 0x80 && !may_be_space;
        *flag = u8::from(!(letter || digit || high));
    }
    // Eight bytes of 0 or 1 become eight bits: each product's top byte collects them in order.
    let (words, _) = flags.as_chunks::<8>();
    words.iter().rev().fold(0, |mask, word| {
        mask << 8 | u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// Appends the spans of the tokens of `text`.
pub fn scan<R: Rules>(text: &str, spans: &mut Vec<Span>) {
    let mut scanner = Scanner {
        text,
        spans,
        open: 0,
        next: 0,
    };
    let (chunks, rest) = text.as_bytes().as_chunks::<64>();
    for (base, chunk) in (0..).step_by(64).zip(chunks) {
        scanner.visit::<R>(base, special::<R>(chunk));
    }
    let mut last = [b'a'; 64];
    last[..rest.len()].copy_from_slice(rest);
    scanner.visit::<R>(64 * chunks.len(), special::<R>(&last));
    scanner.close(text.len());
}

struct Scanner<'a> {
    text: &'a str,
    spans: &'a mut Vec<Span>,
    /// Start of the token that is being read.
    open: usize,
    /// First byte that was not read yet.
    next: usize,
}

impl Scanner<'_> {
    /// Reads the characters at the set bits of `mask`.
    #[inline]
    fn visit<R: Rules>(&mut self, base: usize, mut mask: u64) {
        while mask != 0 {
            let place = base + mask.trailing_zeros() as usize;
            mask &= mask - 1;
            if place < self.next {
                continue;
            }
            let Some((class, width)) = class_at::<R>(self.text, place) else {
                return;
            };
            self.next = place + width;
            match class {
                Class::Other | Class::Number | Class::High => {}
                Class::Space => {
                    self.close(place);
                    self.open = self.next;
                }
                Class::Mark => self.isolate(place, self.next),
                Class::Dash => {
                    if class_before::<R>(self.text, place) == Some(Class::Number) {
                        self.isolate(place, self.next);
                    }
                }
                Class::Stop => self.stops::<R>(place, width),
            }
        }
    }

    /// Reads a run of stops.
    fn stops<R: Rules>(&mut self, start: usize, first: usize) {
        let (mut end, mut last, mut run) = (start + first, start, 1);
        let next = loop {
            match class_at::<R>(self.text, end) {
                Some((Class::Stop, width)) => {
                    (last, end) = (end, end + width);
                    run += 1;
                }
                next => break next.map(|(class, _)| class),
            }
        };
        self.next = end;
        let before = class_before::<R>(self.text, start);
        let is_free = !matches!(before, None | Some(Class::Number));
        let is_held = match next {
            Some(Class::Number) => is_free == (run % 2 == 0),
            None => run == 1 && !is_free && !R::PADDED,
            _ => false,
        };
        if is_held && run == 1 {
            return;
        }
        let alone = if is_held { last } else { end };
        let mut place = start;
        while place < alone {
            let width = class_at::<R>(self.text, place).map_or(1, |(_, width)| width);
            self.isolate(place, place + width);
            place += width;
        }
    }

    /// Ends the open token and makes `start..end` one of its own.
    #[inline]
    fn isolate(&mut self, start: usize, end: usize) {
        self.close(start);
        self.spans.push((start as u32, end as u32));
        self.open = end;
    }

    #[inline]
    fn close(&mut self, end: usize) {
        if self.open < end {
            self.spans.push((self.open as u32, end as u32));
        }
    }
}
