//! Influences by leaving one cluster out, for values that are no function of a sum.

use crate::metrics::Spec;
use crate::score::{Estimate, Request};
use crate::stats::influence::{Clusters, centre};
use crate::stats::interval::interval;

/// The estimate of `value` from its values without each cluster in turn.
pub fn estimate(spec: &Spec, value: f64, mut without: Vec<f64>, request: &Request<'_>) -> Estimate {
    let count = without.len();
    let n = count as f64;
    // √(n/(n−1) Σ u²) of these u is the jackknife's standard error √((n−1)/n Σ (θ₋ᵢ − mean)²).
    for each in &mut without {
        *each = (value - *each) * (n - 1.0) / n;
    }
    centre(&mut without);
    interval(
        spec,
        value,
        &without,
        &Clusters { ids: None, count },
        request.level,
    )
}

/// Which cluster a thing was seen in, if in one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seen {
    /// In none.
    #[default]
    Nowhere,
    /// In this one alone.
    In(u32),
    /// In several.
    Everywhere,
}

impl Seen {
    /// Notes that it was seen in `cluster`.
    pub fn note(&mut self, cluster: u32) {
        *self = match *self {
            Self::Nowhere => Self::In(cluster),
            Self::In(known) if known == cluster => Self::In(known),
            _ => Self::Everywhere,
        };
    }
}
