//! Extractors: from what a model wrote to the answer that is scored.
//!
//! An extractor sees one text and returns an answer or nothing; it never asks the model again.
//! [`EXTRACTORS`] lists them; `pick` (the choice of greatest log-likelihood) reads numbers and
//! stands in [`crate::pick`].

mod choice;
mod letter;
mod number;
mod numerals;
mod passage;
mod place;

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
        summary: "The letter of an option: alone, after 'answer is', at the start, else the last one.",
        options: letter::OPTIONS,
        configure: |options| Ok(Box::new(letter::Letter::new(options))),
    },
    Extractor {
        name: "choice",
        summary: "Which of some choices is named, in any case and as whole words.",
        options: choice::OPTIONS,
        configure: |options| Ok(Box::new(choice::Choice::new(options)?)),
    },
    Extractor {
        name: "number",
        summary: "A number in its shortest form: after 'answer is', else the last one.",
        options: number::OPTIONS,
        configure: |options| Ok(Box::new(number::Number::new(options))),
    },
    Extractor {
        name: "marker",
        summary: "What follows the last occurrence of a marker, up to the end of its line.",
        options: answers::MARKED_OPTIONS,
        configure: |options| Ok(Box::new(answers::Marked::new(options))),
    },
    Extractor {
        name: "boxed",
        summary: "What stands in the last `\\boxed{…}`, else after 'answer is'.",
        options: place::BOXED_OPTIONS,
        configure: |options| Ok(Box::new(place::Boxed::new(options))),
    },
    Extractor {
        name: "json_field",
        summary: "The value of a field in the last JSON object that has it.",
        options: place::JSON_OPTIONS,
        configure: |options| Ok(Box::new(place::JsonField::new(options))),
    },
    Extractor {
        name: "regex",
        summary: "What a group of a regular expression matches.",
        options: place::REGEX_OPTIONS,
        configure: |options| Ok(Box::new(place::Pattern::new(options)?)),
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
mod tests;
