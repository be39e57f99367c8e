//! Numbers in running text, in the digits and notations of several scripts, as exact decimals.

mod chinese;

use crate::text::space::is_space;
use chinese::{each_chinese, power_of_ten};

/// So many digits make no number.
const MAX_DIGITS: usize = 300;

/// Which sign separates the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

/// Which of several numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The first.
    First,
    /// The last.
    Last,
    /// The only one, with nothing beside it but units and punctuation.
    Only,
}

/// What a number in a text looks like.
#[derive(Debug, Clone, Copy)]
pub struct Notation {
    /// Which sign separates the fraction.
    pub decimal: Decimal,
    /// Whether `%` divides by 100.
    pub percent_is_share: bool,
    /// Whether Chinese numerals count where a text has no digits.
    pub chinese: bool,
}

/// An exact decimal: digits times a power of ten, or a fraction of two whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Exact {
    negative: bool,
    digits: String,
    exponent: i32,
    denominator: Option<u128>,
}

impl Exact {
    fn whole(&self) -> Option<u128> {
        let zeros = u32::try_from(self.exponent).ok()?;
        self.digits
            .parse::<u128>()
            .ok()?
            .checked_mul(10_u128.checked_pow(zeros)?)
    }

    /// `-1234.5`, without useless zeros; a fraction that has no finite decimal stays one. Empty where
    /// there are too many digits.
    fn write(&self) -> String {
        if self.digits.len() >= MAX_DIGITS {
            return String::new();
        }
        if let Some(denominator) = self.denominator {
            return self.write_fraction(denominator);
        }
        let mut digits = self.digits.clone();
        let mut exponent = self.exponent;
        while exponent > 0 {
            digits.push('0');
            exponent -= 1;
        }
        let n_fraction = exponent.unsigned_abs() as usize;
        if digits.len() <= n_fraction {
            digits.insert_str(0, &"0".repeat(n_fraction + 1 - digits.len()));
        }
        let (whole, fraction) = digits.split_at(digits.len() - n_fraction);
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        let is_zero = whole == "0" && fraction.is_empty();
        let sign = if self.negative && !is_zero { "-" } else { "" };
        format!("{sign}{whole}{point}{fraction}")
    }

    fn write_fraction(&self, denominator: u128) -> String {
        let Some(numerator) = self.whole() else {
            return String::new();
        };
        let divisor = greatest_common_divisor(numerator, denominator).max(1);
        let (mut top, mut bottom) = (numerator / divisor, denominator / divisor);
        let mut exponent = 0;
        // A divisor of a power of ten has a finite decimal.
        while bottom.is_multiple_of(2) || bottom.is_multiple_of(5) {
            let factor = if bottom.is_multiple_of(10) {
                10
            } else if bottom.is_multiple_of(5) {
                5
            } else {
                2
            };
            let Some(scaled) = top.checked_mul(10 / factor) else {
                break;
            };
            top = scaled;
            bottom /= factor;
            exponent -= 1;
        }
        if bottom == 1 {
            let digits = top.to_string();
            return Self {
                digits,
                exponent,
                denominator: None,
                ..self.clone()
            }
            .write();
        }
        let sign = if self.negative && numerator > 0 {
            "-"
        } else {
            ""
        };
        format!("{sign}{}/{}", numerator / divisor, denominator / divisor)
    }
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Value of a digit in any of the scripts that numbers are written in here.
fn digit(c: char) -> Option<u8> {
    const ZEROS: [u32; 6] = [0x30, 0xff10, 0x660, 0x6f0, 0x966, 0xe50];
    let code = c as u32;
    ZEROS
        .iter()
        .find(|zero| (**zero..**zero + 10).contains(&code))
        .map(|zero| (code - zero) as u8)
}

/// A scanner over the characters of a text.
struct Scan<'a> {
    text: &'a [char],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    fn is_digit(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|c| digit(c).is_some())
    }

    /// Digits up to the next other character.
    fn digits(&mut self) -> String {
        let mut found = String::new();
        while let Some(value) = self.peek(0).and_then(digit) {
            if found.len() < MAX_DIGITS {
                found.push(char::from(b'0' + value));
            }
            self.at += 1;
        }
        found
    }

    /// Number of digits that follow `ahead`.
    fn n_digits(&self, ahead: usize) -> usize {
        (0..=MAX_DIGITS)
            .take_while(|k| self.is_digit(ahead + k))
            .count()
    }
}

