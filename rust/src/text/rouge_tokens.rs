//! Tokens as ROUGE's reference implementation makes them.
//!
//! rouge-score 0.1.2 lower-cases (all of Unicode), takes runs of `[a-z0-9]`, and stems those of more
//! than three characters. Only two characters outside ASCII have a lower case inside it: U+0130 (`i`
//! and a combining dot) and U+212A, the Kelvin sign (`k`). Identical Chinese texts have no token.

use std::borrow::Cow;

use crate::text::porter;

/// Tokens up to this length keep their stem from one occurrence to the next.
const CACHED_LENGTH: usize = 16;
const CACHE_SIZE: usize = 1 << 11;

/// Byte of a token, lower-cased; 0 for what separates.
const LOWER: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// Makes tokens, with buffers that are reused from text to text.
#[derive(Debug, Default)]
pub struct RougeTokens {
    lower: Vec<u8>,
    word: Vec<u8>,
    stems: Option<Box<[Cached]>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Cached {
    word: [u8; CACHED_LENGTH],
    n_word: u8,
    stem: [u8; CACHED_LENGTH],
    n_stem: u8,
}

impl RougeTokens {
    /// Tokens of at most 3 characters stay as they are; longer ones become their stems.
    pub fn with_stemmer() -> Self {
        Self {
            stems: Some(vec![Cached::default(); CACHE_SIZE].into()),
            ..Self::default()
        }
    }

    /// Calls `visit` with each token of `text`.
    pub fn visit(&mut self, text: &str, mut visit: impl FnMut(&[u8])) {
        let text = fold_to_ascii(text);
        self.lower.clear();
        self.lower
            .extend(text.bytes().map(|byte| LOWER[byte as usize]));
        for token in self.lower.split(|byte| *byte == 0) {
            match &mut self.stems {
                _ if token.is_empty() => {}
                Some(stems) if token.len() > 3 => visit(stemmed(token, stems, &mut self.word)),
                _ => visit(token),
            }
        }
    }

    /// The stem of a lower-case word of any script: words that are not ASCII are their own.
    pub fn stem<'a>(&'a mut self, word: &'a [u8]) -> &'a [u8] {
        match &mut self.stems {
            Some(stems) if word.len() > 3 && word.iter().all(u8::is_ascii_alphanumeric) => {
                stemmed(word, stems, &mut self.word)
            }
            _ => word,
        }
    }
}

/// The text with the characters replaced whose lower case is ASCII.
fn fold_to_ascii(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() && text.contains(['\u{130}', '\u{212a}']) {
        return Cow::Owned(text.replace('\u{130}', "i\u{307}").replace('\u{212a}', "k"));
    }
    Cow::Borrowed(text)
}

fn stemmed<'a>(token: &[u8], stems: &'a mut [Cached], word: &'a mut Vec<u8>) -> &'a [u8] {
    word.clear();
    word.extend_from_slice(token);
    if token.len() > CACHED_LENGTH {
        porter::stem(word);
        return word;
    }
    let mut key = [0; CACHED_LENGTH];
    key[..token.len()].copy_from_slice(token);
    let digest = u128::from_le_bytes(key);
    let mixed = (digest as u64 ^ (digest >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let slot = &mut stems[(mixed >> 32) as usize % CACHE_SIZE];
    if slot.word != key || slot.n_word as usize != token.len() {
        porter::stem(word);
        slot.word = key;
        slot.n_word = token.len() as u8;
        slot.n_stem = word.len() as u8;
        slot.stem[..word.len()].copy_from_slice(word);
    }
    &slot.stem[..slot.n_stem as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str, mut source: RougeTokens) -> Vec<String> {
        let mut found = Vec::new();
        source.visit(text, |token| {
            found.push(String::from_utf8_lossy(token).into_owned());
        });
        found
    }

    #[test]
    fn tokens_are_runs_of_ascii_letters_and_digits() {
        for (text, expected) in [
            ("It's 3.5%", &["it", "s", "3", "5"][..]),
            ("İstanbul 5\u{212a}", &["i", "stanbul", "5k"]),
            ("naïve_café", &["na", "ve", "caf"]),
            ("你好", &[]),
            ("", &[]),
        ] {
            assert_eq!(tokens(text, RougeTokens::default()), expected, "{text:?}");
        }
    }

    #[test]
    fn long_tokens_are_stemmed_again_and_again() {
        let text = "running runs internationalizations running";
        let expected = ["run", "run", "internation", "run"];
        assert_eq!(tokens(text, RougeTokens::with_stemmer()), expected);
    }
}
