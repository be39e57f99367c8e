//! Exponential of the negative log-likelihood per unit.
//!
//! # What it measures
//! Among how many equally likely units a model is undecided at each step, on average.
//!
//! # Formula
//! `exp(−Σ log-likelihood / Σ units)`, over all texts.
//!
//! # Range
//! 1 upwards; lower is better. Infinite where the exponential exceeds the largest number.
//!
//! # Reads
//! Log-likelihoods in nats (natural logarithms, finite) and the number of units of each text.
//!
//! # Source
//! Jelinek, Mercer, Bahl & Baker, "Perplexity – a measure of the difficulty of speech recognition
//! tasks" (1977). Equal to `torchmetrics.text.Perplexity` over all tokens. Statistics of a sample:
//! log-likelihood, units.
//!
//! # Example
//! Log-likelihoods `−2 −4` over `1 2` tokens: exp 2 = 7.389.
//!
//! # Often misprinted
//! Per token across tokenizers: a tokenizer with longer tokens has fewer of them and so a greater
//! perplexity for the same model of the text. Compare per word or per byte (`bits_per_byte`). As a mean
//! of the texts' perplexities, which one bad text can rule.

use crate::error::Error;
use crate::formulas::likelihood::{self, Scale};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `perplexity`.
pub struct Perplexity;

static SPEC: Spec = Spec {
    name: "perplexity",
    version: 1,
    summary: "Exponential of the negative log-likelihood per unit.",
    outputs: &["perplexity"],
    range: (1.0, f64::INFINITY),
    direction: Direction::Lower,
    unit: "",
    chance: None,
    options: &[],
    reads: Reads::LogLikelihoods,
    interval: Interval::Smooth,
    transform: Transform::None,
};

impl Metric for Perplexity {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(likelihood::configure(&SPEC, options, Scale::Exponential))
    }
}
