//! The extractor `letter`.

use std::borrow::Cow;

use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::extract::Extract;
use crate::text::extract::passage::{MARKER, MODE, Search, THINKING, usual_line};
use crate::text::space::{is_space, strip};

/// Its options.
pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "n_choices",
        kind: Kind::Integer(2, 26),
        preset: Preset::Integer(26),
        doc: "Letters from A that name a choice.",
    },
    MARKER,
    MODE,
    THINKING,
];

/// Between letters of which one is right.
const EITHER: [&str; 5] = ["或者", "还是", "或", "or", "/"];

/// Between letters that are both said to be right; `A and B is wrong` says no such thing.
const BOTH: [&str; 4] = ["和", "与", "and", ""];

/// Finds the letter of a choice.
pub struct Letter {
    search: Search,
    n_choices: u32,
}

impl Letter {
    /// What the options say.
    pub fn new(options: &Options) -> Self {
        Self {
            search: Search::new(options),
            n_choices: options.count("n_choices") as u32,
        }
    }

    /// The letter that `c` is, in upper case and ASCII.
    fn letter(&self, c: char) -> Option<char> {
        let place = match c {
            'A'..='Z' => c as u32 - 'A' as u32,
            'Ａ'..='Ｚ' => c as u32 - 'Ａ' as u32,
            _ => return None,
        };
        (place < self.n_choices)
            .then(|| char::from_u32('A' as u32 + place))
            .flatten()
    }

    /// The letter at the start of `text`, after brackets and words such as `option`; nothing that a
    /// word begins with.
    fn leading(&self, text: &str) -> Option<char> {
        let mut characters = unnamed(text).chars();
        let letter = self.letter(characters.next()?)?;
        let (next, after) = (characters.next(), characters.find(|c| !is_space(*c)));
        let ends = next.is_none_or(|c| !is_word(c) && !is_apostrophe(c));
        // `A man` and `I think` are no answers; `A` alone, `A.` and `A)` are.
        let goes_on = next.is_some_and(is_space) && after.is_some_and(char::is_lowercase);
        (ends && !(goes_on && is_also_a_word(letter))).then_some(letter)
    }

    /// As [`Self::leading`]; nothing where another letter stands beside it, as in `(A) or (B)`.
    fn decided(&self, text: &str) -> Option<char> {
        let letter = self.leading(text)?;
        let mut rest = unnamed(text).chars();
        rest.next();
        let rest = rest
            .as_str()
            .trim_start_matches(|c| c != '/' && is_wrapping(c));
        let either = EITHER
            .iter()
            .filter_map(|word| self.leading(after_word(rest, word)?));
        let both = BOTH
            .iter()
            .filter_map(|word| self.alone(after_word(rest, word)?));
        either
            .chain(both)
            .all(|other| other == letter)
            .then_some(letter)
    }

    /// Whether nothing but the letter and its wrapping stands in `text`.
    fn alone(&self, text: &str) -> Option<char> {
        let inner = strip(text).trim_matches(is_wrapping);
        let mut characters = inner.chars();
        let letter = self.letter(characters.next()?)?;
        characters.next().is_none().then_some(letter)
    }

    /// The last letter in brackets, else the last that stands alone.
    fn last(&self, text: &str) -> Option<char> {
        let mut bracketed = None;
        let mut standing = None;
        let mut before = None;
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            if let Some(letter) = self.letter(c) {
                let next = characters.peek().copied();
                let opens = matches!(before, Some('(' | '（' | '[' | '{' | '【'));
                let closes = matches!(next, Some(')' | '）' | ']' | '}' | '】'));
                if opens && closes {
                    bracketed = Some(letter);
                }
                let apart = before.is_none_or(|c| !is_word(c))
                    && next.is_none_or(|c| !is_word(c) && !is_apostrophe(c));
                let mut ahead = characters.clone();
                let is_text = is_also_a_word(letter)
                    && ahead.next().is_some_and(is_space)
                    && ahead.next().is_some_and(char::is_lowercase);
                if apart && !is_text {
                    standing = Some(letter);
                }
            }
            before = Some(c);
        }
        bracketed.or(standing)
    }
}

/// What follows `word` where `text` starts with it, in any case.
fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

/// `text` without the brackets and the words such as `option` at its start.
fn unnamed(text: &str) -> &str {
    let mut rest = text.trim_start_matches(is_wrapping);
    for word in ["option", "choice", "answer", "选项", "选"] {
        if let Some(after) = after_word(rest, word) {
            rest = after.trim_start_matches(is_wrapping);
        }
    }
    rest
}

/// Whether the letter is an English word, so that a word may follow it.
const fn is_also_a_word(letter: char) -> bool {
    matches!(letter, 'A' | 'I')
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || c == '_'
        || c.is_alphabetic() && !crate::text::words::is_unspaced(c)
}

fn is_wrapping(c: char) -> bool {
    is_space(c)
        || c.is_ascii_punctuation()
        || matches!(
            c,
            '（' | '）'
                | '【'
                | '】'
                | '：'
                | '。'
                | '．'
                | '，'
                | '“'
                | '”'
                | '‘'
                | '’'
                | '是'
                | '为'
        )
}

impl Extract for Letter {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let (text, _) = self.search.part(text)?;
        let line = || usual_line(text);
        let alone = self.alone(text);
        let found = if self.search.strict {
            alone.or_else(|| self.decided(line()?))
        } else {
            alone
                .or_else(|| self.leading(line()?))
                .or_else(|| self.leading(text))
                .or_else(|| self.last(text))
        };
        found.map(|letter| Cow::Owned(letter.to_string()))
    }
}
