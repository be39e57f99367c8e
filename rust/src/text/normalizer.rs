//! How answers are made comparable, by name.

use crate::columns::References;
use crate::error::Error;
use crate::options::{Kind, OptionSpec, Preset};
use crate::text::mlqa::{self, Language};
use crate::text::squad::{self, no_reference};

/// Names of the normalizers of answers.
const NAMES: &[&str] = &["squad", "none", "ar", "hi", "ja", "th", "zh"];

/// The option that chooses one.
pub const OPTION: OptionSpec = OptionSpec {
    name: "normalize",
    kind: Kind::Choice(NAMES),
    preset: Preset::Text("squad"),
    doc: "How texts are made comparable: as SQuAD's scripts for English, not at all, or by the rules of a language.",
};

/// How answers are made comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalizer {
    /// As the SQuAD scripts, for English.
    Squad,
    /// Not at all.
    None,
    /// As the MLQA script, for other languages.
    Mlqa(Language),
}

impl Normalizer {
    /// The normalizer of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(name: &str) -> Result<Self, Error> {
        Ok(match name {
            "squad" => Self::Squad,
            "none" => Self::None,
            "ar" => Self::Mlqa(Language::Arabic),
            "hi" => Self::Mlqa(Language::Hindi),
            "ja" => Self::Mlqa(Language::Japanese),
            "th" => Self::Mlqa(Language::Thai),
            "zh" => Self::Mlqa(Language::Chinese),
            _ => {
                return Err(Error::Unknown {
                    kind: "normalizer",
                    name: name.to_owned(),
                    known: NAMES.to_vec(),
                });
            }
        })
    }

    /// Writes the comparable form of `text` into `out`; its words are what white space separates.
    pub fn apply(self, text: &str, out: &mut String) {
        match self {
            Self::Squad => squad::normalize(text, out),
            Self::Mlqa(language) => mlqa::normalize(text, language, out),
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
