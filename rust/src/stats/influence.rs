//! Influences: what each sample, or each cluster of samples, moves a score by.
//!
//! The influence of a sample is the gradient of the formula at the sum, times the sample's row, less
//! the mean of that over all samples. Everything that needs a standard error is made of them.

use std::borrow::Cow;

use crate::error::Error;

/// Samples that belong together (a document, a passage, a template) and are not independent.
#[derive(Debug, Clone, Copy)]
pub struct Clusters<'a> {
    /// Cluster of each sample, below `count`; none where every sample stands alone.
    pub ids: Option<&'a [u32]>,
    /// Number of clusters.
    pub count: usize,
}

impl<'a> Clusters<'a> {
    /// Checks that there is one cluster a sample.
    ///
    /// # Errors
    /// When there are more or fewer.
    pub fn new(ids: Option<&'a [u32]>, n_samples: usize) -> Result<Self, Error> {
        let count = match ids {
            None => n_samples,
            Some(ids) if ids.len() == n_samples => {
                ids.iter().max().map_or(0, |last| *last as usize + 1)
            }
            Some(ids) => {
                return Err(Error::Lengths {
                    first: ("samples", n_samples),
                    second: ("clusters", ids.len()),
                });
            }
        };
        Ok(Self { ids, count })
    }

    /// Adds rows of statistics, those of samples from `first` on, to the sums of their clusters.
    pub fn add_rows(&self, first: usize, rows: &[f64], width: usize, sums: &mut [f64]) {
        for (sample, row) in rows.chunks_exact(width.max(1)).enumerate() {
            let sample = first + sample;
            let cluster = self.ids.map_or(sample, |ids| ids[sample] as usize);
            for (sum, value) in sums[cluster * width..].iter_mut().zip(row) {
                *sum += value;
            }
        }
    }

    /// Sums the influences of each cluster.
    pub fn sum<'i>(&self, influences: &'i [f64]) -> Cow<'i, [f64]> {
        let Some(ids) = self.ids else {
            return Cow::Borrowed(influences);
        };
        let mut sums = vec![0.0; self.count];
        for (id, influence) in ids.iter().zip(influences) {
            if let Some(sum) = sums.get_mut(*id as usize) {
                *sum += influence;
            }
        }
        Cow::Owned(sums)
    }
}

/// Subtracts the mean, so that influences sum to zero.
pub fn centre(influences: &mut [f64]) {
    let mean = influences.iter().sum::<f64>() / influences.len().max(1) as f64;
    for influence in influences {
        *influence -= mean;
    }
}

/// Standard error from the influences of `n` independent clusters: √(n/(n−1) · Σ u²).
pub fn standard_error(influences: &[f64]) -> f64 {
    let n = influences.len() as f64;
    let squares = influences
        .iter()
        .fold(0.0, |sum, influence| sum + influence * influence);
    libm::sqrt(n / (n - 1.0) * squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_of_one_change_nothing() {
        let influences = [0.1, -0.3, 0.2];
        let alone = Clusters::new(None, 3).unwrap();
        let named = Clusters::new(Some(&[2, 0, 1]), 3).unwrap();
        let difference =
            standard_error(&alone.sum(&influences)) - standard_error(&named.sum(&influences));
        assert!(difference.abs() < 1e-16);
        assert!(Clusters::new(Some(&[0]), 3).is_err());
    }

    #[test]
    fn the_standard_error_of_a_mean_is_the_textbook_one() {
        let values = [1.0, 2.0, 4.0, 9.0];
        let mut influences: Vec<_> = values.iter().map(|x| x / 4.0).collect();
        centre(&mut influences);
        // sd with one degree of freedom less, over √n
        assert!((standard_error(&influences) - libm::sqrt(38.0 / 3.0) / 2.0).abs() < 1e-15);
    }
}
