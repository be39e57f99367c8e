//! Negative log-likelihood per unit, in nats.
//!
//! # What it measures
//! How many nats a model needs for each unit (token, byte or word) of a text.
//!
//! # Formula
//! `−Σ log-likelihood / Σ units`, over all texts: long texts weigh more than short ones.
//!
//! # Range
//! 0 upwards, in nats per unit; lower is better.
//!
//! # Reads
//! Log-likelihoods in nats (natural logarithms, finite) and the number of units of each text.
//!
//! # Source
//! Shannon, "A mathematical theory of communication" (1948). Equal to the mean of
//! `torch.nn.functional.cross_entropy` over all units. Statistics of a sample: log-likelihood, units.
//!
//! # Example
//! Log-likelihoods `−2 −4` over `1 2` tokens: 2.
//!
//! # Often misprinted
//! For labels, without its second term: binary cross-entropy is `−y ln p − (1 − y) ln (1 − p)`, which
//! is `log_loss` here. As a mean over texts of their means. In bits under the name of nats.

use crate::error::Error;
use crate::formulas::likelihood::{self, Scale};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;

/// The metric `cross_entropy`.
pub struct CrossEntropy;

static SPEC: Spec = Spec {
    name: "cross_entropy",
    version: 1,
    summary: "Negative log-likelihood per unit, in nats.",
    outputs: &["cross_entropy"],
    range: (0.0, f64::INFINITY),
    direction: Direction::Lower,
    unit: "nats per unit",
    chance: None,
    options: &[],
    reads: Reads::LogLikelihoods,
    interval: Interval::Smooth,
    transform: Transform::None,
};

impl Metric for CrossEntropy {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(likelihood::configure(&SPEC, options, Scale::Nats))
    }
}
