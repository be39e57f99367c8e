//! Means of a function of the difference of two numbers, and the root of one.
//!
//! A row holds the function's value and the number 1.

use std::ops::Range;

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::mean;
use crate::metrics::{Formula, Plan, Spec, signature};
use crate::options::Options;

/// What is averaged, and what becomes of the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// The square of the difference.
    Squared,
    /// Its absolute value.
    Absolute,
    /// The difference itself.
    Signed,
    /// The square; the value is the root of its mean.
    Root,
}

struct MeanDifference {
    difference: Difference,
    signature: String,
}

/// The formula of one difference.
pub fn configure(spec: &Spec, options: &Options, difference: Difference) -> Box<dyn Formula> {
    Box::new(MeanDifference {
        difference,
        signature: signature(spec, options),
    })
}

impl Formula for MeanDifference {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.numbers()?;
        Ok(Box::new(Bound {
            difference: self.difference,
            predictions,
            references,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        mean::finish(total, values);
        if self.difference == Difference::Root {
            for value in values {
                *value = libm::sqrt(*value);
            }
        }
    }

    fn gradient(&self, total: &[f64], output: usize, out: &mut [f64]) {
        mean::gradient(total, output, out);
        if self.difference == Difference::Root {
            let mut value = [0.0];
            self.finish(total, &mut value);
            // At 0 every difference is 0, and so is every influence.
            let slope = if value[0] > 0.0 { 0.5 / value[0] } else { 0.0 };
            for weight in out {
                *weight *= slope;
            }
        }
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }
}

struct Bound<'a> {
    difference: Difference,
    predictions: &'a [f64],
    references: &'a [f64],
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
            let difference = prediction - reference;
            let value = match self.difference {
                Difference::Absolute => difference.abs(),
                Difference::Signed => difference,
                _ => difference * difference,
            };
            row.copy_from_slice(&[value, 1.0]);
        }
        Ok(())
    }
}
