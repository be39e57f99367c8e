//! Bins of confidence: where each sample falls, how far the bins are off, and what a sample moves.

use crate::stats::influence::centre;

/// How the bins' distances are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Norm {
    /// Mean distance.
    L1,
    /// Root of the mean squared distance.
    L2,
    /// Largest distance.
    Max,
}

/// How confidences are put into bins.
pub struct Binning {
    /// Number of bins.
    pub n_bins: usize,
    /// How their distances are put together.
    pub norm: Norm,
    /// Whether edges lie at quantiles, not at equal distances.
    pub equal_mass: bool,
    /// Whether an edge belongs to the bin below it.
    pub upper_edges: bool,
    /// Whether the expected sampling error is taken from each bin.
    pub debiased: bool,
}

/// Sums of one bin.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bin {
    /// Number of samples.
    pub n: f64,
    /// Sum of their confidences.
    pub confidence: f64,
    /// How many are right.
    pub right: f64,
}

impl Bin {
    /// Share right less mean confidence; 0 for an empty bin.
    fn gap(&self) -> f64 {
        if self.n > 0.0 {
            (self.right - self.confidence) / self.n
        } else {
            0.0
        }
    }

    /// Expected square of the sampling error of the share right; 0 where it cannot be known.
    fn sampling_error(&self) -> f64 {
        let share = self.right / self.n;
        if self.n > 1.0 {
            share * (1.0 - share) / (self.n - 1.0)
        } else {
            0.0
        }
    }
}

impl Binning {
    /// The bin of each confidence.
    pub fn places(&self, confidences: &[f64]) -> Vec<usize> {
        let edges: Vec<f64> = if self.equal_mass {
            quantiles(confidences, self.n_bins)
        } else {
            (0..=self.n_bins)
                .map(|k| k as f64 / self.n_bins as f64)
                .collect()
        };
        if self.upper_edges {
            let inner = edges.get(1..self.n_bins).unwrap_or(&[]);
            let place = |confidence: &f64| inner.partition_point(|edge| edge < confidence);
            return confidences.iter().map(place).collect();
        }
        // torchmetrics compares single-precision numbers: on an edge the digits beyond them decide.
        let edges: Vec<f32> = if self.equal_mass {
            edges.into_iter().map(|edge| edge as f32).collect()
        } else {
            single_edges(self.n_bins)
        };
        let place = |confidence: &f64| {
            let confidence = *confidence as f32;
            edges
                .partition_point(|edge| *edge <= confidence)
                .saturating_sub(1)
        };
        confidences.iter().map(place).collect()
    }

    /// The calibration error of filled bins over `n` samples.
    pub fn value(&self, bins: &[Bin], n: f64) -> f64 {
        let term = |bin: &Bin| match self.norm {
            Norm::L1 => bin.n / n * bin.gap().abs(),
            Norm::L2 => {
                let error = if self.debiased {
                    bin.sampling_error()
                } else {
                    0.0
                };
                bin.n / n * (bin.gap() * bin.gap() - error)
            }
            Norm::Max => bin.gap().abs(),
        };
        match self.norm {
            Norm::L1 => bins.iter().map(term).sum(),
            Norm::L2 => libm::sqrt(bins.iter().map(term).sum::<f64>().max(0.0)),
            Norm::Max => bins.iter().map(term).fold(0.0, f64::max),
        }
    }

    /// Influence of each sample with the bins held fixed.
    pub fn influences(
        &self,
        pairs: &[(f64, f64)],
        places: &[usize],
        bins: &[Bin],
        value: f64,
    ) -> Vec<f64> {
        let n = pairs.len() as f64;
        let widest = bins.iter().map(|bin| bin.gap().abs()).fold(0.0, f64::max);
        let mut first_widest = true;
        let chosen: Vec<bool> = bins
            .iter()
            .map(|bin| {
                self.norm != Norm::Max
                    || bin.gap().abs() >= widest && std::mem::take(&mut first_widest)
            })
            .collect();
        let influence = |((confidence, right), place): (&(f64, f64), &usize)| {
            let (Some(bin), Some(true)) = (bins.get(*place), chosen.get(*place)) else {
                return 0.0;
            };
            let (gap, own) = (bin.gap(), right - confidence);
            match self.norm {
                Norm::L1 => gap.signum() * own / n,
                Norm::L2 if value > 0.0 => (2.0 * gap * own - gap * gap) / (2.0 * value * n),
                Norm::L2 => 0.0,
                Norm::Max => gap.signum() * (own - gap) / bin.n,
            }
        };
        let mut influences: Vec<f64> = pairs.iter().zip(places).map(influence).collect();
        centre(&mut influences);
        influences
    }
}

/// `torch.linspace(0, 1, n + 1)`: counted from the nearer end, in single precision.
fn single_edges(n: usize) -> Vec<f32> {
    let step = 1.0 / n as f32;
    let edge = |k: usize| {
        if k < n.div_ceil(2) {
            step * k as f32
        } else {
            1.0 - step * (n - k) as f32
        }
    };
    (0..=n).map(edge).collect()
}

/// `numpy.percentile` of equally spaced shares, linear between neighbours.
fn quantiles(numbers: &[f64], n: usize) -> Vec<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let at = |place: usize| sorted.get(place.min(last)).copied().unwrap_or(0.0);
    let quantile = |k: usize| {
        let place = k as f64 / n as f64 * last as f64;
        let below = libm::floor(place);
        let (low, high, share) = (at(below as usize), at(below as usize + 1), place - below);
        // numpy's own interpolation, from the nearer end.
        if share >= 0.5 {
            high - (high - low) * (1.0 - share)
        } else {
            low + (high - low) * share
        }
    };
    (0..=n).map(quantile).collect()
}
