//! Words of any language, by named rules that need no dictionary.
//!
//! Where white space does not separate words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) the
//! rule `unicode` makes each character, with the marks that follow it, a token of its own.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::options::{Kind, OptionSpec, Preset};
use crate::text::space;

/// The option that chooses a rule.
pub const OPTION: OptionSpec = OptionSpec {
    name: "tokenizer",
    kind: Kind::Choice(&["whitespace", "unicode", "character"]),
    preset: Preset::Text("whitespace"),
    doc: "`whitespace`: what white space separates. `unicode`: letters, marks and numbers without punctuation; single characters where white space does not separate words. `character`: every character but white space.",
};

/// How a text is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// As Python's `str.split()`.
    Whitespace,
    /// Runs of letters, marks and numbers; characters of unspaced scripts alone.
    Unicode,
    /// Every code point that is not white space.
    Character,
}

impl Words {
    /// The rule of this name, `whitespace` where there is none.
    pub fn new(name: &str) -> Self {
        match name {
            "unicode" => Self::Unicode,
            "character" => Self::Character,
            _ => Self::Whitespace,
        }
    }

    /// Calls `visit` with each word of `text`, in order.
    pub fn visit(self, text: &str, mut visit: impl FnMut(&str)) {
        match self {
            Self::Whitespace => space::split(text).for_each(visit),
            Self::Unicode => visit_unicode(text, visit),
            Self::Character => {
                for (place, c) in text.char_indices().filter(|(_, c)| !space::is_space(*c)) {
                    visit(text.get(place..place + c.len_utf8()).unwrap_or(""));
                }
            }
        }
    }
}

/// What a character is to the rule `unicode`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Goes on with a word of its kind.
    Spaced,
    /// Begins a word always.
    Unspaced,
    /// Goes on with any word.
    Mark,
    /// Belongs to no word.
    Other,
}

fn visit_unicode(text: &str, mut visit: impl FnMut(&str)) {
    let mut open: Option<(usize, Class)> = None;
    for (place, c) in text.char_indices() {
        let class = classify(c);
        let goes_on = match open {
            Some((_, before)) => {
                class == Class::Mark || class == Class::Spaced && before != Class::Unspaced
            }
            None => class == Class::Other,
        };
        if goes_on {
            continue;
        }
        if let Some((start, _)) = open {
            visit(text.get(start..place).unwrap_or(""));
        }
        open = (class != Class::Other).then_some((place, class));
    }
    if let Some((start, _)) = open {
        visit(text.get(start..).unwrap_or(""));
    }
}

fn classify(c: char) -> Class {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() {
            Class::Spaced
        } else {
            Class::Other
        };
    }
    match c.general_category_group() {
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number => {
            if is_unspaced(c) {
                Class::Unspaced
            } else {
                Class::Spaced
            }
        }
        GeneralCategoryGroup::Mark => Class::Mark,
        _ => Class::Other,
    }
}

/// Whether the script of `c` is written without spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Burmese
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3005}'..='\u{3007}' // iteration mark, zero
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' // kana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' // Han
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(rule: Words, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        rule.visit(text, |word| found.push(word.to_owned()));
        found
    }

    #[test]
    fn each_rule_separates_as_it_says() {
        for (rule, text, expected) in [
            (
                Words::Whitespace,
                "a\x1cb,\u{3000}c ",
                &["a", "b,", "c"][..],
            ),
            (Words::Character, "a 你\u{301}", &["a", "你", "\u{301}"]),
            (Words::Unicode, "It's 3.5%", &["It", "s", "3", "5"]),
            (
                Words::Unicode,
                "我有3个GPU。",
                &["我", "有", "3", "个", "GPU"],
            ),
            (Words::Unicode, "ไม่ดี", &["ไ", "ม่", "ดี"]),
            (Words::Unicode, "नमस्ते दुनिया", &["नमस्ते", "दुनिया"]),
            (Words::Unicode, "مَرحبا", &["مَرحبا"]),
            (Words::Unicode, "コーヒー", &["コ", "ー", "ヒ", "ー"]),
            (Words::Unicode, "\u{301}a…", &["\u{301}a"]),
            (Words::Unicode, "", &[]),
        ] {
            assert_eq!(words(rule, text), expected, "{text:?}");
        }
    }
}
