//! Mean over the true classes of the share of samples found.
//!
//! # What it measures
//! Accuracy as if every class had the same number of samples.
//!
//! # Formula
//! `Σ R(c) / K` over the K classes that occur in the references, with
//! `R(c) = hits(c) / samples of c`. With `adjusted`, `(value − 1/K) / (1 − 1/K)`.
//!
//! # Range
//! 0 to 1 (adjusted: from −1/(K − 1)); higher is better. Chance is 1/K, adjusted 0.
//!
//! # Reads
//! Labels: one `str` or `int` a sample on both sides, never mixed. `None` as a prediction is a miss.
//!
//! # Source
//! Equal to `sklearn.metrics.balanced_accuracy_score` (scikit-learn 1.9.1). Statistics of a sample:
//! hits, predictions, truths of each class.
//!
//! # Example
//! Predictions `a a a a` against references `a a a b`: 1/2, where accuracy is 3/4.
//!
//! # Often misprinted
//! As macro recall: a class that only predictions name lowers that one, not this one.

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::labels::{Counts, LabelPlan};
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature,
};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `balanced_accuracy`.
pub struct BalancedAccuracy;

static SPEC: Spec = Spec {
    name: "balanced_accuracy",
    version: 1,
    summary: "Mean over the true classes of the share of samples found.",
    outputs: &["balanced_accuracy"],
    range: (-1.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[OptionSpec {
        name: "adjusted",
        kind: Kind::Flag,
        preset: Preset::Flag(false),
        doc: "Rescale so that chance is 0 and perfect is 1.",
    }],
    reads: Reads::Labels,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

impl Metric for BalancedAccuracy {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured {
            adjusted: options.flag("adjusted"),
            signature: signature(&SPEC, options),
        }))
    }
}

struct Configured {
    adjusted: bool,
    signature: String,
}

impl Configured {
    /// Number of true classes, and what a unit of their mean recall is worth.
    fn scale(&self, counts: &Counts<'_>) -> (f64, f64) {
        let n_classes = counts.truths.iter().filter(|truths| **truths > 0.0).count() as f64;
        (
            n_classes,
            if self.adjusted {
                1.0 / (1.0 - 1.0 / n_classes)
            } else {
                1.0
            },
        )
    }
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics.is_multiple_of(3)
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        Ok(Box::new(LabelPlan::new(columns)?))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        let counts = Counts::new(total);
        let (n_classes, scale) = self.scale(&counts);
        let classes = counts.classes().filter(|(_, _, truths)| *truths > 0.0);
        let mean = classes.map(|(hits, _, truths)| hits / truths).sum::<f64>() / n_classes;
        values.fill(if self.adjusted {
            (mean - 1.0 / n_classes) * scale
        } else {
            mean
        });
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        out.fill(0.0);
        let counts = Counts::new(total);
        let (n_classes, scale) = self.scale(&counts);
        let width = counts.hits.len();
        for (k, (hits, _, truths)) in counts.classes().enumerate() {
            if truths > 0.0 {
                out[k] = scale / (n_classes * truths);
                out[2 * width + k] = -scale * hits / (n_classes * truths * truths);
            }
        }
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }
}
