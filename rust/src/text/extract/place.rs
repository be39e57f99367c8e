//! The extractors `boxed`, `json_field` and `regex`: what stands at an agreed place.

use std::borrow::Cow;

use regex::{Regex, RegexBuilder};

use crate::error::Error;
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::answers::{capped, unwrapped};
use crate::text::extract::Extract;
use crate::text::extract::passage::{MARKER, MODE, Search, THINKING, after_thinking, usual_line};
use crate::text::space::{is_space, strip};

/// Options of `boxed`.
pub const BOXED_OPTIONS: &[OptionSpec] = &[MARKER, MODE, THINKING];

/// Options of `json_field`.
pub const JSON_OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "field",
        kind: Kind::Text,
        preset: Preset::Text("answer"),
        doc: "Name of the field.",
    },
    THINKING,
];

/// Options of `regex`.
pub const REGEX_OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "pattern",
        kind: Kind::Text,
        preset: Preset::Text(""),
        doc: "A regular expression without look-around and back-references; needed.",
    },
    OptionSpec {
        name: "group",
        kind: Kind::Integer(0, 99),
        preset: Preset::Integer(1),
        doc: "Group that holds the answer; 0 is the whole match.",
    },
    OptionSpec {
        name: "which",
        kind: Kind::Choice(&["last", "first"]),
        preset: Preset::Text("last"),
        doc: "Which match counts.",
    },
    THINKING,
];

/// What stands in the last `\boxed{…}`.
pub struct Boxed(Search);

impl Boxed {
    /// What the options say.
    pub fn new(options: &Options) -> Self {
        Self(Search::new(options))
    }
}

impl Extract for Boxed {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let (text, _) = self.0.part(text)?;
        let found = match last_box(text) {
            Some(answer) => unwrap_text(strip(answer)),
            None if self.0.strict => return None,
            None => usual_line(text)?,
        };
        capped(unwrapped(found, ".。*`$"))
    }
}

/// The content of the last box whose braces close, in one pass.
fn last_box(text: &str) -> Option<&str> {
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut found = None;
    let mut escaped = false;
    for (place, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => {
                let before = text.get(..place).unwrap_or("").trim_end_matches(' ');
                let is_box = before.ends_with("\\boxed") || before.ends_with("\\fbox");
                open.push((place + 1, is_box));
            }
            '}' => {
                if let Some((start, true)) = open.pop() {
                    found = text.get(start..place);
                }
            }
            _ => {}
        }
    }
    found
}

/// `\text{x}` is x.
fn unwrap_text(answer: &str) -> &str {
    ["\\text{", "\\mathrm{", "\\textbf{"]
        .iter()
        .find_map(|start| answer.strip_prefix(start)?.strip_suffix('}'))
        .filter(|inner| !inner.contains(['{', '}']))
        .unwrap_or(answer)
}

/// The value of a field in the last JSON object that has it.
pub struct JsonField {
    key: String,
    thinking_end: String,
}

impl JsonField {
    /// What the options say.
    pub fn new(options: &Options) -> Self {
        Self {
            key: format!("\"{}\"", options.text("field")),
            thinking_end: options.text("thinking_end").to_owned(),
        }
    }
}

impl Extract for JsonField {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let text = after_thinking(text, &self.thinking_end);
        let mut places = text.rmatch_indices(self.key.as_str());
        places.find_map(|(place, key)| json_value(text.get(place + key.len()..)?))
    }
}

/// The text, number or constant after a colon.
fn json_value(rest: &str) -> Option<Cow<'_, str>> {
    let rest = rest
        .trim_start_matches(is_space)
        .strip_prefix(':')?
        .trim_start_matches(is_space);
    if let Some(body) = rest.strip_prefix('"') {
        return capped(strip(&json_text(body)?)).map(|answer| Cow::Owned(answer.into_owned()));
    }
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')))
        .unwrap_or(rest.len());
    let word = rest.get(..end)?;
    capped(word).filter(|word| word != "null")
}

/// A JSON string after its opening quote, its escapes resolved; `None` where it does not end.
fn json_text(body: &str) -> Option<String> {
    let mut answer = String::new();
    let mut characters = body.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => return Some(answer),
            '\\' => match characters.next()? {
                'n' => answer.push('\n'),
                't' => answer.push('\t'),
                'r' => answer.push('\r'),
                'b' => answer.push('\u{8}'),
                'f' => answer.push('\u{c}'),
                'u' => answer.push(json_escape(&mut characters)?),
                other => answer.push(other),
            },
            other => answer.push(other),
        }
    }
    None
}

/// Four hexadecimal digits, or two times four for a character beyond them.
fn json_escape(characters: &mut std::str::Chars<'_>) -> Option<char> {
    let mut unit = || {
        (0..4).try_fold(0, |value, _| {
            Some(value * 16 + characters.next()?.to_digit(16)?)
        })
    };
    let first = unit()?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first);
    }
    let mut ahead = characters.clone();
    let marked = ahead.next() == Some('\\') && ahead.next() == Some('u');
    if !marked {
        return None;
    }
    *characters = ahead;
    let second = (0..4).try_fold(0, |value, _| {
        Some(value * 16 + characters.next()?.to_digit(16)?)
    })?;
    char::from_u32(0x10000 + ((first - 0xd800) << 10) + second.checked_sub(0xdc00)?)
}

/// Bytes of a text that a regular expression may see: its time can grow with their square.
const SEARCHED_BYTES: usize = 1 << 15;

/// What a group of a regular expression matches.
pub struct Pattern {
    regex: Regex,
    group: usize,
    last: bool,
    thinking_end: String,
}

impl Pattern {
    /// What the options say.
    ///
    /// # Errors
    /// When the pattern is empty, wrong or too large, or has no such group.
    pub fn new(options: &Options) -> Result<Self, Error> {
        let pattern = options.text("pattern");
        let refuse = |name: &str, problem: String, fix: &str| {
            Err(Error::Option {
                name: name.into(),
                problem,
                fix: fix.into(),
            })
        };
        if pattern.is_empty() {
            return refuse("pattern", "is empty".into(), "give a regular expression");
        }
        let regex = match RegexBuilder::new(pattern).size_limit(1 << 20).build() {
            Ok(regex) => regex,
            Err(error) => {
                let problem = error.to_string();
                let problem = problem
                    .lines()
                    .last()
                    .unwrap_or("is wrong")
                    .trim()
                    .to_owned();
                return refuse("pattern", problem, "use the syntax of the Rust crate regex");
            }
        };
        let group = options.count("group");
        if group >= regex.captures_len() {
            let problem = format!("the pattern has no group {group}");
            return refuse(
                "group",
                problem,
                "put the answer into parentheses, or use group 0",
            );
        }
        Ok(Self {
            regex,
            group,
            last: options.text("which") == "last",
            thinking_end: options.text("thinking_end").to_owned(),
        })
    }
}

impl Extract for Pattern {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let text = after_thinking(text, &self.thinking_end);
        let found = if self.last {
            let start = text.len().saturating_sub(SEARCHED_BYTES);
            let start = (start..=text.len()).find(|place| text.is_char_boundary(*place))?;
            self.regex.captures_iter(text.get(start..)?).last()
        } else {
            let end = text.len().min(SEARCHED_BYTES);
            let end = (0..=end)
                .rev()
                .find(|place| text.is_char_boundary(*place))?;
            self.regex.captures(text.get(..end)?)
        };
        capped(strip(found?.get(self.group)?.as_str()))
    }
}
