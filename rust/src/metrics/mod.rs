//! The metrics: what one is, and the table of all of them.
//!
//! A metric is additive statistics of one sample plus a formula over their sum. Corpus scores,
//! sub-groups, standard errors and paired tests are written once over these two, for all metrics.
//! What is not additive says so ([`Interval::Own`]) and answers from all samples at once.
//!
//! One file a metric; its name is the metric's name. It is declared here twice: its `mod` line and
//! its line in [`METRICS`]. `tests/unit/scoring/test_completeness.py` says what else belongs to it.

use std::ops::Range;

use crate::columns::Columns;
use crate::error::Error;
use crate::options::Options;
use crate::score::{Estimate, Request};
pub use crate::spec::{Direction, Interval, Reads, Spec, Transform};

mod accuracy;
mod average_precision;
mod balanced_accuracy;
mod bbq_bias;
mod bits_per_byte;
mod bleu;
mod brier;
mod cer;
mod chrf;
mod chrf_pp;
mod cross_entropy;
mod distinct_1;
mod distinct_2;
mod ece;
mod entity_f1;
mod exact_match;
mod f1;
mod instruction_following;
mod joint_goal_accuracy;
mod kappa;
mod log_loss;
mod mae;
mod maj_at_k;
mod mc2;
mod mcc;
mod mean;
mod mrr;
mod mse;
mod ndcg;
mod pass_at_k;
mod pass_hat_k;
mod pearson;
mod perplexity;
mod precision;
mod recall;
mod recall_at_k;
mod relation_f1;
mod repetition;
mod rmse;
mod rouge;
mod rouge1;
mod rouge2;
mod rouge_l;
mod rouge_lsum;
mod rouge_n;
mod self_bleu;
mod sentence_bleu;
mod spearman;
mod ter;
mod token_f1;
mod vocabulary_coverage;
mod weighted_kappa;
mod wer;

/// Every metric, in the order in which they are listed.
pub static METRICS: &[&dyn Metric] = &[
    &accuracy::Accuracy,
    &balanced_accuracy::BalancedAccuracy,
    &precision::Precision,
    &recall::Recall,
    &f1::F1,
    &mcc::Mcc,
    &kappa::Kappa,
    &weighted_kappa::WeightedKappa,
    &entity_f1::EntityF1,
    &relation_f1::RelationF1,
    &exact_match::ExactMatch,
    &token_f1::TokenF1,
    &bleu::Bleu,
    &sentence_bleu::SentenceBleu,
    &chrf::Chrf,
    &chrf_pp::ChrfPp,
    &rouge::RougeAll,
    &rouge1::Rouge1,
    &rouge2::Rouge2,
    &rouge_n::RougeN,
    &rouge_l::RougeL,
    &rouge_lsum::RougeLsum,
    &wer::Wer,
    &cer::Cer,
    &distinct_1::Distinct1,
    &distinct_2::Distinct2,
    &repetition::Repetition,
    &vocabulary_coverage::VocabularyCoverage,
    &perplexity::Perplexity,
    &cross_entropy::CrossEntropy,
    &ter::Ter,
    &self_bleu::SelfBleu,
    &bits_per_byte::BitsPerByte,
    &brier::Brier,
    &log_loss::LogLoss,
    &ece::Ece,
    &mse::Mse,
    &mae::Mae,
    &mean::Mean,
    &rmse::Rmse,
    &pearson::Pearson,
    &spearman::Spearman,
    &pass_at_k::PassAtK,
    &pass_hat_k::PassHatK,
    &maj_at_k::MajAtK,
    &ndcg::Ndcg,
    &mrr::Mrr,
    &average_precision::AveragePrecision,
    &recall_at_k::RecallAtK,
    &mc2::Mc2,
    &instruction_following::InstructionFollowing,
    &joint_goal_accuracy::JointGoalAccuracy,
    &bbq_bias::BbqBias,
];

/// Named quantities behind a score.
pub type Details = Vec<(String, f64)>;

/// Rows that are computed at a time; the unit of summation and of work for a thread.
pub const BLOCK: usize = 256;

/// A metric: its spec and the formula that its options make.
pub trait Metric: Sync {
    /// What the metric says of itself.
    fn spec(&self) -> &'static Spec;

    /// The metric with its options chosen.
    ///
    /// # Errors
    /// When two options contradict each other.
    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error>;
}

/// A metric with its options chosen: from columns to statistics, from their sum to values.
pub trait Formula: Send + Sync {
    /// Whether rows of `n_statistics` numbers are this metric's.
    fn accepts(&self, n_statistics: usize) -> bool;

    /// Binds columns; the result computes the statistics of any range of samples.
    ///
    /// # Errors
    /// When the columns hold something else than the metric reads.
    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error>;

    /// Values of a sum of rows, one for each output of the spec.
    fn finish(&self, total: &[f64], values: &mut [f64]);

