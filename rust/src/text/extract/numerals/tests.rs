use super::*;

const POINT: Notation = Notation {
    decimal: Decimal::Point,
    percent_is_share: false,
    chinese: true,
};

fn last(text: &str) -> Option<String> {
    find_number(text, POINT, Which::Last)
}

#[test]
fn notations_have_one_form() {
    for (text, expected) in [
        ("so it is 1,234,567.50.", "1234567.5"),
        ("12,34,567", "1234567"),
        ("1, 2, 3", "3"),
        ("1,2,34", "34"),
        ("$1,080", "1080"),
        ("-$5", "-5"),
        ("5-3", "3"),
        ("x = −3", "-3"),
        ("-0.0", "0"),
        (".5", "0.5"),
        ("007", "7"),
        ("3/4 of it", "0.75"),
        ("2/6", "1/3"),
        ("1 1/2 cups", "1.5"),
        ("on 1/2/2024", "2024"),
        ("50 %", "50"),
        ("1.5e3 m", "1500"),
        ("2e-3", "0.002"),
        ("3eggs", "3"),
        ("１２３．５", "123.5"),
        ("٤٢", "42"),
        ("३", "3"),
        ("๙๙", "99"),
        ("3万", "30000"),
        ("1.5亿元", "150000000"),
        ("二十三个", "23"),
        ("一百零五", "105"),
        ("三万五千", "35000"),
        ("二〇二四年", "2024"),
        ("负十二", "-12"),
        ("三点一四", "3.14"),
        ("百分之五十", "50"),
        ("四分之三", "0.75"),
        ("三分之一", "1/3"),
        ("一样的5个", "5"),
        ("3'000", "3000"),
    ] {
        assert_eq!(last(text).as_deref(), Some(expected), "{text:?}");
    }
    assert_eq!(last("no number / here."), None);
}

#[test]
fn commas_may_be_points() {
    let comma = Notation {
        decimal: Decimal::Comma,
        percent_is_share: true,
        ..POINT
    };
    assert_eq!(
        find_number("1.234,5 %", comma, Which::Last).as_deref(),
        Some("12.345")
    );
}

#[test]
fn only_means_alone() {
    for (text, expected) in [
        ("18.", Some("18")),
        ("($18)", Some("18")),
        ("18 eggs", None),
        ("1 2", None),
        ("18个", Some("18")),
    ] {
        assert_eq!(
            find_number(text, POINT, Which::Only).as_deref(),
            expected,
            "{text:?}"
        );
    }
}

#[test]
fn hostile_runs_end() {
    for unit in ["1,000,", "9", "1/", "一", "十亿", "百分之", "-", "1e"] {
        let text = unit.repeat(100_000 / unit.len());
        find_number(&text, POINT, Which::Last);
    }
}
