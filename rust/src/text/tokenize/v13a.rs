//! Tokenizers `13a` (mteval-v13a) and `zh` of sacrebleu 2.6.0.
//!
//! Both isolate ASCII punctuation but `' , - .`, split `.` and `,` from what is not a digit, and
//! isolate `-` after a digit. `13a` first joins lines and replaces four entities; `zh` isolates
//! every Chinese character instead. Which characters `zh` takes for Chinese includes a fault of the
//! reference: two ranges are written with five digits after `\u`, so that every character from
//! U+2001 to U+2A6D and from U+2F81 to U+2FA1 belongs to them, and none of extension B.

use std::borrow::Cow;

use crate::text::space::{strip, strip_end};
use crate::text::tokenize::Span;
use crate::text::tokenize::scan::{Class, Rules, scan};

const BYTES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut table = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            0x80.. => Class::High,
            b' ' | 9..=13 | 0x1c..=0x1f => Class::Space,
            b'0'..=b'9' => Class::Number,
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

struct Western;

impl Rules for Western {
    const BYTES: [Class; 256] = BYTES;
    const PADDED: bool = true;
    const ASCII: bool = true;

    fn high(_: char) -> Class {
        Class::Other
    }
}

struct Chinese;

impl Rules for Chinese {
    const BYTES: [Class; 256] = BYTES;
    const PADDED: bool = false;
    const ASCII: bool = false;

    fn high(c: char) -> Class {
        if is_chinese(c) {
            Class::Mark
        } else {
            Class::Other
        }
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{2001}'..='\u{2a6d}' | '\u{2e80}'..='\u{2eff}' | '\u{2f00}'..='\u{2fdf}'
        | '\u{2ff0}'..='\u{2fff}' | '\u{3000}'..='\u{303f}' | '\u{3100}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}' | '\u{31c0}'..='\u{31ef}' | '\u{3200}'..='\u{33ff}'
        | '\u{3400}'..='\u{4db5}' | '\u{4e00}'..='\u{9fbb}' | '\u{f900}'..='\u{fa2d}'
        | '\u{fa30}'..='\u{fa6a}' | '\u{fa70}'..='\u{fad9}' | '\u{fe10}'..='\u{fe1f}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}')
}

/// Marks the tokens of `13a` in the text, which is rewritten first where it has to be.
pub fn western<'a>(text: &'a str, spans: &mut Vec<Span>) -> Cow<'a, str> {
    let text = prepare(text);
    scan::<Western>(&text, spans);
    text
}

/// Marks the tokens of `zh` in the text, whose outer white space does not count.
pub fn chinese<'a>(text: &'a str, spans: &mut Vec<Span>) -> Cow<'a, str> {
    let text = strip(text);
    scan::<Chinese>(text, spans);
    Cow::Borrowed(text)
}

/// Marks the tokens of text that was rewritten already.
pub fn western_spans(text: &str, spans: &mut Vec<Span>) {
    scan::<Western>(text, spans);
}

/// Whether the character is one that stands alone.
pub fn is_mark(c: char) -> bool {
    c.is_ascii() && BYTES[c as usize & 127] == Class::Mark
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
    Cow::Owned(if text.contains('&') {
        unescape(&text)
    } else {
        text
    })
}

/// Replaces entities one after another: `&amp;lt;` ends as `<`, as in the reference.
pub fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
}
