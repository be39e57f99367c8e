//! Chance that all of k attempts are right.
//!
//! # What it measures
//! The chance that all of k attempts at a problem are right: how reliable a system is.
//!
//! # Formula
//! `C(c, k) / C(n, k)` with c right ones of n attempts; the mean over samples.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Numbers: for each sample how many attempts are right, and how many attempts there are, at least k.
//!
//! # Source
//! Yao et al., "τ-bench: a benchmark for tool-agent-user interaction in real-world domains" (2024), pass^k.
//! Statistics of a sample: its value, 1.
//!
//! # Example
//! 3 right attempts of 4, k = 2: 3/6 = 1/2.
//!
//! # Often misprinted
//! As `pass_at_k`, from which it differs in one sign: that one rises with k, this one falls.

use crate::error::Error;
use crate::formulas::attempts::of_attempts;
use crate::formulas::sample_mean::sample_mean;
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `pass_hat_k`.
pub struct PassHatK;

static SPEC: Spec = Spec {
    name: "pass_hat_k",
    version: 1,
    summary: "Chance that all of k attempts are right.",
    outputs: &["pass_hat_k"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[OptionSpec {
        name: "k",
        kind: Kind::Integer(1, 1_000_000),
        preset: Preset::Integer(1),
        doc: "Attempts that must be right.",
    }],
    reads: Reads::Numbers,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for PassHatK {
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

/// The chance that all of `k` of `n` attempts are among the `c` right ones.
fn value(c: usize, n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |all, i| {
        all * c.saturating_sub(i) as f64 / (n - i) as f64
    })
}
