//! Tokenizers of texts, by name. A tokenizer marks where tokens lie; it copies nothing unless the
//! text must be rewritten first.

mod v13a;

use std::borrow::Cow;

use crate::error::Error;
use crate::text::space::is_space;

/// Where a token lies in its text, in bytes.
pub type Span = (u32, u32);

/// A tokenizer of sacrebleu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tokenizer {
    /// mteval-v13a: Western punctuation, entities.
    V13a,
    /// White space alone.
    None,
}

impl Tokenizer {
    /// Names that [`Self::find`] knows.
    pub const NAMES: &'static [&'static str] = &["13a", "none"];

    /// The tokenizer of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(name: &str) -> Result<Self, Error> {
        match name {
            "13a" => Ok(Self::V13a),
            "none" => Ok(Self::None),
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
            Self::None => "none",
        }
    }

    /// The text to which the spans belong, and in `spans` where its tokens lie.
    pub fn tokens<'a>(self, text: &'a str, spans: &mut Vec<Span>) -> Cow<'a, str> {
        spans.clear();
        match self {
            Self::V13a => v13a::tokens(text, spans),
            Self::None => {
                words(text, spans);
                Cow::Borrowed(text)
            }
        }
    }

    /// The tokens joined by one space.
    pub fn join(self, text: &str) -> String {
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
    let mut start = None;
    for (place, c) in text.char_indices() {
        if is_space(c) {
            if let Some(start) = start.take() {
                spans.push((start, place as u32));
            }
        } else if start.is_none() {
            start = Some(place as u32);
        }
    }
    if let Some(start) = start {
        spans.push((start, text.len() as u32));
    }
}
