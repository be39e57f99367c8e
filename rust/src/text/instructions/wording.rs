//! Rules on words and letters.

use crate::text::space::split;
use crate::text::squad::is_word;

/// Runs of letters, digits and underscores.
pub fn n_words(text: &str) -> usize {
    text.split(|c| !is_word(c))
        .filter(|word| !word.is_empty())
        .count()
}

/// `str.isupper`: at least one letter with case, and none in another.
pub fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(|c| c.is_lowercase() || is_title(c))
}

/// `str.islower`.
pub fn is_lower(text: &str) -> bool {
    text.chars().any(char::is_lowercase) && !text.chars().any(|c| c.is_uppercase() || is_title(c))
}

/// Letters that are upper and lower case at once, such as ǅ.
fn is_title(c: char) -> bool {
    !c.is_lowercase() && !c.is_uppercase() && !c.to_lowercase().eq([c])
}

const SEPARATORS: &str = "][(){}<>;@#$%&?!“”\"«»…`‘’";
const ENDINGS: [&str; 12] = [
    "'s", "'S", "'m", "'M", "'d", "'D", "'ll", "'LL", "'re", "'RE", "'ve", "'VE",
];

/// Words in capital letters, cut as the tokenizer of the Penn Treebank cuts them: at brackets,
/// quotation marks and punctuation, and before `'S`, `'LL`, `N'T` and their like, each a word.
pub fn n_capital_words(text: &str) -> usize {
    split(&separated(text))
        .map(|word| match contraction(word) {
            Some(place) => {
                let (head, tail) = word.split_at(place);
                usize::from(is_upper(head)) + usize::from(is_upper(tail))
            }
            None => usize::from(is_upper(word)),
        })
        .sum()
}

/// The text with a space for every separator; a comma or colon before a digit is none.
fn separated(text: &str) -> String {
    let spaced = text.replace("--", " ").replace("...", " ");
    let mut rest = spaced.chars().peekable();
    let mut found = String::with_capacity(spaced.len());
    while let Some(c) = rest.next() {
        let before_digit = rest.peek().is_some_and(|next| next.is_numeric());
        let cuts = SEPARATORS.contains(c) || (",:".contains(c) && !before_digit);
        found.push(if cuts { ' ' } else { c });
    }
    found
}

/// Where a contraction begins at the end of a word, behind at least one other character.
fn contraction(word: &str) -> Option<usize> {
    let ends = ENDINGS.iter().chain(&["n't", "N'T"]);
    ends.filter_map(|end| word.strip_suffix(end))
        .find(|head| !head.is_empty() && !head.ends_with('\''))
        .map(str::len)
}
