//! N-gram precision of translations against references, with a brevity penalty.
//!
//! # What it measures
//! How many of a translation's word n-grams occur in the references, over the whole corpus.
//!
//! # Formula
//! `BLEU = 100 · BP · exp( Σ_n log p_n / N )`, `p_n = Σ matched n-grams / Σ n-grams of the
//! hypotheses`, matches clipped by the largest count in one reference; `BP = exp(1 − r/h)` where the
//! hypotheses are shorter than the references (`h < r`), else 1. `r` is the length of the reference
//! closest to each hypothesis, the shorter of two equally close ones.
//!
//! # Range
//! 0 to 100 (a perfect score is 100.00000000000004, as in sacrebleu); higher is better.
//!
//! # Reads
//! Texts: one prediction and one or more references a sample, not tokenised.
//!
//! # Source
//! Papineni et al. 2002; equal to `sacrebleu.metrics.BLEU` 2.6.0 with the same options, including its
//! signature. Statistics of a sample: hypothesis length, reference length, matches of each order,
//! n-grams of each order.
//!
//! # Example
//! `the cat sat` against `the cat sat down`: all precisions that exist are 100, BP = exp(1 − 4/3).
//!
//! # Often misprinted
//! Without clipping, without the brevity penalty, or as a mean of sentence scores; with the tokenizer
//! left unsaid. Without `effective_order` a corpus whose longest hypothesis has under four tokens
//! scores 0, which is what the definition says.

use std::ops::Range;

use crate::columns::{Columns, References, Texts};
use crate::error::Error;
use crate::formulas::bleu::{self, BleuFormula};
use crate::formulas::sacrebleu_signature;
use crate::metrics::{Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform};
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::case::fold;
use crate::text::chars::CharIds;
use crate::text::intern::Interner;
use crate::text::ngrams::Matcher;
use crate::text::space::is_space;
use crate::text::squad::no_reference;
use crate::text::tokenize::intl::UNICODE;
use crate::text::tokenize::{Span, Tokenizer};

/// The metric `bleu`.
pub struct Bleu;

/// The tokenizer.
pub(super) const TOKENIZE: OptionSpec = OptionSpec {
    name: "tokenize",
    kind: Kind::Choice(Tokenizer::NAMES),
    preset: Preset::Text("13a"),
    doc: "Tokenizer; `none` splits on white space.",
};

/// Whether case counts.
pub(super) const LOWERCASE: OptionSpec = OptionSpec {
    name: "lowercase",
    kind: Kind::Flag,
    preset: Preset::Flag(false),
    doc: "Lower-case both sides first.",
};

static SPEC: Spec = Spec {
    name: "bleu",
    version: 1,
    summary: "N-gram precision of translations against references, with a brevity penalty.",
    outputs: &["bleu"],
    range: (0.0, 100.0),
    direction: Direction::Higher,
    unit: "points",
    chance: Some(0.0),
    options: &[
        LOWERCASE,
        TOKENIZE,
        bleu::OPTIONS[0],
        bleu::OPTIONS[1],
        bleu::OPTIONS[2],
        bleu::OPTIONS[3],
    ],
    reads: Reads::Texts,
    interval: Interval::Smooth,
    transform: Transform::Percent,
};

impl Metric for Bleu {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured::new(options, SPEC.version, None)?))
    }
}

/// BLEU with its options chosen.
pub(super) struct Configured {
    pub(super) formula: BleuFormula,
    pub(super) tokenizer: Tokenizer,
    pub(super) lowercase: bool,
    version: u32,
    /// What distinguishes a metric that is made of BLEU, for its signature.
    kind: Option<&'static str>,
}

impl Configured {
    pub(super) fn new(
        options: &Options,
        version: u32,
        kind: Option<&'static str>,
    ) -> Result<Self, Error> {
        Ok(Self {
            formula: BleuFormula::new(options),
            tokenizer: Tokenizer::find(options.text("tokenize"))?,
            lowercase: options.flag("lowercase"),
            version,
            kind,
        })
    }
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == self.formula.n_statistics()
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.texts()?;
        Ok(Box::new(Bound {
            configured: self,
            predictions,
            references,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        values.fill(self.formula.bleu(total).score);
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        self.formula.gradient(total, out);
    }

    fn details(&self, total: &[f64]) -> Vec<(String, f64)> {
        self.formula.details(total)
    }

    fn signature(&self, n_references: Option<usize>) -> String {
        let (smoothing, mut hidden) = self.formula.smoothing_words();
        hidden.extend(self.kind.map(str::to_owned));
        if self.tokenizer == Tokenizer::Intl {
            hidden.push(format!("unicode:{UNICODE}"));
        }
        let chosen = format!(
            "case:{}|eff:{}|tok:{}|smooth:{smoothing}",
            if self.lowercase { "lc" } else { "mixed" },
            if self.formula.effective_order {
                "yes"
            } else {
                "no"
            },
            self.tokenizer.signature(),
        );
        sacrebleu_signature(n_references, &chosen, &hidden, self.version)
    }
}

/// BLEU's statistics of one sample after another, with the scratch they share.
pub(super) struct Kernel<'a> {
    configured: &'a Configured,
    interner: Interner,
    chars: CharIds,
    matcher: Matcher,
    spans: Vec<Span>,
    hypothesis: Vec<u32>,
    reference: Vec<u32>,
    taken: Vec<u32>,
    matched: Vec<u32>,
}

impl<'a> Kernel<'a> {
    pub(super) fn new(configured: &'a Configured) -> Self {
        Self {
            configured,
            interner: Interner::default(),
            chars: CharIds::default(),
            matcher: Matcher::default(),
            spans: Vec::new(),
            hypothesis: Vec::new(),
            reference: Vec::new(),
            taken: Vec::new(),
            matched: vec![0; configured.formula.max_order],
        }
    }

