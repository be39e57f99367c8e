//! The instructions of `IFEval`: 25 rules that say whether a text does what was asked.
//!
//! An instruction is written `["<group>:<name>", {<arguments>}]`, with the names and arguments of the
//! paper's data. Rules equal those of its code where this file does not say otherwise; two of its
//! parts cannot be: the language detector, which draws at random, and trained sentence boundaries.
//! [`language`](crate::text::language) and [`sentences`](crate::text::sentences) stand for them.

use regex::{Regex, RegexBuilder};

use crate::text::json::{Value, parse};
use crate::text::space::strip;
use crate::text::{language, sentences};

mod layout;
mod wording;

/// A rule with its arguments.
#[derive(Debug)]
pub enum Instruction {
    /// Every keyword occurs.
    Keywords(Vec<Regex>),
    /// A keyword occurs so often.
    KeywordFrequency(Regex, Bound),
    /// No such word occurs.
    ForbiddenWords(Vec<Regex>),
    /// A letter occurs so often, in either case.
    LetterFrequency(String, Bound),
    /// The text is in this language.
    ResponseLanguage(String),
    /// So many sentences.
    Sentences(Bound),
    /// So many paragraphs between lines of `***`.
    Paragraphs(usize),
    /// So many words.
    Words(Bound),
    /// So many paragraphs between blank lines, one of them with this first word.
    FirstWord {
        /// Paragraphs in all.
        n_paragraphs: usize,
        /// Which paragraph, from 1.
        nth: usize,
        /// Its first word in lower case.
        word: String,
    },
    /// At least so many placeholders such as `[address]`.
    Placeholders(usize),
    /// A postscript with this marker.
    Postscript(Regex),
    /// Exactly so many Markdown bullet points.
    Bullets(usize),
    /// One of three fixed answers.
    ConstrainedResponse,
    /// At least so many stretches in Markdown emphasis.
    Highlights(usize),
    /// At least so many sections with a numbered heading.
    Sections(Regex, usize),
    /// The whole text is JSON.
    Json,
    /// A title in double angle brackets.
    Title,
    /// Two different answers, separated by six asterisks.
    TwoResponses,
    /// The request is repeated first.
    RepeatPrompt(String),
    /// The text ends with this phrase.
    EndsWith(String),
    /// The whole text is in double quotation marks.
    Quotation,
    /// So many words in capital letters.
    CapitalWords(Bound),
    /// English in capital letters.
    Capital,
    /// English in small letters.
    Lowercase,
    /// No comma.
    NoComma,
}

/// A number that must be reached, or must not.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    at_least: bool,
    number: usize,
}

impl Bound {
    fn holds(self, n: usize) -> bool {
        (n >= self.number) == self.at_least
    }
}