/// The numbers of `text` in canonical form with their ends, in order of appearance.
fn each_number(text: &[char], notation: Notation, mut visit: impl FnMut(usize, usize, String)) {
    let mut scan = Scan { text, at: 0 };
    while scan.at < text.len() {
        let starts = scan.is_digit(0)
            || scan.peek(0).is_some_and(|c| is_point(c, notation.decimal))
                && scan.is_digit(1)
                && scan
                    .at
                    .checked_sub(1)
                    .is_none_or(|k| digit(text[k]).is_none());
        if !starts {
            scan.at += 1;
            continue;
        }
        let start = scan.at;
        let negative = is_negative(text, start);
        let number = read_number(&mut scan, negative, notation);
        visit(start, scan.at, number.write());
    }
}

/// Whether a minus belongs to the number that begins at `start`: after a currency sign it may stand
/// before that; after a letter, digit or bracket it is an operator.
fn is_negative(text: &[char], start: usize) -> bool {
    let mut k = start;
    while k > 0 && matches!(text[k - 1], '$' | '€' | '£' | '¥' | '￥') {
        k -= 1;
    }
    if k == 0 || !matches!(text[k - 1], '-' | '−' | '－') {
        return false;
    }
    match k.checked_sub(2).map(|k| text[k]) {
        Some(before) => !(before.is_alphanumeric() || matches!(before, ')' | ']' | '}' | '%')),
        None => true,
    }
}

fn is_point(c: char, decimal: Decimal) -> bool {
    match decimal {
        Decimal::Point => matches!(c, '.' | '．'),
        Decimal::Comma => matches!(c, ',' | '，'),
    }
}

fn is_group_separator(c: char, decimal: Decimal) -> bool {
    match c {
        ',' | '，' => decimal == Decimal::Point,
        '.' => decimal == Decimal::Comma,
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' => true,
        _ => false,
    }
}

fn read_number(scan: &mut Scan<'_>, negative: bool, notation: Notation) -> Exact {
    // What follows a slash is part of a date or of a unit, no numerator.
    let may_divide = scan.at.checked_sub(1).is_none_or(|k| scan.text[k] != '/');
    let mut digits = read_grouped(scan, notation.decimal);
    let mut exponent = 0;
    if scan.peek(0).is_some_and(|c| is_point(c, notation.decimal)) && scan.is_digit(1) {
        scan.at += 1;
        let fraction = scan.digits();
        exponent -= i32::try_from(fraction.len()).unwrap_or(0);
        digits.push_str(&fraction);
    }
    exponent += read_exponent(scan);
    let mut number = Exact {
        negative,
        digits,
        exponent,
        denominator: None,
    };
    if may_divide {
        read_fraction(scan, &mut number);
    }
    read_scale(scan, &mut number, notation);
    number
}

/// Digits with separators of thousands (also the Indian grouping by two): the last group has three.
fn read_grouped(scan: &mut Scan<'_>, decimal: Decimal) -> String {
    let mut digits = scan.digits();
    if digits.len() > 3 {
        return digits;
    }
    while scan.peek(0).is_some_and(|c| is_group_separator(c, decimal)) {
        let n = scan.n_digits(1);
        let goes_on = scan
            .peek(1 + n)
            .is_some_and(|c| is_group_separator(c, decimal))
            && scan.is_digit(2 + n);
        if !(n == 3 || n == 2 && goes_on) {
            break;
        }
        scan.at += 1;
        let group = scan.digits();
        if digits.len() < MAX_DIGITS {
            digits.push_str(&group);
        }
    }
    digits
}

