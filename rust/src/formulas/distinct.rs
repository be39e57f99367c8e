//! Distinct runs of words over a corpus.

use rustc_hash::FxHashMap;

use crate::columns::{Columns, Texts};
use crate::error::Error;
use crate::formulas::jackknife::{self, Seen};
use crate::metrics::{Details, Formula, Plan, Spec, not_additive, signature};
use crate::options::Options;
use crate::score::{Estimate, Request};
use crate::text::words::Words;

struct Distinct {
    spec: &'static Spec,
    n: usize,
    rule: Words,
    signature: String,
}

/// The formula of runs of `n` words.
pub fn configure(spec: &'static Spec, options: &Options, n: usize) -> Box<dyn Formula> {
    let rule = Words::new(options.text("tokenizer"));
    Box::new(Distinct {
        spec,
        n,
        rule,
        signature: signature(spec, options),
    })
}

impl Formula for Distinct {
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
        let (predictions, _) = columns.texts()?;
        let clusters = request.clusters(predictions.len())?;
        let cluster = |i: usize| clusters.ids.map_or(i as u32, |ids| ids[i]);
        let mut runs = vec![0_u64; clusters.count];
        let mut own = vec![0_u64; clusters.count];
        let seen = self.count(predictions, cluster, &mut runs);
        for place in &seen {
            if let Seen::In(only) = place {
                own[*only as usize] += 1;
            }
        }
        let n_distinct = seen.len() as u64;
        let n_runs: u64 = runs.iter().sum();
        let share = |distinct: u64, all: u64| {
            if all == 0 {
                0.0
            } else {
                distinct as f64 / all as f64
            }
        };
        let value = share(n_distinct, n_runs);
        let without = runs.iter().zip(&own);
        let without = without
            .map(|(runs, own)| share(n_distinct - own, n_runs - runs))
            .collect();
        let estimate = jackknife::estimate(self.spec, value, without, request);
        let details = vec![
            ("n_distinct".to_owned(), n_distinct as f64),
            ("n_total".to_owned(), n_runs as f64),
        ];
        Ok((vec![estimate], details))
    }
}

impl Distinct {
    /// Where each distinct run was seen; adds the runs of each cluster.
    fn count(
        &self,
        texts: &dyn Texts,
        cluster: impl Fn(usize) -> u32,
        runs: &mut [u64],
    ) -> Vec<Seen> {
        let mut words: FxHashMap<String, u32> = FxHashMap::default();
        let mut known: FxHashMap<Vec<u32>, usize> = FxHashMap::default();
        let mut seen: Vec<Seen> = Vec::new();
        let mut ids = Vec::new();
        for i in 0..texts.len() {
            ids.clear();
            self.rule.visit(texts.get(i), |word| {
                let next = words.len() as u32;
                let id = match words.get(word) {
                    Some(id) => *id,
                    None => *words.entry(word.to_owned()).or_insert(next),
                };
                ids.push(id);
            });
            for run in ids.windows(self.n) {
                runs[cluster(i) as usize] += 1;
                let next = seen.len();
                let id = match known.get(run) {
                    Some(id) => *id,
                    None => *known.entry(run.to_vec()).or_insert(next),
                };
                if id == next {
                    seen.push(Seen::default());
                }
                seen[id].note(cluster(i));
            }
        }
        seen
    }
}
