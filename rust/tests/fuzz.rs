//! Hostile texts and options against slow implementations that share no code with the core.
//!
//! `cargo test` runs a few hundred cases with debug assertions and overflow checks; `make soak` sets
//! `PROPTEST_CASES` for hours. Beside equal values this shows that nothing panics or hangs.

#![expect(clippy::unwrap_used, reason = "a refused score fails the test")]

use std::collections::{BTreeMap, HashMap};

use llmsite_core::columns::{Columns, Label, NO_LABEL, ReferenceColumn};
use llmsite_core::metrics::{METRICS, Reads, find};
use llmsite_core::options::{Kind, OptionSpec, Value};
use llmsite_core::score::{Configured, Request, Score};
use llmsite_core::text::extract::EXTRACTORS;
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "the",
    "The",
    "a",
    "cat",
    "sat",
    "U.S.-led",
    "1,000.5",
    "...",
    "'s",
    "&amp;lt;",
    "<skipped>",
    "-\n",
    " ",
    " ",
    "\t",
    "\n\n",
    "\x1c",
    "\x1f",
    "\u{85}",
    "\u{a0}",
    "\u{3000}",
    "\u{200b}",
    "\u{feff}",
    "\0",
    "\u{301}",
    "e\u{301}",
    "İ",
    "ΣΑΣ",
    "中文",
    "東京タワー",
    "ไม่ดี",
    "हिन्दी।",
    "العربية",
    "🇩🇪",
    "👨‍👩‍👧",
    "𠮷",
    "½",
    "٣",
    "“x”",
    "(B)",
    "\\boxed{3/4}",
    "The answer is",
    "</think>",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES).prop_map(str::to_owned),
        2 => Just(" ".to_owned()),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn texts() -> impl Strategy<Value = (Vec<String>, Vec<Vec<String>>)> {
    let sample = (text(), prop::collection::vec(text(), 1..3));
    prop::collection::vec(sample, 1..4).prop_map(|rows| rows.into_iter().unzip())
}

/// White space as Python's `str.split` sees it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

