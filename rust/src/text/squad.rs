//! Normalisation of English answers as the SQuAD scripts do it.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::error::Error;
use crate::text::space;

/// The error of a sample without a reference.
pub fn no_reference(index: usize) -> Error {
    Error::Sample {
        column: "references",
        index,
        problem: "has no reference".into(),
        fix: "give at least one, or leave the sample out",
    }
}

/// Whether Python's `re` takes `c` for a word character (`\w`).
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
    )
}

/// Lower-cases, deletes ASCII punctuation, then the words `a`, `an`, `the`, and squeezes white space.
///
/// The words are appended to `out`, each followed by a space, so that equal answers are equal bytes.
pub fn normalize(text: &str, out: &mut String) {
    if normalize_plain(text, out) {
        return;
    }
    out.clear();
    let lower = text.to_lowercase();
    let bare: String = lower
        .chars()
        .filter(|c| !c.is_ascii_punctuation())
        .collect();
    for word in space::split(&drop_articles(&bare)) {
        out.push_str(word);
        out.push(' ');
    }
}

/// What a byte is to [`normalize_plain`]: its lower case, or one of the marks below.
const PLAIN: [u8; 256] = {
    let mut table = [FOREIGN; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] = if byte.is_ascii_alphanumeric() {
            byte.to_ascii_lowercase()
        } else if byte.is_ascii_punctuation() {
            DELETED
        } else if matches!(byte, b'\t'..=b'\r' | 0x1c..=0x1f | b' ') {
            SPACE
        } else {
            FOREIGN
        };
        byte += 1;
    }
    table
};
const DELETED: u8 = 0;
const SPACE: u8 = 1;
const FOREIGN: u8 = 2;

/// [`normalize`] of letters, digits, punctuation and white space of ASCII in one pass; whether that
/// is all that there is. Without other characters an article is a word that white space separates.
fn normalize_plain(text: &str, out: &mut String) -> bool {
    out.clear();
    out.reserve(text.len() + 1);
    let mut start = 0;
    for byte in text.bytes() {
        match PLAIN[usize::from(byte)] {
            DELETED => {}
            SPACE => close_word(out, &mut start),
            FOREIGN => return false,
            letter => out.push(char::from(letter & 0x7f)),
        }
    }
    close_word(out, &mut start);
    true
}

/// Ends the word that begins at `start`, or takes it back where it is an article.
fn close_word(out: &mut String, start: &mut usize) {
    match out.as_bytes().get(*start..) {
        None | Some([]) => return,
        Some(b"a" | b"an" | b"the") => out.truncate(*start),
        Some(_) => out.push(' '),
    }
    *start = out.len();
}

/// `re.sub(r"\b(a|an|the)\b", " ", text)`.
fn drop_articles(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0; // start of the current run of word characters
    let mut inside = false;
    let mut flush = |run: &str| {
        out.push_str(if matches!(run, "a" | "an" | "the") {
            " "
        } else {
            run
        });
    };
    for (place, c) in text.char_indices() {
        let word = is_word(c);
        if word != inside {
            flush(text.get(run..place).unwrap_or(""));
            (run, inside) = (place, word);
        }
    }
    flush(text.get(run..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_the_script_hold() {
        for (text, expected) in [
            ("The  Cat, an a.", "cat "),
            ("twenty-five", "twentyfive "),
            ("a\u{301}b the-x l’a", "\u{301}b thex l’ "),
            ("“The” end", "“ ” end "),
            ("A the", ""),
            ("theatre an1", "theatre an1 "),
            ("a\u{7f}the\0x an\x1cB", "\u{7f} \0x b "),
            ("", ""),
        ] {
            let mut found = "old".to_owned();
            normalize(text, &mut found);
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
