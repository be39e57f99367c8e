//! Answers inside longer texts: the letter of an option, a number, what follows a marker, a phrase.
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
const WRAPPING: &str = ".:;,!?()[]{}*_`\"'“”‘’«»。：；，！？（）【】「」";

const MARKER: OptionSpec = OptionSpec {
    name: "marker",
    kind: Kind::Text,
    preset: Preset::Absent,
    doc: "Only the text after the last occurrence of these words is looked at; without them there \
          is no answer.",
};

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
/// Options of [`Letter`].
pub const LETTER_OPTIONS: &[OptionSpec] = &[MARKER];
/// Options of [`Number`].
pub const NUMBER_OPTIONS: &[OptionSpec] = &[
    MARKER,
    OptionSpec {
        name: "which",
        kind: Kind::Choice(&["last", "first"]),
        preset: Preset::Text("last"),
        doc: "Which number of several.",
    },
];

/// The text after the last occurrence of `marker`, in linear time.
fn after<'a>(text: &'a str, marker: &str) -> Option<&'a str> {
    // Lower case of ASCII alone keeps every byte offset.
    let (low, wanted) = (text.to_ascii_lowercase(), marker.to_ascii_lowercase());
    let at = low.rfind(&wanted)?;
    text.get(at + wanted.len()..)
}

/// The part of the text that an optional marker leaves.
fn part<'a>(text: &'a str, marker: Option<&str>) -> Option<&'a str> {
    marker.map_or(Some(text), |words| after(text, words))
}

fn marker(options: &Options) -> Option<String> {
    let words = options.text("marker");
    (!words.is_empty()).then(|| words.to_owned())
}

fn capped(answer: &str) -> Option<Cow<'_, str>> {
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
fn unwrapped<'a>(text: &'a str, wrapping: &str) -> &'a str {
    text.trim_matches(|c: char| c.is_whitespace() || wrapping.contains(c))
}

/// The first line that is not blank, without quotes and punctuation around it.
pub struct Phrase;

impl Extract for Phrase {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        capped(unwrapped(first_line(text), WRAPPING))
    }
}

/// The letter of an option.
pub struct Letter {
    marker: Option<String>,
}

impl Letter {
    /// The extractor with its options.
    pub fn new(options: &Options) -> Self {
        Self {
            marker: marker(options),
        }
    }
}

impl Extract for Letter {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let text = part(text, self.marker.as_deref())?;
        let letter = leading(text)
            .or_else(|| after(text, "answer").and_then(standing))
            .or_else(|| after(text, "答案").and_then(standing))
            .or_else(|| bracketed(text))?;
        Some(Cow::Owned(letter.to_string()))
    }
}

/// Capital letter A–Z, in ASCII or full width, as ASCII.
fn capital(c: char) -> Option<char> {
    match c {
        'A'..='Z' => Some(c),
        'Ａ'..='Ｚ' => char::from_u32(u32::from(c) - 0xFEE0),
        _ => None,
    }
}

/// A letter at the very start: `B`, `(B)`, `**B.** …`, `B: …`; not the article of `A cat`.
fn leading(text: &str) -> Option<char> {
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || WRAPPING.contains(c));
    let mut chars = rest.chars();
    let letter = capital(chars.next()?)?;
    let following = chars.next();
    match following {
        None | Some('\n' | '\r') => Some(letter),
        Some(c) if WRAPPING.contains(c) && c != '\'' && c != '’' => Some(letter),
        Some(c) if c.is_whitespace() => {
            let next = chars.find(|c| !c.is_whitespace());
            next.is_none_or(|c| !c.is_alphabetic() || !is_latin(c))
                .then_some(letter)
        }
        Some(c) => (!c.is_alphanumeric() || !is_latin(c))
            .then_some(letter)
            .filter(|_| c != '\'' && c != '’'),
    }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{C0}'..='\u{24F}').contains(&c)
}

/// The first capital letter that stands alone.
fn standing(text: &str) -> Option<char> {
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let alone = !is_latin(before) && chars.peek().is_none_or(|next| !is_latin(*next));
        if let (true, Some(letter)) = (alone, capital(c)) {
            return Some(letter);
        }
        before = c;
    }
    None
}

/// The last capital letter between round brackets.
fn bracketed(text: &str) -> Option<char> {
    let mut found = None;
    let (mut two_before, mut before) = (' ', ' ');
    for c in text.chars() {
        if matches!(c, ')' | '）') && matches!(two_before, '(' | '（') {
            found = capital(before).or(found);
        }
        (two_before, before) = (before, c);
    }
    found
}

/// A number, in its shortest form.
pub struct Number {
    marker: Option<String>,
    first: bool,
}

impl Number {
    /// The extractor with its options.
    pub fn new(options: &Options) -> Self {
        Self {
            marker: marker(options),
            first: options.text("which") == "first",
        }
    }
}

