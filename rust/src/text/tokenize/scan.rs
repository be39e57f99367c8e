//! One pass that stands for the regular expressions of mteval's tokenizers.
//!
//! All of them isolate marks, and then split a *stop* from what is not a number by two replacements
//! that run from left to right without overlap: `(non-number)(stop)` and `(stop)(non-number)`. For a
//! run of k stops this comes to: every stop stands alone, but the last one stays with a following
//! number when the run follows a character that is no number and k is even, or follows a number or
//! nothing and k is odd; a single stop that follows a number or nothing and precedes a number or
//! nothing stays on both sides.

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
    /// Class of each byte below 128; the rest is [`Class::High`].
    const BYTES: [Class; 256];

    /// Whether the text is read with a space before and after it.
    const PADDED: bool;

    /// Class of a character that is neither ASCII nor white space.
    fn high(c: char) -> Class;
}

/// Class of the character at `place`, and its length in bytes.
#[inline]
fn class_at<R: Rules>(text: &str, place: usize) -> Option<(Class, usize)> {
    match R::BYTES[*text.as_bytes().get(place)? as usize] {
        Class::High => {
            let c = text.get(place..)?.chars().next()?;
            let class = if is_space(c) {
                Class::Space
            } else {
                R::high(c)
            };
            Some((class, c.len_utf8()))
        }
        class => Some((class, 1)),
    }
}

/// Appends the spans of the tokens of `text`.
pub fn scan<R: Rules>(text: &str, spans: &mut Vec<Span>) {
    let mut open = 0; // start of the token that is being read
    let mut place = 0;
    // What stands before `place`; nothing at the start of a text that is not padded.
    let mut before = R::PADDED.then_some(Class::Space);
    while let Some((class, width)) = class_at::<R>(text, place) {
        match class {
            Class::Other | Class::Number | Class::High => place += width,
            Class::Space => {
                close(spans, open, place);
                place += width;
                open = place;
            }
            Class::Mark => {
                close(spans, open, place);
                spans.push((place as u32, (place + width) as u32));
                place += width;
                open = place;
            }
            Class::Dash => {
                if before == Some(Class::Number) {
                    close(spans, open, place);
                    spans.push((place as u32, (place + width) as u32));
                    open = place + width;
                }
                place += width;
            }
            Class::Stop => {
                let free = !matches!(before, None | Some(Class::Number));
                (place, open) = stops::<R>(text, (open, place, width), free, spans);
            }
        }
        before = Some(class);
    }
    close(spans, open, text.len());
}

/// Reads a run of stops; returns the place after it and the start of the open token.
fn stops<R: Rules>(
    text: &str,
    (open, start, first): (usize, usize, usize),
    free: bool,
    spans: &mut Vec<Span>,
) -> (usize, usize) {
    let (mut end, mut last, mut run) = (start + first, start, 1);
    let next = loop {
        match class_at::<R>(text, end) {
            Some((Class::Stop, width)) => {
                (last, end) = (end, end + width);
                run += 1;
            }
            next => break next.map(|(class, _)| class),
        }
    };
    let held = match next {
        Some(Class::Number) => free == (run % 2 == 0),
        None => run == 1 && !free && !R::PADDED,
        _ => false,
    };
    if held && run == 1 {
        return (end, open);
    }
    close(spans, open, start);
    let alone = if held { last } else { end };
    let mut place = start;
    while place < alone {
        let width = class_at::<R>(text, place).map_or(1, |(_, width)| width);
        spans.push((place as u32, (place + width) as u32));
        place += width;
    }
    (end, alone)
}

fn close(spans: &mut Vec<Span>, open: usize, end: usize) {
    if open < end {
        spans.push((open as u32, end as u32));
    }
}
