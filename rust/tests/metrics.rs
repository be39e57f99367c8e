//! Every metric against its goldens, its gradient against differences, its spec against reason.

#![expect(
    clippy::unwrap_used,
    reason = "a golden that cannot be read fails the test"
)]

use std::fs;
use std::path::Path;

use llmsite_core::columns::{Columns, Label, NO_LABEL, Ragged, ReferenceColumn, Span, Spans};
use llmsite_core::metrics::{Interval, METRICS, Reads, Transform, find};
use llmsite_core::options::{Kind, Preset, Value};
use llmsite_core::score::{Configured, Request, total};
use serde_json::Value as Json;

/// Columns of a golden case, owned.
enum Owned {
    Texts(Vec<String>, ReferenceColumn<String>),
    Labels(Vec<u32>, Vec<u32>, Vec<Label>),
    Numbers(Vec<f64>, Vec<f64>),
    LogLikelihoods(Vec<f64>, Vec<f64>),
    Probabilities(Vec<f64>, usize, Vec<u32>),
    Answers(ReferenceColumn<String>, ReferenceColumn<String>),
    Ranked(Ragged<f64>, Ragged<f64>),
    Spans(Spans, Spans),
}

impl Owned {
    fn read(reads: Reads, case: &Json) -> Self {
        let (first, second) = (&case["predictions"], &case["references"]);
        match reads {
            Reads::Texts if second.is_null() => {
                let none = texts(first).iter().map(|_| Vec::new()).collect();
                Self::Texts(texts(first), ReferenceColumn::from_lists(none))
            }
            Reads::Texts => Self::Texts(texts(first), references(second)),
            Reads::Labels => {
                let mut names: Vec<Label> = list(first)
                    .iter()
                    .chain(list(second))
                    .filter_map(label)
                    .collect();
                names.sort();
                names.dedup();
                let ids = |column: &Json| {
                    list(column)
                        .iter()
                        .map(|item| match label(item) {
                            Some(label) => names.binary_search(&label).unwrap() as u32,
                            None => NO_LABEL,
                        })
                        .collect()
                };
                Self::Labels(ids(first), ids(second), names.clone())
            }
            Reads::Numbers => Self::Numbers(numbers(first), numbers(second)),
            Reads::LogLikelihoods => Self::LogLikelihoods(numbers(first), numbers(second)),
            Reads::Answers => Self::Answers(references(first), references(second)),
            Reads::Ranked => Self::Ranked(lists(first), lists(second)),
            Reads::Spans => {
                let mut labels = Vec::new();
                Self::Spans(spans(first, &mut labels), spans(second, &mut labels))
            }
            Reads::Probabilities => {
                let references = numbers(second).into_iter().map(|x| x as u32).collect();
                match first[0].as_array() {
                    None => Self::Probabilities(numbers(first), 1, references),
                    Some(row) => Self::Probabilities(
                        list(first).iter().flat_map(numbers).collect(),
                        row.len(),
                        references,
                    ),
                }
            }
        }
    }

    fn lend(&self) -> Columns<'_> {
        match self {
            Self::Texts(predictions, references) => Columns::Texts {
                predictions,
                references,
            },
            Self::Labels(predictions, references, names) => Columns::Labels {
                predictions,
                references,
                names,
            },
            Self::Numbers(predictions, references) => Columns::Numbers {
                predictions,
                references,
            },
            Self::LogLikelihoods(log_likelihoods, units) => Columns::LogLikelihoods {
                log_likelihoods,
                units,
            },
            Self::Answers(predictions, references) => Columns::Answers {
                predictions,
                references,
            },
            Self::Ranked(scores, grades) => Columns::Ranked { scores, grades },
            Self::Spans(predictions, references) => Columns::Spans {
                predictions,
                references,
            },
            Self::Probabilities(probabilities, n_classes, references) => Columns::Probabilities {
                probabilities,
                n_classes: *n_classes,
                references,
            },
        }
    }
}

fn list(json: &Json) -> &Vec<Json> {
    json.as_array().unwrap()
}

fn numbers(json: &Json) -> Vec<f64> {
    list(json)
        .iter()
        .map(|item| item.as_f64().unwrap())
        .collect()
}

fn lists(json: &Json) -> Ragged<f64> {
    let mut lists = Ragged::default();
    for row in list(json) {
        lists.push(numbers(row));
    }
    lists
}

/// Goldens hold places with labels; tags and texts are the glue's business.
fn spans(json: &Json, labels: &mut Vec<String>) -> Spans {
    let mut spans = Spans::default();
    for row in list(json) {
        spans.push(list(row).iter().map(|span| {
            let label = span[2].as_str().unwrap().to_owned();
            let place = labels.iter().position(|known| *known == label);
            let label = place.unwrap_or_else(|| {
                labels.push(label);
                labels.len() - 1
            });
            let at = |k: usize| span[k].as_u64().unwrap() as u32;
            Span {
                start: at(0),
                end: at(1),
                label: label as u32,
            }
        }));
    }
    spans
}

