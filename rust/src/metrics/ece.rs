//! Distance of confidence and share of right answers, over bins of confidence.
//!
//! # What it measures
//! Expected calibration error: how far confidence lies from the share of right answers.
//!
//! # Formula
//! Samples are put into bins of confidence. With n(b) samples in a bin, their mean confidence c(b) and
//! the share a(b) of them that are right: `l1`: `Σ n(b)/n |a(b) − c(b)|`; `l2`:
//! `√(Σ n(b)/n (a(b) − c(b))²)`; `max`: the largest `|a(b) − c(b)|`. With `debiased` (l2 alone),
//! `a(b)(1 − a(b)) / (n(b) − 1)` is taken from each square (Kumar, Liang & Ma 2019).
//! `confidence="top"`: the probability of the most probable class, right if it is the true one.
//! `confidence="positive"`: the probability of class 1 of two, right if class 1 is true.
//!
//! # Range
//! 0 to 1; lower is better. Chance is no number: it depends on the bins.
//!
//! # Reads
//! Probabilities: a row for every class, or one number for class 1 of two; and the index of the true
//! class of each sample.
//!
//! # Source
//! Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning" (2015).
//! `edges="torchmetrics"`: bins hold their lower edge and 1 has one of its own, as
//! `torchmetrics.classification.CalibrationError` 1.9, edges in single precision (it adds in single
//! precision too; `top` is its multiclass task, `positive` its binary one). `edges="sklearn"`: bins hold their upper edge, as
//! `sklearn.calibration.calibration_curve` 1.9.1; equal mass is its strategy `quantile`. It is no
//! function of a sum: the row of a sample is confidence and right; the interval is Student's t on the
//! influences with the bins held fixed.
//!
//! # Example
//! Probabilities of class 1 `0.9 0.9 0.6 0.4` against `1 1 0 0`, `top`, ten bins: 0.35.
//!
//! # Often misprinted
//! Without its bins, its norm and its confidence: on the same 5,000 predictions `top` gives 0.012 and
//! `positive` 0.091. It grows with fewer samples per bin, even for a perfect model.

use std::ops::Range;

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::bins::{Bin, Binning, Norm};
use crate::formulas::probabilities::Probabilities;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, not_additive, signature,
};
use crate::options::{Kind, OptionSpec, Options, Preset};
use crate::score::{Estimate, Request};
use crate::stats::interval::interval;

/// The metric `ece`.
pub struct Ece;

static SPEC: Spec = Spec {
    name: "ece",
    version: 1,
    summary: "Distance of confidence and share of right answers, over bins of confidence.",
    outputs: &["ece"],
    range: (0.0, 1.0),
    direction: Direction::Lower,
    unit: "",
    chance: None,
    options: &[
        OptionSpec {
            name: "n_bins",
            kind: Kind::Integer(1, 100_000),
            preset: Preset::Integer(15),
            doc: "Number of bins.",
        },
        OptionSpec {
            name: "norm",
            kind: Kind::Choice(&["l1", "l2", "max"]),
            preset: Preset::Text("l1"),
            doc: "How the bins' distances are put together.",
        },
        OptionSpec {
            name: "confidence",
            kind: Kind::Choice(&["top", "positive"]),
            preset: Preset::Text("top"),
            doc: "`top`: of the most probable class; `positive`: of class 1 of two.",
        },
        OptionSpec {
            name: "binning",
            kind: Kind::Choice(&["equal_width", "equal_mass"]),
            preset: Preset::Text("equal_width"),
            doc: "Edges at equal distances, or at quantiles of the confidences.",
        },
        OptionSpec {
            name: "edges",
            kind: Kind::Choice(&["torchmetrics", "sklearn"]),
            preset: Preset::Text("torchmetrics"),
            doc: "Which bin an edge belongs to: the one above, or the one below.",
        },
        OptionSpec {
            name: "debiased",
            kind: Kind::Flag,
            preset: Preset::Flag(false),
            doc: "Take the expected sampling error from each bin; with `norm=\"l2\"` alone.",
        },
    ],
    reads: Reads::Probabilities,
    interval: Interval::Own,
    transform: Transform::Complement,
};

