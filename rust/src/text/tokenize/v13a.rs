//! Tokenizer `13a` of sacrebleu 2.6.0 (mteval-v13a) in one pass.
//!
//! Equal to its four regular expressions: ASCII punctuation but `' , - .` stands alone. A run of k
//! characters `.` and `,` is split into single tokens, but its last one stays with a following
//! digit when the run follows a digit and k is odd, or follows none and k is even; with k = 1
//! between digits both sides stay. `-` stands alone directly after a digit.

use std::borrow::Cow;

use crate::text::space::{is_space, strip_end};
use crate::text::tokenize::Span;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Digit,
    Stop,
    Mark,
    Space,
    Dash,
    High,
}

const CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut table = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            0x80.. => Class::High,
            b' ' | 9..=13 | 0x1c..=0x1f => Class::Space,
            b'0'..=b'9' => Class::Digit,
            b'.' | b',' => Class::Stop,
            b'-' => Class::Dash,
            b'{'..=b'~' | b'['..=b'`' | b'!'..=b'&' | b'('..=b'+' | b':'..=b'@' | b'/' => {
                Class::Mark
            }
            _ => Class::Other,
        };
        byte += 1;
    }
    table
}

fn class(byte: u8) -> Class {
    CLASSES[byte as usize]
}

/// Marks the tokens of `text`, which is rewritten first where it holds newlines or entities.
pub fn tokens<'a>(text: &'a str, spans: &mut Vec<Span>) -> Cow<'a, str> {
    let text = prepare(text);
    scan(&text, spans);
    text
}

fn prepare(text: &str) -> Cow<'_, str> {
    // One branch-free look at the bytes; nearly no text needs more.
    let special = text.bytes().fold(0, |seen, byte| {
        seen | u8::from(byte == b'&') | u8::from(byte == b'\n') | u8::from(byte == b'<')
    });
    if special == 0 {
        return Cow::Borrowed(text);
    }
    let text = strip_end(text)
        .replace("<skipped>", "")
        .replace("-\n", "")
        .replace('\n', " ");
    // The order is the reference's: `&amp;lt;` ends as `<`.
    Cow::Owned(if text.contains('&') {
        text.replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
    } else {
        text
    })
}

fn scan(text: &str, spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let is_digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    let mut open = 0; // start of the token that is being read
    let mut place = 0;
    while let Some(byte) = bytes.get(place) {
        match class(*byte) {
            Class::Other | Class::Digit => place += 1,
            Class::Space => {
                close(spans, open, place);
                place += 1;
                open = place;
            }
            Class::Mark => {
                close(spans, open, place);
                spans.push((place as u32, place as u32 + 1));
                place += 1;
                open = place;
            }
            Class::Dash => {
                if place > 0 && is_digit(place - 1) {
                    close(spans, open, place);
                    spans.push((place as u32, place as u32 + 1));
                    open = place + 1;
                }
                place += 1;
            }
            Class::High => {
                let c = text
                    .get(place..)
                    .and_then(|rest| rest.chars().next())
                    .unwrap_or(' ');
                if is_space(c) {
                    close(spans, open, place);
                    open = place + c.len_utf8();
                }
                place += c.len_utf8();
            }
            Class::Stop => {
                let run = bytes[place..]
                    .iter()
                    .take_while(|byte| class(**byte) == Class::Stop)
                    .count();
                let after_digit = place > 0 && is_digit(place - 1);
                let last_stays = is_digit(place + run) && after_digit == (run % 2 == 1);
                if !(last_stays && run == 1) {
                    close(spans, open, place);
                    let alone = run - usize::from(last_stays);
                    spans.extend((place..place + alone).map(|at| (at as u32, at as u32 + 1)));
                    open = place + alone;
                }
                place += run;
            }
        }
    }
    close(spans, open, bytes.len());
}

fn close(spans: &mut Vec<Span>, open: usize, end: usize) {
    if open < end {
        spans.push((open as u32, end as u32));
    }
}

#[cfg(test)]
mod tests {
    use crate::text::tokenize::Tokenizer;

    #[test]
    fn rules_of_the_reference_hold() {
        for (text, expected) in [
            ("Hello, world!", "Hello , world !"),
            (
                "what..5 a..b 5...6 .5 1,000.5",
                "what . .5 a . . b 5 . . .6 . 5 1,000.5",
            ),
            (
                "5--6 3.-4 U.S.-led well-known",
                "5 - -6 3 . -4 U . S . -led well-known",
            ),
            ("&amp;lt; &quot;x&quot; &apos;", "< \" x \" & apos ;"),
            ("a-\nb\nc<skipped>d\n", "ab cd"),
            ("a\u{a0}b\x1cc\u{3000}‘d’ €5", "a b c ‘d’ €5"),
            ("", ""),
        ] {
            assert_eq!(Tokenizer::V13a.join(text), expected, "{text:?}");
        }
    }
}