/// `e5`, `E-3`: not where letters follow.
fn read_exponent(scan: &mut Scan<'_>) -> i32 {
    if !matches!(scan.peek(0), Some('e' | 'E')) {
        return 0;
    }
    let sign = usize::from(matches!(scan.peek(1), Some('+' | '-' | '−')));
    let n = scan.n_digits(1 + sign);
    let after = scan.peek(1 + sign + n);
    if n == 0 || n > 2 || after.is_some_and(char::is_alphanumeric) {
        return 0;
    }
    let negative = matches!(scan.peek(1), Some('-' | '−'));
    scan.at += 1 + sign;
    let value = scan.digits().parse().unwrap_or(0);
    if negative { -value } else { value }
}

/// `3/4`, and `1 1/2` as 3/2.
fn read_fraction(scan: &mut Scan<'_>, number: &mut Exact) {
    if number.exponent != 0 {
        return;
    }
    let ahead = usize::from(scan.peek(0).is_some_and(is_space));
    let n = scan.n_digits(ahead);
    let mixed = ahead == 1 && n > 0 && scan.peek(1 + n) == Some('/') && scan.is_digit(2 + n);
    let plain = scan.peek(0) == Some('/') && scan.is_digit(1);
    if !mixed && !plain {
        return;
    }
    let mark = scan.at;
    scan.at += 1;
    let numerator = if mixed {
        let top = scan.digits();
        scan.at += 1;
        top.parse::<u128>().ok()
    } else {
        number.whole()
    };
    let denominator = scan
        .digits()
        .parse::<u128>()
        .ok()
        .filter(|bottom| *bottom > 0);
    // A second slash makes it a date.
    let is_date = scan.peek(0) == Some('/') && scan.is_digit(1);
    let whole = if mixed { number.whole() } else { Some(0) };
    let total = match (whole, numerator, denominator) {
        (Some(whole), Some(top), Some(bottom)) if !is_date => whole
            .checked_mul(bottom)
            .and_then(|whole| whole.checked_add(top)),
        _ => None,
    };
    match total {
        Some(top) => {
            number.digits = top.to_string();
            number.denominator = denominator;
        }
        None => scan.at = mark,
    }
}

/// `%`, and the Chinese words for powers of ten after digits.
fn read_scale(scan: &mut Scan<'_>, number: &mut Exact, notation: Notation) {
    if notation.chinese && number.denominator.is_none() {
        while let Some(power) = scan.peek(0).and_then(power_of_ten) {
            number.exponent += power;
            scan.at += 1;
        }
    }
    let ahead = usize::from(scan.peek(0) == Some(' ') || scan.peek(0) == Some('\\'));
    if matches!(scan.peek(ahead), Some('%' | '％')) {
        scan.at += ahead + 1;
        if notation.percent_is_share {
            number.exponent -= 2;
        }
    }
}

/// A number of `text` in canonical form; one in Chinese numerals where no number has digits.
pub fn find_number(text: &str, notation: Notation, which: Which) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut found: Option<(usize, usize, String)> = None;
    let mut n_found = 0;
    let mut keep = |start, end, number| {
        n_found += 1;
        if which != Which::First || n_found == 1 {
            found = Some((start, end, number));
        }
    };
    each_number(&characters, notation, &mut keep);
    if notation.chinese && characters.iter().all(|c| digit(*c).is_none()) {
        each_chinese(&characters, notation, &mut keep);
    }
    let (start, end, number) = found?;
    if which == Which::Only {
        let beside = characters[..start].iter().chain(&characters[end..]);
        if n_found > 1 || beside.copied().any(|c| c.is_alphanumeric() && !is_unit(c)) {
            return None;
        }
    }
    (!number.is_empty()).then_some(number)
}

/// Characters that count things in Chinese and Japanese, and the minus of words.
fn is_unit(c: char) -> bool {
    matches!(
        c,
        '个' | '元' | '块' | '只' | '本' | '人' | '岁' | '天' | '米' | '円' | '個' | '负'
    )
}

#[cfg(test)]
mod tests;
