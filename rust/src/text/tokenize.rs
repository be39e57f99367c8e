//! Tokenizers of texts, by name. A tokenizer marks where tokens lie; it copies nothing unless the
//! text must be rewritten first.

pub mod intl;
mod scan;
pub mod v13a;

use std::borrow::Cow;

use crate::error::Error;
use crate::text::space::{is_space, strip_end};

/// Where a token lies in its text, in bytes.
pub type Span = (u32, u32);

/// A tokenizer of sacrebleu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tokenizer {
    /// mteval-v13a: Western punctuation, entities.
    V13a,
    /// mteval-v14: punctuation and symbols of all scripts.
    Intl,
    /// Chinese characters one by one, the rest as `13a`.
    Zh,
    /// Every character.
    Char,
    /// White space alone.
    None,
    /// White space alone, in texts that MeCab has cut; the name stands in the signature.
    Cut(&'static str),
}

impl Tokenizer {
    /// Names that [`Self::find`] knows.
    pub const NAMES: &'static [&'static str] =
        &["13a", "intl", "zh", "char", "none", "ja-mecab", "ko-mecab"];

    /// The tokenizer of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(name: &str) -> Result<Self, Error> {
        match name {
            "13a" => Ok(Self::V13a),
            "intl" => Ok(Self::Intl),
            "zh" => Ok(Self::Zh),
            "char" => Ok(Self::Char),
            "none" => Ok(Self::None),
            "ja-mecab" => Ok(Self::Cut("ja-mecab")),
            "ko-mecab" => Ok(Self::Cut("ko-mecab")),
            _ => Err(Error::Unknown {
                kind: "tokenizer",
                name: name.to_owned(),
                known: Self::NAMES.to_vec(),
            }),
        }
    }

    /// Name in a signature.
    pub fn signature(self) -> &'static str {
        match self {
            Self::V13a => "13a",
            Self::Intl => "intl",
            Self::Zh => "zh",
            Self::Char => "char",
            Self::None => "none",
            Self::Cut(name) => name,
        }
    }

    /// The text to which the spans belong, and in `spans` where its tokens lie.
    pub fn tokens<'a>(self, text: &'a str, spans: &mut Vec<Span>) -> Cow<'a, str> {
        spans.clear();
        match self {
            Self::V13a => v13a::western(text, spans),
            Self::Intl => intl::tokens(text, spans),
            Self::Zh => v13a::chinese(text, spans),
            Self::Char => {
                characters(text, spans);
                Cow::Borrowed(text)
            }
            Self::None | Self::Cut(_) => {
                words(text, spans);
                Cow::Borrowed(text)
            }
        }
    }

    /// The tokens joined by one space; for `char` white space too is a character here.
    pub fn join(self, text: &str) -> String {
        if self == Self::Char {
            let characters: Vec<String> = strip_end(text).chars().map(String::from).collect();
            return characters.join(" ");
        }
        let mut spans = Vec::new();
        let text = self.tokens(text, &mut spans);
        let tokens: Vec<&str> = spans
            .iter()
            .filter_map(|(start, end)| text.get(*start as usize..*end as usize))
            .collect();
        tokens.join(" ")
    }
}

/// Appends the spans of the words of `str.split()`.
pub fn words(text: &str, spans: &mut Vec<Span>) {
    scan::scan::<scan::Spaces>(text, spans);
}

/// Appends the span of every character that is not white space.
fn characters(text: &str, spans: &mut Vec<Span>) {
    let marked = text.char_indices().filter(|(_, c)| !is_space(*c));
    spans.extend(marked.map(|(place, c)| (place as u32, (place + c.len_utf8()) as u32)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tokenizer: Tokenizer, cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(tokenizer.join(text), *expected, "{tokenizer:?} {text:?}");
        }
    }

    #[test]
    fn western_rules_hold() {
        check(
            Tokenizer::V13a,
            &[
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
            ],
        );
    }

    #[test]
    fn international_rules_hold() {
        check(
            Tokenizer::Intl,
            &[
                ("in 1987.", "in 1987."),
                ("in 1987. ", "in 1987."),
                ("½,3 Ⅰ.Ⅱ 5,,5 5,,,5", "½,3 Ⅰ.Ⅱ 5 , , 5 5 , , ,5"),
                (".5 ..5 x..5", ".5 . .5 x . .5"),
                ("..5", ". . 5"),
                ("a€b “c” don't", "a € b “ c ” don ' t"),
            ],
        );
    }

    #[test]
    fn chinese_rules_hold() {
        check(
            Tokenizer::Zh,
            &[
                (" 中文abc，かな", "中 文 abc ， かな"),
                ("1987. ", "1987."),
                ("“a”—b", "“ a ” — b"),
                ("5.中", "5 . 中"),
            ],
        );
        check(Tokenizer::Char, &[("a 中\u{301} ", "a   中 \u{301}")]);
    }
}
