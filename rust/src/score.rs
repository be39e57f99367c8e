//! From columns to scores: blocks of samples, on any number of threads, with the same bits.
//!
//! Statistics are computed in blocks of [`BLOCK`] samples. Rows are added within a block in input
//! order, block sums are added in block order, so threads change nothing. A corpus score keeps its
//! rows as narrow integers where they are whole, or computes them twice where that is cheaper.

use crate::columns::Columns;
use crate::error::Error;
use crate::metrics::{BLOCK, Formula, Interval, Metric, Spec, not_additive, project_rows};
use crate::options::{Options, Value};
use crate::score::blocks::{Kept, fill_blocks};
use crate::stats::accelerated;
use crate::stats::influence::{Clusters, centre};
use crate::stats::interval::interval;
use crate::stats::resample::Rows;

pub use crate::score::blocks::total;

mod blocks;
mod rows;

/// Most columns that a matrix of statistics may have.
pub const MAX_STATISTICS: usize = 256;

/// How a score is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Cluster of each sample; `None` where every sample stands alone.
    pub clusters: Option<&'a [u32]>,
    /// Level of the interval, strictly between 0 and 1.
    pub level: f64,
    /// Threads to use, at least 1. The result does not depend on it.
    pub threads: usize,
}

impl Default for Request<'_> {
    fn default() -> Self {
        Self {
            clusters: None,
            level: 0.95,
            threads: 1,
        }
    }
}

impl Request<'_> {
    /// The clusters of `n_samples` samples.
    ///
    /// # Errors
    /// When the level is no probability or there is not one cluster a sample.
    pub fn clusters(&self, n_samples: usize) -> Result<Clusters<'_>, Error> {
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(Error::Request {
                problem: format!("level {} is not strictly between 0 and 1", self.level),
                fix: "give for example 0.95",
            });
        }
        Clusters::new(self.clusters, n_samples)
    }
}

/// A value with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard error; infinite where nothing is known.
    pub standard_error: f64,
}

/// A metric's answer over all samples.
#[derive(Debug, Clone)]
pub struct Score {
    /// One estimate for each output of the spec.
    pub estimates: Vec<Estimate>,
    /// Named quantities behind them.
    pub details: Vec<(String, f64)>,
    /// Number of samples.
    pub n_samples: usize,
    /// Number of clusters.
    pub n_clusters: usize,
    /// The metric's signature; empty when scored from statistics.
    pub signature: String,
}

/// A metric with options that were checked.
pub struct Configured {
    /// What the metric says of itself.
    pub spec: &'static Spec,
    /// Its formula.
    pub formula: Box<dyn Formula>,
}

impl Configured {
    /// Checks the options against the metric's spec.
    ///
    /// # Errors
    /// When one is unknown or wrong.
    pub fn new(metric: &dyn Metric, given: Vec<(String, Value)>) -> Result<Self, Error> {
        let spec = metric.spec();
        let options = Options::read(spec.options, given)?;
        Ok(Self {
            spec,
            formula: metric.configure(&options)?,
        })
    }

    /// Scores all samples.
    ///
    /// # Errors
    /// Names the first sample, option or column that is wrong.
    pub fn score(&self, columns: &Columns<'_>, request: &Request<'_>) -> Result<Score, Error> {
        let n_samples = columns.n_samples()?;
        let clusters = request.clusters(n_samples)?;
        let (estimates, details) = if self.spec.interval == Interval::Own {
            self.formula.estimate(columns, request)?
        } else {
            let plan = self.formula.plan(columns)?;
            let kept = Kept::new(plan.as_ref(), n_samples, request.threads)?;
            let mut estimates =
                self.estimates(&kept.total, &clusters, request.level, |weights| {
                    kept.project(plan.as_ref(), n_samples, request.threads, weights)
                })?;
            let width = kept.total.len();
            if accelerated::applies(self.spec, clusters.count, width, MAX_STATISTICS) {
                let mut sums = vec![0.0; clusters.count * width];
                for first in (0..n_samples).step_by(BLOCK) {
                    let range = first..(first + BLOCK).min(n_samples);
                    let mut rows = vec![0.0; width * range.len()];
                    plan.stats(range, &mut rows)?;
                    clusters.add_rows(first, &rows, width, &mut sums);
                }
                self.accelerate(&sums, width, request.level, &mut estimates);
            }
            (estimates, self.formula.details(&kept.total))
        };
        Ok(Score {
            estimates,
            details,
            n_samples,
            n_clusters: clusters.count,
            signature: self.formula.signature(columns.n_references()),
        })
    }

    /// Scores rows of statistics, as [`Self::statistics`] wrote them.
    ///
    /// # Errors
    /// When the rows are not this metric's.
    pub fn score_rows(
        &self,
        rows: &[f64],
        n_statistics: usize,
        request: &Request<'_>,
    ) -> Result<Score, Error> {
        let n_samples = self.check_rows(rows, n_statistics)?;
        let clusters = request.clusters(n_samples)?;
        let (estimates, details) = if self.spec.interval == Interval::Own {
            self.formula.estimate_rows(rows, n_statistics, request)?
        } else {
            let total = total(rows, n_statistics);
            let mut estimates = self.estimates(&total, &clusters, request.level, |weights| {
                let mut products = vec![0.0; n_samples];
                project_rows(rows, weights, &mut products);
                Ok(products)
            })?;
            if accelerated::applies(self.spec, clusters.count, n_statistics, MAX_STATISTICS) {
                let mut sums = vec![0.0; clusters.count * n_statistics];
                clusters.add_rows(0, rows, n_statistics, &mut sums);
                self.accelerate(&sums, n_statistics, request.level, &mut estimates);
            }
            (estimates, self.formula.details(&total))
        };
        let n_clusters = clusters.count;
        Ok(Score {
            estimates,
            details,
            n_samples,
            n_clusters,
            signature: String::new(),
        })
    }

