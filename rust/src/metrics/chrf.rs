//! F-score of the character n-grams of translations against references.
//!
//! # What it measures
//! How many character n-grams a translation and its reference share, over the whole corpus.
//!
//! # Formula
//! `chrF = 100 · (1 + β²) · P · R / (β² · P + R)`; P and R are the means over the n-gram orders that
//! both sides have of `Σ matched / Σ n-grams of the hypotheses` and `Σ matched / Σ n-grams of the
//! references`. With `word_order` above 0, word n-grams join the character n-grams (2: chrF++).
//! `eps_smoothing` takes the mean of the orders' F instead.
//!
//! # Range
//! 0 to 100; higher is better.
//!
//! # Reads
//! Texts: one prediction and one or more references a sample, not tokenised. Of several references
//! the one with the best F of that sample supplies all its counts.
//!
//! # Source
//! Popović 2015, 2017; equal to `sacrebleu.metrics.CHRF` 2.6.0 with the same options, including its
//! signature. Statistics of a sample: n-grams of the hypothesis, of the reference, and matches, for
//! each order.
//!
//! # Example
//! `abc` against `abd`: orders 1, 2, 3 have 2/3, 1/2, 0/1 on both sides, so P = R = 7/18: 38.9.
//!
//! # Often misprinted
//! As a mean of sentence scores, or with the smoothing of other packages (`eps_smoothing`): short
//! segments then differ by up to 85 points. White space does not count unless `whitespace` is set.

use std::ops::Range;

use crate::columns::{Columns, References, Texts};
use crate::error::Error;
use crate::formulas::chrf::Arithmetic;
use crate::formulas::sacrebleu_signature;
use crate::metrics::bleu::LOWERCASE;
use crate::metrics::{Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform};
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::text::case::fold;
use crate::text::chars::CharIds;
use crate::text::intern::Interner;
use crate::text::ngrams::Matcher;
use crate::text::space::is_space;
use crate::text::squad::no_reference;
use crate::text::tokenize::{Span, words};

/// The metric `chrf`.
pub struct Chrf;

/// The options but for `word_order`.
pub(super) const OPTIONS: [OptionSpec; 5] = [
    OptionSpec {
        name: "char_order",
        kind: Kind::Integer(1, 16),
        preset: Preset::Integer(6),
        doc: "Longest character n-gram.",
    },
    OptionSpec {
        name: "beta",
        kind: Kind::Number(0.0, 100.0),
        preset: Preset::Number(2.0),
        doc: "How many times as much recall counts as precision.",
    },
    LOWERCASE,
    OptionSpec {
        name: "whitespace",
        kind: Kind::Flag,
        preset: Preset::Flag(false),
        doc: "Let white space count as characters.",
    },
    OptionSpec {
        name: "eps_smoothing",
        kind: Kind::Flag,
        preset: Preset::Flag(false),
        doc: "Mean of the orders' F, as chrF++.py, NLTK and Moses.",
    },
];

static SPEC: Spec = Spec {
    name: "chrf",
    version: 1,
    summary: "F-score of the character n-grams of translations against references.",
    outputs: &["chrf"],
    range: (0.0, 100.0),
    direction: Direction::Higher,
    unit: "points",
    chance: Some(0.0),
    options: &[
        OPTIONS[0],
        OptionSpec {
            name: "word_order",
            kind: Kind::Integer(0, 16),
            preset: Preset::Integer(0),
            doc: "Longest word n-gram; 0 for none, 2 for chrF++.",
        },
        OPTIONS[1],
        OPTIONS[2],
        OPTIONS[3],
        OPTIONS[4],
    ],
    reads: Reads::Texts,
    interval: Interval::Smooth,
    transform: Transform::Percent,
};

impl Metric for Chrf {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured::new(options, SPEC.version)))
    }
}

/// chrF with its options chosen.
pub(super) struct Configured {
    char_order: usize,
    word_order: usize,
    arithmetic: Arithmetic,
    lowercase: bool,
    whitespace: bool,
    version: u32,
}

impl Configured {
    pub(super) fn new(options: &Options, version: u32) -> Self {
        Self {
            char_order: options.count("char_order"),
            word_order: options.count("word_order"),
            arithmetic: Arithmetic {
                beta: options.number("beta").unwrap_or(2.0),
                eps_smoothing: options.flag("eps_smoothing"),
            },
            lowercase: options.flag("lowercase"),
            whitespace: options.flag("whitespace"),
            version,
        }
    }
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 3 * (self.char_order + self.word_order)
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
        values.fill(self.arithmetic.value(total));
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        self.arithmetic.gradient(total, out);
    }

    fn signature(&self, n_references: Option<usize>) -> String {
        let yes = |flag: bool| if flag { "yes" } else { "no" };
        let chosen = format!(
            "case:{}|eff:{}|nc:{}|nw:{}|space:{}",
            if self.lowercase { "lc" } else { "mixed" },
            yes(!self.arithmetic.eps_smoothing),
            self.char_order,
            self.word_order,
            yes(self.whitespace),
        );
        let hidden = if self.arithmetic.beta == 2.0 {
            vec![]
        } else {
            vec![format!("beta:{}", self.arithmetic.beta)]
        };
        sacrebleu_signature(n_references, &chosen, &hidden, self.version)
    }
}

struct Bound<'a> {
    configured: &'a Configured,
    predictions: &'a dyn Texts,
    references: &'a dyn References,
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        3 * (self.configured.char_order + self.configured.word_order)
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let mut kernel = Kernel::new(self.configured);
        for (i, row) in range.zip(rows.chunks_exact_mut(self.n_statistics())) {
            kernel.row(self.predictions.get(i), self.references, i, row)?;
        }
        Ok(())
    }
}

