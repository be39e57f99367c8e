//! Several tests at once: Holm's step-down (family-wise error) and Benjamini–Hochberg (false discoveries).
//!
//! Holm is for ranks, Benjamini–Hochberg for screening lists only: it does not bound the chance of
//! one wrong rank.
//!
//! # Reference
//! Holm 1979; Benjamini & Hochberg 1995. Equal to statsmodels' `multipletests`.

/// Holm-adjusted p-values, in the order given.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let n = p_values.len();
    let mut adjusted = vec![0.0; n];
    let mut least = 0.0_f64;
    for (done, &i) in ascending(p_values).iter().enumerate() {
        least = least.max(p_values[i] * (n - done) as f64).min(1.0);
        adjusted[i] = least;
    }
    adjusted
}

/// Benjamini–Hochberg-adjusted p-values, in the order given.
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let n = p_values.len();
    let mut adjusted = vec![0.0; n];
    let mut greatest = 1.0_f64;
    for (done, &i) in ascending(p_values).iter().enumerate().rev() {
        greatest = greatest.min(p_values[i] / ((done + 1) as f64 / n as f64));
        adjusted[i] = greatest;
    }
    adjusted
}

/// Positions in ascending order of their values; equal values keep their order.
fn ascending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    order
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;

    #[test]
    fn adjusts_as_the_papers_do() {
        let p = [0.01, 0.04, 0.03, 0.005];
        let close = |got: Vec<f64>, want: [f64; 4]| {
            for (got, want) in got.iter().zip(want) {
                assert!((got - want).abs() < 1e-15, "{got} is not {want}");
            }
        };
        close(holm(&p), [0.03, 0.06, 0.06, 0.02]);
        close(benjamini_hochberg(&p), [0.02, 0.04, 0.04, 0.02]);
        assert!(holm(&[]).is_empty());
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
    }
}