    /// Influence of each cluster on the primary value, from rows of statistics.
    ///
    /// # Errors
    /// When the rows are not this metric's, or the metric is not additive.
    pub fn influences(
        &self,
        rows: &[f64],
        n_statistics: usize,
        clusters: Option<&[u32]>,
    ) -> Result<Vec<f64>, Error> {
        if self.spec.interval == Interval::Own {
            return Err(not_additive());
        }
        let n_samples = self.check_rows(rows, n_statistics)?;
        let clusters = Clusters::new(clusters, n_samples)?;
        let mut weights = vec![0.0; n_statistics];
        self.formula
            .gradient(&total(rows, n_statistics), 0, &mut weights);
        let mut influences = vec![0.0; n_samples];
        project_rows(rows, &weights, &mut influences);
        centre(&mut influences);
        Ok(clusters.sum(&influences).into_owned())
    }

    /// Values of each sample alone: one vector for each output of the spec.
    ///
    /// # Errors
    /// Names the first sample, option or column that is wrong.
    pub fn sample_scores(
        &self,
        columns: &Columns<'_>,
        threads: usize,
    ) -> Result<Vec<Vec<f64>>, Error> {
        let n_samples = columns.n_samples()?;
        let n_outputs = self.spec.outputs.len();
        let plan = self.formula.plan(columns)?;
        let values = fill_blocks(n_samples, n_outputs, threads, |range, values| {
            plan.scores(self.formula.as_ref(), range, n_outputs, values)
        })?;
        if n_outputs == 1 {
            return Ok(vec![values]);
        }
        let mut outputs = vec![Vec::with_capacity(n_samples); n_outputs];
        for row in values.chunks_exact(n_outputs) {
            for (output, value) in outputs.iter_mut().zip(row) {
                output.push(*value);
            }
        }
        Ok(outputs)
    }

    /// Rows of statistics, row-major, and their width.
    ///
    /// # Errors
    /// Names the first sample, option or column that is wrong; refuses over
    /// [`MAX_STATISTICS`] columns.
    pub fn statistics(
        &self,
        columns: &Columns<'_>,
        threads: usize,
    ) -> Result<(Vec<f64>, usize), Error> {
        let n_samples = columns.n_samples()?;
        let plan = self.formula.plan(columns)?;
        let width = plan.n_statistics();
        if width == 0 {
            return Err(not_additive());
        }
        if width > MAX_STATISTICS {
            return Err(Error::Request {
                problem: format!("{width} statistics a sample are more than {MAX_STATISTICS}"),
                fix: "score the samples without keeping their statistics",
            });
        }
        let rows = fill_blocks(n_samples, width, threads, |range, rows| {
            plan.stats(range, rows)
        })?;
        Ok((rows, width))
    }

    /// Values of a sum of rows.
    ///
    /// # Errors
    /// When the sum is not this metric's, or the metric is not additive.
    pub fn finish(&self, total: &[f64]) -> Result<Vec<f64>, Error> {
        self.check_rows(total, total.len())?;
        if self.spec.interval == Interval::Own {
            return Err(not_additive());
        }
        let mut values = vec![0.0; self.spec.outputs.len()];
        self.formula.finish(total, &mut values);
        Ok(values)
    }

    /// Intervals of few clusters, from their summed statistics.
    fn accelerate(&self, sums: &[f64], width: usize, level: f64, estimates: &mut [Estimate]) {
        let rows = Rows {
            values: sums,
            width,
        };
        accelerated::accelerate(self.spec, self.formula.as_ref(), rows, level, estimates);
    }

    fn estimates(
        &self,
        total: &[f64],
        clusters: &Clusters<'_>,
        level: f64,
        project: impl Fn(&[f64]) -> Result<Vec<f64>, Error>,
    ) -> Result<Vec<Estimate>, Error> {
        let mut values = vec![0.0; self.spec.outputs.len()];
        self.formula.finish(total, &mut values);
        let mut weights = vec![0.0; total.len()];
        let mut estimates = Vec::with_capacity(values.len());
        for (output, value) in values.into_iter().enumerate() {
            self.formula.gradient(total, output, &mut weights);
            let mut influences = project(&weights)?;
            centre(&mut influences);
            estimates.push(interval(self.spec, value, &influences, clusters, level));
        }
        Ok(estimates)
    }

    fn check_rows(&self, rows: &[f64], n_statistics: usize) -> Result<usize, Error> {
        if n_statistics == 0 || !self.formula.accepts(n_statistics) {
            return Err(Error::Request {
                problem: format!(
                    "{n_statistics} statistics a sample are not those of {}",
                    self.spec.name
                ),
                fix: "give what sample_statistics returned for the same metric and options",
            });
        }
        if let Some(place) = rows.iter().position(|value| !value.is_finite()) {
            return Err(Error::Sample {
                column: "statistics",
                index: place / n_statistics,
                problem: "is not finite".into(),
                fix: "give what sample_statistics returned",
            });
        }
        match rows.len() / n_statistics {
            0 => Err(Error::Request {
                problem: "there are no samples".into(),
                fix: "give at least one",
            }),
            n => Ok(n),
        }
    }
}

#[cfg(test)]
mod tests;
