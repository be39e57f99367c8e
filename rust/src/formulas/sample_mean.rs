//! Means of one value a sample, for metrics that say no more than that value.
//!
//! A row holds the value and the number 1.

use std::ops::Range;

use crate::columns::{Columns, Ragged};
use crate::error::Error;
use crate::formulas::mean;
use crate::metrics::{Formula, Plan};

/// The value of sample `i`.
pub type Value<'a> = Box<dyn Fn(usize) -> Result<f64, Error> + Sync + 'a>;

/// The mean of what `bind` makes of the columns.
struct SampleMean<B> {
    bind: B,
    signature: String,
}

/// The formula of the mean of what `bind` makes of the columns.
pub fn sample_mean<B>(signature: String, bind: B) -> Box<dyn Formula>
where
    B: for<'a> Fn(&Columns<'a>) -> Result<Value<'a>, Error> + Send + Sync + 'static,
{
    Box::new(SampleMean { bind, signature })
}

impl<B> Formula for SampleMean<B>
where
    B: for<'a> Fn(&Columns<'a>) -> Result<Value<'a>, Error> + Send + Sync,
{
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        Ok(Box::new(Bound((self.bind)(columns)?)))
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

struct Bound<'a>(Value<'a>);

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        for (i, row) in range.zip(rows.chunks_exact_mut(2)) {
            row.copy_from_slice(&[(self.0)(i)?, 1.0]);
        }
        Ok(())
    }
}

/// A sample's scores and grades, one each a candidate.
pub type Candidates<'a> = (&'a [f64], &'a [f64]);

/// The value of each sample's candidates, as `value` gives it.
///
/// # Errors
/// When the columns hold something else, or names the first sample whose columns differ in length.
pub fn of_candidates<'a>(
    columns: &Columns<'a>,
    value: impl Fn(Candidates<'_>) -> f64 + Sync + 'a,
) -> Result<Value<'a>, Error> {
    let (scores, grades) = columns.ranked()?;
    for i in 0..Ragged::len(grades) {
        let (n_scores, n_grades) = (scores.get(i).len(), grades.get(i).len());
        if n_scores != n_grades || n_grades == 0 {
            return Err(Error::Sample {
                column: "predictions",
                index: i,
                problem: format!("has {n_scores} scores for {n_grades} candidates"),
                fix: "give a score and a grade for every candidate, at least one",
            });
        }
    }
    Ok(Box::new(move |i| Ok(value((scores.get(i), grades.get(i))))))
}

/// Places of the candidates, the greatest score first, equal scores in the order given.
pub fn ranking(scores: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..scores.len()).collect();
    places.sort_by(|i, j| scores[*j].total_cmp(&scores[*i]));
    places
}
