//! Share of samples whose predicted label is the true one.
//!
//! # What it measures
//! The share of samples whose predicted label is the true one.
//!
//! # Formula
//! `accuracy = Σ [prediction = reference] / n`
//!
//! # Range
//! 0 to 1; higher is better. Chance is the task's: one over the number of choices.
//!
//! # Reads
//! Labels: one `str` or `int` a sample on both sides, never mixed. `None` as a prediction is a miss.
//!
//! # Source
//! Equal to `sklearn.metrics.accuracy_score` (scikit-learn 1.9.1). Statistics of a sample: hit, 1.
//!
//! # Example
//! Predictions `a b b` against references `a b c`: 2/3.
//!
//! # Often misprinted
//! As precision: with one label a sample, micro-averaged precision, recall, F1 and accuracy are one
//! number, macro-averaged ones are not. Samples without an answer count as misses; leaving them out
//! gives a higher number of another thing.

use std::ops::Range;

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::mean;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature,
};
use crate::options::Options;

/// The metric `accuracy`.
pub struct Accuracy;

static SPEC: Spec = Spec {
    name: "accuracy",
    version: 1,
    summary: "Share of samples whose predicted label is the true one.",
    outputs: &["accuracy"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[],
    reads: Reads::Labels,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for Accuracy {
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

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references, _) = columns.labels()?;
        Ok(Box::new(Bound {
            predictions,
            references,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        mean::finish(total, values);
    }

    fn gradient(&self, total: &[f64], output: usize, out: &mut [f64]) {
        mean::gradient(total, output, out);
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }
}

struct Bound<'a> {
    predictions: &'a [u32],
    references: &'a [u32],
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn is_cheap(&self) -> bool {
        true
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let pairs = self.predictions.iter().zip(self.references);
        let pairs = pairs.skip(range.start).take(range.len());
        for ((prediction, reference), row) in pairs.zip(rows.chunks_exact_mut(2)) {
            row.copy_from_slice(&[f64::from(u8::from(prediction == reference)), 1.0]);
        }
        Ok(())
    }
}
