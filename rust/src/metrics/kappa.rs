//! Agreement of predicted and true classes beyond chance.
//!
//! # What it measures
//! Cohen's kappa: agreement beyond what the classes' sizes alone would give.
//!
//! # Formula
//! `1 − (n − h) / (n − Σ t(k)p(k) / n)` with n samples, h hits, and for each class its p(k) predictions
//! and t(k) truths. Undefined (NaN) where only one class occurs.
//!
//! # Range
//! −1 to 1; higher is better. Chance is 0.
//!
//! # Reads
//! Labels: one `str` or `int` a sample on both sides, never mixed. `None` as a prediction counts as one
//! more predicted class.
//!
//! # Source
//! Cohen, "A coefficient of agreement for nominal scales" (1960). Equal to
//! `sklearn.metrics.cohen_kappa_score` (scikit-learn 1.9.1). Statistics of a sample: hits,
//! predictions, truths of each class.
//!
//! # Example
//! Predictions `a a b b` against references `a a b a`: 1/2.
//!
//! # Often misprinted
//! Between more than two annotators, which is Fleiss' kappa. As 1 or 0 where it is undefined.

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::labels::{Counts, LabelPlan};
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature,
};
use crate::options::Options;

/// The metric `kappa`.
pub struct Kappa;

static SPEC: Spec = Spec {
    name: "kappa",
    version: 1,
    summary: "Agreement of predicted and true classes beyond chance.",
    outputs: &["kappa"],
    range: (-1.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: Some(0.0),
    options: &[],
    reads: Reads::Labels,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

impl Metric for Kappa {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured {
            signature: signature(&SPEC, options),
        }))
    }
}

struct Configured {
    signature: String,
}

/// Samples, disagreements observed, disagreements expected.
fn parts(counts: &Counts<'_>) -> (f64, f64, f64) {
    let n = counts.n_samples();
    let hits: f64 = counts.hits.iter().sum();
    let cross: f64 = counts.classes().map(|(_, p, t)| t * p).sum();
    (n, n - hits, n - cross / n)
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics.is_multiple_of(3)
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        Ok(Box::new(LabelPlan::new(columns)?))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        let (_, observed, expected) = parts(&Counts::new(total));
        values.fill(if expected > 0.0 {
            1.0 - observed / expected
        } else {
            f64::NAN
        });
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        out.fill(0.0);
        let counts = Counts::new(total);
        let (n, observed, expected) = parts(&counts);
        if expected <= 0.0 {
            return;
        }
        let ratio = observed / (expected * expected);
        let width = counts.hits.len();
        for (k, (_, p, t)) in counts.classes().enumerate() {
            out[k] = 1.0 / expected;
            out[width + k] = -ratio * t / n;
            out[2 * width + k] = -1.0 / expected + ratio * (1.0 - p / n + (n - expected) / n);
        }
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }
}
