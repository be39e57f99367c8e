//! Which part of a text holds the answer: options and rules that extractors share.

use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::answers::after;
use crate::text::space::is_space;

/// End of a block of reasoning that is no part of the answer.
pub const THINKING: OptionSpec = OptionSpec {
    name: "thinking_end",
    kind: Kind::Text,
    preset: Preset::Text("</think>"),
    doc: "What ends a block of reasoning: only the text after its last occurrence is looked at, where \
          it occurs.",
};

/// Words that must stand before the answer.
pub const MARKER: OptionSpec = OptionSpec {
    name: "marker",
    kind: Kind::Text,
    preset: Preset::Absent,
    doc: "Only the text after the last occurrence of these words is looked at; without them there \
          is no answer.",
};

/// Whether anything but an agreed form counts.
pub const MODE: OptionSpec = OptionSpec {
    name: "mode",
    kind: Kind::Choice(&["flexible", "strict"]),
    preset: Preset::Text("flexible"),
    doc: "`strict`: the answer alone, or after words such as 'answer is'; `flexible`: else wherever it \
          most likely stands.",
};

/// Words before an answer, in English and Chinese, where the task names none.
const USUAL_MARKERS: [&str; 11] = [
    "####",
    "answer is",
    "answer:",
    "answer:**",
    "答案是",
    "答案为",
    "答案:",
    "答案：",
    "正确答案",
    "故选",
    "应选",
];

/// Where to look.
#[derive(Debug, Clone)]
pub struct Search {
    thinking_end: String,
    marker: Option<String>,
    /// Whether anything but an agreed form counts.
    pub strict: bool,
}

impl Search {
    /// What the options say.
    pub fn new(options: &Options) -> Self {
        let marker = options.text("marker");
        Self {
            thinking_end: options.text("thinking_end").to_owned(),
            marker: (!marker.is_empty()).then(|| marker.to_owned()),
            strict: options.text("mode") == "strict",
        }
    }

    /// The part of a text that is looked at, and whether it follows a marker that the task names.
    pub fn part<'a>(&self, text: &'a str) -> Option<(&'a str, bool)> {
        let text = after_thinking(text, &self.thinking_end);
        match &self.marker {
            None => Some((text, false)),
            Some(marker) => after(text, marker).map(|rest| (rest, true)),
        }
    }
}

/// What follows the last `end`; the whole text where `end` is empty or nowhere.
pub fn after_thinking<'a>(text: &'a str, end: &str) -> &'a str {
    if end.is_empty() {
        return text;
    }
    text.rfind(end)
        .and_then(|place| text.get(place + end.len()..))
        .unwrap_or(text)
}

/// The line after the last of the words that usually stand before an answer.
pub fn usual_line(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let ends = USUAL_MARKERS
        .iter()
        .filter_map(|marker| Some(lower.rfind(marker)? + marker.len()));
    let rest = text.get(ends.max()?..)?;
    let rest = rest.trim_start_matches(|c| is_space(c) || matches!(c, ':' | '：' | '=' | '*'));
    rest.split('\n').next()
}
