//! Tercom's tokenizer as sacrebleu 2.6.0 has it.
//!
//! White space separates. `normalized` joins lines at `\n-`, replaces entities, isolates ASCII
//! punctuation as `13a` does and cuts off `'s`; with `asian_support` it isolates Chinese characters
//! and Asian punctuation too. Kana are never cut: the reference's rules for them ask for the start
//! of the text, where `normalized` has put a space. `no_punct` deletes a fixed set last. References
//! pass through it twice.

use std::borrow::Cow;

use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::case::fold;
use crate::text::space::{split, strip_end};
use crate::text::tokenize::v13a::{is_mark, unescape, western_spans};

const fn flag(name: &'static str, doc: &'static str) -> OptionSpec {
    OptionSpec {
        name,
        kind: Kind::Flag,
        preset: Preset::Flag(false),
        doc,
    }
}

/// What may be chosen.
pub const OPTIONS: &[OptionSpec] = &[
    flag("normalized", "Isolate punctuation and replace entities."),
    flag("no_punct", "Delete punctuation."),
    flag(
        "asian_support",
        "With the two above: Chinese characters and Asian punctuation too.",
    ),
    flag("case_sensitive", "Keep case."),
];

/// The tokenizer with its options chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the options of the reference"
)]
pub struct Tercom {
    /// Isolate punctuation.
    pub normalized: bool,
    /// Delete punctuation.
    pub no_punct: bool,
    /// Treat Asian characters and punctuation too.
    pub asian_support: bool,
    /// Keep case.
    pub case_sensitive: bool,
}

impl Tercom {
    /// The tokenizer that options choose.
    pub fn new(options: &Options) -> Self {
        Self {
            normalized: options.flag("normalized"),
            no_punct: options.flag("no_punct"),
            asian_support: options.flag("asian_support"),
            case_sensitive: options.flag("case_sensitive"),
        }
    }

    /// The text whose words of white space are the tokens.
    pub fn apply(self, text: &str) -> Cow<'_, str> {
        let mut text = fold(strip_end(text), !self.case_sensitive);
        if self.normalized {
            text = Cow::Owned(self.normalize(&text));
        }
        if self.no_punct {
            let drops = |c: char| {
                matches!(c, '.' | ',' | '?' | ':' | ';' | '!' | '"' | '(' | ')')
                    || self.asian_support && is_asian_punctuation(c)
            };
            text = Cow::Owned(text.chars().filter(|c| !drops(*c)).collect());
        }
        text
    }

    /// The tokens joined by one space.
    pub fn join(self, text: &str) -> String {
        split(&self.apply(text)).collect::<Vec<_>>().join(" ")
    }

    /// The same for a reference, which sacrebleu tokenises twice. The second pass cuts off an `'s`
    /// that the first found before a stop and left before a space.
    pub fn apply_twice(self, text: &str) -> Cow<'_, str> {
        let once = self.apply(text);
        if self.normalized {
            Cow::Owned(self.apply(&once).into_owned())
        } else {
            once
        }
    }

    fn normalize(self, text: &str) -> String {
        let text = unescape(&text.replace("\n-", "").replace('\n', " "));
        let mut out = String::with_capacity(text.len() * 2);
        let mut spans = Vec::new();
        western_spans(&text, &mut spans);
        for (start, end) in spans {
            let (start, end) = (start as usize, end as usize);
            let token = text.get(start..end).unwrap_or("");
            let rest = text.get(end..).unwrap_or("");
            // The pattern is `'s` before a space, which may be one that isolates a mark.
            let cuts = rest
                .chars()
                .next()
                .is_none_or(|next| next == ' ' || is_mark(next));
            match token.strip_suffix("'s").filter(|_| cuts) {
                Some(stem) => {
                    self.push(stem, &mut out);
                    self.push("'s", &mut out);
                }
                None => self.push(token, &mut out),
            }
        }
        out
    }

    fn push(self, token: &str, out: &mut String) {
        for c in token.chars() {
            if self.asian_support && (is_asian(c) || is_asian_punctuation(c)) {
                out.extend([' ', c, ' ']);
            } else {
                out.push(c);
            }
        }
        out.push(' ');
    }
}

/// Characters that stand alone; the range that starts at U+3200 ends at U+3F22 by a slip of the
/// reference.
fn is_asian(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{31c0}'..='\u{31ef}'
        | '\u{2e80}'..='\u{2eff}' | '\u{3200}'..='\u{3f22}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}')
}

fn is_asian_punctuation(c: char) -> bool {
    matches!(c,
        '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}'
        | '\u{ff61}'..='\u{ff65}' | '\u{30fb}' | '\u{ff0e}' | '\u{ff0c}' | '\u{ff1f}'
        | '\u{ff1a}' | '\u{ff1b}' | '\u{ff01}' | '\u{ff02}' | '\u{ff08}' | '\u{ff09}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_the_reference_hold() {
        let plain = Tercom {
            normalized: false,
            no_punct: false,
            asian_support: false,
            case_sensitive: false,
        };
        let normalized = Tercom {
            normalized: true,
            ..plain
        };
        let asian = Tercom {
            asian_support: true,
            ..normalized
        };
        for (tokenizer, text, expected) in [
            (plain, "The CAT sat. ", "the cat sat."),
            (
                normalized,
                "It's the cat's, cat's.",
                "it 's the cat's , cat's .",
            ),
            (normalized, "a\n-b &lt;c&gt;", "ab < c >"),
            (asian, "我们、かな", "我 们 、 かな"),
            (
                Tercom {
                    no_punct: true,
                    ..plain
                },
                "a.b (c) d-e",
                "ab c d-e",
            ),
            (
                Tercom {
                    no_punct: true,
                    ..asian
                },
                "我们、(x)",
                "我 们 x",
            ),
            (
                Tercom {
                    case_sensitive: true,
                    ..plain
                },
                "The",
                "The",
            ),
        ] {
            assert_eq!(tokenizer.join(text), expected, "{text}");
        }
        let twice = normalized.apply_twice("the cat's, x");
        assert_eq!(
            split(&twice).collect::<Vec<_>>(),
            ["the", "cat", "'s", ",", "x"]
        );
    }
}
