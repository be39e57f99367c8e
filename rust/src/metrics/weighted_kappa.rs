//! Agreement of ordered classes beyond chance; near misses cost less.
//!
//! # What it measures
//! Cohen's kappa for ordered classes: a near miss costs less than a far one.
//!
//! # Formula
//! `1 − Σ w(i,j) o(i,j) / Σ w(i,j) t(i)p(j) / n` with o(i,j) the samples of true class i predicted as
//! j, t(i) the truths and p(j) the predictions of a class; `w = |i − j|` (`linear`) or `(i − j)²`
//! (`quadratic`) over the classes' places in sorted order. Undefined (NaN) where one class occurs.
//!
//! # Range
//! −1 to 1; higher is better. Chance is 0.
//!
//! # Reads
//! Labels: one `str` or `int` a sample on both sides, never mixed. Every prediction must name a label.
//!
//! # Source
//! Cohen, "Weighted kappa" (1968). Equal to `sklearn.metrics.cohen_kappa_score` with `weights`
//! (scikit-learn 1.9.1). Statistics of a sample: weight, predictions and truths of each class.
//!
//! # Example
//! Predictions `1 2 3 3` against references `1 2 3 1`, quadratic: 1/3.
//!
//! # Often misprinted
//! Over classes that occur, with gaps closed: grades 1, 2 and 5 have places 0, 1 and 2, so 5 is as far
//! from 2 as 2 from 1. Text labels sort by letter: `high low mid` is no order.

use std::ops::Range;

use crate::columns::{Columns, NO_LABEL};
use crate::error::Error;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature,
};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `weighted_kappa`.
pub struct WeightedKappa;

static SPEC: Spec = Spec {
    name: "weighted_kappa",
    version: 1,
    summary: "Agreement of ordered classes beyond chance; near misses cost less.",
    outputs: &["weighted_kappa"],
    range: (-1.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: Some(0.0),
    options: &[OptionSpec {
        name: "weights",
        kind: Kind::Choice(&["linear", "quadratic"]),
        preset: Preset::Text("quadratic"),
        doc: "Cost of a miss by `d` places: `d` or `d²`.",
    }],
    reads: Reads::Labels,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

impl Metric for WeightedKappa {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured {
            quadratic: options.text("weights") == "quadratic",
            signature: signature(&SPEC, options),
        }))
    }
}

struct Configured {
    quadratic: bool,
    signature: String,
}

impl Configured {
    fn weight(&self, i: usize, j: usize) -> f64 {
        let places = i.abs_diff(j) as f64;
        if self.quadratic {
            places * places
        } else {
            places
        }
    }

    /// Cost expected, n times over, of predictions or truths of class `k` against the other side.
    fn expected(&self, k: usize, other: &[f64]) -> f64 {
        other
            .iter()
            .enumerate()
            .map(|(j, count)| self.weight(k, j) * count)
            .sum()
    }

    /// Samples, cost observed and cost expected.
    fn parts(&self, total: &[f64]) -> (f64, f64, f64) {
        let (observed, predicted, truths) = split(total);
        let n: f64 = truths.iter().sum();
        let cost = truths
            .iter()
            .enumerate()
            .map(|(i, t)| t * self.expected(i, predicted));
        (n, observed, cost.sum::<f64>() / n)
    }
}

/// The cost, and the predictions and truths of each class.
fn split(total: &[f64]) -> (f64, &[f64], &[f64]) {
    let Some((observed, rest)) = total.split_first() else {
        return (0.0, &[], &[]);
    };
    let (predicted, truths) = rest.split_at(rest.len() / 2);
    (*observed, predicted, truths)
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        !n_statistics.is_multiple_of(2)
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references, names) = columns.labels()?;
        if let Some(index) = predictions.iter().position(|id| *id == NO_LABEL) {
            return Err(Error::Sample {
                column: "predictions",
                index,
                problem: "names no label, so it has no distance to the true one".into(),
                fix: "give a label, or use kappa",
            });
        }
        Ok(Box::new(Bound {
            kappa: self,
            predictions,
            references,
            n_classes: names.len(),
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        let (_, observed, expected) = self.parts(total);
        values.fill(if expected > 0.0 {
            1.0 - observed / expected
        } else {
            f64::NAN
        });
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        out.fill(0.0);
        let (n, observed, expected) = self.parts(total);
        if expected <= 0.0 {
            return;
        }
        let (_, predicted, truths) = split(total);
        let ratio = observed / (expected * expected);
        let Some((cost, rest)) = out.split_first_mut() else {
            return;
        };
        *cost = -1.0 / expected;
        let (left, right) = rest.split_at_mut(predicted.len());
        for (k, (prediction, truth)) in left.iter_mut().zip(right).enumerate() {
            *prediction = ratio * self.expected(k, truths) / n;
            *truth = ratio * (self.expected(k, predicted) - expected) / n;
        }
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }
}

struct Bound<'a> {
    kappa: &'a Configured,
    predictions: &'a [u32],
    references: &'a [u32],
    n_classes: usize,
}

impl Bound<'_> {
    /// The three numbers of the row of sample `i` that may not be zero, with their columns.
    fn entries(&self, i: usize) -> [(usize, f64); 3] {
        let class = |ids: &[u32]| ids.get(i).copied().unwrap_or(0) as usize;
        let (prediction, truth) = (class(self.predictions), class(self.references));
        [
            (0, self.kappa.weight(truth, prediction)),
            (1 + prediction, 1.0),
            (1 + self.n_classes + truth, 1.0),
        ]
    }
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        1 + 2 * self.n_classes
    }

    fn is_cheap(&self) -> bool {
        true
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        rows.fill(0.0);
        for (i, row) in range.zip(rows.chunks_exact_mut(self.n_statistics())) {
            for (column, value) in self.entries(i) {
                row[column] = value;
            }
        }
        Ok(())
    }

    fn add(&self, range: Range<usize>, total: &mut [f64]) -> Result<(), Error> {
        for i in range {
            for (column, value) in self.entries(i) {
                total[column] += value;
            }
        }
        Ok(())
    }

    fn project(&self, range: Range<usize>, weights: &[f64], out: &mut [f64]) -> Result<(), Error> {
        for (i, product) in range.zip(out) {
            *product = self
                .entries(i)
                .iter()
                .fold(0.0, |sum, (k, value)| sum + value * weights[*k]);
        }
        Ok(())
    }
}
