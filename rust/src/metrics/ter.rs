//! Edits, shifts of blocks among them, that turn translations into their references.
//!
//! # What it measures
//! How much work it is to turn a translation into its reference: insertions, deletions,
//! substitutions and shifts of blocks of words, for each word of the reference.
//!
//! # Formula
//! `TER = 100 · Σ edits / Σ reference words`; of several references the fewest edits count, and the
//! mean of their lengths. Shifts are searched greedily within Tercom's limits (block up to 10 words,
//! distance up to 50, beam 25, 1000 candidates), which are part of the definition.
//!
//! # Range
//! 0 and up, over 100 where hypotheses are long; lower is better. Empty references: 100 if there is
//! any edit, else 0.
//!
//! # Reads
//! Texts: one prediction and one or more references a sample, not tokenised.
//!
//! # Source
//! Snover et al. 2006 (Tercom); equal to `sacrebleu.metrics.TER` 2.6.0 with the same options,
//! including its signature. Statistics of a sample: edits, reference words.
//!
//! # Example
//! `c d a b` against `a b c d`: one shift over 4 words, 25.
//!
//! # Often misprinted
//! As word error rate, which has no shifts; with case kept (Tercom lower-cases); as a share instead
//! of percent. A block over ten words does not move at once, whatever the definition's idea is. With
//! `normalized`, sacrebleu tokenises references twice, hypotheses once; so does this.

use std::ops::Range;

use crate::columns::{Columns, References, Texts};
use crate::error::Error;
use crate::formulas::{ratio, sacrebleu_signature};
use crate::metrics::{Details, Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform};
use crate::options::Options;
use crate::text::intern::Interner;
use crate::text::shifts::count_edits;
use crate::text::space::split;
use crate::text::squad::no_reference;
use crate::text::tercom::{OPTIONS, Tercom};

/// The metric `ter`.
pub struct Ter;

static SPEC: Spec = Spec {
    name: "ter",
    version: 1,
    summary: "Edits, shifts of blocks among them, that turn translations into their references.",
    outputs: &["ter"],
    range: (0.0, f64::INFINITY),
    direction: Direction::Lower,
    unit: "percent",
    chance: None,
    options: OPTIONS,
    reads: Reads::Texts,
    interval: Interval::Smooth,
    transform: Transform::None,
};

impl Metric for Ter {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured {
            tokenizer: Tercom::new(options),
        }))
    }
}

struct Configured {
    tokenizer: Tercom,
}

/// Value where the references have no words.
fn empty(total: &[f64]) -> f64 {
    if total.first().is_some_and(|edits| *edits > 0.0) {
        100.0
    } else {
        0.0
    }
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.texts()?;
        Ok(Box::new(Bound {
            tokenizer: self.tokenizer,
            predictions,
            references,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        values.fill(ratio::finish(total, 100.0, empty(total)));
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        ratio::gradient(total, 100.0, out);
    }

    fn details(&self, total: &[f64]) -> Details {
        let names = ["num_edits", "ref_length"];
        names
            .iter()
            .zip(total)
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect()
    }

    fn signature(&self, n_references: Option<usize>) -> String {
        let yes = |flag: bool| if flag { "yes" } else { "no" };
        let chosen = format!(
            "case:{}|tok:tercom|norm:{}|punct:{}|asian:{}",
            if self.tokenizer.case_sensitive {
                "mixed"
            } else {
                "lc"
            },
            yes(self.tokenizer.normalized),
            yes(!self.tokenizer.no_punct),
            yes(self.tokenizer.asian_support),
        );
        sacrebleu_signature(n_references, &chosen, &[], SPEC.version)
    }
}

struct Bound<'a> {
    tokenizer: Tercom,
    predictions: &'a dyn Texts,
    references: &'a dyn References,
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let mut interner = Interner::default();
        let (mut hypothesis, mut reference) = (Vec::new(), Vec::new());
        for (i, row) in range.zip(rows.chunks_exact_mut(2)) {
            let count = self.references.count(i);
            if count == 0 {
                return Err(no_reference(i));
            }
            let prediction = self.tokenizer.apply(self.predictions.get(i));
            let (mut fewest, mut n_words) = (u32::MAX, 0);
            for k in 0..count {
                interner.clear();
                reference.clear();
                let text = self.tokenizer.apply_twice(self.references.get(i, k));
                reference.extend(split(&text).map(|word| interner.intern(word.as_bytes())));
                hypothesis.clear();
                hypothesis.extend(split(&prediction).map(|word| interner.find(word.as_bytes())));
                fewest = fewest.min(count_edits(&hypothesis, &reference, interner.len()));
                n_words += reference.len();
            }
            row.copy_from_slice(&[f64::from(fewest), n_words as f64 / count as f64]);
        }
        Ok(())
    }
}
