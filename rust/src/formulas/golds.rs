//! Means over samples of an answer judged against the best of its references, both normalised.
//!
//! A row holds the best value and the number 1.

use std::ops::Range;

use crate::columns::{Columns, References, Texts};
use crate::error::Error;
use crate::formulas::mean;
use crate::metrics::{Formula, Plan};
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::normalizer::{self, Normalizer, each_gold};

/// The options: how texts are made comparable, and whose rules hold for what is empty then.
pub const OPTIONS: &[OptionSpec] = &[
    normalizer::OPTION,
    OptionSpec {
        name: "rules",
        kind: Kind::Choice(&["v1", "v2"]),
        preset: Preset::Text("v2"),
        doc: "Which SQuAD script decides about texts that normalise to nothing.",
    },
];

/// Compares one answer after another with references.
pub trait Judge: Default {
    /// Reads a normalised answer.
    fn read(&mut self, answer: &str);

    /// The value of the answer against a normalised reference, 0 to 1.
    fn value(&mut self, gold: &str, is_v2: bool) -> f64;
}

/// The formula of the mean of what `J` says.
///
/// # Errors
/// When there is no such normalizer.
pub fn best_of_golds<J: Judge + 'static>(
    options: &Options,
    signature: String,
) -> Result<Box<dyn Formula>, Error> {
    Ok(Box::new(BestOfGolds {
        judge: J::default,
        normalizer: Normalizer::find(options.text("normalize"))?,
        is_v2: options.text("rules") == "v2",
        signature,
    }))
}

struct BestOfGolds<J> {
    judge: fn() -> J,
    normalizer: Normalizer,
    is_v2: bool,
    signature: String,
}

impl<J: Judge> Formula for BestOfGolds<J> {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.texts()?;
        Ok(Box::new(Bound {
            formula: self,
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

struct Bound<'a, J> {
    formula: &'a BestOfGolds<J>,
    predictions: &'a dyn Texts,
    references: &'a dyn References,
}

impl<J: Judge> Plan for Bound<'_, J> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let BestOfGolds {
            judge,
            normalizer,
            is_v2,
            ..
        } = *self.formula;
        let mut judge = judge();
        let (mut answer, mut gold) = (String::new(), String::new());
        for (i, row) in range.zip(rows.chunks_exact_mut(2)) {
            normalizer.apply(self.predictions.get(i), &mut answer);
            judge.read(&answer);
            let mut best = 0.0_f64;
            each_gold(self.references, i, normalizer, is_v2, &mut gold, |gold| {
                best = best.max(judge.value(gold, is_v2));
            })?;
            row.copy_from_slice(&[best, 1.0]);
        }
        Ok(())
    }
}
