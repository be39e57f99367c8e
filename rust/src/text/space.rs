//! White space as Python sees it (`str.isspace`, `str.split`), which is more than Rust's.

/// Whether Python's `str.split` separates at `c`: Unicode's `White_Space` and U+001C to U+001F.
pub fn is_space(c: char) -> bool {
    match c {
        '\t'..='\r' | '\x1c'..='\x1f' | ' ' => true,
        c if c.is_ascii() => false,
        c => c.is_whitespace(),
    }
}

/// `str.strip`.
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `str.rstrip`.
pub fn strip_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

/// `str.split()`: never an empty word.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pythons_separators_separate() {
        let spaces = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \u{85}\u{a0}\u{1680}\u{2000}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";
        assert!(spaces.chars().all(is_space));
        assert!(
            !"\0\x08\x0e\u{200b}\u{feff}\u{ad}\u{200d}"
                .chars()
                .any(is_space)
        );
        assert_eq!(
            split("\x1ca\x1fb\u{3000} c ").collect::<Vec<_>>(),
            ["a", "b", "c"]
        );
        assert_eq!((strip("\u{a0}a\x1c"), strip_end(" a\u{2028}")), ("a", " a"));
    }
}
