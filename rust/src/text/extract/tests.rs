use std::time::Instant;

use super::*;

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn list(values: &[&str]) -> Value {
    Value::List(values.iter().map(|value| (*value).to_owned()).collect())
}

fn answer(name: &str, options: &[(&str, Value)], from: &str) -> Option<String> {
    let given = options
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    find(name, given)
        .unwrap()
        .extract(from)
        .map(Cow::into_owned)
}

/// Name, options, text, answer.
type Case = (
    &'static str,
    Vec<(&'static str, Value)>,
    &'static str,
    Option<&'static str>,
);

fn strict() -> Vec<(&'static str, Value)> {
    vec![("mode", text("strict"))]
}

fn yes_no() -> Vec<(&'static str, Value)> {
    vec![("choices", list(&["Yes", "No"]))]
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn answers_are_found() {
    let cases: Vec<Case> = vec![
        ("verbatim", vec![], " a\nb ", Some(" a\nb ")),
        ("first_line", vec![], "\r\n  a b \nc", Some("a b")),
        ("first_line", vec![], " \n\u{3000}\n", None),
        ("number", vec![], "3 + 4 = 7\n#### 1,080", Some("1080")),
        (
            "number",
            vec![],
            "The answer is $5 because 2 + 3",
            Some("5"),
        ),
        (
            "number",
            vec![],
            "so 9 * 2 = $<<9*2=18>>18 a day\nA: 18",
            Some("18"),
        ),
        (
            "number",
            vec![("which", text("first"))],
            "3 or 4",
            Some("3"),
        ),
        ("number", strict(), "about 18 eggs", None),
        ("number", strict(), "#### 18 eggs", Some("18")),
        (
            "number",
            vec![("marker", text("####"))],
            "5\n#### 72\n9",
            Some("9"),
        ),
        ("number", vec![("marker", text("####"))], "5", None),
        ("number", strict(), "18.", Some("18")),
        ("number", vec![], "<think>it is 3</think>It is 4", Some("4")),
        (
            "number",
            vec![("thinking_end", text(""))],
            "so 3</think>",
            Some("3"),
        ),
        ("number", vec![], "答案是三百二十一个。", Some("321")),
        ("number", vec![], "none", None),
        ("letter", vec![], "B", Some("B")),
        ("letter", vec![], " (c) no, **D**.", Some("D")),
        ("letter", vec![], "The answer is (B). A is wrong", Some("B")),
        ("letter", vec![], "B. because A", Some("B")),
        ("letter", vec![], "A man is seen, so it is B", Some("B")),
        ("letter", vec![], "I think (A) or perhaps (C)", Some("C")),
        ("letter", vec![], "答案是：Ｃ", Some("C")),
        ("letter", vec![], "正确答案为选项B。", Some("B")),
        (
            "letter",
            vec![("n_choices", Value::Integer(4))],
            "Because. E",
            None,
        ),
        (
            "letter",
            vec![("n_choices", Value::Integer(5))],
            "E",
            Some("E"),
        ),
        ("letter", strict(), "It is B", None),
        ("letter", strict(), "**(B)**", Some("B")),
        ("letter", strict(), "The answer is (A) or (B).", None),
        ("letter", strict(), "The answer is A/B", None),
        ("letter", strict(), "答案是A或者选项B", None),
        ("letter", strict(), "The answer is (A) and (B).", None),
        ("letter", strict(), "The answer is A, B", None),
        ("letter", strict(), "答案是A和C", None),
        (
            "letter",
            strict(),
            "The answer is A, and B is wrong.",
            Some("A"),
        ),
        ("letter", strict(), "The answer is **A**. (A)", Some("A")),
        ("letter", strict(), "The answer is (A) or so", Some("A")),
        (
            "letter",
            strict(),
            "The answer is A, ornate as B",
            Some("A"),
        ),
        ("letter", strict(), "The answer is option (B).", Some("B")),
        ("letter", vec![], "The answer is (A) or (B).", Some("A")),
        ("letter", vec![], "", None),
        ("choice", yes_no(), "So the answer is No. Yes?", Some("No")),
        ("choice", yes_no(), "no way, yes", Some("No")),
        (
            "choice",
            [yes_no(), vec![("which", text("last"))]].concat(),
            "no way, yes",
            Some("Yes"),
        ),
        ("choice", yes_no(), "nobody knows", None),
        ("choice", [yes_no(), strict()].concat(), "YES.", Some("Yes")),
        ("choice", [yes_no(), strict()].concat(), "yes it is", None),
        (
            "choice",
            vec![("choices", list(&["entailed", "not entailed"]))],
            "Not entailed!",
            Some("not entailed"),
        ),
        (
            "choice",
            vec![("choices", list(&["对", "不对"]))],
            "这不对",
            Some("不对"),
        ),
        (
            "boxed",
            vec![],
            r"so \boxed{\frac{1}{2}} and \boxed{ x+{1} }.",
            Some("x+{1}"),
        ),
        ("boxed", vec![], r"\boxed{\text{(A)}} {", Some("(A)")),
        ("boxed", vec![], r"\boxed{1} \boxed{2", Some("1")),
        ("boxed", strict(), "the answer is 3", None),
        ("boxed", vec![], "the answer is 3", Some("3")),
        (
            "json_field",
            vec![],
            r#"{"answer": "a\"b\u4f60\ud83d\ude00", "x": 1}"#,
            Some("a\"b你😀"),
        ),
        (
            "json_field",
            vec![("field", text("x"))],
            r#"{"x": -1.5e3}"#,
            Some("-1.5e3"),
        ),
        (
            "json_field",
            vec![],
            r#"{"answer": null} {"answer" : true} "answer": "#,
            Some("true"),
        ),
        ("json_field", vec![], r#"{"answer": "open"#, None),
        (
            "regex",
            vec![("pattern", text(r"(\d+) apples"))],
            "3 apples, 4 apples",
            Some("4"),
        ),
        (
            "regex",
            vec![
                ("pattern", text(r"\d+")),
                ("group", Value::Integer(0)),
                ("which", text("first")),
            ],
            "a 3 4",
            Some("3"),
        ),
        ("regex", vec![("pattern", text(r"x(y)?"))], "x", None),
    ];
    for (name, options, from, expected) in cases {
        assert_eq!(
            answer(name, &options, from).as_deref(),
            expected,
            "{name} {options:?} {from:?}"
        );
    }
}

#[test]
fn wrong_options_are_refused() {
    for (name, option, value) in [
        ("choice", "choices", list(&[])),
        ("choice", "choices", list(&["a", " "])),
        ("regex", "pattern", text("")),
        ("regex", "pattern", text("(")),
        ("regex", "pattern", text("a")),
        ("regex", "pattern", text("(?=x)(y)")),
        ("regex", "pattern", text(r"((\pL{100}){100}){100}")),
        ("number", "which", text("middle")),
    ] {
        assert!(
            find(name, vec![(option.to_owned(), value)]).is_err(),
            "{name} {option}"
        );
    }
    assert!(find("other", vec![]).is_err());
}

#[test]
fn answers_have_an_end() {
    let long = format!("the answer is {}", "x".repeat(100_000));
    assert_eq!(
        answer("marker", &[], &long).map(|answer| answer.len()),
        Some(1000)
    );
}

#[test]
fn hostile_texts_take_no_time() {
    let units = [
        "a",
        " ",
        "\n",
        "1,000,",
        "((((",
        "{",
        r"\boxed{",
        r#""answer":""#,
        r#""answer":"#,
        "answer is ",
        "</think>",
        "A ",
        "(A)",
        "一",
        "百分之",
        "yes no ",
        "\u{301}",
        "👩\u{200d}",
        "\\",
        "9",
        "1/",
        "- ",
    ];
    for extractor in EXTRACTORS {
        let options: Vec<(&str, Value)> = match extractor.name {
            "choice" => yes_no(),
            "regex" => vec![
                ("pattern", text(r"(?s)(.*?)x|(a+)+$")),
                ("group", Value::Integer(0)),
            ],
            _ => vec![],
        };
        for unit in units {
            let from = unit.repeat(100_000 / unit.len());
            let start = Instant::now();
            answer(extractor.name, &options, &from);
            assert!(
                start.elapsed().as_secs_f64() < 1.0,
                "{} {unit:?}",
                extractor.name
            );
        }
    }
}

#[test]
fn letters_are_found() {
    for (from, expected) in [
        ("B", Some("B")),
        (" (C) because", Some("C")),
        ("**D.** It is", Some("D")),
        ("Ｂ。因为", Some("B")),
        ("A: yes", Some("A")),
        ("A cat sat", None),
        ("I think so", None),
        ("A\nBecause", Some("A")),
        ("Because of this the answer is (B).", Some("B")),
        ("The answer is A, I am sure", Some("A")),
        ("Answer: C", Some("C")),
        ("答案是C", Some("C")),
        ("Neither (A) nor (B) but (C) fits", Some("C")),
        ("Both are wrong", None),
        ("", None),
        ("A's", None),
    ] {
        assert_eq!(answer("letter", &[], from).as_deref(), expected, "{from:?}");
    }
    let marked = [("marker", text("answer is"))];
    assert_eq!(
        answer("letter", &marked, "B. The ANSWER IS (C).").as_deref(),
        Some("C")
    );
    assert_eq!(answer("letter", &marked, "B."), None);
}

#[test]
fn numbers_are_found() {
    for (from, expected) in [
        ("He has 1,234.50 dollars", Some("1234.5")),
        ("12, 13 and 14.", Some("14")),
        ("It is -5", Some("-5")),
        ("pages 3-5", Some("5")),
        ("１，２３４ 元", Some("1234")),
        ("007", Some("7")),
        ("0.50", Some("0.5")),
        ("-0", Some("0")),
        ("1,23", Some("23")),
        ("50%", Some("50")),
        ("none", None),
    ] {
        assert_eq!(answer("number", &[], from).as_deref(), expected, "{from:?}");
    }
    let first = [("which", text("first"))];
    assert_eq!(answer("number", &first, "3 of 4").as_deref(), Some("3"));
    let marked = [("marker", text("####"))];
    assert_eq!(
        answer("number", &marked, "5\n#### 72\n9").as_deref(),
        Some("9")
    );
    assert_eq!(
        answer(
            "number",
            &[("marker", text("####")), ("which", text("first"))],
            "5\n#### 72\n9"
        )
        .as_deref(),
        Some("72")
    );
}