fn texts(json: &Json) -> Vec<String> {
    list(json)
        .iter()
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

fn references(json: &Json) -> ReferenceColumn<String> {
    let one = |item: &Json| match item {
        Json::String(text) => vec![text.clone()],
        _ => list(item)
            .iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect(),
    };
    ReferenceColumn::from_lists(list(json).iter().map(one).collect())
}

fn label(json: &Json) -> Option<Label> {
    match json {
        Json::Null => None,
        Json::String(text) => Some(Label::Text(text.clone())),
        _ => json.as_i64().map(Label::Integer),
    }
}

fn options(case: &Json) -> Vec<(String, Value)> {
    let value = |json: &Json| match json {
        Json::Null => Value::Absent,
        Json::Bool(flag) => Value::Flag(*flag),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(_) => Value::List(texts(json)),
        _ => json
            .as_i64()
            .map_or_else(|| Value::Number(json.as_f64().unwrap()), Value::Integer),
    };
    let map = case["options"].as_object().unwrap();
    map.iter()
        .map(|(name, json)| (name.clone(), value(json)))
        .collect()
}

/// Calls `check` with every golden case of every metric.
fn each_case(mut check: impl FnMut(&str, &Configured, &Columns<'_>, &Json)) {
    for metric in METRICS {
        let spec = metric.spec();
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../tests/golden/metrics")
            .join(format!("{}.json", spec.name));
        let goldens: Json = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        for case in list(&goldens["cases"]) {
            let name = format!("{}: {}", spec.name, case["name"]);
            let configured = Configured::new(*metric, options(case)).unwrap();
            check(
                &name,
                &configured,
                &Owned::read(spec.reads, case).lend(),
                case,
            );
        }
    }
}

fn close(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance * expected.abs().max(1.0)
}

#[test]
fn values_equal_goldens() {
    each_case(|name, metric, columns, case| {
        let score = metric.score(columns, &Request::default()).unwrap();
        for (output, expected) in case["values"].as_object().unwrap() {
            let outputs = metric.spec.outputs.iter().map(|name| (*name).to_owned());
            let values = score.estimates.iter().map(|estimate| estimate.value);
            let found = outputs
                .zip(values)
                .chain(score.details.clone())
                .find(|(known, _)| known == output)
                .map(|(_, value)| value);
            let expected = expected.as_f64().unwrap();
            assert!(
                found.is_some_and(|found| close(found, expected, 1e-9)),
                "{name} {output} {found:?} {expected}"
            );
        }
        if let Some(signature) = case["package_signature"].as_str() {
            assert!(
                score.signature.starts_with(&format!("{signature}|")),
                "{name} {signature}"
            );
        }
    });
}

#[test]
fn sample_scores_equal_goldens() {
    each_case(|name, metric, columns, case| {
        let Some(expected) = case.get("sample_scores").map(numbers) else {
            return;
        };
        let found = metric.sample_scores(columns, 1).unwrap();
        assert_eq!(found[0].len(), expected.len(), "{name}");
        for (index, (found, expected)) in found[0].iter().zip(expected).enumerate() {
            assert!(
                close(*found, expected, 1e-9),
                "{name}[{index}] {found} {expected}"
            );
        }
    });
}

/// Central differences against the analytic gradient, at the sum of each golden case.
#[test]
fn gradients_equal_differences() {
    each_case(|name, metric, columns, _| {
        if metric.spec.interval == Interval::Own {
            return;
        }
        let (rows, width) = metric.statistics(columns, 1).unwrap();
        let sum = total(&rows, width);
        let mut weights = vec![0.0; width];
        for output in 0..metric.spec.outputs.len() {
            metric.formula.gradient(&sum, output, &mut weights);
            for place in 0..width {
                // Formulas need not be smooth where a count is zero.
                if sum[place] == 0.0 {
                    continue;
                }
                let step = 1e-6 * sum[place].abs();
                let value = |change: f64| {
                    let mut moved = sum.clone();
                    moved[place] += change;
                    metric.finish(&moved).unwrap()[output]
                };
                let (below, here, above) = (value(-step), value(0.0), value(step));
                let (left, right) = ((here - below) / step, (above - here) / step);
                let kink = (left - right).abs() > 1e-3 * left.abs().max(right.abs()).max(1e-3);
                let difference = (above - below) / (2.0 * step);
                assert!(
                    kink || close(weights[place], difference, 1e-4),
                    "{name} output {output} statistic {place}: {} {difference}",
                    weights[place]
                );
            }
        }
    });
}

#[test]
fn specs_are_sound() {
    for metric in METRICS {
        let spec = metric.spec();
        assert!(
            spec.version > 0 && spec.range.0 < spec.range.1,
            "{}",
            spec.name
        );
        assert!(
            spec.summary.ends_with('.') && !spec.outputs.is_empty(),
            "{}",
            spec.name
        );
        if spec.transform != Transform::None {
            assert!(
                spec.range.1.is_finite(),
                "{} has no upper end to transform",
                spec.name
            );
        }
        for option in spec.options {
            let fits = match (option.kind, option.preset) {
                (_, Preset::Absent)
                | (Kind::Flag, Preset::Flag(_))
                | (Kind::Text, Preset::Text(_)) => true,
                (Kind::Integer(low, high), Preset::Integer(n)) => (low..=high).contains(&n),
                (Kind::Number(low, high), Preset::Number(x)) => (low..=high).contains(&x),
                (Kind::Choice(names), Preset::Text(text)) => names.contains(&text),
                _ => false,
            };
            assert!(
                fits && option.doc.ends_with('.'),
                "{}.{}",
                spec.name,
                option.name
            );
        }
    }
    assert!(find("other").is_err());
}
