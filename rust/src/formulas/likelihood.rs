//! Negative log-likelihood per unit, plain and as an exponential.
//!
//! A row holds the log-likelihood and the units of one text.

use std::ops::Range;

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::ratio;
use crate::metrics::{Formula, Plan, Spec, signature};
use crate::options::Options;

/// What becomes of the ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Nothing.
    Nats,
    /// Its exponential.
    Exponential,
}

struct Likelihood {
    scale: Scale,
    signature: String,
}

/// The formula on one scale.
pub fn configure(spec: &Spec, options: &Options, scale: Scale) -> Box<dyn Formula> {
    Box::new(Likelihood {
        scale,
        signature: signature(spec, options),
    })
}

impl Formula for Likelihood {
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
        let nats = ratio::finish(total, -1.0, 0.0);
        values.fill(match self.scale {
            Scale::Nats => nats,
            Scale::Exponential => libm::exp(nats),
        });
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        ratio::gradient(total, -1.0, out);
        if self.scale == Scale::Exponential {
            let mut value = [0.0];
            self.finish(total, &mut value);
            for slope in out {
                *slope *= value[0];
            }
        }
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
        for ((nats, units), row) in pairs.skip(range.start).zip(rows.chunks_exact_mut(2)) {
            row.copy_from_slice(&[*nats, *units]);
        }
        Ok(())
    }
}
