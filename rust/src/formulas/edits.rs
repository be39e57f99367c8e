//! Error rates: edits over the length of the reference, as jiwer 4.0 computes them.
//!
//! A row holds the edits, then the units (words or characters) of the reference.

use std::ops::Range;

use crate::columns::{Columns, References, Texts};
use crate::error::Error;
use crate::formulas::ratio;
use crate::metrics::{Formula, Plan};
use crate::text::chars::CharIds;
use crate::text::edit_distance::EditDistance;
use crate::text::intern::Interner;
use crate::text::space::{is_space, strip};
use crate::text::squad::no_reference;

/// What is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Words, by jiwer's rule.
    Word,
    /// Code points, spaces included.
    Character,
}

/// The formula of an error rate.
pub struct ErrorRate {
    /// What is edited.
    pub unit: Unit,
    /// The metric's signature.
    pub signature: String,
}

impl Formula for ErrorRate {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.texts()?;
        Ok(Box::new(Bound {
            unit: self.unit,
            predictions,
            references,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        // jiwer: without a single unit in the references, the edits themselves.
        let edits = total.first().copied().unwrap_or(0.0);
        values.fill(ratio::finish(total, 1.0, edits));
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        ratio::gradient(total, 1.0, out);
        if let ([_, 0.0], [edits, _]) = (total, out) {
            *edits = 1.0;
        }
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }

    fn details(&self, total: &[f64]) -> Vec<(String, f64)> {
        let names = ["n_edits", "n_reference_units"];
        names
            .iter()
            .zip(total)
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect()
    }
}

struct Bound<'a> {
    unit: Unit,
    predictions: &'a dyn Texts,
    references: &'a dyn References,
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let mut pair = Pair::default();
        for (i, row) in range.zip(rows.chunks_exact_mut(2)) {
            match self.references.count(i) {
                0 => return Err(no_reference(i)),
                1 => {}
                n => {
                    return Err(Error::Sample {
                        column: "references",
                        index: i,
                        problem: format!("has {n} references"),
                        fix: "give exactly one: an error rate is defined against one reference",
                    });
                }
            }
            let (edits, units) = pair.edits(
                self.unit,
                self.predictions.get(i),
                self.references.get(i, 0),
            );
            row.copy_from_slice(&[edits as f64, units as f64]);
        }
        Ok(())
    }
}

/// Scratch for one pair of texts; keeps its memory from one sample to the next.
#[derive(Default)]
struct Pair {
    words: Interner,
    characters: CharIds,
    prediction: Vec<u32>,
    reference: Vec<u32>,
    distance: EditDistance,
}

impl Pair {
    /// Edits, and units of the reference.
    fn edits(&mut self, unit: Unit, prediction: &str, reference: &str) -> (usize, usize) {
        let n_ids = match unit {
            Unit::Word => {
                self.words.clear();
                read_words(reference, &mut self.words, &mut self.reference);
                read_words(prediction, &mut self.words, &mut self.prediction);
                self.words.len()
            }
            Unit::Character => {
                let (prediction, reference) = (strip(prediction), strip(reference));
                if prediction.is_ascii() && reference.is_ascii() {
                    let (left, right) = (reference.as_bytes(), prediction.as_bytes());
                    return (self.distance.between(left, right, 128), left.len());
                }
                self.read_characters(prediction, reference)
            }
        };
        let edits = self
            .distance
            .between(&self.reference, &self.prediction, n_ids);
        (edits, self.reference.len())
    }

    fn read_characters(&mut self, prediction: &str, reference: &str) -> usize {
        let ids = &mut self.characters;
        ids.clear();
        self.reference.clear();
        self.reference
            .extend(reference.chars().map(|c| ids.intern(c)));
        self.prediction.clear();
        self.prediction
            .extend(prediction.chars().map(|c| ids.intern(c)));
        ids.len()
    }
}

/// Words by jiwer's default transforms: separated by U+0020 or by two or more characters of white
/// space; a single tab or no-break space is part of a word.
fn read_words(text: &str, words: &mut Interner, ids: &mut Vec<u32>) {
    ids.clear();
    let text = strip(text);
    let mut start = 0;
    // Where the current run of white space began, and whether it separates.
    let mut gap: Option<(usize, bool)> = None;
    for (place, c) in text.char_indices() {
        if is_space(c) {
            gap = Some(gap.map_or((place, c == ' '), |(from, _)| (from, true)));
        } else if let Some((from, separates)) = gap.take()
            && separates
        {
            ids.push(words.intern(text.as_bytes().get(start..from).unwrap_or(&[])));
            start = place;
        }
    }
    if start < text.len() {
        ids.push(words.intern(text.as_bytes().get(start..).unwrap_or(&[])));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_jiwer() {
        for (prediction, reference, expected) in [
            ("a b c", "a  b \t c", (0, 3)),
            ("a\tb", "a b", (2, 2)),
            ("a\u{a0}b", "a\u{a0}b", (0, 1)),
            ("  \u{a0}a ", "a", (0, 1)),
            ("", "", (0, 0)),
            ("x y", "", (2, 0)),
        ] {
            assert_eq!(
                Pair::default().edits(Unit::Word, prediction, reference),
                expected
            );
        }
    }

    #[test]
    fn characters_are_code_points() {
        for (prediction, reference, expected) in [
            ("kitten", "sitting", (3, 7)),
            (" 你好 ", "你 好", (1, 3)),
            ("e\u{301}", "é", (2, 1)),
            ("👩‍👧", "👩", (2, 1)),
        ] {
            assert_eq!(
                Pair::default().edits(Unit::Character, prediction, reference),
                expected
            );
        }
    }
}
