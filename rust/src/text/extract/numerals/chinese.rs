//! Whole numbers in Chinese numerals: everyday and financial characters, units and places.

use super::{Exact, MAX_DIGITS, Notation};

pub(super) fn power_of_ten(c: char) -> Option<i32> {
    match c {
        '万' | '萬' => Some(4),
        '亿' | '億' => Some(8),
        _ => None,
    }
}

fn chinese_digit(c: char) -> Option<u128> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '兩' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

pub(super) fn chinese_unit(c: char) -> Option<u128> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// A run of Chinese numerals from `at`: the number and the end of the run.
fn read_chinese(text: &[char], at: usize) -> Option<(Exact, usize)> {
    let mut k = at;
    let (mut total, mut section, mut last) = (0_u128, 0_u128, None);
    let mut plain = String::new();
    let mut has_unit = false;
    while let Some(c) = text.get(k).copied() {
        if let Some(value) = chinese_digit(c) {
            last = Some(value);
            plain.push(char::from(b'0' + value as u8));
        } else if let Some(unit) = chinese_unit(c) {
            section = section.checked_add(last.take().unwrap_or(1).checked_mul(unit)?)?;
            has_unit = true;
        } else if let Some(power) = power_of_ten(c).filter(|_| k > at) {
            section = section.checked_add(last.take().unwrap_or(0))?;
            let scaled = total
                .checked_add(section)?
                .checked_mul(10_u128.checked_pow(power.unsigned_abs())?)?;
            (total, section, has_unit) = (scaled, 0, true);
        } else {
            break;
        }
        k += 1;
        if k - at > MAX_DIGITS {
            return None;
        }
    }
    if k == at {
        return None;
    }
    // Digits without a unit are read one by one: 二〇二四.
    let digits = if has_unit {
        total
            .checked_add(section)?
            .checked_add(last.unwrap_or(0))?
            .to_string()
    } else {
        plain
    };
    let mut number = Exact {
        negative: at > 0 && text[at - 1] == '负',
        digits,
        exponent: 0,
        denominator: None,
    };
    if text.get(k) == Some(&'点') {
        let fraction: Vec<_> = text[k + 1..]
            .iter()
            .map_while(|c| chinese_digit(*c))
            .take(MAX_DIGITS)
            .collect();
        if !fraction.is_empty() {
            number
                .digits
                .extend(fraction.iter().map(|value| char::from(b'0' + *value as u8)));
            number.exponent -= i32::try_from(fraction.len()).unwrap_or(0);
            k += 1 + fraction.len();
        }
    }
    Some((number, k))
}

/// Numbers in Chinese numerals, with `百分之` and `…分之…`.
pub(super) fn each_chinese(
    text: &[char],
    notation: Notation,
    mut visit: impl FnMut(usize, usize, String),
) {
    let mut at = 0;
    while at < text.len() {
        let percent = text[at..].starts_with(&['百', '分', '之']);
        let start = if percent { at + 3 } else { at };
        let Some((mut number, mut end)) = read_chinese(text, start) else {
            at += 1;
            continue;
        };
        if percent && notation.percent_is_share {
            number.exponent -= 2;
        }
        if text[end..].starts_with(&['分', '之'])
            && let Some((top, after)) = read_chinese(text, end + 2)
            && let Some(bottom) = number.whole().filter(|bottom| *bottom > 0)
            && top.exponent == 0
        {
            number = Exact {
                negative: number.negative,
                denominator: Some(bottom),
                ..top
            };
            end = after;
        }
        visit(at, end, number.write());
        at = end;
    }
}
