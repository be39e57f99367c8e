//! Share of prompts, and of instructions, whose checkable instructions a text follows.
//!
//! # What it measures
//! Whether a model does what it was told, where a program can tell: lengths, keywords, layout, case,
//! language, beginning and end.
//!
//! # Formula
//! 25 kinds of instruction, each with a rule. `prompt_strict`: the share of prompts all of whose
//! instructions are followed; `instruction_strict`: the share of all instructions. Loose: an
//! instruction counts as followed too if it is by the text without its first line, its last line or
//! both, or without asterisks, or both.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts: the answer, and one or more instructions as its references, each written
//! `["keywords:existence", {"keywords": ["a", "b"]}]` with the names and arguments of the data of `IFEval`.
//!
//! # Source
//! Zhou et al., "Instruction-following evaluation for large language models" (2023). The rules are those of
//! its code, but for the language detector, which draws at random there and is replaced by rules on script
//! and common words, and for sentence boundaries, which come from Punkt's rules with shorter word lists.
//! Statistics of a sample: prompt followed strictly, loosely; instructions followed strictly, loosely;
//! instructions; 1.
//!
//! # Example
//! The text `a b` with the instructions to avoid commas and to write at least three words: 0 of 1 prompts,
//! 1 of 2 instructions.
//!
//! # Often misprinted
//! Without saying which of the four numbers it is; the greatest, loose by instruction, is often printed
//! beside the smallest.

use std::ops::Range;

use crate::columns::{Columns, References, Texts};
use crate::error::Error;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature,
};
use crate::options::Options;
use crate::text::instructions::{Instruction, loosened};
use crate::text::squad::no_reference;

/// The metric `instruction_following`.
pub struct InstructionFollowing;

static SPEC: Spec = Spec {
    name: "instruction_following",
    version: 1,
    summary: "Share of prompts, and of instructions, whose checkable instructions a text follows.",
    outputs: &[
        "prompt_strict",
        "instruction_strict",
        "prompt_loose",
        "instruction_loose",
    ],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[],
    reads: Reads::Texts,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

/// Numbers in a row.
const WIDTH: usize = 6;
/// Where each output's numerator and denominator stand in a row.
const PLACES: [(usize, usize); 4] = [(0, 5), (2, 4), (1, 5), (3, 4)];

impl Metric for InstructionFollowing {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Shares(signature(&SPEC, options))))
    }
}

/// Shares of a sum of rows, with the metric's signature.
struct Shares(String);

impl Formula for Shares {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == WIDTH
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.texts()?;
        Ok(Box::new(Checked {
            predictions,
            references,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        for (value, (part, whole)) in values.iter_mut().zip(PLACES) {
            *value = total[part] / total[whole];
        }
    }

    fn gradient(&self, total: &[f64], output: usize, out: &mut [f64]) {
        out.fill(0.0);
        let (part, whole) = PLACES[output];
        out[part] = 1.0 / total[whole];
        out[whole] = -total[part] / (total[whole] * total[whole]);
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.0.clone()
    }
}

struct Checked<'a> {
    predictions: &'a dyn Texts,
    references: &'a dyn References,
}

impl Checked<'_> {
    fn instructions(&self, i: usize) -> Result<Vec<Instruction>, Error> {
        let n = self.references.count(i);
        if n == 0 {
            return Err(no_reference(i));
        }
        (0..n)
            .map(|k| {
                Instruction::read(self.references.get(i, k)).map_err(|problem| Error::Sample {
                    column: "references",
                    index: i,
                    problem,
                    fix: "give instructions as the data of IFEval name them: [\"<name>\", {<arguments>}]",
                })
            })
            .collect()
    }
}

impl Plan for Checked<'_> {
    fn n_statistics(&self) -> usize {
        WIDTH
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        for (i, row) in range.zip(rows.chunks_exact_mut(WIDTH)) {
            let instructions = self.instructions(i)?;
            let text = self.predictions.get(i);
            let ways = loosened(text);
            let followed = |loose: bool| {
                let is_followed = |each: &&Instruction| {
                    if loose {
                        ways.iter().any(|way| each.is_followed(way))
                    } else {
                        each.is_followed(text)
                    }
                };
                instructions.iter().filter(is_followed).count()
            };
            let (n, strict, loose) = (instructions.len(), followed(false), followed(true));
            let all = |followed: usize| f64::from(u8::from(followed == n));
            row.copy_from_slice(&[
                all(strict),
                all(loose),
                strict as f64,
                loose as f64,
                n as f64,
                1.0,
            ]);
        }
        Ok(())
    }
}
