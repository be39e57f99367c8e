//! Correlation of predicted and true classes.
//!
//! # What it measures
//! Matthews correlation coefficient: how far predicted and true classes go together, whatever the
//! classes' sizes.
//!
//! # Formula
//! With n samples, h hits, and for each class k its p(k) predictions and t(k) truths:
//! `(h·n − Σ t(k)p(k)) / √((n² − Σ p(k)²)(n² − Σ t(k)²))`, and 0 where the root is 0.
//!
//! # Range
//! −1 to 1; higher is better. Chance is 0.
//!
//! # Reads
//! Labels: one `str` or `int` a sample on both sides, never mixed. `None` as a prediction counts as one
//! more predicted class.
//!
//! # Source
//! Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient" (2004).
//! Equal to `sklearn.metrics.matthews_corrcoef` (scikit-learn 1.9.1). Statistics of a sample: hits,
//! predictions, truths of each class.
//!
//! # Example
//! Predictions `a a b b` against references `a a b a`: 0.577.
//!
//! # Often misprinted
//! As 0 for a constant prediction it is a convention: the formula is zero over zero there. The
//! two-class formula on one class against the rest is another number.

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::labels::{Counts, LabelPlan};
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature,
};
use crate::options::Options;

/// The metric `mcc`.
pub struct Mcc;

static SPEC: Spec = Spec {
    name: "mcc",
    version: 1,
    summary: "Correlation of predicted and true classes.",
    outputs: &["mcc"],
    range: (-1.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: Some(0.0),
    options: &[],
    reads: Reads::Labels,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

impl Metric for Mcc {
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

/// The parts of the coefficient.
struct Parts {
    n: f64,
    hits: f64,
    /// Predictions that name no label.
    unnamed: f64,
    covariance: f64,
    predicted: f64,
    truths: f64,
}

impl Parts {
    fn new(counts: &Counts<'_>) -> Self {
        let n = counts.n_samples();
        let hits: f64 = counts.hits.iter().sum();
        let unnamed = n - counts.predicted.iter().sum::<f64>();
        let (mut cross, mut predicted, mut truths) = (0.0, unnamed * unnamed, 0.0);
        for (_, p, t) in counts.classes() {
            cross += t * p;
            predicted += p * p;
            truths += t * t;
        }
        let n2 = n * n;
        Self {
            n,
            hits,
            unnamed,
            covariance: hits * n - cross,
            predicted: n2 - predicted,
            truths: n2 - truths,
        }
    }

    fn value(&self) -> f64 {
        let product = self.predicted * self.truths;
        if product > 0.0 {
            self.covariance / libm::sqrt(product)
        } else {
            0.0
        }
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
        values.fill(Parts::new(&Counts::new(total)).value());
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        out.fill(0.0);
        let counts = Counts::new(total);
        let parts = Parts::new(&counts);
        let product = parts.predicted * parts.truths;
        if product <= 0.0 {
            return;
        }
        let root = libm::sqrt(product);
        let half = parts.value() / 2.0;
        let width = counts.hits.len();
        for (k, (_, p, t)) in counts.classes().enumerate() {
            out[k] = parts.n / root;
            out[width + k] = -t / root - half * 2.0 * (parts.unnamed - p) / parts.predicted;
            out[2 * width + k] = (parts.hits - p) / root
                - half
                    * (2.0 * (parts.n - parts.unnamed) / parts.predicted
                        + 2.0 * (parts.n - t) / parts.truths);
        }
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }
}
