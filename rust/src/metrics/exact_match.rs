//! Share of answers that equal a reference after normalisation.
//!
//! # What it measures
//! The share of samples whose answer equals one of the references after normalisation.
//!
//! # Formula
//! `exact_match = Σ max_r [norm(prediction) = norm(r)] / n`
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts: one prediction and one or more references a sample.
//!
//! # Source
//! The SQuAD scripts `evaluate-v1.1.py` and `evaluate-v2.0.py` (Rajpurkar et al. 2016, 2018), whose
//! values are 100 times these. `rules = "v2"` drops references that normalise to nothing and takes
//! the empty answer when none is left; `"v1"` keeps them. `normalize = "squad"` lower-cases, deletes
//! ASCII punctuation and the articles `a an the`, and squeezes white space; `"none"` compares the
//! texts as they are. Statistics of a sample: hit, 1.
//!
//! # Example
//! `The cat!` against `cat`: 1.
//!
//! # Often misprinted
//! As accuracy of a verbatim comparison: without normalisation `The cat` misses `cat`. Punctuation is
//! deleted, not replaced by a space: `twenty-five` becomes `twentyfive`.

use std::ops::Range;

use crate::columns::{Columns, References, Texts};
use crate::error::Error;
use crate::formulas::mean;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature, wrong_columns,
};
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::squad::{NORMALIZERS, Normalizer, each_gold};

/// The metric `exact_match`.
pub struct ExactMatch;

static SPEC: Spec = Spec {
    name: "exact_match",
    version: 1,
    summary: "Share of answers that equal a reference after normalisation.",
    outputs: &["exact_match"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: Some(0.0),
    options: &[
        OptionSpec {
            name: "normalize",
            kind: Kind::Choice(NORMALIZERS),
            preset: Preset::Text("squad"),
            doc: "How texts are made comparable.",
        },
        OptionSpec {
            name: "rules",
            kind: Kind::Choice(&["v1", "v2"]),
            preset: Preset::Text("v2"),
            doc: "Which SQuAD script decides about references that normalise to nothing.",
        },
    ],
    reads: Reads::Texts,
    interval: Interval::BoundedMean,
    transform: Transform::Identity,
};

impl Metric for ExactMatch {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured {
            normalizer: Normalizer::find(options.text("normalize"))?,
            drop_empty: options.text("rules") == "v2",
            signature: signature(&SPEC, options),
        }))
    }
}

struct Configured {
    normalizer: Normalizer,
    drop_empty: bool,
    signature: String,
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let Columns::Texts {
            predictions,
            references,
        } = *columns
        else {
            return Err(wrong_columns(SPEC.reads));
        };
        Ok(Box::new(Bound {
            configured: self,
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
    configured: &'a Configured,
    predictions: &'a dyn Texts,
    references: &'a dyn References,
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let Configured {
            normalizer,
            drop_empty,
            ..
        } = *self.configured;
        let (mut answer, mut gold) = (String::new(), String::new());
        for (i, row) in range.zip(rows.chunks_exact_mut(2)) {
            normalizer.apply(self.predictions.get(i), &mut answer);
            let mut hit = false;
            each_gold(
                self.references,
                i,
                normalizer,
                drop_empty,
                &mut gold,
                |gold| {
                    hit |= gold == answer;
                },
            )?;
            row.copy_from_slice(&[f64::from(u8::from(hit)), 1.0]);
        }
        Ok(())
    }
}
