//! Bits that a language model needs for one byte of text.
//!
//! # What it measures
//! How many bits a language model needs for one byte of a text: the one unit in which models with
//! different tokenizers can be compared.
//!
//! # Formula
//! `bits_per_byte = − Σ log-likelihood / (ln 2 · Σ bytes)`
//!
//! # Range
//! 0 and up; lower is better. A uniform guess over bytes needs 8.
//!
//! # Reads
//! Log-likelihoods in nats, one a text, and the number of UTF-8 bytes of each text.
//!
//! # Source
//! The definition; as `bits_per_byte` of lm-evaluation-harness 0.4.13. Statistics of a sample: bits,
//! bytes.
//!
//! # Example
//! Log-likelihood −5.545 over 2 bytes: 5.545 / (0.693 · 2) = 4.
//!
//! # Often misprinted
//! As a mean over texts, which weights short ones more, or per character, which differs by script.

use std::f64::consts::LN_2;
use std::ops::Range;

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::ratio;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature,
};
use crate::options::Options;

/// The metric `bits_per_byte`.
pub struct BitsPerByte;

static SPEC: Spec = Spec {
    name: "bits_per_byte",
    version: 1,
    summary: "Bits that a language model needs for one byte of text.",
    outputs: &["bits_per_byte"],
    range: (0.0, f64::INFINITY),
    direction: Direction::Lower,
    unit: "bits/byte",
    chance: Some(8.0),
    options: &[],
    reads: Reads::LogLikelihoods,
    interval: Interval::Smooth,
    transform: Transform::None,
};

impl Metric for BitsPerByte {
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

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics == 2
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (log_likelihoods, units) = columns.log_likelihoods()?;
        Ok(Box::new(Bound {
            log_likelihoods,
            units,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        values.fill(ratio::finish(total, 1.0, 0.0));
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        ratio::gradient(total, 1.0, out);
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }
}

struct Bound<'a> {
    log_likelihoods: &'a [f64],
    units: &'a [f64],
}

impl Plan for Bound<'_> {
    fn n_statistics(&self) -> usize {
        2
    }

    fn is_cheap(&self) -> bool {
        true
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        let pairs = self.log_likelihoods.iter().zip(self.units);
        for ((nats, bytes), row) in pairs.skip(range.start).zip(rows.chunks_exact_mut(2)) {
            row.copy_from_slice(&[-nats / LN_2, *bytes]);
        }
        Ok(())
    }
}
