//! ROUGE: overlap of n-grams and of subsequences, as rouge-score 0.1.2 computes it.
//!
//! A row holds F, precision and recall of every kind asked for, then the number 1.

use std::ops::Range;

use crate::columns::{Columns, References, Texts};
use crate::error::Error;
use crate::formulas::mean;
use crate::metrics::{Formula, Plan, Spec, signature};
use crate::options::{Kind as OptionKind, OptionSpec, Options, Preset};
use crate::text::intern::Interner;
use crate::text::ngrams::Matcher;
use crate::text::rouge_tokens::RougeTokens;
use crate::text::squad::no_reference;
use crate::text::subsequence::CommonSubsequence;
use crate::text::words::Words;

/// Whether tokens are stemmed.
pub const USE_STEMMER: OptionSpec = OptionSpec {
    name: "use_stemmer",
    kind: OptionKind::Flag,
    preset: Preset::Flag(false),
    doc: "Stem tokens of more than three characters (Porter, as nltk does it).",
};

/// How texts become tokens.
pub const TOKENIZER: OptionSpec = OptionSpec {
    name: "tokenizer",
    kind: OptionKind::Choice(&["rouge", "unicode"]),
    preset: Preset::Text("rouge"),
    doc: "`rouge`: runs of a-z and 0-9, as the reference. `unicode`: words of any script, single characters where white space does not separate words.",
};

/// Options of every kind of ROUGE.
pub const OPTIONS: &[OptionSpec] = &[USE_STEMMER, TOKENIZER];

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Runs of this many tokens.
    Grams(usize),
    /// The longest common subsequence of the whole texts.
    Longest,
    /// The union of longest common subsequences of lines.
    LongestOfLines,
}

/// F, precision and recall.
type Triple = [f64; 3];

struct Rouge {
    kinds: Vec<Kind>,
    /// 3 (F, precision, recall) or 1 (F).
    values_per_kind: usize,
    use_stemmer: bool,
    unicode: bool,
    signature: String,
}

/// The formula of `kinds`. With one kind the outputs are F, precision and recall; with several, F of
/// each.
pub fn configure(spec: &Spec, options: &Options, kinds: Vec<Kind>) -> Box<dyn Formula> {
    Box::new(Rouge {
        values_per_kind: if kinds.len() > 1 { 1 } else { 3 },
        kinds,
        use_stemmer: options.flag("use_stemmer"),
        unicode: options.text("tokenizer") == "unicode",
        signature: format!("{}|compat:rouge-score-0.1.2", signature(spec, options)),
    })
}

impl Rouge {
    fn width(&self) -> usize {
        self.kinds.len() * self.values_per_kind + 1
    }
}

