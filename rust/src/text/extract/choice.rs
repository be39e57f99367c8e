//! The extractor `choice`.

use std::borrow::Cow;

use crate::error::Error;
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::answers::{WRAPPING, unwrapped};
use crate::text::extract::Extract;
use crate::text::extract::passage::{MARKER, MODE, Search, THINKING, usual_line};
use crate::text::words::is_unspaced;

/// Its options.
pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "choices",
        kind: Kind::List,
        preset: Preset::Absent,
        doc: "What can be answered; needed.",
    },
    OptionSpec {
        name: "which",
        kind: Kind::Choice(&["first", "last"]),
        preset: Preset::Text("first"),
        doc: "Which counts of several that are named where no words such as 'answer is' stand before one.",
    },
    MARKER,
    MODE,
    THINKING,
];

/// Finds which of some choices a text names, in any case, as whole words.
pub struct Choice {
    search: Search,
    last: bool,
    choices: Vec<String>,
    lower: Vec<Vec<char>>,
}

impl Choice {
    /// What the options say.
    ///
    /// # Errors
    /// When there are no choices, or one is empty.
    pub fn new(options: &Options) -> Result<Self, Error> {
        let choices = options.list("choices").unwrap_or(&[]).to_vec();
        let lower: Vec<Vec<char>> = choices.iter().map(|choice| folded(choice.trim())).collect();
        if choices.is_empty() || lower.iter().any(Vec::is_empty) {
            return Err(Error::Option {
                name: "choices".into(),
                problem: "names no choice, or an empty one".into(),
                fix: "give the texts of the choices".into(),
            });
        }
        Ok(Self {
            search: Search::new(options),
            last: options.text("which") == "last",
            choices,
            lower,
        })
    }

    /// The choice named first (or last) in `text`; the longest of several at one place.
    fn named(&self, text: &[char], last: bool) -> Option<usize> {
        let mut found: Option<(usize, usize)> = None;
        let mut place = 0;
        while place < text.len() {
            let here = (0..self.lower.len())
                .filter(|k| is_word_at(text, place, &self.lower[*k]))
                .max_by_key(|k| (self.lower[*k].len(), usize::MAX - k));
            if let Some(choice) = here {
                found = Some((place, choice));
                if !last {
                    break;
                }
                place += self.lower[choice].len();
            } else {
                place += 1;
            }
        }
        found.map(|(_, choice)| choice)
    }
}

/// Lower case, character by character, so that places stay.
fn folded(text: &str) -> Vec<char> {
    text.chars()
        .map(|c| c.to_lowercase().next().unwrap_or(c))
        .collect()
}

/// Whether `word` stands at `place`, and no word goes on at its ends.
fn is_word_at(text: &[char], place: usize, word: &[char]) -> bool {
    let joins = |left: Option<&char>, right: Option<&char>| match (left, right) {
        (Some(left), Some(right)) => {
            left.is_alphanumeric()
                && right.is_alphanumeric()
                && !is_unspaced(*left)
                && !is_unspaced(*right)
        }
        _ => false,
    };
    text.get(place..).is_some_and(|rest| rest.starts_with(word))
        && !joins(place.checked_sub(1).and_then(|k| text.get(k)), word.first())
        && !joins(word.last(), text.get(place + word.len()))
}

impl Extract for Choice {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let (text, _) = self.search.part(text)?;
        let exact = |passage: &str| {
            let passage = folded(unwrapped(passage, WRAPPING));
            self.lower.iter().position(|choice| *choice == passage)
        };
        let usual = |line| exact(line).or_else(|| self.named(&folded(line), false));
        let found = exact(text).or_else(|| usual_line(text).and_then(usual));
        let found = match (found, self.search.strict) {
            (None, false) => self.named(&folded(text), self.last),
            (found, _) => found,
        };
        found
            .and_then(|choice| self.choices.get(choice))
            .map(|choice| Cow::Owned(choice.clone()))
    }
}