impl Metric for Ece {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        let norm = match options.text("norm") {
            "l2" => Norm::L2,
            "max" => Norm::Max,
            _ => Norm::L1,
        };
        if options.flag("debiased") && norm != Norm::L2 {
            return Err(Error::Option {
                name: "debiased".into(),
                problem: "is defined for norm=\"l2\" alone".into(),
                fix: "choose that norm, or leave it out".into(),
            });
        }
        Ok(Box::new(Configured {
            binning: Binning {
                n_bins: options.count("n_bins"),
                norm,
                equal_mass: options.text("binning") == "equal_mass",
                upper_edges: options.text("edges") == "sklearn",
                debiased: options.flag("debiased"),
            },
            positive: options.text("confidence") == "positive",
            signature: signature(&SPEC, options),
        }))
    }
}

struct Configured {
    binning: Binning,
    positive: bool,
    signature: String,
}

/// An estimate of each output, and named quantities behind them.
type Answer = (Vec<Estimate>, Vec<(String, f64)>);

impl Configured {
    fn answer(&self, pairs: &[(f64, f64)], request: &Request<'_>) -> Result<Answer, Error> {
        let clusters = request.clusters(pairs.len())?;
        let confidences: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
        let places = self.binning.places(&confidences);
        let mut bins = vec![Bin::default(); self.binning.n_bins + 1];
        for ((confidence, right), place) in pairs.iter().zip(&places) {
            let bin = &mut bins[*place];
            bin.n += 1.0;
            bin.confidence += confidence;
            bin.right += right;
        }
        let value = self.binning.value(&bins, pairs.len() as f64);
        let influences = self.binning.influences(pairs, &places, &bins, value);
        let estimate = interval(&SPEC, value, &influences, &clusters, request.level);
        let filled = bins.iter().filter(|bin| bin.n > 0.0).count() as f64;
        Ok((vec![estimate], vec![("n_filled_bins".to_owned(), filled)]))
    }

    /// Confidence of sample `i`, and 1 if it is right.
    fn pair(&self, probabilities: &Probabilities<'_>, i: usize) -> (f64, f64) {
        let (class, confidence) = if self.positive {
            (1, probabilities.of(i, 1))
        } else {
            probabilities.top(i)
        };
        (
            confidence,
            f64::from(u8::from(class == probabilities.truth(i))),
        )
    }

    fn bind<'a>(&self, columns: &Columns<'a>) -> Result<Probabilities<'a>, Error> {
        let probabilities = Probabilities::new(columns)?;
        if self.positive && probabilities.n_classes() > 2 {
            return Err(Error::Option {
                name: "confidence".into(),
                problem: format!(
                    "\"positive\" needs two classes, not {}",
                    probabilities.n_classes()
                ),
                fix: "use \"top\"".into(),
            });
        }
        Ok(probabilities)
    }
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        Ok(Box::new(Bound {
            ece: self,
            probabilities: self.bind(columns)?,
        }))
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

    fn estimate(&self, columns: &Columns<'_>, request: &Request<'_>) -> Result<Answer, Error> {
        let probabilities = self.bind(columns)?;
        let pairs: Vec<_> = (0..probabilities.n_samples())
            .map(|i| self.pair(&probabilities, i))
            .collect();
        self.answer(&pairs, request)
    }

    fn estimate_rows(
        &self,
        rows: &[f64],
        _n_statistics: usize,
        request: &Request<'_>,
    ) -> Result<Answer, Error> {
        let (pairs, _) = rows.as_chunks::<2>();
        let pairs: Vec<_> = pairs
            .iter()
            .map(|[confidence, right]| (*confidence, *right))
            .collect();
        self.answer(&pairs, request)
    }
}

struct Bound<'a> {
    ece: &'a Configured,
    probabilities: Probabilities<'a>,
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        for (i, row) in range.zip(rows.chunks_exact_mut(2)) {
            let (confidence, right) = self.ece.pair(&self.probabilities, i);
            row.copy_from_slice(&[confidence, right]);
        }
        Ok(())
    }

    fn scores(
        &self,
        _formula: &dyn Formula,
        _range: Range<usize>,
        _n_outputs: usize,
        _out: &mut [f64],
    ) -> Result<(), Error> {
        Err(not_additive())
    }
}