fn words(text: &str) -> Vec<String> {
    text.split(is_space)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn grams<T: Clone + Eq + std::hash::Hash>(tokens: &[T], n: usize) -> HashMap<Vec<T>, u32> {
    let mut counts = HashMap::new();
    for gram in tokens.windows(n) {
        *counts.entry(gram.to_vec()).or_insert(0) += 1;
    }
    counts
}

/// Matches clipped by the largest count in any reference.
fn matches<T: Clone + Eq + std::hash::Hash>(tokens: &[T], references: &[Vec<T>], n: usize) -> u32 {
    let others: Vec<_> = references.iter().map(|each| grams(each, n)).collect();
    let found = grams(tokens, n);
    let most = |gram: &Vec<T>| others.iter().filter_map(|o| o.get(gram)).max().copied();
    found
        .iter()
        .map(|(gram, count)| *count.min(&most(gram).unwrap_or(0)))
        .sum()
}

fn distance<T: Eq>(left: &[T], right: &[T]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, x) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in right.iter().enumerate() {
            let cost = (diagonal + usize::from(x != y))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[right.len()]
}

fn configured(name: &str, options: &[(&str, Value)]) -> Configured {
    let given = options
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    Configured::new(find(name).unwrap(), given).unwrap()
}

fn choice(name: &'static str, value: &str) -> (&'static str, Value) {
    (name, Value::Text(value.to_owned()))
}

fn rows(
    name: &str,
    options: &[(&str, Value)],
    predictions: &Vec<String>,
    references: &[Vec<String>],
) -> Vec<Vec<f64>> {
    let references = ReferenceColumn::from_lists(references.to_vec());
    let columns = Columns::Texts {
        predictions,
        references: &references,
    };
    let (rows, width) = configured(name, options).statistics(&columns, 1).unwrap();
    rows.chunks(width).map(<[f64]>::to_vec).collect()
}

/// An answer by SQuAD's rules, read off the published script.
fn squad(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let bare: Vec<char> = lower
        .chars()
        .filter(|c| !c.is_ascii_punctuation())
        .collect();
    let is_word = |c: Option<&char>| c.is_some_and(|c| llmsite_core::text::squad::is_word(*c));
    let mut kept = String::new();
    let mut i = 0;
    while i < bare.len() {
        let starts = is_word(bare.get(i)) && (i == 0 || !is_word(bare.get(i - 1)));
        let length = bare[i..].iter().take_while(|c| is_word(Some(c))).count();
        let run: String = bare[i..i + length].iter().collect();
        if starts && ["a", "an", "the"].contains(&run.as_str()) {
            kept.push(' ');
            i += length;
        } else {
            kept.push(bare[i]);
            i += 1;
        }
    }
    words(&kept)
}

fn f1(answer: &[String], gold: &[String]) -> f64 {
    if answer.is_empty() || gold.is_empty() {
        return f64::from(u8::from(answer == gold));
    }
    let common = f64::from(matches(answer, &[gold.to_vec()], 1));
    let (n_answer, n_gold) = (answer.len() as f64, gold.len() as f64);
    2.0 * common / (n_answer + n_gold)
}

/// Every value that an option may take: the ends of ranges, each choice, and odd texts.
fn option(spec: &'static OptionSpec) -> BoxedStrategy<Option<(String, Value)>> {
    let value = match spec.kind {
        Kind::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
        Kind::Integer(low, high) => (low..=high.min(low + 20)).prop_map(Value::Integer).boxed(),
        Kind::Number(low, high) => {
            let (low, high) = (low.max(-1e9), high.min(1e9));
            prop::sample::select(vec![
                low,
                high,
                low + (high - low) / 1e3,
                1.0_f64.clamp(low, high),
            ])
            .prop_map(Value::Number)
            .boxed()
        }
        Kind::Choice(names) => prop::sample::select(names)
            .prop_map(|name| Value::Text(name.to_owned()))
            .boxed(),
        Kind::Text => text().prop_map(Value::Text).boxed(),
        Kind::List => prop::collection::vec(text(), 1..4)
            .prop_map(Value::List)
            .boxed(),
    };
    let name = spec.name;
    prop::option::of(value)
        .prop_map(move |given| given.map(|value| (name.to_owned(), value)))
        .boxed()
}

fn options_of(specs: &'static [OptionSpec]) -> BoxedStrategy<Vec<(String, Value)>> {
    let each: Vec<_> = specs.iter().map(option).collect();
    each.prop_map(|given| given.into_iter().flatten().collect())
        .boxed()
}

fn text_metric() -> impl Strategy<Value = (usize, Vec<(String, Value)>)> {
    let readers: Vec<_> = (0..METRICS.len())
        .filter(|k| METRICS[*k].spec().reads == Reads::Texts)
        .collect();
    prop::sample::select(readers)
        .prop_flat_map(|k| (Just(k), options_of(METRICS[k].spec().options)))
}

fn extractor() -> impl Strategy<Value = (usize, Vec<(String, Value)>)> {
    (0..EXTRACTORS.len()).prop_flat_map(|k| (Just(k), options_of(EXTRACTORS[k].options)))
}

/// A score whose values lie in its range and in its interval; NaN says that it is undefined. BLEU
/// smoothed by more than a match an order may be any number, as in sacrebleu.
fn check_score(metric: &Configured, score: &Score) {
    let (low, mut high) = metric.spec.range;
    if score.signature.contains("smooth:floor[") || score.signature.contains("smooth:add-k[") {
        high = f64::INFINITY;
    }
    for estimate in &score.estimates {
        let value = estimate.value;
        let slack = 1e-9 * value.abs().max(1.0);
        assert!(
            value.is_nan() || (low - slack..=high + slack).contains(&value),
            "{} {estimate:?}",
            metric.spec.name
        );
        assert!(
            value.is_nan() || estimate.low <= value + slack && value - slack <= estimate.high,
            "{} {estimate:?}",
            metric.spec.name
        );
    }
}

proptest! {
    #[test]
    fn counts_equal_slow_ones((predictions, references) in texts()) {
        let bleu = rows("bleu", &[choice("tokenize", "none")], &predictions, &references);
        for (i, row) in bleu.iter().enumerate() {
            let answer = words(&predictions[i]);
            let golds: Vec<_> = references[i].iter().map(|gold| words(gold)).collect();
            let closest = golds.iter().map(|g| (answer.len().abs_diff(g.len()), g.len())).min();
            prop_assert_eq!(row[..2].to_vec(), [answer.len() as f64, closest.unwrap().1 as f64]);
            for n in 1..=4 {
                prop_assert_eq!(row[1 + n], f64::from(matches(&answer, &golds, n)));
                prop_assert_eq!(row[5 + n], (answer.len() + 1).saturating_sub(n) as f64);
            }
        }
        let firsts: Vec<_> = references.iter().map(|golds| vec![golds[0].clone()]).collect();
        let chrf = rows("chrf", &[], &predictions, &firsts);
        for (i, row) in chrf.iter().enumerate() {
            let characters = |text: &str| text.chars().filter(|c| !is_space(*c)).collect::<Vec<_>>();
            let (answer, gold) = (characters(&predictions[i]), characters(&firsts[i][0]));
            for n in 1..=6 {
                let size = |side: &[char]| (side.len() + 1).saturating_sub(n) as f64;
                let found = if size(&gold) == 0.0 { 0.0 } else { size(&answer) };
                let shared = f64::from(matches(&answer, std::slice::from_ref(&gold), n));
                prop_assert_eq!(row[3 * n - 3..3 * n].to_vec(), [found, size(&gold), shared]);
            }
        }
        let cer = rows("cer", &[], &predictions, &firsts);
        for (i, row) in cer.iter().enumerate() {
            let characters = |text: &str| text.trim_matches(is_space).chars().collect::<Vec<_>>();
            let (answer, gold) = (characters(&predictions[i]), characters(&firsts[i][0]));
            prop_assert_eq!(row.clone(), [distance(&gold, &answer) as f64, gold.len() as f64]);
        }
    }

    #[test]
    fn answers_equal_slow_ones((predictions, references) in texts()) {
        let exact = rows("exact_match", &[], &predictions, &references);
        let overlap = rows("token_f1", &[], &predictions, &references);
        for (i, prediction) in predictions.iter().enumerate() {
            let answer = squad(prediction);
            let mut golds: Vec<_> = references[i].iter().map(|gold| squad(gold)).collect();
            golds.retain(|gold| !gold.is_empty());
            if golds.is_empty() {
                golds.push(Vec::new());
            }
            prop_assert_eq!(exact[i][0], f64::from(u8::from(golds.contains(&answer))));
            let best = golds.iter().map(|gold| f1(&answer, gold)).fold(0.0, f64::max);
            prop_assert!((overlap[i][0] - best).abs() < 1e-12);
        }
    }

    #[test]
    fn shifts_never_cost_more_than_plain_edits((predictions, references) in texts()) {
        for (i, row) in rows("ter", &[], &predictions, &references).iter().enumerate() {
            let answer = words(&predictions[i].to_lowercase());
            let plain = references[i].iter().map(|gold| distance(&words(&gold.to_lowercase()), &answer));
            prop_assert!(row[0] <= plain.min().unwrap() as f64);
        }
    }

    #[test]
    fn no_text_and_no_option_breaks_a_metric(
        (predictions, references) in texts(),
        (k, options) in text_metric(),
    ) {
        // Options that contradict each other are refused, not scored.
        let Ok(metric) = Configured::new(METRICS[k], options) else { return Ok(()) };
        let references = ReferenceColumn::from_lists(references);
        let columns = Columns::Texts { predictions: &predictions, references: &references };
        for threads in [1, 2] {
            if let Ok(score) = metric.score(&columns, &Request { threads, ..Request::default() }) {
                check_score(&metric, &score);
            }
        }
    }

    #[test]
    fn no_text_and_no_option_breaks_an_extractor(text in text(), (k, options) in extractor()) {
        let Ok(found) = llmsite_core::text::extract::find(EXTRACTORS[k].name, options) else { return Ok(()) };
        let first = found.extract(&text).map(std::borrow::Cow::into_owned);
        prop_assert_eq!(&first, &found.extract(&text).map(std::borrow::Cow::into_owned));
        prop_assert!(first.is_none_or(|answer| answer.chars().count() <= 1000));
    }

    #[test]
    fn labels_equal_slow_formulas(pairs in prop::collection::vec((0..6_u32, 0..5_u32), 1..60)) {
        let predictions: Vec<u32> = pairs.iter().map(|p| if p.0 == 5 { NO_LABEL } else { p.0 }).collect();
        let references: Vec<u32> = pairs.iter().map(|p| p.1).collect();
        let names: Vec<Label> = (0..5).map(Label::Integer).collect();
        let columns = Columns::Labels { predictions: &predictions, references: &references, names: &names };
        let value = |name: &str| {
            let metric = configured(name, &[]);
            let score = metric.score(&columns, &Request::default()).unwrap();
            check_score(&metric, &score);
            score.estimates[0].value
        };
        let n = pairs.len() as f64;
        let hits = pairs.iter().filter(|(p, r)| p == r).count() as f64;
        prop_assert!((value("accuracy") - hits / n).abs() < 1e-12);
        let mut recalls: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for (prediction, reference) in &pairs {
            let entry = recalls.entry(*reference).or_default();
            entry.0 += f64::from(u8::from(prediction == reference));
            entry.1 += 1.0;
        }
        let balanced = recalls.values().map(|(hit, all)| hit / all).sum::<f64>() / recalls.len() as f64;
        prop_assert!((value("balanced_accuracy") - balanced).abs() < 1e-12);
    }
}
