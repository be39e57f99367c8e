//! Share of dialogue states in which every slot has its right value.
//!
//! # What it measures
//! Whether a model keeps track of what a user wants: all slots of the state at once.
//!
//! # Formula
//! A slot that only one side fills gives 0, one that neither fills gives 1. A categorical slot gives 1 for
//! the very value, else 0; any other slot gives the similarity of its value to the nearest accepted one.
//! A state's value is the product over its slots; the mean over samples.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts: states written `slot: value; slot: value` (or one a line, or with `=`); what holds neither `:` nor
//! `=`, such as `none`, fills no slot. A slot has the slots of the first reference; its accepted values are
//! those that any reference gives it. Of a slot that stands twice the first counts.
//!
//! # Source
//! Rastogi et al., "Towards scalable multi-domain conversational agents: the Schema-Guided Dialogue dataset"
//! (2020) and its scorer. Similarity is `token_sort_ratio` of fuzzywuzzy over python-Levenshtein: characters
//! that both sorted lists of words have in common, twice, over the sum of their lengths, rounded to a
//! hundredth. Statistics of a sample: its value, 1.
//!
//! # Example
//! `city: Paris; date: 1 May` against `city: Paris; date: May 1`: 1; against `city: Paris`: 0.
//!
//! # Often misprinted
//! As exact matching beside the fuzzy one of the published scores (`match="exact"` is that variant); over
//! turns where another counts frames, one a service.

use rustc_hash::FxHashMap;

use crate::columns::{Columns, References};
use crate::error::Error;
use crate::formulas::sample_mean::{Value, sample_mean};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::space::{split, strip};
use crate::text::squad::{is_word, no_reference};
use crate::text::subsequence::CommonSubsequence;

/// The metric `joint_goal_accuracy`.
pub struct JointGoalAccuracy;

static SPEC: Spec = Spec {
    name: "joint_goal_accuracy",
    version: 1,
    summary: "Share of dialogue states in which every slot has its right value.",
    outputs: &["joint_goal_accuracy"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[
        OptionSpec {
            name: "match",
            kind: Kind::Choice(&["fuzzy", "exact"]),
            preset: Preset::Text("fuzzy"),
            doc: "`fuzzy`: similarity of values of slots that are not categorical; `exact`: equality.",
        },
        OptionSpec {
            name: "categorical",
            kind: Kind::Text,
            preset: Preset::Text(""),
            doc: "Categorical slots, separated by commas: their values must be those of the first reference.",
        },
    ],
    reads: Reads::Texts,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for JointGoalAccuracy {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let is_fuzzy = options.text("match") == "fuzzy";
        let listed = options.text("categorical").split(',').map(strip);
        let categorical: Vec<String> = listed.map(str::to_owned).collect();
        Ok(sample_mean(signature(&SPEC, options), move |columns| {
            bind(columns, is_fuzzy, categorical.clone())
        }))
    }
}

fn bind<'a>(
    columns: &Columns<'a>,
    is_fuzzy: bool,
    categorical: Vec<String>,
) -> Result<Value<'a>, Error> {
    let (predictions, references) = columns.texts()?;
    Ok(Box::new(move |i| {
        if references.count(i) == 0 {
            return Err(no_reference(i));
        }
        let given = slots(predictions.get(i));
        let accepted = accepted(references, i);
        if given.len() != accepted.len() {
            return Ok(0.0);
        }
        let product = accepted.iter().fold(1.0, |product, (slot, values)| {
            let value = given.iter().find(|(name, _)| name == slot);
            product
                * value.map_or(0.0, |(_, value)| {
                    if categorical.iter().any(|name| name == slot) {
                        f64::from(u8::from(values.first() == Some(value)))
                    } else if is_fuzzy {
                        let similar = values.iter().map(|wanted| similarity(wanted, value));
                        similar.fold(0.0, f64::max)
                    } else {
                        f64::from(u8::from(values.contains(value)))
                    }
                })
        });
        Ok(product)
    }))
}

/// The slots of a state with their values, each once.
fn slots(state: &str) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for entry in state.split([';', '\n']) {
        let Some((slot, value)) = entry.split_once([':', '=']) else {
            continue;
        };
        let (slot, value) = (strip(slot), strip(value));
        if !slot.is_empty() && !value.is_empty() && found.iter().all(|(name, _)| *name != slot) {
            found.push((slot, value));
        }
    }
    found
}

/// The slots of the first reference with the values that any of them gives.
fn accepted(references: &dyn References, i: usize) -> Vec<(&str, Vec<&str>)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for k in 0..references.count(i) {
        for (slot, value) in slots(references.get(i, k)) {
            match found.iter_mut().find(|(name, _)| *name == slot) {
                Some((_, values)) => values.push(value),
                None if k == 0 => found.push((slot, vec![value])),
                None => {}
            }
        }
    }
    found
}

/// `token_sort_ratio` of two values, from 0 to 1.
fn similarity(left: &str, right: &str) -> f64 {
    let (left, right) = (sorted_words(left), sorted_words(right));
    if left == right {
        return 1.0;
    }
    let n_characters = left.chars().count() + right.chars().count();
    let common = common_characters(&left, &right);
    let ratio = 2.0 * common as f64 / n_characters as f64;
    libm::rint(100.0 * ratio) / 100.0
}

/// Words in lower case and in order; of what is not ASCII, Latin 1 goes.
fn sorted_words(value: &str) -> String {
    let kept = value.chars().filter(|c| !('\u{80}'..='\u{ff}').contains(c));
    let plain: String = kept.map(|c| if is_word(c) { c } else { ' ' }).collect();
    let plain = plain.to_lowercase();
    let mut words: Vec<&str> = split(&plain).collect();
    words.sort_unstable();
    words.join(" ")
}

fn common_characters(left: &str, right: &str) -> usize {
    let mut ids: FxHashMap<char, u32> = FxHashMap::default();
    let mut number = |text: &str| -> Vec<u32> {
        text.chars()
            .map(|c| {
                let next = ids.len() as u32;
                *ids.entry(c).or_insert(next)
            })
            .collect()
    };
    let (left, right) = (number(left), number(right));
    CommonSubsequence::default().length(&left, &right, ids.len())
}