    /// Writes the row of sample `i`.
    pub(super) fn row(
        &mut self,
        prediction: &str,
        references: &dyn References,
        i: usize,
        row: &mut [f64],
    ) -> Result<(), Error> {
        let Configured {
            tokenizer,
            lowercase,
            ref formula,
            ..
        } = *self.configured;
        let count = references.count(i);
        let mut closest = None;
        let folded = fold(prediction, lowercase);
        for k in 0..count {
            let text = fold(references.get(i, k), lowercase);
            let n_ids = if tokenizer == Tokenizer::Char {
                self.read_characters(&folded, &text)
            } else {
                self.read_tokens(&folded, &text)
            };
            let (n_hypothesis, n_reference) = (self.hypothesis.len(), self.reference.len());
            let distance = (n_hypothesis.abs_diff(n_reference), n_reference);
            closest = Some(closest.map_or(distance, |best: (usize, usize)| best.min(distance)));
            self.matcher.read(&self.reference, n_ids, formula.max_order);
            if count == 1 {
                self.matcher.count(&self.hypothesis, &mut self.matched);
                continue;
            }
            if k == 0 {
                self.taken.clear();
                self.taken.resize(n_hypothesis, 0);
            }
            self.matcher
                .mark(&self.hypothesis, formula.max_order, &mut self.taken);
        }
        let Some((_, n_reference)) = closest else {
            return Err(no_reference(i));
        };
        if count > 1 {
            for (order, matched) in self.matched.iter_mut().enumerate() {
                *matched = self.taken.iter().map(|mask| mask >> order & 1).sum();
            }
        }
        self.write(n_reference, row);
        Ok(())
    }

    /// Ids of the tokens of both sides; returns how many the reference has.
    fn read_tokens(&mut self, hypothesis: &str, reference: &str) -> usize {
        let tokenizer = self.configured.tokenizer;
        self.interner.clear();
        self.reference.clear();
        let text = tokenizer.tokens(reference, &mut self.spans);
        for (start, end) in &self.spans {
            let token = &text.as_bytes()[*start as usize..*end as usize];
            self.reference.push(self.interner.intern(token));
        }
        self.hypothesis.clear();
        let text = tokenizer.tokens(hypothesis, &mut self.spans);
        for (start, end) in &self.spans {
            let token = &text.as_bytes()[*start as usize..*end as usize];
            self.hypothesis.push(self.interner.find(token));
        }
        self.interner.len()
    }

    /// The same where every character is a token.
    fn read_characters(&mut self, hypothesis: &str, reference: &str) -> usize {
        self.chars.clear();
        self.reference.clear();
        for c in reference.chars().filter(|c| !is_space(*c)) {
            self.reference.push(self.chars.intern(c));
        }
        self.hypothesis.clear();
        for c in hypothesis.chars().filter(|c| !is_space(*c)) {
            self.hypothesis.push(self.chars.find(c));
        }
        self.chars.len()
    }

    fn write(&self, n_reference: usize, row: &mut [f64]) {
        let n_hypothesis = self.hypothesis.len();
        let (lengths, grams) = row.split_at_mut(2);
        lengths.copy_from_slice(&[n_hypothesis as f64, n_reference as f64]);
        let (matches, n_grams) = grams.split_at_mut(self.matched.len());
        for (slot, matched) in matches.iter_mut().zip(&self.matched) {
            *slot = f64::from(*matched);
        }
        for (order, slot) in n_grams.iter_mut().enumerate() {
            *slot = n_hypothesis.saturating_sub(order) as f64;
        }
    }
}

struct Bound<'a> {
    configured: &'a Configured,
    predictions: &'a dyn Texts,
    references: &'a dyn References,
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        self.configured.formula.n_statistics()
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let mut kernel = Kernel::new(self.configured);
        for (i, row) in range.zip(rows.chunks_exact_mut(self.n_statistics())) {
            kernel.row(self.predictions.get(i), self.references, i, row)?;
        }
        Ok(())
    }
}
