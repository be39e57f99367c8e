//! F1 of named entities: their places and kinds.
//!
//! # What it measures
//! How many of the entities of a text a system finds, without finding others.
//!
//! # Formula
//! `P = correct / found`, `R = correct / existing`, `F1 = 2 correct / (found + existing)`, over all texts
//! together. What is correct is said by `scheme`: `conll` and `strict`: the same place and kind; `exact`:
//! the same place; `partial`: the same place, or half for an overlap; `type`: the same kind and an overlap.
//! An existing entity meets one found entity at most.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Spans: for each sample a list of `(start, end, label)` with the end after the last place; or of
//! `(label, text)`, which meet where both are equal; or of tags, one a token (`B-x`, `I-x`, `O`, also with
//! `E-`, `L-`, `S-`, `U-`). A tag `I-x` after another kind begins an entity, as in conlleval.
//!
//! # Source
//! `conll`: Tjong Kim Sang & De Meulder, "Introduction to the CoNLL-2003 shared task" (2003), the script
//! conlleval. The others: Segura-Bedmar, Martínez & Herrero-Zazo, "SemEval-2013 task 9" (2013), as the
//! package nervaluate matches spans. Statistics of a sample: correct, found, existing.
//!
//! # Example
//! Found `(0, 2, "PER")` against `(0, 2, "PER")` and `(5, 6, "LOC")`: P = 1, R = 1/2, F1 = 2/3.
//!
//! # Often misprinted
//! Over tokens instead of entities, which is far greater. As the mean over kinds. With `O` as a kind.

use std::ops::Range;

use crate::columns::{Columns, Span, Spans};
use crate::error::Error;
use crate::formulas::overlap;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature,
};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `entity_f1`.
pub struct EntityF1;

static SPEC: Spec = Spec {
    name: "entity_f1",
    version: 1,
    summary: "F1 of named entities: their places and kinds.",
    outputs: &["f1", "precision", "recall"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[OptionSpec {
        name: "scheme",
        kind: Kind::Choice(&["conll", "strict", "exact", "partial", "type"]),
        preset: Preset::Text("conll"),
        doc: "What makes a found entity correct.",
    }],
    reads: Reads::Spans,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

impl Metric for EntityF1 {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let scheme = match options.text("scheme") {
            "exact" => Scheme::Exact,
            "partial" => Scheme::Partial,
            "type" => Scheme::Type,
            _ => Scheme::Strict,
        };
        Ok(Box::new(Configured {
            scheme,
            signature: signature(&SPEC, options),
        }))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Strict,
    Exact,
    Partial,
    Type,
}

struct Configured {
    scheme: Scheme,
    signature: String,
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 3
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.spans()?;
        Ok(Box::new(Bound {
            scheme: self.scheme,
            predictions,
            references,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        overlap::finish(total, values);
    }

    fn gradient(&self, total: &[f64], output: usize, out: &mut [f64]) {
        overlap::gradient(total, output, out);
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }

    fn details(&self, total: &[f64]) -> Vec<(String, f64)> {
        let names = ["n_correct", "n_found", "n_existing"];
        names
            .iter()
            .zip(total)
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect()
    }
}

struct Bound<'a> {
    scheme: Scheme,
    predictions: &'a Spans,
    references: &'a Spans,
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        3
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        for (i, row) in range.zip(rows.chunks_exact_mut(3)) {
            let (found, existing) = (self.predictions.get(i), self.references.get(i));
            let correct = correct(self.scheme, found, existing);
            row.copy_from_slice(&[correct, found.len() as f64, existing.len() as f64]);
        }
        Ok(())
    }
}

/// What the found entities are worth: equal ones first, then in order the first that overlaps.
fn correct(scheme: Scheme, found: &[Span], existing: &[Span]) -> f64 {
    let mut free: Vec<bool> = vec![true; existing.len()];
    let mut take = |meets: &dyn Fn(&Span) -> bool| {
        let place = existing
            .iter()
            .enumerate()
            .position(|(k, span)| free[k] && meets(span))?;
        free[place] = false;
        existing.get(place)
    };
    let rest: Vec<&Span> = found
        .iter()
        .filter(|span| take(&|other| *span == other).is_none())
        .collect();
    let mut worth = (found.len() - rest.len()) as f64;
    if scheme == Scheme::Strict {
        return worth;
    }
    let mut later = Vec::new();
    for span in rest {
        match take(&|other| (span.start, span.end) == (other.start, other.end)) {
            Some(_) => worth += if scheme == Scheme::Type { 0.0 } else { 1.0 },
            None => later.push(span),
        }
    }
    for span in later {
        if let Some(other) = take(&|other| span.start < other.end && other.start < span.end) {
            worth += match scheme {
                Scheme::Partial => 0.5,
                Scheme::Type if span.label == other.label => 1.0,
                _ => 0.0,
            };
        }
    }
    worth
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32, label: u32) -> Span {
        Span { start, end, label }
    }

    #[test]
    fn schemes_differ_as_the_task_says() {
        let existing = [span(0, 2, 0), span(3, 5, 1), span(6, 9, 0), span(10, 11, 1)];
        let found = [span(0, 2, 0), span(3, 5, 0), span(7, 9, 0), span(20, 21, 1)];
        for (scheme, expected) in [
            (Scheme::Strict, 1.0),
            (Scheme::Exact, 2.0),
            (Scheme::Partial, 2.5),
            (Scheme::Type, 2.0),
        ] {
            let worth = correct(scheme, &found, &existing);
            assert!((worth - expected).abs() < 1e-12, "{scheme:?} {worth}");
        }
    }

    #[test]
    fn an_entity_is_met_once() {
        assert!(
            (correct(
                Scheme::Partial,
                &[span(0, 2, 0), span(1, 3, 0)],
                &[span(0, 3, 0)]
            ) - 0.5)
                .abs()
                < 1e-12
        );
    }
}