impl Formula for Rouge {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == self.width()
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.texts()?;
        Ok(Box::new(Bound {
            rouge: self,
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
    rouge: &'a Rouge,
    predictions: &'a dyn Texts,
    references: &'a dyn References,
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        self.rouge.width()
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let mut pair = Pair::new(self.rouge);
        let width = self.rouge.width();
        for (i, row) in range.zip(rows.chunks_exact_mut(width)) {
            let (values, one) = row.split_at_mut(width - 1);
            pair.score(self, i, values)?;
            one.fill(1.0);
        }
        Ok(())
    }
}

/// Scratch for one pair of texts; keeps its memory from one sample to the next.
struct Pair {
    tokens: Tokens,
    interner: Interner,
    prediction: Text,
    reference: Text,
    overlap: Overlap,
}

impl Pair {
    fn new(rouge: &Rouge) -> Self {
        let words = if rouge.use_stemmer {
            RougeTokens::with_stemmer()
        } else {
            RougeTokens::default()
        };
        Self {
            tokens: Tokens {
                words,
                unicode: rouge.unicode,
            },
            interner: Interner::default(),
            prediction: Text::default(),
            reference: Text::default(),
            overlap: Overlap::default(),
        }
    }

    /// Writes the values of sample `i`: of several references, for each kind the one with the
    /// greatest F, the first of equals.
    fn score(&mut self, bound: &Bound<'_>, i: usize, values: &mut [f64]) -> Result<(), Error> {
        let n_references = bound.references.count(i);
        if n_references == 0 {
            return Err(no_reference(i));
        }
        self.interner.clear();
        self.prediction.read(
            bound.predictions.get(i),
            &mut self.tokens,
            &mut self.interner,
        );
        let width = bound.rouge.values_per_kind;
        for k in 0..n_references {
            let reference = bound.references.get(i, k);
            self.reference
                .read(reference, &mut self.tokens, &mut self.interner);
            self.overlap.n_ids = self.interner.len();
            for (kind, best) in bound.rouge.kinds.iter().zip(values.chunks_exact_mut(width)) {
                let triple = self
                    .overlap
                    .triple(*kind, &self.prediction, &self.reference);
                if k == 0 || triple[0] > best[0] {
                    best.copy_from_slice(&triple[..width]);
                }
            }
        }
        Ok(())
    }
}

struct Tokens {
    words: RougeTokens,
    unicode: bool,
}

impl Tokens {
    fn visit(&mut self, text: &str, mut visit: impl FnMut(&[u8])) {
        if self.unicode {
            let text = text.to_lowercase();
            Words::Unicode.visit(&text, |word| visit(self.words.stem(word.as_bytes())));
        } else {
            self.words.visit(text, visit);
        }
    }
}

/// One text: its token ids, and the ends of its lines among them.
#[derive(Default)]
struct Text {
    ids: Vec<u32>,
    line_ends: Vec<usize>,
}

impl Text {
    fn read(&mut self, text: &str, tokens: &mut Tokens, interner: &mut Interner) {
        self.ids.clear();
        self.line_ends.clear();
        for line in text.split('\n') {
            let ids = &mut self.ids;
            tokens.visit(line, |token| ids.push(interner.intern(token)));
            if self.ids.len() > self.line_ends.last().copied().unwrap_or(0) {
                self.line_ends.push(self.ids.len());
            }
        }
    }

    fn lines(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.line_ends.iter().copied());
        starts
            .zip(&self.line_ends)
            .map(|(start, end)| &self.ids[start..*end])
    }
}

/// Counts what two texts share.
#[derive(Default)]
struct Overlap {
    n_ids: usize,
    common: CommonSubsequence,
    matcher: Matcher,
    matched: Vec<u32>,
    union: Vec<u64>,
    /// Per id, occurrences in prediction and reference that no hit took yet.
    free: Vec<(u32, u32)>,
}

impl Overlap {
    fn triple(&mut self, kind: Kind, prediction: &Text, reference: &Text) -> Triple {
        let (n_prediction, n_reference) = (prediction.ids.len(), reference.ids.len());
        match kind {
            Kind::Grams(order) => f_measure(
                self.n_grams(order, prediction, reference),
                (n_prediction + 1).saturating_sub(order),
                (n_reference + 1).saturating_sub(order),
            ),
            Kind::Longest => {
                let length = self
                    .common
                    .length(&reference.ids, &prediction.ids, self.n_ids);
                f_measure(length, n_prediction, n_reference)
            }
            Kind::LongestOfLines => f_measure(
                self.union_of_lines(prediction, reference),
                n_prediction,
                n_reference,
            ),
        }
    }

    fn n_grams(&mut self, order: usize, prediction: &Text, reference: &Text) -> usize {
        self.matched.clear();
        self.matched.resize(order, 0);
        self.matcher.read(&reference.ids, self.n_ids, order);
        self.matcher.count(&prediction.ids, &mut self.matched);
        self.matched.last().copied().unwrap_or(0) as usize
    }

    /// Tokens of the reference's lines in the union of their common subsequences with the
    /// prediction's lines; none counts more often than it stands on either side.
    fn union_of_lines(&mut self, prediction: &Text, reference: &Text) -> usize {
        self.free.clear();
        self.free.resize(self.n_ids, (0, 0));
        for id in &prediction.ids {
            self.free[*id as usize].0 += 1;
        }
        for id in &reference.ids {
            self.free[*id as usize].1 += 1;
        }
        let mut hits = 0;
        for line in reference.lines() {
            self.union.clear();
            self.union.resize(line.len().div_ceil(64), 0);
            for other in prediction.lines() {
                self.common.mark(line, other, self.n_ids, &mut self.union);
            }
            for (i, id) in line.iter().enumerate() {
                let (left, right) = &mut self.free[*id as usize];
                if self.union[i / 64] >> (i % 64) & 1 == 1 && *left > 0 && *right > 0 {
                    hits += 1;
                    *left -= 1;
                    *right -= 1;
                }
            }
        }
        hits
    }
}

/// F, precision and recall of a number of hits. The order of operations is the reference's.
fn f_measure(hits: usize, n_prediction: usize, n_reference: usize) -> Triple {
    let precision = hits as f64 / n_prediction.max(1) as f64;
    let recall = hits as f64 / n_reference.max(1) as f64;
    if precision + recall > 0.0 {
        [
            2.0 * precision * recall / (precision + recall),
            precision,
            recall,
        ]
    } else {
        [0.0, precision, recall]
    }
}
