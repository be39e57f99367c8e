//! Correlation of the ranks of predictions and references.
//!
//! # What it measures
//! How far predicted and true numbers have the same order.
//!
//! # Formula
//! `pearson` of the ranks, where equal numbers share the mean of their ranks. Undefined (NaN) where a
//! column is constant.
//!
//! # Range
//! −1 to 1; higher is better. Chance is 0.
//!
//! # Reads
//! Numbers: one finite number a sample on both sides.
//!
//! # Source
//! Spearman, "The proof and measurement of association between two things" (1904). Equal to
//! `scipy.stats.spearmanr` (scipy 1.17.1). It is no function of a sum: ranks depend on all samples. The
//! row of a sample is prediction, reference; the interval is Student's t on its influence function,
//! in which the ranks' own uncertainty counts.
//!
//! # Example
//! Predictions `1 2 4 4` against references `1 3 2 4`: 0.632.
//!
//! # Often misprinted
//! By `1 − 6 Σ d² / (n³ − n)`, which holds only without ties.

use std::ops::Range;

use crate::columns::Columns;
use crate::error::Error;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, not_additive, signature,
};
use crate::options::Options;
use crate::score::{Estimate, Request};
use crate::stats::influence::centre;
use crate::stats::interval::interval;

/// The metric `spearman`.
pub struct Spearman;

static SPEC: Spec = Spec {
    name: "spearman",
    version: 1,
    summary: "Correlation of the ranks of predictions and references.",
    outputs: &["spearman"],
    range: (-1.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: Some(0.0),
    options: &[],
    reads: Reads::Numbers,
    interval: Interval::Own,
    transform: Transform::Identity,
};

impl Metric for Spearman {
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

/// An estimate of each output, and named quantities behind them.
type Answer = (Vec<Estimate>, Vec<(String, f64)>);

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.numbers()?;
        Ok(Box::new(Bound {
            predictions,
            references,
        }))
    }

    fn finish(&self, _total: &[f64], values: &mut [f64]) {
        values.fill(f64::NAN);
    }

    fn gradient(&self, _total: &[f64], _output: usize, out: &mut [f64]) {
        out.fill(0.0);
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }

    fn estimate(&self, columns: &Columns<'_>, request: &Request<'_>) -> Result<Answer, Error> {
        let (predictions, references) = columns.numbers()?;
        let clusters = request.clusters(predictions.len())?;
        let (value, influences) = correlate(predictions, references);
        Ok((
            vec![interval(
                &SPEC,
                value,
                &influences,
                &clusters,
                request.level,
            )],
            Vec::new(),
        ))
    }

    fn estimate_rows(
        &self,
        rows: &[f64],
        _n_statistics: usize,
        request: &Request<'_>,
    ) -> Result<Answer, Error> {
        let (mut predictions, mut references) = (Vec::new(), Vec::new());
        for pair in rows.chunks_exact(2) {
            predictions.extend(pair.first());
            references.extend(pair.last());
        }
        self.estimate(
            &Columns::Numbers {
                predictions: &predictions,
                references: &references,
            },
            request,
        )
    }
}

struct Bound<'a> {
    predictions: &'a [f64],
    references: &'a [f64],
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let pairs = self
            .predictions
            .iter()
            .zip(self.references)
            .skip(range.start);
        for ((prediction, reference), row) in pairs.zip(rows.chunks_exact_mut(2)) {
            row.copy_from_slice(&[*prediction, *reference]);
        }
        Ok(())
    }

    fn scores(
        &self,
        _formula: &dyn Formula,
        _range: Range<usize>,
        _n_outputs: usize,
        _out: &mut [f64],
    ) -> Result<(), Error> {
        Err(not_additive())
    }
}

/// Places in ascending order of the numbers.
fn order(numbers: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..numbers.len()).collect();
    places.sort_by(|i, j| numbers[*i].total_cmp(&numbers[*j]));
    places
}