/// chrF's statistics of one sample after another, with the scratch they share.
struct Kernel<'a> {
    configured: &'a Configured,
    chars: CharIds,
    words: Interner,
    matcher: Matcher,
    whole: Vec<Span>,
    spans: Vec<Span>,
    hypothesis: Vec<u32>,
    reference: Vec<u32>,
    matched: Vec<u32>,
    row: Vec<f64>,
}

impl<'a> Kernel<'a> {
    fn new(configured: &'a Configured) -> Self {
        let n_orders = configured.char_order + configured.word_order;
        Self {
            configured,
            chars: CharIds::default(),
            words: Interner::default(),
            matcher: Matcher::default(),
            whole: Vec::new(),
            spans: Vec::new(),
            hypothesis: Vec::new(),
            reference: Vec::new(),
            matched: vec![0; n_orders],
            row: vec![0.0; 3 * n_orders],
        }
    }

    /// Writes the row of sample `i`: that of its best reference, the first of equals.
    fn row(
        &mut self,
        prediction: &str,
        references: &dyn References,
        i: usize,
        row: &mut [f64],
    ) -> Result<(), Error> {
        let count = references.count(i);
        let hypothesis = fold(prediction, self.configured.lowercase);
        let mut best = -1.0;
        for k in 0..count {
            let reference = fold(references.get(i, k), self.configured.lowercase);
            self.count_chars(&hypothesis, &reference);
            if self.configured.word_order > 0 {
                self.count_words(&hypothesis, &reference);
            }
            if count == 1 {
                row.copy_from_slice(&self.row);
                return Ok(());
            }
            let value = self.configured.arithmetic.value(&self.row);
            if value > best {
                best = value;
                row.copy_from_slice(&self.row);
            }
        }
        if count == 0 {
            Err(no_reference(i))
        } else {
            Ok(())
        }
    }

    fn count_chars(&mut self, hypothesis: &str, reference: &str) {
        let keeps = self.configured.whitespace;
        self.reference.clear();
        self.hypothesis.clear();
        let n_ids = if hypothesis.is_ascii() && reference.is_ascii() {
            read_bytes(reference, keeps, &mut self.reference);
            read_bytes(hypothesis, keeps, &mut self.hypothesis);
            128
        } else {
            self.chars.clear();
            for c in reference.chars().filter(|c| keeps || !is_space(*c)) {
                self.reference.push(self.chars.intern(c));
            }
            for c in hypothesis.chars().filter(|c| keeps || !is_space(*c)) {
                self.hypothesis.push(self.chars.find(c));
            }
            self.chars.len()
        };
        self.match_orders(0, self.configured.char_order, n_ids);
    }

    fn count_words(&mut self, hypothesis: &str, reference: &str) {
        self.words.clear();
        self.reference.clear();
        part(reference, &mut self.whole, &mut self.spans);
        for (start, end) in &self.spans {
            let word = &reference.as_bytes()[*start as usize..*end as usize];
            self.reference.push(self.words.intern(word));
        }
        self.hypothesis.clear();
        part(hypothesis, &mut self.whole, &mut self.spans);
        for (start, end) in &self.spans {
            let word = &hypothesis.as_bytes()[*start as usize..*end as usize];
            self.hypothesis.push(self.words.find(word));
        }
        let orders = (self.configured.char_order, self.configured.word_order);
        self.match_orders(orders.0, orders.1, self.words.len());
    }

    /// Matches the sequences and writes the counts of `n_orders` orders from row place `first`.
    fn match_orders(&mut self, first: usize, n_orders: usize, n_ids: usize) {
        let matched = &mut self.matched[..n_orders];
        self.matcher.read(&self.reference, n_ids, n_orders);
        self.matcher.count(&self.hypothesis, matched);
        let (rows, _) = self.row.as_chunks_mut::<3>();
        for (order, (row, matched)) in rows[first..].iter_mut().zip(matched).enumerate() {
            let n_reference = self.reference.len().saturating_sub(order);
            // An order that the reference lacks does not count against the hypothesis.
            let n_hypothesis = if n_reference == 0 {
                0
            } else {
                self.hypothesis.len().saturating_sub(order)
            };
            *row = [n_hypothesis as f64, n_reference as f64, f64::from(*matched)];
        }
    }
}

/// The bytes of an ASCII text as ids, white space left out unless it `keeps` it.
///
/// Every byte is written and what is left out is written over: white space comes too often for a
/// processor to foresee, and each wrong guess costs more than ten bytes.
fn read_bytes(text: &str, keeps: bool, ids: &mut Vec<u32>) {
    ids.resize(text.len(), 0);
    let mut n = 0;
    for byte in text.bytes() {
        ids[n] = u32::from(byte);
        // Python's white space of ASCII: U+0009 to U+000D and U+001C to U+0020.
        let is_space = (byte.wrapping_sub(0x09) < 5) | (byte.wrapping_sub(0x1c) < 5);
        n += usize::from(keeps || !is_space);
    }
    ids.truncate(n);
}

/// Words with one punctuation mark cut off: the last character where it is one, else the first.
/// `whole` is scratch.
fn part(text: &str, whole: &mut Vec<Span>, spans: &mut Vec<Span>) {
    whole.clear();
    words(text, whole);
    spans.clear();
    let bytes = text.as_bytes();
    for &(start, end) in &*whole {
        let is_mark = |place: u32| {
            bytes
                .get(place as usize)
                .is_some_and(u8::is_ascii_punctuation)
        };
        if end - start == 1 {
            spans.push((start, end));
        } else if is_mark(end - 1) {
            spans.extend([(start, end - 1), (end - 1, end)]);
        } else if is_mark(start) {
            spans.extend([(start, start + 1), (start + 1, end)]);
        } else {
            spans.push((start, end));
        }
    }
}