    /// Partial derivatives of one output with respect to `total`.
    fn gradient(&self, total: &[f64], output: usize, out: &mut [f64]);

    /// The metric's own signature; `n_references` is `None` where samples differ in it.
    fn signature(&self, n_references: Option<usize>) -> String;

    /// Named quantities behind the values, such as counts; none by default.
    fn details(&self, _total: &[f64]) -> Details {
        Vec::new()
    }

    /// Values with intervals from all samples at once, for [`Interval::Own`] alone.
    ///
    /// # Errors
    /// As documented by the metric.
    fn estimate(
        &self,
        _columns: &Columns<'_>,
        _request: &Request<'_>,
    ) -> Result<(Vec<Estimate>, Details), Error> {
        Err(not_additive())
    }

    /// The same from rows that [`Plan::stats`] wrote, for [`Interval::Own`] with rows alone.
    ///
    /// # Errors
    /// By default: such a metric needs its texts.
    fn estimate_rows(
        &self,
        _rows: &[f64],
        _n_statistics: usize,
        _request: &Request<'_>,
    ) -> Result<(Vec<Estimate>, Details), Error> {
        Err(not_additive())
    }
}

/// The error of asking a sum of what has none.
pub fn not_additive() -> Error {
    Error::Request {
        problem: "the metric is no function of summed statistics".into(),
        fix: "score its predictions instead",
    }
}

/// A formula bound to columns.
pub trait Plan: Sync {
    /// Numbers in a row; 0 where the metric has no statistics of one sample.
    fn n_statistics(&self) -> usize;

    /// Writes the rows of a range of samples, row-major, into `rows`.
    ///
    /// # Errors
    /// Names the first sample that cannot be scored.
    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error>;

    /// Whether statistics are cheaper to compute twice than to keep.
    fn is_cheap(&self) -> bool {
        false
    }

    /// Adds the rows of a range, in order, to `total`. Sparse rows override it.
    ///
    /// # Errors
    /// As [`Plan::stats`].
    fn add(&self, range: Range<usize>, total: &mut [f64]) -> Result<(), Error> {
        let width = self.n_statistics();
        let mut rows = vec![0.0; width * range.len()];
        self.stats(range, &mut rows)?;
        add_rows(&rows, total);
        Ok(())
    }

    /// Writes the product of `weights` with each row of a range. Sparse rows override it.
    ///
    /// # Errors
    /// As [`Plan::stats`].
    fn project(&self, range: Range<usize>, weights: &[f64], out: &mut [f64]) -> Result<(), Error> {
        let mut rows = vec![0.0; weights.len() * range.len()];
        self.stats(range, &mut rows)?;
        project_rows(&rows, weights, out);
        Ok(())
    }

    /// Writes the values of each sample alone, row-major, one column an output.
    ///
    /// # Errors
    /// As [`Plan::stats`].
    fn scores(
        &self,
        formula: &dyn Formula,
        range: Range<usize>,
        n_outputs: usize,
        out: &mut [f64],
    ) -> Result<(), Error> {
        let width = self.n_statistics();
        let mut rows = vec![0.0; width * range.len()];
        self.stats(range, &mut rows)?;
        for (row, values) in rows
            .chunks_exact(width.max(1))
            .zip(out.chunks_exact_mut(n_outputs))
        {
            formula.finish(row, values);
        }
        Ok(())
    }
}

/// Adds rows, in order, to `total`.
pub fn add_rows(rows: &[f64], total: &mut [f64]) {
    for row in rows.chunks_exact(total.len().max(1)) {
        for (sum, value) in total.iter_mut().zip(row) {
            *sum += value;
        }
    }
}

/// Writes the product of `weights` with each row.
pub fn project_rows(rows: &[f64], weights: &[f64], out: &mut [f64]) {
    for (row, product) in rows.chunks_exact(weights.len().max(1)).zip(out) {
        *product = dot(row, weights);
    }
}

/// Sum of products in order.
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).fold(0.0, |sum, (x, y)| sum + x * y)
}

/// The metric of this name.
///
/// # Errors
/// When there is none.
pub fn find(name: &str) -> Result<&'static dyn Metric, Error> {
    METRICS
        .iter()
        .copied()
        .find(|metric| metric.spec().name == name)
        .ok_or_else(|| Error::Unknown {
            kind: "metric",
            name: name.to_owned(),
            known: METRICS.iter().map(|metric| metric.spec().name).collect(),
        })
}

/// `name|option:value|…|v:version`, the signature of a metric without one of its field.
pub fn signature(spec: &Spec, options: &Options) -> String {
    let chosen = options.signature();
    let bar = if chosen.is_empty() { "" } else { "|" };
    format!("{}{bar}{chosen}|v:{}", spec.name, spec.version)
}
