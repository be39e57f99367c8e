//! Mean of the BLEU of each text against all other texts: how alike they are.
//!
//! # What it measures
//! How much the generated texts repeat one another; the less, the more diverse they are.
//!
//! # Formula
//! `self_bleu = Σ_i BLEU(text_i, references = all other texts) / n`, each with `effective_order`.
//!
//! # Range
//! 0 to 100; lower is better.
//!
//! # Reads
//! Texts; references do not count, only their number must be that of the predictions.
//!
//! # Source
//! Zhu et al. 2018 (Texygen), with the BLEU of sacrebleu 2.6.0 in place of NLTK's. It is no function
//! of sums: the value depends on the set of texts. The interval is that of a mean of sample scores,
//! for which the other texts are taken as given.
//!
//! # Example
//! Twice the same text: 100. Texts without a common word: 0.
//!
//! # Often misprinted
//! Of samples of different sizes: it grows with the number of texts. Computed in linear time here, by
//! the two largest counts of each n-gram; the value is that of the quadratic definition.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::columns::{Columns, Texts};
use crate::error::Error;
use crate::formulas::bleu::{BleuFormula, OPTIONS};
use crate::metrics::bleu::{Configured as Bleu, LOWERCASE, TOKENIZE};
use crate::metrics::sentence_bleu::EFFECTIVE_ORDER;
use crate::metrics::{
    Details, Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, not_additive,
};
use crate::options::Options;
use crate::score::{Estimate, Request};
use crate::stats::influence::centre;
use crate::stats::interval::bounded_mean;
use crate::text::case::fold;
use crate::text::intern::{Interner, UNKNOWN};

/// The metric `self_bleu`.
pub struct SelfBleu;

static SPEC: Spec = Spec {
    name: "self_bleu",
    version: 1,
    summary: "Mean of the BLEU of each text against all other texts: how alike they are.",
    outputs: &["self_bleu"],
    range: (0.0, 100.0),
    direction: Direction::Lower,
    unit: "points",
    chance: None,
    options: &[
        LOWERCASE,
        TOKENIZE,
        OPTIONS[0],
        OPTIONS[1],
        OPTIONS[2],
        EFFECTIVE_ORDER,
    ],
    reads: Reads::Texts,
    interval: Interval::Own,
    transform: Transform::None,
};

impl Metric for SelfBleu {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured(Bleu::new(
            options,
            SPEC.version,
            Some("references:others"),
        )?)))
    }
}

struct Configured(Bleu);

impl Configured {
    fn scores(&self, columns: &Columns<'_>) -> Result<Vec<f64>, Error> {
        let (predictions, _) = columns.texts()?;
        if predictions.len() < 2 {
            return Err(Error::Request {
                problem: "self-BLEU of one text is not defined".into(),
                fix: "give at least two predictions",
            });
        }
        let tokens = self.read(predictions);
        Ok(score_against_others(&tokens, self.0.formula))
    }

    /// Token ids of every text, the same id for the same token in all of them.
    fn read(&self, predictions: &dyn Texts) -> Vec<Vec<u32>> {
        let mut interner = Interner::default();
        let mut spans = Vec::new();
        let texts = (0..predictions.len()).map(|i| {
            let text = fold(predictions.get(i), self.0.lowercase);
            let text = self.0.tokenizer.tokens(&text, &mut spans);
            let tokens = spans.iter().map(|(start, end)| {
                interner.intern(&text.as_bytes()[*start as usize..*end as usize])
            });
            tokens.collect()
        });
        texts.collect()
    }
}

/// The two largest counts of an n-gram in one text, and which text has the largest.
#[derive(Clone, Copy, Default)]
struct Top {
    most: u32,
    owner: u32,
    second: u32,
}

