//! Share of the runs of n words that repeat an earlier one of the same text.
//!
//! # What it measures
//! How much of a text says again what it said before: degenerate loops.
//!
//! # Formula
//! `1 − distinct runs of n words / runs of n words` of each text, 0 for a text without one; the mean over
//! samples.
//!
//! # Range
//! 0 to 1; lower is better.
//!
//! # Reads
//! Texts; references are not read and may be `None`.
//!
//! # Source
//! Welleck et al., "Neural text generation with unlikelihood training" (2020), seq-rep-n. Statistics of a
//! sample: its value, 1.
//!
//! # Example
//! `a b a b a b` with n = 2: five runs, two distinct: 3/5.
//!
//! # Often misprinted
//! Without n and without the tokenizer: over white-space words a Chinese text has one word and never
//! repeats. As `1 − distinct_n` over a corpus, where texts also repeat each other.

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::sample_mean::{Value, sample_mean};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::intern::Interner;
use crate::text::words::{self, Words};

/// The metric `repetition`.
pub struct Repetition;

static SPEC: Spec = Spec {
    name: "repetition",
    version: 1,
    summary: "Share of the runs of n words that repeat an earlier one of the same text.",
    outputs: &["repetition"],
    range: (0.0, 1.0),
    direction: Direction::Lower,
    unit: "",
    chance: None,
    options: &[
        OptionSpec {
            name: "n",
            kind: Kind::Integer(1, 16),
            preset: Preset::Integer(4),
            doc: "Words of a run.",
        },
        words::OPTION,
    ],
    reads: Reads::Texts,
    interval: Interval::BoundedMean,
    transform: Transform::Complement,
};

impl Metric for Repetition {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let (n, rule) = (options.count("n"), Words::new(options.text("tokenizer")));
        Ok(sample_mean(signature(&SPEC, options), move |columns| {
            bind(columns, n, rule)
        }))
    }
}

fn bind<'a>(columns: &Columns<'a>, n: usize, rule: Words) -> Result<Value<'a>, Error> {
    let (predictions, _) = columns.texts()?;
    Ok(Box::new(move |i| {
        let (mut interner, mut ids) = (Interner::default(), Vec::new());
        rule.visit(predictions.get(i), |word| {
            ids.push(interner.intern(word.as_bytes()));
        });
        let mut runs: Vec<&[u32]> = ids.windows(n).collect();
        let n_runs = runs.len();
        runs.sort_unstable();
        runs.dedup();
        Ok(if n_runs == 0 {
            0.0
        } else {
            1.0 - runs.len() as f64 / n_runs as f64
        })
    }))
}
