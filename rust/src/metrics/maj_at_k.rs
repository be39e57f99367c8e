//! Accuracy of the most frequent of k answers.
//!
//! # What it measures
//! Whether the most frequent of k answers is right (self-consistency).
//!
//! # Formula
//! Of the first k answers to a problem that which is given most often counts; of several given equally
//! often, the share of them that is right. The mean over samples.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Answers: for each sample a list of answers (`None`: no answer was found, no vote), and one accepted
//! answer or a list of them. Answers are compared as they stand: extract and normalise them before.
//!
//! # Source
//! Wang et al., "Self-consistency improves chain of thought reasoning in language models" (2023).
//! Statistics of a sample: its value, 1.
//!
//! # Example
//! Answers `3 4 4` against reference `4`: 1; answers `3 4`: 1/2.
//!
//! # Often misprinted
//! Beside `pass_at_k` as if the two were rivals: this one needs no verifier. With ties broken in favour of
//! the system.

use crate::columns::{Columns, References};
use crate::error::Error;
use crate::formulas::sample_mean::{Value, sample_mean};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::squad::no_reference;

/// The metric `maj_at_k`.
pub struct MajAtK;

static SPEC: Spec = Spec {
    name: "maj_at_k",
    version: 1,
    summary: "Accuracy of the most frequent of k answers.",
    outputs: &["maj_at_k"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[OptionSpec {
        name: "k",
        kind: Kind::Integer(1, 1_000_000),
        preset: Preset::Absent,
        doc: "Answers that vote; all when not given.",
    }],
    reads: Reads::Answers,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for MajAtK {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let k = options.count("k");
        let k = if k == 0 { usize::MAX } else { k };
        Ok(sample_mean(signature(&SPEC, options), move |columns| {
            bind(columns, k)
        }))
    }
}

fn bind<'a>(columns: &Columns<'a>, k: usize) -> Result<Value<'a>, Error> {
    let (predictions, references) = columns.answers()?;
    Ok(Box::new(move |i| {
        if references.count(i) == 0 {
            return Err(no_reference(i));
        }
        Ok(majority(predictions, references, i, k))
    }))
}

fn majority(predictions: &dyn References, references: &dyn References, i: usize, k: usize) -> f64 {
    let mut answers: Vec<&str> = (0..predictions.count(i).min(k))
        .map(|vote| predictions.get(i, vote))
        .collect();
    answers.sort_unstable();
    let groups = || answers.chunk_by(|left, right| left == right);
    let most = groups().map(<[_]>::len).max().unwrap_or(0);
    let winners = groups()
        .filter(|group| group.len() == most)
        .filter_map(|group| group.first());
    let is_right = |answer: &str| (0..references.count(i)).any(|r| references.get(i, r) == answer);
    let n_winners = winners.clone().count();
    let n_right = winners.filter(|answer| is_right(answer)).count();
    n_right as f64 / n_winners.max(1) as f64
}
