//! Linear correlation of predictions and references.
//!
//! # What it measures
//! How far predicted and true numbers lie on one straight line.
//!
//! # Formula
//! `Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²)`. Undefined (NaN) where a column is constant.
//!
//! # Range
//! −1 to 1; higher is better. Chance is 0.
//!
//! # Reads
//! Numbers: one finite number a sample on both sides.
//!
//! # Source
//! Equal to `scipy.stats.pearsonr` (scipy 1.17.1). Statistics of a sample: x, y, x², y², xy, 1, where x
//! and y are the differences to the first sample's, which keeps every digit and changes no value. So
//! rows of two calls do not belong into one sum.
//!
//! # Example
//! Predictions `1 2 4` against references `1 3 2`: 0.327.
//!
//! # Often misprinted
//! As its square, the share of variance explained. A model that is always off by ten has 1.

use std::ops::Range;

use crate::columns::Columns;
use crate::error::Error;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature,
};
use crate::options::Options;

/// The metric `pearson`.
pub struct Pearson;

static SPEC: Spec = Spec {
    name: "pearson",
    version: 1,
    summary: "Linear correlation of predictions and references.",
    outputs: &["pearson"],
    range: (-1.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: Some(0.0),
    options: &[],
    reads: Reads::Numbers,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

impl Metric for Pearson {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured {
            signature: signature(&SPEC, options),
        }))
    }
}

struct Configured {
    signature: String,
}

/// Sums of squares and products around the means.
struct Moments {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Moments {
    fn new(total: &[f64]) -> Option<Self> {
        let &[x, y, xx, yy, xy, n] = total else {
            return None;
        };
        let moments = Self {
            n,
            x,
            y,
            xx: xx - x * x / n,
            yy: yy - y * y / n,
            xy: xy - x * y / n,
        };
        (moments.xx > 0.0 && moments.yy > 0.0).then_some(moments)
    }

    fn root(&self) -> f64 {
        libm::sqrt(self.xx) * libm::sqrt(self.yy)
    }

    fn value(&self) -> f64 {
        (self.xy / self.root()).clamp(-1.0, 1.0)
    }
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 6
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (predictions, references) = columns.numbers()?;
        Ok(Box::new(Bound {
            predictions,
            references,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        values.fill(Moments::new(total).map_or(f64::NAN, |moments| moments.value()));
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        out.fill(0.0);
        let Some(m) = Moments::new(total) else { return };
        let (half, root) = (m.value() / 2.0, m.root());
        let (mean_x, mean_y) = (m.x / m.n, m.y / m.n);
        out.copy_from_slice(&[
            -mean_y / root + half * 2.0 * mean_x / m.xx,
            -mean_x / root + half * 2.0 * mean_y / m.yy,
            -half / m.xx,
            -half / m.yy,
            1.0 / root,
            mean_x * mean_y / root - half * (mean_x * mean_x / m.xx + mean_y * mean_y / m.yy),
        ]);
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }
}

struct Bound<'a> {
    predictions: &'a [f64],
    references: &'a [f64],
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        6
    }

    fn is_cheap(&self) -> bool {
        true
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let first = |column: &[f64]| column.first().copied().unwrap_or(0.0);
        let (first_x, first_y) = (first(self.predictions), first(self.references));
        let pairs = self
            .predictions
            .iter()
            .zip(self.references)
            .skip(range.start);
        for ((prediction, reference), row) in pairs.zip(rows.chunks_exact_mut(6)) {
            let (x, y) = (prediction - first_x, reference - first_y);
            row.copy_from_slice(&[x, y, x * x, y * y, x * y, 1.0]);
        }
        Ok(())
    }
}
