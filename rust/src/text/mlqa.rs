//! Normalisation of answers in other languages as the MLQA script does it.
//!
//! Where white space does not separate words the script's mixed segmentation holds: characters of the
//! language's own script are words, what stands between them is separated by white space.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::text::space;

/// A language with rules of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Arabic.
    Arabic,
    /// Hindi.
    Hindi,
    /// Japanese.
    Japanese,
    /// Thai.
    Thai,
    /// Chinese.
    Chinese,
}

impl Language {
    /// Whether `c` is a word of its own.
    fn is_word(self, c: char) -> bool {
        match self {
            Self::Arabic | Self::Hindi => false,
            Self::Chinese => is_han(c),
            Self::Japanese => is_han(c) || is_kana(c),
            Self::Thai => matches!(c, '\u{0e00}'..='\u{0e7f}'),
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' // iteration mark, zero
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

/// Whether `c` is punctuation of ASCII or of Unicode.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// Lower-cases, deletes punctuation, in Arabic the article wherever it stands, and separates words.
///
/// The words are appended to `out`, each followed by a space, so that equal answers are equal bytes.
pub fn normalize(text: &str, language: Language, out: &mut String) {
    out.clear();
    let lower = text.to_lowercase();
    if language == Language::Arabic {
        let bare: String = lower.chars().filter(|c| !is_punctuation(*c)).collect();
        write_words(bare.replace("ال", " ").chars(), language, out);
    } else {
        write_words(lower.chars().filter(|c| !is_punctuation(*c)), language, out);
    }
}

fn write_words(characters: impl Iterator<Item = char>, language: Language, out: &mut String) {
    let mut open = false;
    for c in characters {
        let alone = language.is_word(c);
        let blank = space::is_space(c);
        if open && (alone || blank) {
            out.push(' ');
        }
        open = !alone && !blank;
        if !blank {
            out.push(c);
        }
        if alone {
            out.push(' ');
        }
    }
    if open {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_language() {
        for (language, text, expected) in [
            (Language::Chinese, "我有 3个GPU。", "我 有 3 个 gpu "),
            (Language::Chinese, "《U.S.》報告", "us 報 告 "),
            (Language::Chinese, "かな 𠮷野家", "かな 𠮷 野 家 "),
            (Language::Japanese, "コーヒーはNo.1!", "コ ー ヒ ー は no1 "),
            (Language::Thai, "ไม่ดี OK", "ไ ม ่ ด ี ok "),
            (Language::Hindi, "यह, ठीक है।", "यह ठीक है "),
            (Language::Arabic, "البيت الكبير؟", "بيت كبير "),
            (Language::Arabic, "ا،ل", ""),
            (Language::Chinese, " 。", ""),
        ] {
            let mut found = "old".to_owned();
            normalize(text, language, &mut found);
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
