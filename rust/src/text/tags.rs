//! Tags of tokens to spans, by the rules of conlleval.

use crate::columns::Span;

/// The spans that tags mark: `B-x` begins one, `I-x` goes on with one of its kind and else begins one,
/// `E-x` and `L-x` end one, `S-x` and `U-x` are one; anything else stands outside. `id` numbers kinds.
pub fn spans_of_tags<T: AsRef<str>>(tags: &[T], mut id: impl FnMut(&str) -> u32) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: Option<Span> = None;
    for (place, tag) in tags.iter().enumerate() {
        let place = place as u32;
        let (prefix, label) = tag.as_ref().split_once('-').unwrap_or(("O", ""));
        let inside = matches!(prefix, "B" | "I" | "E" | "L" | "S" | "U");
        let label = if inside { Some(id(label)) } else { None };
        let begins = matches!(prefix, "B" | "S" | "U");
        match (&mut open, label) {
            (Some(span), Some(label)) if span.label == label && !begins => span.end = place + 1,
            _ => {
                spans.extend(open.take());
                open = label.map(|label| Span {
                    start: place,
                    end: place + 1,
                    label,
                });
            }
        }
        if matches!(prefix, "E" | "L" | "S" | "U") {
            spans.extend(open.take());
        }
    }
    spans.extend(open);
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(tags: &str) -> Vec<(u32, u32, u32)> {
        let tags: Vec<&str> = tags.split(' ').collect();
        let spans = spans_of_tags(&tags, |label| u32::from(label == "Y"));
        spans
            .iter()
            .map(|span| (span.start, span.end, span.label))
            .collect()
    }

    #[test]
    fn tags_mark_spans() {
        for (tags, expected) in [
            ("O B-X I-X O", &[(1, 3, 0)][..]),
            ("B-X B-X", &[(0, 1, 0), (1, 2, 0)]),
            ("I-X I-Y I-Y", &[(0, 1, 0), (1, 3, 1)]),
            ("B-X I-X E-X I-X", &[(0, 3, 0), (3, 4, 0)]),
            ("S-X U-Y O", &[(0, 1, 0), (1, 2, 1)]),
            ("O -", &[]),
        ] {
            assert_eq!(places(tags), expected, "{tags}");
        }
    }
}
