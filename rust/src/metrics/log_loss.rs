//! Negative logarithm of the probability of the true class.
//!
//! # What it measures
//! How surprised the given probabilities are by what happened, in nats.
//!
//! # Formula
//! `−Σ ln p(true class) / n`, with p clipped to `[ε, 1 − ε]`, ε = 2⁻⁵².
//!
//! # Range
//! 0 to 36.04 (−ln ε); lower is better.
//!
//! # Reads
//! Probabilities: a row for every class, or one number for class 1 of two; and the index of the true
//! class of each sample.
//!
//! # Source
//! Equal to `sklearn.metrics.log_loss` (scikit-learn 1.9.1) for float64. Statistics of a sample: loss,
//! 1.
//!
//! # Example
//! Probabilities of class 1 `0.9 0.4` against references `1 0`: 0.308.
//!
//! # Often misprinted
//! Without its second term: `−y ln p` alone costs nothing where y is 0. Clipped at 10⁻¹⁵, as older
//! versions did it, which changes the value where p is 0.

use crate::error::Error;
use crate::formulas::probabilities::{MeanLoss, Probabilities};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::Options;

/// The metric `log_loss`.
pub struct LogLoss;

static SPEC: Spec = Spec {
    name: "log_loss",
    version: 1,
    summary: "Negative logarithm of the probability of the true class.",
    outputs: &["log_loss"],
    range: (0.0, 36.043_653_389_117_15),
    direction: Direction::Lower,
    unit: "nats",
    chance: None,
    options: &[],
    reads: Reads::Probabilities,
    interval: Interval::UnboundedMean,
    transform: Transform::None,
};

impl Metric for LogLoss {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let loss = |probabilities: &Probabilities<'_>, i: usize| {
            let p = probabilities.of(i, probabilities.truth(i));
            -libm::log(p.clamp(f64::EPSILON, 1.0 - f64::EPSILON))
        };
        Ok(Box::new(MeanLoss {
            loss,
            signature: signature(&SPEC, options),
        }))
    }
}
