//! Tokenizer `intl` of sacrebleu 2.6.0 (mteval-v14, international).
//!
//! Isolates symbols (`\p{S}`), and punctuation (`\p{P}`) that numbers (`\p{N}`) do not hold. Knows no
//! entities. A stop at the very end stays with the number before it: the text is not padded.
//! Categories are those of Unicode [`UNICODE`]; the reference takes them from the package `regex`.

use std::borrow::Cow;
use std::sync::OnceLock;

use unicode_properties::{GeneralCategoryGroup, UNICODE_VERSION, UnicodeGeneralCategory};

use crate::text::space::strip_end;
use crate::text::tokenize::Span;
use crate::text::tokenize::scan::{Class, Rules, scan};

/// Major version of Unicode whose categories decide.
pub const UNICODE: u64 = UNICODE_VERSION.0;

/// Classes of 256 characters at a time, filled on first use: the crate's tables are searched, these
/// are looked up.
static PAGES: [OnceLock<Box<[Class; 256]>>; 0x1100] = [const { OnceLock::new() }; 0x1100];

struct International;

impl Rules for International {
    const BYTES: [Class; 256] = classes();
    const PADDED: bool = false;
    const ASCII: bool = false;

    fn high(c: char) -> Class {
        let page = c as usize >> 8;
        let fill = || {
            let mut classes = Box::new([Class::Other; 256]);
            for (low, class) in classes.iter_mut().enumerate() {
                *class = char::from_u32((page << 8 | low) as u32).map_or(Class::Other, category);
            }
            classes
        };
        PAGES.get(page).map_or(Class::Other, |slot| {
            slot.get_or_init(fill)[c as usize & 255]
        })
    }
}

fn category(c: char) -> Class {
    match c.general_category_group() {
        GeneralCategoryGroup::Number => Class::Number,
        GeneralCategoryGroup::Punctuation => Class::Stop,
        GeneralCategoryGroup::Symbol => Class::Mark,
        _ => Class::Other,
    }
}

const fn classes() -> [Class; 256] {
    let mut table = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            0x80.. => Class::High,
            b' ' | 9..=13 | 0x1c..=0x1f => Class::Space,
            b'0'..=b'9' => Class::Number,
            b'$' | b'+' | b'<'..=b'>' | b'^' | b'`' | b'|' | b'~' => Class::Mark,
            b'!'..=b'/' | b':'..=b'@' | b'['..=b'_' | b'{'..=b'}' => Class::Stop,
            _ => Class::Other,
        };
        byte += 1;
    }
    table
}

/// Marks the tokens of the text, whose trailing white space does not count.
pub fn tokens<'a>(text: &'a str, spans: &mut Vec<Span>) -> Cow<'a, str> {
    let text = strip_end(text);
    scan::<International>(text, spans);
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_classes_are_those_of_the_tables() {
        for c in (0..128_u8).map(char::from) {
            let class = International::BYTES[c as usize];
            assert!(class == Class::Space || class == category(c), "{c:?}");
        }
    }
}