impl Instruction {
    /// Reads an instruction as the data write it.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(text: &str) -> Result<Self, String> {
        let value = parse(text).ok_or("is not JSON")?;
        let Value::List(parts) = &value else {
            return Err("is not a list of a name and its arguments".into());
        };
        let [Value::Text(name), arguments] = parts.as_slice() else {
            return Err("is not a list of a name and its arguments".into());
        };
        let given = Arguments { name, arguments };
        // Data in several languages put the language first.
        match name.strip_prefix("en:").unwrap_or(name) {
            "keywords:existence" => Ok(Self::Keywords(given.patterns("keywords", "", "")?)),
            "keywords:frequency" => Ok(Self::KeywordFrequency(
                given.pattern(given.text("keyword")?.trim(), "", "")?,
                given.bound("relation", "frequency")?,
            )),
            "keywords:forbidden_words" => Ok(Self::ForbiddenWords(given.patterns(
                "forbidden_words",
                r"\b",
                r"\b",
            )?)),
            "keywords:letter_frequency" => Ok(Self::LetterFrequency(
                given.text("letter")?.trim().to_lowercase(),
                given.bound("let_relation", "let_frequency")?,
            )),
            "language:response_language" => {
                Ok(Self::ResponseLanguage(given.text("language")?.to_owned()))
            }
            "startend:end_checker" => Ok(Self::EndsWith(given.lowered("end_phrase")?)),
            "startend:quotation" => Ok(Self::Quotation),
            "combination:two_responses" => Ok(Self::TwoResponses),
            "combination:repeat_prompt" => {
                Ok(Self::RepeatPrompt(given.lowered("prompt_to_repeat")?))
            }
            "change_case:capital_word_frequency" => Ok(Self::CapitalWords(
                given.bound("capital_relation", "capital_frequency")?,
            )),
            "change_case:english_capital" => Ok(Self::Capital),
            "change_case:english_lowercase" => Ok(Self::Lowercase),
            "punctuation:no_comma" => Ok(Self::NoComma),
            other => Self::read_layout(other, &given),
        }
    }

    fn read_layout(name: &str, given: &Arguments<'_>) -> Result<Self, String> {
        Ok(match name {
            "length_constraints:number_sentences" => {
                Self::Sentences(given.bound("relation", "num_sentences")?)
            }
            "length_constraints:number_paragraphs" => {
                Self::Paragraphs(given.count("num_paragraphs")?)
            }
            "length_constraints:number_words" => Self::Words(given.bound("relation", "num_words")?),
            "length_constraints:nth_paragraph_first_word" => Self::FirstWord {
                n_paragraphs: given.count("num_paragraphs")?,
                nth: given.count("nth_paragraph")?,
                word: given.lowered("first_word")?,
            },
            "detectable_content:number_placeholders" => {
                Self::Placeholders(given.count("num_placeholders")?)
            }
            "detectable_content:postscript" => Self::Postscript(given.postscript()?),
            "detectable_format:number_bullet_lists" => Self::Bullets(given.count("num_bullets")?),
            "detectable_format:constrained_response" => Self::ConstrainedResponse,
            "detectable_format:number_highlighted_sections" => {
                Self::Highlights(given.count("num_highlights")?)
            }
            "detectable_format:multiple_sections" => Self::Sections(
                build(
                    &format!(r"{}\s?\d+", given.text("section_spliter")?.trim()),
                    false,
                )?,
                given.count("num_sections")?,
            ),
            "detectable_format:json_format" => Self::Json,
            "detectable_format:title" => Self::Title,
            other => return Err(format!("names no instruction: {other}")),
        })
    }

    /// Whether a text does what was asked; an empty one never does.
    pub fn is_followed(&self, text: &str) -> bool {
        !strip(text).is_empty() && self.holds(text)
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Keywords(patterns) => patterns.iter().all(|each| each.is_match(text)),
            Self::KeywordFrequency(pattern, bound) => bound.holds(pattern.find_iter(text).count()),
            Self::ForbiddenWords(patterns) => !patterns.iter().any(|each| each.is_match(text)),
            Self::LetterFrequency(letter, bound) => {
                bound.holds(text.to_lowercase().matches(letter.as_str()).count())
            }
            Self::ResponseLanguage(code) => is_in(text, code),
            Self::Sentences(bound) => bound.holds(sentences::count(text)),
            Self::Paragraphs(n) => layout::has_paragraphs(text, *n),
            Self::Words(bound) => bound.holds(wording::n_words(text)),
            Self::FirstWord {
                n_paragraphs,
                nth,
                word,
            } => layout::has_first_word(text, *n_paragraphs, *nth, word),
            Self::Placeholders(n) => layout::n_placeholders(text) >= *n,
            Self::Postscript(marker) => marker.is_match(&text.to_lowercase()),
            Self::Bullets(n) => layout::n_bullets(text) == *n,
            Self::ConstrainedResponse => ["yes", "no", "maybe"]
                .iter()
                .any(|word| text.contains(&format!("My answer is {word}."))),
            Self::Highlights(n) => layout::n_highlights(text) >= *n,
            Self::Sections(heading, n) => heading.find_iter(text).count() >= *n,
            Self::Json => layout::is_json(text),
            Self::Title => layout::has_title(text),
            Self::TwoResponses => layout::has_two_responses(text),
            Self::RepeatPrompt(prompt) => strip(text).to_lowercase().starts_with(prompt),
            Self::EndsWith(phrase) => strip(text)
                .trim_matches('"')
                .to_lowercase()
                .ends_with(phrase),
            Self::Quotation => {
                let text = strip(text);
                text.len() > 1 && text.starts_with('"') && text.ends_with('"')
            }
            Self::CapitalWords(bound) => bound.holds(wording::n_capital_words(text)),
            Self::Capital => wording::is_upper(text) && is_in(text, "en"),
            Self::Lowercase => wording::is_lower(text) && is_in(text, "en"),
            Self::NoComma => !text.contains(','),
        }
    }
}