/// BLEU of every text with all others as references.
fn score_against_others(texts: &[Vec<u32>], formula: BleuFormula) -> Vec<f64> {
    let mut ids: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut tops: Vec<Top> = Vec::new();
    for (owner, text) in (0..).zip(texts) {
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        let mut grams = Vec::new();
        each_gram(text, formula.max_order, |_, before, token| {
            let next = tops.len() as u32;
            let id = *ids.entry((before, token)).or_insert(next);
            if id == next {
                tops.push(Top::default());
            }
            let count = counts.entry(id).or_insert(0);
            if *count == 0 {
                grams.push(id);
            }
            *count += 1;
            id
        });
        for id in grams {
            let top = &mut tops[id as usize];
            let count = counts[&id];
            if count > top.most {
                *top = Top {
                    most: count,
                    owner,
                    second: top.most,
                };
            } else {
                top.second = top.second.max(count);
            }
        }
    }
    let lengths = sorted_lengths(texts);
    let score = |(owner, text): (u32, &Vec<u32>)| {
        let mut row = vec![0.0; formula.n_statistics()];
        let mut seen: FxHashMap<u32, u32> = FxHashMap::default();
        each_gram(text, formula.max_order, |order, before, token| {
            let id = ids[&(before, token)];
            let Top {
                most,
                owner: of,
                second,
            } = tops[id as usize];
            let count = seen.entry(id).or_insert(0);
            *count += 1;
            row[2 + order] +=
                f64::from(u8::from(*count <= if of == owner { second } else { most }));
            row[2 + formula.max_order + order] += 1.0;
            id
        });
        row[0] = text.len() as f64;
        row[1] = closest_other(&lengths, text.len()) as f64;
        formula.bleu(&row).score
    };
    (0..).zip(texts).map(score).collect()
}

/// Calls `visit(order, id of the n-gram without its last token, last token)` for every n-gram; what
/// it returns is the n-gram's id.
fn each_gram(text: &[u32], max_order: usize, mut visit: impl FnMut(usize, u32, u32) -> u32) {
    for start in 0..text.len() {
        let mut before = UNKNOWN;
        for (order, token) in text[start..].iter().take(max_order).enumerate() {
            before = visit(order, before, *token);
        }
    }
}

fn sorted_lengths(texts: &[Vec<u32>]) -> Vec<usize> {
    let mut lengths: Vec<usize> = texts.iter().map(Vec::len).collect();
    lengths.sort_unstable();
    lengths
}

/// The length closest to `length` among all but one text of that length; the shorter of two.
fn closest_other(lengths: &[usize], length: usize) -> usize {
    let first = lengths.partition_point(|other| *other < length);
    let after = lengths.partition_point(|other| *other <= length);
    if after - first > 1 {
        return length;
    }
    let below = first.checked_sub(1).and_then(|place| lengths.get(place));
    match (below, lengths.get(after)) {
        (Some(below), Some(above)) if above - length < length - below => *above,
        (Some(below), _) => *below,
        (None, Some(above)) => *above,
        (None, None) => length,
    }
}

impl Formula for Configured {
    fn accepts(&self, _n_statistics: usize) -> bool {
        false
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        Ok(Box::new(Scored(self.scores(columns)?)))
    }

    fn finish(&self, _total: &[f64], values: &mut [f64]) {
        values.fill(f64::NAN);
    }

    fn gradient(&self, _total: &[f64], _output: usize, out: &mut [f64]) {
        out.fill(f64::NAN);
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.0.signature(None)
    }

    fn estimate(
        &self,
        columns: &Columns<'_>,
        request: &Request<'_>,
    ) -> Result<(Vec<Estimate>, Details), Error> {
        let mut scores = self.scores(columns)?;
        let clusters = request.clusters(scores.len())?;
        let n = scores.len() as f64;
        let mean = scores.iter().sum::<f64>() / n;
        for score in &mut scores {
            *score /= n;
        }
        centre(&mut scores);
        let estimate = bounded_mean(SPEC.range, mean, &scores, &clusters, request.level);
        Ok((vec![estimate], Vec::new()))
    }
}

/// Scores of all samples, computed at once.
struct Scored(Vec<f64>);

impl Plan for Scored {
    fn n_statistics(&self) -> usize {
        0
    }

    fn stats(&self, _range: Range<usize>, _rows: &mut [f64]) -> Result<(), Error> {
        Err(not_additive())
    }

    fn scores(
        &self,
        _formula: &dyn Formula,
        range: Range<usize>,
        _n_outputs: usize,
        out: &mut [f64],
    ) -> Result<(), Error> {
        for (slot, score) in out.iter_mut().zip(self.0.iter().skip(range.start)) {
            *slot = *score;
        }
        Ok(())
    }
}
