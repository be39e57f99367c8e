//! Normalisation of answers as the SQuAD scripts do it.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::columns::References;
use crate::error::Error;
use crate::text::space;

/// Names of the normalizers of answers.
pub const NORMALIZERS: &[&str] = &["squad", "none"];

/// How answers are made comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalizer {
    /// As the SQuAD scripts.
    Squad,
    /// Not at all.
    None,
}

impl Normalizer {
    /// The normalizer of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(name: &str) -> Result<Self, Error> {
        match name {
            "squad" => Ok(Self::Squad),
            "none" => Ok(Self::None),
            _ => Err(Error::Unknown {
                kind: "normalizer",
                name: name.to_owned(),
                known: NORMALIZERS.to_vec(),
            }),
        }
    }

    /// Writes the comparable form of `text` into `out`; its words are what white space separates.
    pub fn apply(self, text: &str, out: &mut String) {
        match self {
            Self::Squad => normalize(text, out),
            Self::None => {
                out.clear();
                out.push_str(text);
            }
        }
    }
}

/// Calls `visit` with the normalised references of sample `i`, written one after another into
/// `scratch`. With `drop_empty`, those that normalise to nothing are left out, and the empty answer
/// stands in when none is left.
///
/// # Errors
/// When the sample has no reference.
pub fn each_gold(
    references: &dyn References,
    i: usize,
    normalizer: Normalizer,
    drop_empty: bool,
    scratch: &mut String,
    mut visit: impl FnMut(&str),
) -> Result<(), Error> {
    if references.count(i) == 0 {
        return Err(no_reference(i));
    }
    let mut any = false;
    for k in 0..references.count(i) {
        normalizer.apply(references.get(i, k), scratch);
        if !(drop_empty && scratch.is_empty()) {
            any = true;
            visit(scratch);
        }
    }
    if !any {
        visit("");
    }
    Ok(())
}

/// The error of a sample without a reference.
pub fn no_reference(index: usize) -> Error {
    Error::Sample {
        column: "references",
        index,
        problem: "has no reference".into(),
        fix: "give at least one, or leave the sample out",
    }
}

/// Whether Python's `re` takes `c` for a word character (`\w`).
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
    )
}

/// Lower-cases, deletes ASCII punctuation, then the words `a`, `an`, `the`, and squeezes white space.
///
/// The words are appended to `out`, each followed by a space, so that equal answers are equal bytes.
pub fn normalize(text: &str, out: &mut String) {
    out.clear();
    let lower = text.to_lowercase();
    let bare: String = lower
        .chars()
        .filter(|c| !c.is_ascii_punctuation())
        .collect();
    for word in space::split(&drop_articles(&bare)) {
        out.push_str(word);
        out.push(' ');
    }
}

/// `re.sub(r"\b(a|an|the)\b", " ", text)`.
fn drop_articles(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0; // start of the current run of word characters
    let mut inside = false;
    let mut flush = |run: &str| {
        out.push_str(if matches!(run, "a" | "an" | "the") {
            " "
        } else {
            run
        });
    };
    for (place, c) in text.char_indices() {
        let word = is_word(c);
        if word != inside {
            flush(text.get(run..place).unwrap_or(""));
            (run, inside) = (place, word);
        }
    }
    flush(text.get(run..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_the_script_hold() {
        for (text, expected) in [
            ("The  Cat, an a.", "cat "),
            ("twenty-five", "twentyfive "),
            ("a\u{301}b the-x l’a", "\u{301}b thex l’ "),
            ("“The” end", "“ ” end "),
            ("A the", ""),
            ("theatre an1", "theatre an1 "),
        ] {
            let mut found = String::new();
            normalize(text, &mut found);
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
