//! The Porter stemmer as ROUGE's reference implementation uses it.
//!
//! The rules are those of nltk 3.10 in its default mode, `NLTK_EXTENSIONS`: Porter's paper of 1980
//! ("An algorithm for suffix stripping", Program 14.3) with a table of irregular words and five
//! changed rules, each marked below. It knows nothing of tokens: a word is lower-case ASCII
//! letters and digits, and whether it is stemmed at all is the caller's decision.

/// Words of the irregular table and their stems.
const IRREGULAR: [(&[u8], &[u8]); 16] = [
    (b"sky", b"sky"),
    (b"skies", b"sky"),
    (b"dying", b"die"),
    (b"lying", b"lie"),
    (b"tying", b"tie"),
    (b"news", b"news"),
    (b"innings", b"inning"),
    (b"inning", b"inning"),
    (b"outings", b"outing"),
    (b"outing", b"outing"),
    (b"cannings", b"canning"),
    (b"canning", b"canning"),
    (b"howe", b"howe"),
    (b"proceed", b"proceed"),
    (b"exceed", b"exceed"),
    (b"succeed", b"succeed"),
];

/// What the part before a suffix must fulfil for the suffix to be replaced.
#[derive(Clone, Copy)]
enum Need {
    /// Its measure (number of vowel-consonant sequences) is above the given number.
    Measure(usize),
    /// As `Measure`, of the part with this many bytes of the suffix added (nltk's `logi`).
    MeasureWith(usize, usize),
    /// As `Measure`, and it ends in `s` or `t`.
    MeasureAfterSOrT(usize),
}

type Rule = (&'static [u8], &'static [u8], Need);

const STEP2: [Rule; 22] = [
    (b"ational", b"ate", Need::Measure(0)),
    (b"tional", b"tion", Need::Measure(0)),
    (b"enci", b"ence", Need::Measure(0)),
    (b"anci", b"ance", Need::Measure(0)),
    (b"izer", b"ize", Need::Measure(0)),
    (b"bli", b"ble", Need::Measure(0)),
    (b"alli", b"al", Need::Measure(0)),
    (b"entli", b"ent", Need::Measure(0)),
    (b"eli", b"e", Need::Measure(0)),
    (b"ousli", b"ous", Need::Measure(0)),
    (b"ization", b"ize", Need::Measure(0)),
    (b"ation", b"ate", Need::Measure(0)),
    (b"ator", b"ate", Need::Measure(0)),
    (b"alism", b"al", Need::Measure(0)),
    (b"iveness", b"ive", Need::Measure(0)),
    (b"fulness", b"ful", Need::Measure(0)),
    (b"ousness", b"ous", Need::Measure(0)),
    (b"aliti", b"al", Need::Measure(0)),
    (b"iviti", b"ive", Need::Measure(0)),
    (b"biliti", b"ble", Need::Measure(0)),
    (b"fulli", b"ful", Need::Measure(0)),
    (b"logi", b"log", Need::MeasureWith(0, 1)),
];

const STEP3: [Rule; 7] = [
    (b"icate", b"ic", Need::Measure(0)),
    (b"ative", b"", Need::Measure(0)),
    (b"alize", b"al", Need::Measure(0)),
    (b"iciti", b"ic", Need::Measure(0)),
    (b"ical", b"ic", Need::Measure(0)),
    (b"ful", b"", Need::Measure(0)),
    (b"ness", b"", Need::Measure(0)),
];

const STEP4: [Rule; 19] = [
    (b"al", b"", Need::Measure(1)),
    (b"ance", b"", Need::Measure(1)),
    (b"ence", b"", Need::Measure(1)),
    (b"er", b"", Need::Measure(1)),
    (b"ic", b"", Need::Measure(1)),
    (b"able", b"", Need::Measure(1)),
    (b"ible", b"", Need::Measure(1)),
    (b"ant", b"", Need::Measure(1)),
    (b"ement", b"", Need::Measure(1)),
    (b"ment", b"", Need::Measure(1)),
    (b"ent", b"", Need::Measure(1)),
    (b"ion", b"", Need::MeasureAfterSOrT(1)),
    (b"ou", b"", Need::Measure(1)),
    (b"ism", b"", Need::Measure(1)),
    (b"ate", b"", Need::Measure(1)),
    (b"iti", b"", Need::Measure(1)),
    (b"ous", b"", Need::Measure(1)),
    (b"ive", b"", Need::Measure(1)),
    (b"ize", b"", Need::Measure(1)),
];

/// Replaces a word of lower-case ASCII letters and digits by its stem.
pub fn stem(word: &mut Vec<u8>) {
    if word.len() <= 2 {
        return;
    }
    if word.len() <= 8
        && let Some((_, irregular)) = IRREGULAR.iter().find(|(form, _)| form == word)
    {
        word.clear();
        word.extend_from_slice(irregular);
        return;
    }
    strip_plural(word);
    strip_past(word);
    turn_y(word);
    while word.ends_with(b"alli") && measure(&word[..word.len() - 4]) > 0 {
        // nltk: `alli` first, and the result goes through the step again.
        word.truncate(word.len() - 2);
    }
    apply(word, &STEP2);
    apply(word, &STEP3);
    apply(word, &STEP4);
    strip_e(word);
    if word.ends_with(b"ll") && measure(&word[..word.len() - 1]) > 1 {
        word.pop();
    }
}

