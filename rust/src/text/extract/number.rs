//! The extractor `number`.

use std::borrow::Cow;

use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::extract::Extract;
use crate::text::extract::numerals::{Decimal, Notation, Which, find_number};
use crate::text::extract::passage::{MARKER, MODE, Search, THINKING, usual_line};

/// Its options.
pub const OPTIONS: &[OptionSpec] = &[
    MARKER,
    MODE,
    OptionSpec {
        name: "which",
        kind: Kind::Choice(&["last", "first"]),
        preset: Preset::Text("last"),
        doc: "Which number of several, where no words such as 'answer is' stand before one.",
    },
    OptionSpec {
        name: "decimal",
        kind: Kind::Choice(&["point", "comma"]),
        preset: Preset::Text("point"),
        doc: "Which sign separates the fraction; the other one separates thousands.",
    },
    OptionSpec {
        name: "percent",
        kind: Kind::Choice(&["number", "share"]),
        preset: Preset::Text("number"),
        doc: "Whether `50%` is 50 or 0.5.",
    },
    OptionSpec {
        name: "chinese",
        kind: Kind::Flag,
        preset: Preset::Flag(true),
        doc: "Read Chinese numerals where a text has no digits, and 万 and 亿 after digits.",
    },
    THINKING,
];

/// Finds a number and writes it in one form: `1,234.50` is `1234.5`, `3/4` is `0.75`.
pub struct Number {
    search: Search,
    which: Which,
    notation: Notation,
}

impl Number {
    /// What the options say.
    pub fn new(options: &Options) -> Self {
        Self {
            search: Search::new(options),
            which: if options.text("which") == "first" {
                Which::First
            } else {
                Which::Last
            },
            notation: Notation {
                decimal: if options.text("decimal") == "comma" {
                    Decimal::Comma
                } else {
                    Decimal::Point
                },
                percent_is_share: options.text("percent") == "share",
                chinese: options.flag("chinese"),
            },
        }
    }
}

impl Extract for Number {
    fn extract<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let (text, marked) = self.search.part(text)?;
        if marked {
            return find_number(text, self.notation, self.which).map(Cow::Owned);
        }
        // An answer stands on the line of the words before it.
        let usual =
            usual_line(text).and_then(|line| find_number(line, self.notation, Which::First));
        let elsewhere = if self.search.strict {
            Which::Only
        } else {
            self.which
        };
        usual
            .or_else(|| find_number(text, self.notation, elsewhere))
            .map(Cow::Owned)
    }
}
