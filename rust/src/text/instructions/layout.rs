//! Rules on how a text is laid out: paragraphs, bullets, emphasis, titles, JSON.

use crate::text::json;
use crate::text::space::{is_space, strip};

/// Whether `***` separates exactly `n` paragraphs; only the outer ones may be empty.
pub fn has_paragraphs(text: &str, n: usize) -> bool {
    let parts: Vec<bool> = text
        .split("***")
        .map(|part| !strip(part).is_empty())
        .collect();
    let inner = parts.get(1..parts.len().saturating_sub(1)).unwrap_or(&[]);
    inner.iter().all(|full| *full) && parts.iter().filter(|full| **full).count() == n
}

/// Whether blank lines separate exactly `n` paragraphs and the `nth`, from 1, begins with `word`.
pub fn has_first_word(text: &str, n: usize, nth: usize, word: &str) -> bool {
    let parts: Vec<&str> = text.split("\n\n").collect();
    let n_full = parts.iter().filter(|part| !strip(part).is_empty()).count();
    if nth == 0 || nth > n_full || n_full != n {
        return false;
    }
    let first = parts
        .get(nth - 1)
        .and_then(|part| part.split(is_space).find(|w| !w.is_empty()));
    first.is_some_and(|first| {
        let opened = first.trim_start_matches('\'').trim_start_matches('"');
        let bare = opened.split(['.', ',', '?', '!', '\'', '"']).next();
        bare.is_some_and(|bare| bare.to_lowercase() == word)
    })
}

/// Stretches in square brackets on one line.
pub fn n_placeholders(text: &str) -> usize {
    text.split('\n')
        .map(|line| {
            let (mut n, mut rest) = (0, line);
            while let Some((_, opened)) = rest.split_once('[') {
                let Some((_, behind)) = opened.split_once(']') else {
                    break;
                };
                n += 1;
                rest = behind;
            }
            n
        })
        .sum()
}

/// Bullet points that begin with an asterisk (but not two) or with a hyphen.
pub fn n_bullets(text: &str) -> usize {
    count_lines(text, |rest| {
        let behind = rest.strip_prefix('*')?;
        let next = behind.chars().next().filter(|c| *c != '*')?;
        behind.get(next.len_utf8()..)
    }) + count_lines(text, |rest| rest.strip_prefix('-'))
}

/// Lines whose first characters that are no white space `open` accepts; it returns what is left.
///
/// White space before a bullet may be empty lines, which then belong to it, as in the paper's pattern.
fn count_lines<'a>(text: &'a str, open: impl Fn(&'a str) -> Option<&'a str>) -> usize {
    let mut n = 0;
    let mut lines = Some(text);
    while let Some(rest) = lines {
        // Lines inside the white space would begin in the same way, so they are passed over.
        let rest = rest.trim_start_matches(is_space);
        let found = open(rest);
        n += usize::from(found.is_some());
        lines = found.unwrap_or(rest).split_once('\n').map(|(_, rest)| rest);
    }
    n
}

/// Stretches between asterisks on one line that hold more than white space; those between two
/// asterisks on each side count once more, as in the paper's code.
pub fn n_highlights(text: &str) -> usize {
    text.split('\n')
        .map(|line| emphasised(line, "*") + emphasised(line, "**"))
        .sum()
}

fn emphasised(line: &str, mark: &str) -> usize {
    let (mut n, mut rest) = (0, line);
    while let Some(place) = rest.find(mark) {
        let inner = rest.get(place + mark.len()..).unwrap_or("");
        let end = inner.find('*');
        let behind = end.and_then(|end| inner.get(end..)?.strip_prefix(mark));
        rest = match behind {
            Some(behind) => {
                let held = inner.get(..end.unwrap_or(0)).unwrap_or("");
                n += usize::from(!strip(held).is_empty());
                behind
            }
            None => rest.get(place + 1..).unwrap_or(""),
        };
    }
    n
}

/// Whether a line holds something in double angle brackets.
pub fn has_title(text: &str) -> bool {
    text.split('\n').any(|line| {
        let opened = line.find("<<").and_then(|place| line.get(place..));
        let title = opened.and_then(|rest| rest.rfind(">>").and_then(|end| rest.get(..end + 2)));
        title.is_some_and(|title| {
            let bare = title.trim_start_matches('<').trim_end_matches('>');
            title.len() > 4 && !strip(bare).is_empty()
        })
    })
}

/// Whether two different answers are separated by six asterisks, with nothing empty between.
pub fn has_two_responses(text: &str) -> bool {
    let parts: Vec<&str> = text.split("******").map(strip).collect();
    let inner = parts.get(1..parts.len().saturating_sub(1)).unwrap_or(&[]);
    let full: Vec<&&str> = parts.iter().filter(|part| !part.is_empty()).collect();
    inner.iter().all(|part| !part.is_empty())
        && matches!(full.as_slice(), [first, second] if first != second)
}

/// Whether the whole text is JSON, perhaps in a Markdown block.
pub fn is_json(text: &str) -> bool {
    let mut text = strip(text);
    for fence in ["```json", "```Json", "```JSON", "```"] {
        text = text.strip_prefix(fence).unwrap_or(text);
    }
    text = text.strip_suffix("```").unwrap_or(text);
    json::parse(strip(text)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_are_counted_as_the_papers_pattern_counts_them() {
        let cases = [
            ("", 0),
            ("* a\n\n  * b", 2),
            ("** a\n- b", 1),
            ("*\n- b", 2),
            ("- a - b", 1),
            ("a * b", 0),
        ];
        for (text, n) in cases {
            assert_eq!(n_bullets(text), n, "{text}");
        }
    }

    #[test]
    fn long_texts_of_one_character_take_no_time() {
        for c in ["\n", "*", "[", "<", "-", " "] {
            let text = c.repeat(300_000);
            assert!(n_placeholders(&text) == 0 && !has_title(&text) && !is_json(&text));
            assert!(n_bullets(&text) <= 1 && n_highlights(&text) <= 150_000);
        }
    }
}
