//! Rows of class probabilities: what must hold for them, and means of a loss over them.
//!
//! A single column holds the probability of class 1 of two; its complement is class 0.

use std::ops::Range;

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::mean;
use crate::metrics::{Formula, Plan};

/// How far the sum of a row may lie from 1: what half precision leaves.
const TOLERANCE: f64 = 1e-3;

/// Probabilities that were checked.
#[derive(Debug, Clone, Copy)]
pub struct Probabilities<'a> {
    values: &'a [f64],
    width: usize,
    references: &'a [u32],
}

impl<'a> Probabilities<'a> {
    /// Takes the columns.
    ///
    /// # Errors
    /// Names the first row that is no distribution, or whose true class has no column.
    pub fn new(columns: &Columns<'a>) -> Result<Self, Error> {
        let (probabilities, n_classes, references) = columns.probabilities()?;
        let this = Self {
            values: probabilities,
            width: n_classes.max(1),
            references,
        };
        for (i, reference) in references.iter().enumerate() {
            let row = this.row(i);
            let sum: f64 = row.iter().sum();
            let problem = if let Some(p) = row.iter().find(|p| !(0.0..=1.0).contains(*p)) {
                format!("{p} is not between 0 and 1")
            } else if this.width > 1 && (sum - 1.0).abs() > TOLERANCE {
                format!("sums to {sum}")
            } else if *reference as usize >= this.n_classes() {
                return Err(Error::Sample {
                    column: "references",
                    index: i,
                    problem: format!("class {reference} has no probability"),
                    fix: "give the index of a column",
                });
            } else {
                continue;
            };
            return Err(Error::Sample {
                column: "probabilities",
                index: i,
                problem,
                fix: "give probabilities that sum to 1, not scores or logarithms",
            });
        }
        Ok(this)
    }

    /// Number of samples.
    pub fn n_samples(&self) -> usize {
        self.references.len()
    }

    /// Number of classes, at least 2.
    pub fn n_classes(&self) -> usize {
        self.width.max(2)
    }

    /// Whether one column stands for two classes.
    pub fn is_single(&self) -> bool {
        self.width == 1
    }

    /// The columns of sample `i`.
    pub fn row(&self, i: usize) -> &'a [f64] {
        self.values
            .get(i * self.width..(i + 1) * self.width)
            .unwrap_or(&[])
    }

    /// Index of the true class of sample `i`.
    pub fn truth(&self, i: usize) -> usize {
        self.references.get(i).copied().unwrap_or(0) as usize
    }

    /// Probability of class `k` in sample `i`.
    pub fn of(&self, i: usize, k: usize) -> f64 {
        match (self.row(i), k) {
            ([p], 0) => 1.0 - p,
            ([p], _) => *p,
            (row, k) => row.get(k).copied().unwrap_or(0.0),
        }
    }

    /// The most probable class of sample `i`, the first of equals, and its probability.
    pub fn top(&self, i: usize) -> (usize, f64) {
        (1..self.n_classes()).fold((0, self.of(i, 0)), |best, k| {
            let p = self.of(i, k);
            if p > best.1 { (k, p) } else { best }
        })
    }
}

/// The mean over samples of a loss of one row. A row of statistics holds the loss and the number 1.
pub struct MeanLoss<L> {
    /// Loss of sample `i`.
    pub loss: L,
    /// The metric's signature.
    pub signature: String,
}

impl<L: Fn(&Probabilities<'_>, usize) -> f64 + Send + Sync> Formula for MeanLoss<L> {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        Ok(Box::new(Bound {
            probabilities: Probabilities::new(columns)?,
            loss: &self.loss,
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

struct Bound<'a, L> {
    probabilities: Probabilities<'a>,
    loss: &'a L,
}

impl<L: Fn(&Probabilities<'_>, usize) -> f64 + Sync> Plan for Bound<'_, L> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        for (i, row) in range.zip(rows.chunks_exact_mut(2)) {
            row.copy_from_slice(&[(self.loss)(&self.probabilities, i), 1.0]);
        }
        Ok(())
    }
}
