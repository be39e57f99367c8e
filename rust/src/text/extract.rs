//! Extractors: from what a model wrote to the answer that is scored.
//!
//! An extractor sees one text and returns an answer or nothing; it never asks the model again.
//! [`EXTRACTORS`] lists them; `pick` (the choice of greatest log-likelihood) reads numbers and
//! stands in [`crate::pick`].

use std::borrow::Cow;

use crate::error::Error;
use crate::options::{OptionSpec, Options, Value};
use crate::text::answers;
use crate::text::space::strip;

/// An extractor with its options chosen.
pub trait Extract: Sync + Send {
    /// The answer in `text`; `None` where there is none.
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>>;
}

/// A registered extractor.
pub struct Extractor {
    /// Name.
    pub name: &'static str,
    /// One sentence: what it returns.
    pub summary: &'static str,
    /// Its options.
    pub options: &'static [OptionSpec],
    /// The extractor that options choose.
    pub configure: fn(&Options) -> Result<Box<dyn Extract>, Error>,
}

/// Every extractor, in the order in which they are listed.
pub static EXTRACTORS: &[Extractor] = &[
    Extractor {
        name: "verbatim",
        summary: "The whole text as it stands.",
        options: &[],
        configure: |_| Ok(Box::new(Verbatim)),
    },
    Extractor {
        name: "first_line",
        summary: "The first line that is not blank, without surrounding white space.",
        options: &[],
        configure: |_| Ok(Box::new(FirstLine)),
    },
    Extractor {
        name: "phrase",
        summary: "The first line that is not blank, without quotes and punctuation around it.",
        options: &[],
        configure: |_| Ok(Box::new(answers::Phrase)),
    },
    Extractor {
        name: "letter",
        summary: "The letter of an option: at the start, after 'answer', or the last in brackets.",
        options: answers::LETTER_OPTIONS,
        configure: |options| Ok(Box::new(answers::Letter::new(options))),
    },
    Extractor {
        name: "number",
        summary: "The last number, without thousands separators and needless zeros.",
        options: answers::NUMBER_OPTIONS,
        configure: |options| Ok(Box::new(answers::Number::new(options))),
    },
    Extractor {
        name: "marker",
        summary: "What follows the last occurrence of a marker, up to the end of its line.",
        options: answers::MARKED_OPTIONS,
        configure: |options| Ok(Box::new(answers::Marked::new(options))),
    },
];

/// The extractor of this name with these options.
///
/// # Errors
/// When there is none, or an option is wrong.
pub fn find(name: &str, given: Vec<(String, Value)>) -> Result<Box<dyn Extract>, Error> {
    let extractor = EXTRACTORS
        .iter()
        .find(|extractor| extractor.name == name)
        .ok_or_else(|| Error::Unknown {
            kind: "extractor",
            name: name.to_owned(),
            known: EXTRACTORS.iter().map(|extractor| extractor.name).collect(),
        })?;
    (extractor.configure)(&Options::read(extractor.options, given)?)
}

struct Verbatim;

impl Extract for Verbatim {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        Some(Cow::Borrowed(text))
    }
}

struct FirstLine;

impl Extract for FirstLine {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        text.split('\n')
            .map(strip)
            .find(|line| !line.is_empty())
            .map(Cow::Borrowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_found() {
        for (name, text, expected) in [
            ("verbatim", " a\nb ", Some(" a\nb ")),
            ("first_line", "\r\n  a b \nc", Some("a b")),
            ("first_line", " \n\u{3000}\n", None),
        ] {
            let extractor = find(name, Vec::new()).unwrap();
            assert_eq!(
                extractor.extract(text).as_deref(),
                expected,
                "{name} {text:?}"
            );
        }
        assert!(find("other", Vec::new()).is_err());
    }
}
