//! Answers inside longer texts: what follows a marker, a phrase.
//!
//! Every extractor is linear in the length of the text and answers with at most [`MAX_CHARS`]
//! characters.

use std::borrow::Cow;

use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::extract::Extract;
use crate::text::space::strip;

/// Longest answer, in characters; what is longer is cut.
pub const MAX_CHARS: usize = 1000;

/// What may stand around an answer without belonging to it.
pub const WRAPPING: &str = ".:;,!?()[]{}*_`\"'“”‘’«»。：；，！？（）【】「」";

/// Options of [`Marked`].
pub const MARKED_OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "marker",
        kind: Kind::Text,
        preset: Preset::Text("The answer is"),
        doc: "Words before the answer; upper and lower case of ASCII letters are the same.",
    },
    OptionSpec {
        name: "strip",
        kind: Kind::Text,
        preset: Preset::Text(WRAPPING),
        doc: "Characters that do not belong to the answer where they stand around it.",
    },
];

/// The text after the last occurrence of `marker`, in linear time.
pub fn after<'a>(text: &'a str, marker: &str) -> Option<&'a str> {
    // Lower case of ASCII alone keeps every byte offset.
    let (low, wanted) = (text.to_ascii_lowercase(), marker.to_ascii_lowercase());
    let at = low.rfind(&wanted)?;
    text.get(at + wanted.len()..)
}

/// At most [`MAX_CHARS`] characters; `None` where there are none.
pub fn capped(answer: &str) -> Option<Cow<'_, str>> {
    let end = answer
        .char_indices()
        .nth(MAX_CHARS)
        .map_or(answer.len(), |(at, _)| at);
    answer
        .get(..end)
        .filter(|kept| !kept.is_empty())
        .map(Cow::Borrowed)
}

fn first_line(text: &str) -> &str {
    text.split('\n')
        .map(strip)
        .find(|line| !line.is_empty())
        .unwrap_or("")
}

/// What follows a marker, up to the end of its line.
pub struct Marked {
    marker: String,
    strip: String,
}

impl Marked {
    /// The extractor with its options.
    pub fn new(options: &Options) -> Self {
        Self {
            marker: options.text("marker").to_owned(),
            strip: options.text("strip").to_owned(),
        }
    }
}

impl Extract for Marked {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let line = first_line(after(text, &self.marker)?);
        capped(unwrapped(line, &self.strip))
    }
}

/// A text without the white space and the `wrapping` characters around it.
pub fn unwrapped<'a>(text: &'a str, wrapping: &str) -> &'a str {
    text.trim_matches(|c: char| c.is_whitespace() || wrapping.contains(c))
}

/// The first line that is not blank, without quotes and punctuation around it.
pub struct Phrase;

impl Extract for Phrase {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        capped(unwrapped(first_line(text), WRAPPING))
    }
}

#[cfg(test)]
mod tests {
    use crate::options::Value;
    use crate::text::extract::find;

    fn answer(name: &str, options: &[(&str, &str)], text: &str) -> Option<String> {
        let given = options
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Value::Text((*value).to_owned())))
            .collect();
        find(name, given)
            .unwrap()
            .extract(text)
            .map(std::borrow::Cow::into_owned)
    }

    #[test]
    fn marked_answers_are_found() {
        for (text, expected) in [
            ("So the answer is Paris.", Some("Paris")),
            ("The answer is: (B)\nmore", Some("B")),
            ("the answer is x. No, The Answer Is \"y\".", Some("y")),
            ("no marker", None),
            ("The answer is", None),
        ] {
            assert_eq!(answer("marker", &[], text).as_deref(), expected, "{text:?}");
        }
        let own = [("marker", "So the answer is"), ("strip", ".")];
        assert_eq!(
            answer("marker", &own, "So the answer is (A).").as_deref(),
            Some("(A)")
        );
    }

    #[test]
    fn phrases_are_found() {
        for (text, expected) in [
            ("\n \"Paris\".\nIt is", Some("Paris")),
            ("- 肯定。", Some("- 肯定")),
            (" . ", None),
        ] {
            assert_eq!(answer("phrase", &[], text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn long_texts_take_linear_time_and_answers_are_capped() {
        let hostile = [
            "(A".repeat(50_000),
            "1,".repeat(50_000),
            "answer ".repeat(15_000),
            "9".repeat(100_000),
        ];
        for text in &hostile {
            for name in ["marker", "phrase"] {
                let found = answer(name, &[], text);
                assert!(found.is_none_or(|each| each.chars().count() <= super::MAX_CHARS));
            }
        }
    }
}