/// Calls `visit` with the first and the end of each run of equal numbers along `places`.
fn runs(numbers: &[f64], places: &[usize], mut visit: impl FnMut(usize, usize)) {
    let mut start = 0;
    while start < places.len() {
        let value = numbers[places[start]];
        let equal = places[start..]
            .iter()
            .take_while(|place| numbers[**place] == value);
        let end = start + equal.count().max(1);
        visit(start, end);
        start = end;
    }
}

/// Ranks from 1, equal numbers sharing the mean of theirs.
fn mid_ranks(numbers: &[f64], places: &[usize]) -> Vec<f64> {
    let mut ranks = vec![0.0; numbers.len()];
    runs(numbers, places, |start, end| {
        for place in &places[start..end] {
            ranks[*place] = (start + end + 1) as f64 / 2.0;
        }
    });
    ranks
}

/// For each sample, the mean over all samples of `weights` where their number is not below the
/// sample's; half of them where it is equal.
fn means_from(numbers: &[f64], places: &[usize], weights: &[f64]) -> Vec<f64> {
    let n = numbers.len() as f64;
    let mut means = vec![0.0; numbers.len()];
    let mut above: f64 = weights.iter().sum();
    runs(numbers, places, |start, end| {
        let equal: f64 = places[start..end].iter().map(|place| weights[*place]).sum();
        above -= equal;
        for place in &places[start..end] {
            means[*place] = (above + equal / 2.0) / n;
        }
    });
    means
}

/// The correlation and the influence of each sample on it.
fn correlate(predictions: &[f64], references: &[f64]) -> (f64, Vec<f64>) {
    let n = predictions.len() as f64;
    let (order_x, order_y) = (order(predictions), order(references));
    let centred = |numbers: &[f64], places: &[usize]| {
        let middle = f64::midpoint(n, 1.0);
        mid_ranks(numbers, places)
            .into_iter()
            .map(|rank| rank - middle)
            .collect::<Vec<_>>()
    };
    let (x, y) = (
        centred(predictions, &order_x),
        centred(references, &order_y),
    );
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).fold(0.0, |sum, (p, q)| sum + p * q);
    let root = libm::sqrt(product(&x, &x)) * libm::sqrt(product(&y, &y));
    if root == 0.0 {
        return (f64::NAN, vec![0.0; predictions.len()]);
    }
    let value = (product(&x, &y) / root).clamp(-1.0, 1.0);
    // The functional is E[F(X) G(Y)] over the ranks' spread: a sample moves the mean of the product,
    // and, through F and G, the ranks of every sample above it.
    let (from_x, from_y) = (
        means_from(predictions, &order_x, &y),
        means_from(references, &order_y, &x),
    );
    let mut influences: Vec<f64> = (0..predictions.len())
        .map(|i| (x[i] * y[i] / n + from_x[i] + from_y[i]) * n / root)
        .collect();
    centre(&mut influences);
    (value, influences)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_mean_rank() {
        let numbers = [3.0, 1.0, 3.0, -2.0, 3.0];
        assert_eq!(
            mid_ranks(&numbers, &order(&numbers)),
            [4.0, 2.0, 4.0, 1.0, 4.0]
        );
    }

    #[test]
    fn influences_are_those_of_leaving_a_sample_out() {
        let n = 400;
        let x: Vec<f64> = (0..n).map(|i| f64::from(i * 7919 % 1009)).collect();
        let y: Vec<f64> = (0..n)
            .map(|i| x[i as usize] + f64::from(i * 104_729 % 997))
            .collect();
        let (value, influences) = correlate(&x, &y);
        for leave in [0, 17, 399] {
            let without = |column: &[f64]| {
                let mut rest = column.to_vec();
                rest.remove(leave);
                rest
            };
            let change = value - correlate(&without(&x), &without(&y)).0;
            assert!(
                (change - influences[leave]).abs() < 2e-4,
                "{change} {}",
                influences[leave]
            );
        }
    }
}
