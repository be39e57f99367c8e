//! Chance that at least one of k attempts is right.
//!
//! # What it measures
//! The chance that at least one of k attempts at a problem is right.
//!
//! # Formula
//! `1 − C(n − c, k) / C(n, k)` with c right ones of n attempts, the unbiased estimate for a choice of k;
//! the mean over samples.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Numbers: for each sample how many attempts are right, and how many attempts there are, at least k.
//!
//! # Source
//! Chen et al., "Evaluating large language models trained on code" (2021), section 2.1. Statistics of a
//! sample: its value, 1.
//!
//! # Example
//! 1 right attempt of 4, k = 2: 1 − 3/6 = 1/2.
//!
//! # Often misprinted
//! As `1 − (1 − c/n)^k`, which is biased; with n = k from one temperature beside n = 200 from another.

use crate::error::Error;
use crate::formulas::attempts::of_attempts;
use crate::formulas::sample_mean::sample_mean;
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `pass_at_k`.
pub struct PassAtK;

static SPEC: Spec = Spec {
    name: "pass_at_k",
    version: 1,
    summary: "Chance that at least one of k attempts is right.",
    outputs: &["pass_at_k"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[OptionSpec {
        name: "k",
        kind: Kind::Integer(1, 1_000_000),
        preset: Preset::Integer(1),
        doc: "Attempts that are allowed.",
    }],
    reads: Reads::Numbers,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for PassAtK {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let k = options.count("k");
        Ok(sample_mean(signature(&SPEC, options), move |columns| {
            of_attempts(columns, k, value)
        }))
    }
}

/// The chance that one of `k` of `n` attempts is among the `c` right ones.
fn value(c: usize, n: usize, k: usize) -> f64 {
    if n - c < k {
        return 1.0;
    }
    1.0 - (n - c + 1..=n).fold(1.0, |none, i| none * (1.0 - k as f64 / i as f64))
}