impl Extract for Number {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let text = part(text, self.marker.as_deref())?;
        let chars: Vec<char> = text.chars().map(narrow).collect();
        let mut found = None;
        let mut at = 0;
        while at < chars.len() {
            if chars.get(at).is_some_and(char::is_ascii_digit) {
                let (number, end) = read_number(&chars, at);
                found = Some(number);
                if self.first {
                    break;
                }
                at = end;
            } else {
                at += 1;
            }
        }
        found.map(Cow::Owned)
    }
}

/// Full-width digits, signs and separators as ASCII.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '．' | '，' | '－' | '＋' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        '−' => '-',
        _ => c,
    }
}

/// The number whose first digit stands at `start`, and the position after it.
///
/// A comma belongs to it where three digits follow, a point where any digit follows; a minus sign
/// where no letter or digit stands before the sign.
fn read_number(chars: &[char], start: usize) -> (String, usize) {
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let mut whole = String::new();
    let mut fraction = String::new();
    let mut at = start;
    loop {
        match chars.get(at) {
            Some(c) if c.is_ascii_digit() => {
                whole.push(*c);
                at += 1;
            }
            Some(',') if (1..4).all(|n| is_digit(at + n)) && !is_digit(at + 4) => at += 1,
            _ => break,
        }
    }
    if chars.get(at) == Some(&'.') && is_digit(at + 1) {
        at += 1;
        while let Some(c) = chars.get(at).filter(|c| c.is_ascii_digit()) {
            fraction.push(*c);
            at += 1;
        }
    }
    let before = start.checked_sub(1).and_then(|n| chars.get(n));
    let earlier = start.checked_sub(2).and_then(|n| chars.get(n));
    let negative = before == Some(&'-') && earlier.is_none_or(|c| !c.is_alphanumeric());
    (shortest(negative, &whole, &fraction), at)
}

fn shortest(negative: bool, whole: &str, fraction: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let sign = if negative && !(whole.is_empty() && fraction.is_empty()) {
        "-"
    } else {
        ""
    };
    let whole = if whole.is_empty() { "0" } else { whole };
    let mut number = format!("{sign}{whole}");
    if !fraction.is_empty() {
        number.push('.');
        number.push_str(fraction);
    }
    number.truncate(
        number
            .char_indices()
            .nth(MAX_CHARS)
            .map_or(number.len(), |(at, _)| at),
    );
    number
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
    fn letters_are_found() {
        for (text, expected) in [
            ("B", Some("B")),
            (" (C) because", Some("C")),
            ("**D.** It is", Some("D")),
            ("Ｂ。因为", Some("B")),
            ("A: yes", Some("A")),
            ("A cat sat", None),
            ("I think so", None),
            ("A\nBecause", Some("A")),
            ("Because of this the answer is (B).", Some("B")),
            ("The answer is A, I am sure", Some("A")),
            ("Answer: C", Some("C")),
            ("答案是C", Some("C")),
            ("Neither (A) nor (B) but (C) fits", Some("C")),
            ("Both are wrong", None),
            ("", None),
            ("A's", None),
        ] {
            assert_eq!(answer("letter", &[], text).as_deref(), expected, "{text:?}");
        }
        let marked = [("marker", "answer is")];
        assert_eq!(
            answer("letter", &marked, "B. The ANSWER IS (C).").as_deref(),
            Some("C")
        );
        assert_eq!(answer("letter", &marked, "B."), None);
    }

    #[test]
    fn numbers_are_found() {
        for (text, expected) in [
            ("He has 1,234.50 dollars", Some("1234.5")),
            ("12, 13 and 14.", Some("14")),
            ("It is -5", Some("-5")),
            ("pages 3-5", Some("5")),
            ("１，２３４ 元", Some("1234")),
            ("007", Some("7")),
            ("0.50", Some("0.5")),
            ("-0", Some("0")),
            ("1,23", Some("23")),
            ("50%", Some("50")),
            ("none", None),
        ] {
            assert_eq!(answer("number", &[], text).as_deref(), expected, "{text:?}");
        }
        let first = [("which", "first")];
        assert_eq!(answer("number", &first, "3 of 4").as_deref(), Some("3"));
        let marked = [("marker", "####")];
        assert_eq!(
            answer("number", &marked, "5\n#### 72\n9").as_deref(),
            Some("9")
        );
        assert_eq!(
            answer(
                "number",
                &[("marker", "####"), ("which", "first")],
                "5\n#### 72\n9"
            )
            .as_deref(),
            Some("72")
        );
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
            for name in ["letter", "number", "marker", "phrase"] {
                let found = answer(name, &[], text);
                assert!(found.is_none_or(|each| each.chars().count() <= super::MAX_CHARS));
            }
        }
    }
}
