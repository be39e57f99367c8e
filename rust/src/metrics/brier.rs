//! Squared difference of probabilities and what happened.
//!
//! # What it measures
//! How far the given probabilities lie from what happened.
//!
//! # Formula
//! `Σ Σ (p(k) − [k is true])² / n` over samples and classes, halved where `scale_by_half` says so:
//! `auto` halves it for two classes, which gives `Σ (p − y)² / n`.
//!
//! # Range
//! 0 to 2, halved 0 to 1; lower is better.
//!
//! # Reads
//! Probabilities: a row for every class, or one number for class 1 of two; and the index of the true
//! class of each sample.
//!
//! # Source
//! Brier, "Verification of forecasts expressed in terms of probability" (1950). Equal to
//! `sklearn.metrics.brier_score_loss` (scikit-learn 1.9.1). Statistics of a sample: its sum, 1.
//!
//! # Example
//! Probabilities of class 1 `0.9 0.4` against references `1 0`: 0.085.
//!
//! # Often misprinted
//! Without saying whether it is halved: the two forms differ by a factor of two.

use crate::error::Error;
use crate::formulas::probabilities::{MeanLoss, Probabilities};
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform, signature};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `brier`.
pub struct Brier;

static SPEC: Spec = Spec {
    name: "brier",
    version: 1,
    summary: "Squared difference of probabilities and what happened.",
    outputs: &["brier"],
    range: (0.0, 2.0),
    direction: Direction::Lower,
    unit: "",
    chance: None,
    options: &[OptionSpec {
        name: "scale_by_half",
        kind: Kind::Choice(&["auto", "yes", "no"]),
        preset: Preset::Text("auto"),
        doc: "Halve the sum over classes; `auto`: for two classes.",
    }],
    reads: Reads::Probabilities,
    interval: Interval::BoundedMean,
    transform: Transform::Complement,
};

impl Metric for Brier {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let half = match options.text("scale_by_half") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let loss = move |probabilities: &Probabilities<'_>, i: usize| {
            let truth = probabilities.truth(i);
            let sum: f64 = (0..probabilities.n_classes())
                .map(|k| {
                    let miss = probabilities.of(i, k) - f64::from(u8::from(k == truth));
                    miss * miss
                })
                .sum();
            if half.unwrap_or(probabilities.n_classes() == 2) {
                sum / 2.0
            } else {
                sum
            }
        };
        Ok(Box::new(MeanLoss {
            loss,
            signature: signature(&SPEC, options),
        }))
    }
}
