//! Share of a vocabulary that occurs in the texts.
//!
//! # What it measures
//! How much of a vocabulary a system uses: that of the references, or a given one.
//!
//! # Formula
//! `words of the vocabulary that occur in a prediction / words of the vocabulary`, over all texts
//! together; 0 for an empty vocabulary. Every word counts once, however often it occurs.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Texts; with the option `vocabulary`, references are not read and may be `None`.
//!
//! # Source
//! The definition. It is no function of a sum: what is covered depends on all texts. The interval is
//! Student's t on the jackknife over samples or clusters.
//!
//! # Example
//! Predictions `a b` and `a a` against references `a b` and `c d`: 2/4.
//!
//! # Often misprinted
//! As the share of running words covered, which frequent words rule. Across corpora of different sizes.

use rustc_hash::FxHashMap;

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::jackknife::{self, Seen};
use crate::metrics::{
    Details, Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, not_additive,
    signature,
};
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::score::{Estimate, Request};
use crate::text::words::{self, Words};

/// The metric `vocabulary_coverage`.
pub struct VocabularyCoverage;

static SPEC: Spec = Spec {
    name: "vocabulary_coverage",
    version: 1,
    summary: "Share of a vocabulary that occurs in the texts.",
    outputs: &["vocabulary_coverage"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[
        OptionSpec {
            name: "vocabulary",
            kind: Kind::List,
            preset: Preset::Absent,
            doc: "The words to cover; those of the references when not given.",
        },
        words::OPTION,
    ],
    reads: Reads::Texts,
    interval: Interval::Own,
    transform: Transform::Identity,
};

impl Metric for VocabularyCoverage {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured {
            vocabulary: options.list("vocabulary").map(<[String]>::to_vec),
            rule: Words::new(options.text("tokenizer")),
            signature: signature(&SPEC, options),
        }))
    }
}

struct Configured {
    vocabulary: Option<Vec<String>>,
    rule: Words,
    signature: String,
}

/// Words with the clusters that want them and those that use them, in order of first appearance.
#[derive(Default)]
struct Vocabulary {
    ids: FxHashMap<String, usize>,
    wanted: Vec<Seen>,
    used: Vec<Seen>,
}

impl Vocabulary {
    fn want(&mut self, word: &str) -> &mut Seen {
        let next = self.wanted.len();
        let id = match self.ids.get(word) {
            Some(id) => *id,
            None => *self.ids.entry(word.to_owned()).or_insert(next),
        };
        if id == next {
            self.wanted.push(Seen::default());
            self.used.push(Seen::default());
        }
        &mut self.wanted[id]
    }

    fn note_use(&mut self, word: &str, cluster: u32) {
        if let Some(id) = self.ids.get(word) {
            self.used[*id].note(cluster);
        }
    }

    /// Words covered and words wanted: of all, and for each cluster those that go with it.
    fn counts(&self, n_clusters: usize) -> ((u64, u64), Vec<(u64, u64)>) {
        let mut all = (0, self.wanted.len() as u64);
        let mut own = vec![(0, 0); n_clusters];
        for (wanted, used) in self.wanted.iter().zip(&self.used) {
            let covered = *used != Seen::Nowhere;
            all.0 += u64::from(covered);
            let loses = |seen: &Seen| {
                if let Seen::In(only) = seen {
                    Some(*only as usize)
                } else {
                    None
                }
            };
            if let Some(only) = loses(wanted) {
                own[only].1 += 1;
                own[only].0 += u64::from(covered);
            }
            if let Some(only) = loses(used)
                && loses(wanted) != Some(only)
            {
                own[only].0 += 1;
            }
        }
        (all, own)
    }
}

impl Formula for Configured {
    fn accepts(&self, _n_statistics: usize) -> bool {
        false
    }

    fn plan<'a>(&'a self, _columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        Err(not_additive())
    }

    fn finish(&self, _total: &[f64], values: &mut [f64]) {
        values.fill(f64::NAN);
    }

    fn gradient(&self, _total: &[f64], _output: usize, out: &mut [f64]) {
        out.fill(0.0);
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }

    fn estimate(
        &self,
        columns: &Columns<'_>,
        request: &Request<'_>,
    ) -> Result<(Vec<Estimate>, Details), Error> {
        let (predictions, references) = columns.texts()?;
        let clusters = request.clusters(predictions.len())?;
        let cluster = |i: usize| clusters.ids.map_or(i as u32, |ids| ids[i]);
        let mut vocabulary = Vocabulary::default();
        if let Some(words) = &self.vocabulary {
            for word in words {
                *vocabulary.want(word) = Seen::Everywhere;
            }
        } else {
            for i in 0..references.len() {
                for k in 0..references.count(i) {
                    self.rule.visit(references.get(i, k), |word| {
                        vocabulary.want(word).note(cluster(i));
                    });
                }
            }
        }
        for i in 0..predictions.len() {
            self.rule.visit(predictions.get(i), |word| {
                vocabulary.note_use(word, cluster(i));
            });
        }
        let ((covered, wanted), own) = vocabulary.counts(clusters.count);
        let share = |covered: u64, wanted: u64| {
            if wanted == 0 {
                0.0
            } else {
                covered as f64 / wanted as f64
            }
        };
        let without = own
            .iter()
            .map(|own| share(covered - own.0, wanted - own.1))
            .collect();
        let estimate = jackknife::estimate(&SPEC, share(covered, wanted), without, request);
        let details = vec![
            ("n_covered".to_owned(), covered as f64),
            ("n_vocabulary".to_owned(), wanted as f64),
        ];
        Ok((vec![estimate], details))
    }
}
