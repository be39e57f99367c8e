//! Lower case as Python's `str.lower`.

use std::borrow::Cow;

/// The text, lower-cased where asked for.
pub fn fold(text: &str, lowercase: bool) -> Cow<'_, str> {
    if lowercase {
        Cow::Owned(text.to_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}