/// Whether a text is in a language; one without letters is in any.
fn is_in(text: &str, code: &str) -> bool {
    match language::detect(text) {
        language::Language::NoLetters => true,
        language::Language::Unknown => false,
        language::Language::Known(found) => found == code,
    }
}

/// The ways in which a text is looked at loosely: without its first line, its last line, both, and
/// each of these without asterisks.
pub fn loosened(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let n = lines.len();
    let cut = |from: usize, to: usize| {
        let kept = lines.get(from..to).unwrap_or(&[]).join("\n");
        strip(&kept).to_owned()
    };
    let mut all = vec![text.to_owned(), cut(1, n), cut(0, n - 1), cut(1, n - 1)];
    let plain: Vec<String> = all.iter().map(|each| each.replace('*', "")).collect();
    all.extend(plain);
    all
}

/// The arguments of one instruction.
struct Arguments<'a> {
    name: &'a str,
    arguments: &'a Value,
}

impl Arguments<'_> {
    fn missing(&self, key: &str) -> String {
        format!("gives {} no {key}", self.name)
    }

    fn text(&self, key: &str) -> Result<&str, String> {
        match self.arguments.get(key) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(self.missing(key)),
        }
    }

    fn lowered(&self, key: &str) -> Result<String, String> {
        Ok(self.text(key)?.trim().to_lowercase())
    }

    fn count(&self, key: &str) -> Result<usize, String> {
        match self.arguments.get(key) {
            Some(Value::Number(number)) if (0.0..=1e9).contains(number) => Ok(*number as usize),
            _ => Err(self.missing(key)),
        }
    }

    fn bound(&self, relation: &str, number: &str) -> Result<Bound, String> {
        let at_least = match self.text(relation)? {
            "at least" => true,
            "less than" => false,
            other => return Err(format!("compares {} by {other:?}", self.name)),
        };
        let number = self.count(number)?;
        Ok(Bound { at_least, number })
    }

    fn pattern(&self, words: &str, before: &str, behind: &str) -> Result<Regex, String> {
        if words.is_empty() {
            return Err(self.missing("words"));
        }
        build(&format!("{before}{words}{behind}"), true)
    }

    fn patterns(&self, key: &str, before: &str, behind: &str) -> Result<Vec<Regex>, String> {
        let Some(Value::List(words)) = self.arguments.get(key) else {
            return Err(self.missing(key));
        };
        let pattern = |word: &Value| match word {
            Value::Text(word) => self.pattern(word, before, behind),
            _ => Err(self.missing(key)),
        };
        words.iter().map(pattern).collect()
    }

    /// The pattern of a postscript in a text in lower case.
    fn postscript(&self) -> Result<Regex, String> {
        let marker = self.text("postscript_marker")?.trim();
        match marker {
            "P.P.S" => build(r"p\.\s?p\.\s?s", false),
            "P.S." => build(r"p\.\s?s\.", false),
            other => build(&other.to_lowercase(), false),
        }
    }
}

/// A pattern of the data; they are searched for as regular expressions, as the paper's code does.
fn build(pattern: &str, ignores_case: bool) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .case_insensitive(ignores_case)
        .size_limit(1 << 20)
        .build()
        .map_err(|_| format!("holds {pattern:?}, which is no pattern"))
}