/// Applies the first rule whose suffix fits; if its condition fails, no other rule is tried.
fn apply(word: &mut Vec<u8>, rules: &[Rule]) {
    for &(suffix, replacement, need) in rules {
        if !word.ends_with(suffix) {
            continue;
        }
        let cut = word.len() - suffix.len();
        let fits = match need {
            Need::Measure(above) => measure(&word[..cut]) > above,
            Need::MeasureWith(above, more) => measure(&word[..cut + more]) > above,
            Need::MeasureAfterSOrT(above) => {
                matches!(word[..cut].last(), Some(b's' | b't')) && measure(&word[..cut]) > above
            }
        };
        if fits {
            word.truncate(cut);
            word.extend_from_slice(replacement);
        }
        return;
    }
}

/// Step 1a. nltk: `dies` gives `die`, while `flies` gives `fli`.
fn strip_plural(word: &mut Vec<u8>) {
    let n = word.len();
    if word.ends_with(b"ies") {
        word.truncate(if n == 4 { n - 1 } else { n - 2 });
    } else if word.ends_with(b"sses") {
        word.truncate(n - 2);
    } else if word.ends_with(b"s") && !word.ends_with(b"ss") {
        word.pop();
    }
}

/// Step 1b. nltk: `died` gives `die`, `spied` gives `spi`.
fn strip_past(word: &mut Vec<u8>) {
    let n = word.len();
    if word.ends_with(b"ied") {
        word.truncate(if n == 4 { n - 1 } else { n - 2 });
        return;
    }
    if word.ends_with(b"eed") {
        if measure(&word[..n - 3]) > 0 {
            word.pop();
        }
        return;
    }
    let cut = if word.ends_with(b"ed") {
        n - 2
    } else if word.ends_with(b"ing") {
        n - 3
    } else {
        return;
    };
    if !contains_vowel(&word[..cut]) {
        return;
    }
    word.truncate(cut);
    if [&b"at"[..], b"bl", b"iz"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        word.push(b'e');
    } else if ends_double_consonant(word) {
        if !matches!(word.last(), Some(b'l' | b's' | b'z')) {
            word.pop();
        }
    } else if measure(word) == 1 && ends_consonant_vowel_consonant(word) {
        word.push(b'e');
    }
}

/// Step 1c. nltk: `y` becomes `i` only after a consonant that is not the whole stem.
fn turn_y(word: &mut [u8]) {
    let n = word.len();
    if n > 2 && word[n - 1] == b'y' && is_consonant(word, n - 2) {
        word[n - 1] = b'i';
    }
}

/// Step 5a.
fn strip_e(word: &mut Vec<u8>) {
    if let [rest @ .., b'e'] = word.as_slice() {
        let m = measure(rest);
        if m > 1 || m == 1 && !ends_consonant_vowel_consonant(rest) {
            word.pop();
        }
    }
}

const fn is_vowel_letter(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Whether the byte at `i` is a consonant: no vowel letter, and no `y` after a consonant.
fn is_consonant(word: &[u8], i: usize) -> bool {
    // A run of `y` alternates, beginning with what stands before it.
    let n_y = word[..=i]
        .iter()
        .rev()
        .take_while(|&&letter| letter == b'y')
        .count();
    if n_y > i {
        return n_y % 2 == 1;
    }
    is_vowel_letter(word[i - n_y]) != n_y.is_multiple_of(2)
}

/// The number of vowel-consonant sequences, `m` in the paper.
fn measure(stem: &[u8]) -> usize {
    let mut n = 0;
    let mut consonant = true;
    for (i, &letter) in stem.iter().enumerate() {
        let now = match letter {
            b'y' => i == 0 || !consonant,
            _ => !is_vowel_letter(letter),
        };
        n += usize::from(now && !consonant);
        consonant = now;
    }
    n
}

fn contains_vowel(stem: &[u8]) -> bool {
    // A `y` that is not the first letter is a vowel, or stands after one.
    stem.iter()
        .enumerate()
        .any(|(i, &letter)| is_vowel_letter(letter) || letter == b'y' && i > 0)
}

fn ends_double_consonant(word: &[u8]) -> bool {
    let n = word.len();
    n >= 2 && word[n - 1] == word[n - 2] && is_consonant(word, n - 1)
}

/// The paper's `*o`. nltk: a word of two letters, vowel and consonant, counts as well.
fn ends_consonant_vowel_consonant(word: &[u8]) -> bool {
    let n = word.len();
    if n == 2 {
        return !is_consonant(word, 0) && is_consonant(word, 1);
    }
    n >= 3
        && is_consonant(word, n - 3)
        && !is_consonant(word, n - 2)
        && is_consonant(word, n - 1)
        && !matches!(word[n - 1], b'w' | b'x' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stemmed(word: &str) -> String {
        let mut bytes = word.as_bytes().to_vec();
        stem(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn stems_are_those_of_nltk() {
        for (word, expected) in [
            ("caresses", "caress"),
            ("dies", "die"),
            ("flies", "fli"),
            ("dying", "die"),
            ("spied", "spi"),
            ("agreed", "agre"),
            ("feed", "feed"),
            ("hopping", "hop"),
            ("filing", "file"),
            ("enjoyment", "enjoy"),
            ("radically", "radic"),
            ("geology", "geolog"),
            ("hopefully", "hope"),
            ("controlling", "control"),
            ("yyyyed", "yyyi"),
            ("2000s", "2000"),
            ("succeeding", "succeed"),
            ("at", "at"),
        ] {
            assert_eq!(stemmed(word), expected, "{word}");
        }
    }
}
