//! Number of English sentences, by the rules of the Punkt tokenizer with short word lists of our own.
//!
//! Punkt (Kiss & Strunk 2006) looks at the last `.`, `?` or `!` of each stretch between white space.
//! A `?` or `!` ends a sentence; a full stop does unless it belongs to an abbreviation, an initial, an
//! ellipsis or a number, and even then where the next word often begins a sentence.

use crate::text::space::{is_space, split};

const ABBREVIATIONS: &str = "a.d a.m adm apr aug ave b.c blvd bros capt cmdr co col corp d.c dec dept dr e.g est etc \
    feb fig gen gov hon i.e inc jan jr lt ltd m.d maj mr mrs ms mt n.y nov oct p.m p.s ph.d prof rep rev sen sept \
    sgt sr st u.k u.n u.s u.s.a v vs";

const STARTERS: &str = "a after all an and as at but for he her his how however i if in it its my no on she so some \
    that the their there these they this those to we what when where which while who why with you your";

/// What may stand behind the end of a sentence without a space between.
const BEHIND: &str = ")\";}]*:@'({[!?";
/// What separates a word from what stands before it.
const BEFORE: &str = "(\"`{[:;&#*@)}]?!,'";

/// Number of sentences; what stands after the last end counts as one.
pub fn count(text: &str) -> usize {
    let mut n = 0;
    let mut last = 0;
    let mut chunks = split(text).peekable();
    while let Some(chunk) = chunks.next() {
        let next = chunks.peek().copied().unwrap_or("");
        let Some((end, following)) = last_end(chunk, next) else {
            continue;
        };
        if is_break(chunk.get(..end).unwrap_or(""), following) {
            n += 1;
            // A stretch is a part of the text, so its place is the distance of their addresses.
            last = chunk.as_ptr() as usize - text.as_ptr() as usize + end;
        }
    }
    n + usize::from(has_words(text.get(last..).unwrap_or("")))
}

/// Where the last possible end of a stretch is, and what follows it.
fn last_end<'a>(chunk: &'a str, next: &'a str) -> Option<(usize, &'a str)> {
    let ends = chunk
        .char_indices()
        .rev()
        .filter(|(_, c)| ".?!".contains(*c));
    let mut possible = ends.filter_map(|(place, _)| {
        let rest = chunk.get(place + 1..).unwrap_or("");
        match rest.chars().next() {
            Some(c) => BEHIND.contains(c).then_some((place + 1, rest)),
            None => (!next.is_empty()).then_some((place + 1, next)),
        }
    });
    possible.next()
}

/// Whether anything but closing marks stands after the last end.
fn has_words(rest: &str) -> bool {
    let opened = rest.trim_start_matches(['"', '\'', ')', ']', '}']);
    let rest = match opened.chars().next() {
        Some(c) if !is_space(c) => rest,
        _ => opened,
    };
    !rest.chars().all(is_space)
}

fn is_break(chunk: &str, following: &str) -> bool {
    let Some(stem) = chunk.strip_suffix('.') else {
        return true;
    };
    let stem = stem.rsplit(|c| BEFORE.contains(c)).next().unwrap_or("");
    if stem.ends_with('.') {
        return starts_sentence(following);
    }
    let stem = stem.to_lowercase();
    let is_abbreviation = |word: &str| ABBREVIATIONS.split(' ').any(|known| known == word);
    let tail = stem.rsplit('-').next().unwrap_or("");
    let is_initial = stem.chars().count() == 1 && stem.chars().all(char::is_alphabetic);
    if is_abbreviation(&stem) || is_abbreviation(tail) || is_initial {
        return starts_sentence(following);
    }
    if is_number(&stem) {
        return !following.chars().next().is_some_and(char::is_lowercase);
    }
    true
}

/// Digits with commas, full stops and hyphens between them.
fn is_number(stem: &str) -> bool {
    let stem = stem.strip_prefix('-').unwrap_or(stem);
    let stem = stem.strip_prefix(['.', ',']).unwrap_or(stem);
    stem.starts_with(char::is_numeric) && stem.chars().all(|c| c.is_numeric() || ",.-".contains(c))
}

/// Whether the next word is capitalised and one that often begins a sentence.
fn starts_sentence(following: &str) -> bool {
    let word = following.split(|c: char| !c.is_alphanumeric()).next();
    word.is_some_and(|word| {
        word.starts_with(char::is_uppercase)
            && STARTERS
                .split(' ')
                .any(|known| known == word.to_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn sentences_are_counted() {
        let cases = [
            ("", 0),
            ("One", 1),
            ("One. Two? Three!", 3),
            ("Dr. Smith met J. Doe of Acme Inc. yesterday.", 1),
            ("He left at 5 p.m. She stayed.", 2),
            ("\"Stop!\" he said. (Really.) Yes.", 4),
            ("It cost 3.50 dollars... or so. Fine", 2),
            ("1. First\n2. Second", 3),
            ("Bold. **Next.**", 3),
        ];
        for (text, n) in cases {
            assert_eq!(count(text), n, "{text}");
        }
    }
}
