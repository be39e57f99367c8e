//! Numbers on how far a result can be trusted: re-runs, declared attempts, degenerate output.
//!
//! # Formula
//! - altered answers: with `k` mismatches in `m` re-run samples drawn at random from `N`, the share
//!   that can differ is bounded by the largest `D / N` with `P(X ≤ k) > 1 − level`, `X`
//!   hypergeometric; without `N` by the Clopper–Pearson bound, which is `1 − (1 − level)^(1/m)` at 0;
//! - direction: among samples whose correctness changed, "right as submitted, wrong in the re-run" is
//!   a coin toss under honest noise: one-sided binomial test, whatever the rate of noise;
//! - best of N: choosing the best of N equal attempts adds `σ · E[max N] · √(1 − ρ)`.
//!
//! # Reference
//! Clopper & Pearson 1934; Singh et al. 2025 (private variants); Zheng et al. 2024 (null models).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::stats::distribution::{beta_quantile, binomial_upper};
use crate::stats::variation::expected_maximum;

/// Upper bound on the share of answers that differ, from a re-run of `n_checked` random samples.
///
/// `n_total` is the size of the set they were drawn from without replacement, if known.
pub fn altered_bound(n_checked: u64, n_mismatches: u64, n_total: Option<u64>, level: f64) -> f64 {
    if n_checked == 0 {
        return 1.0;
    }
    let Some(n_total) = n_total else {
        return beta_quantile(
            level,
            n_mismatches as f64 + 1.0,
            (n_checked - n_mismatches) as f64,
        );
    };
    // The tail falls with the number of altered answers: halve the range that holds its end.
    let (mut possible, mut excluded) = (n_mismatches, n_total - n_checked + n_mismatches + 1);
    while excluded - possible > 1 {
        let middle = u64::midpoint(possible, excluded);
        if hypergeometric_cdf(n_mismatches, n_total, middle, n_checked) > 1.0 - level {
            possible = middle;
        } else {
            excluded = middle;
        }
    }
    possible as f64 / n_total as f64
}

/// `P(X ≤ k)` when `drawn` of `total` are drawn and `marked` of them are marked.
fn hypergeometric_cdf(k: u64, total: u64, marked: u64, drawn: u64) -> f64 {
    let log_choose = |n: u64, k: u64| {
        libm::lgamma(n as f64 + 1.0)
            - libm::lgamma(k as f64 + 1.0)
            - libm::lgamma((n - k) as f64 + 1.0)
    };
    let least = (drawn + marked).saturating_sub(total);
    let whole = log_choose(total, drawn);
    (least..=k.min(marked).min(drawn))
        .map(|x| libm::exp(log_choose(marked, x) + log_choose(total - marked, drawn - x) - whole))
        .sum()
}

/// One-sided p-value that changes of correctness favour the submission.
pub fn directional_p(n_right_then_wrong: u64, n_wrong_then_right: u64) -> f64 {
    binomial_upper(
        n_right_then_wrong,
        n_right_then_wrong + n_wrong_then_right,
        0.5,
    )
}

/// One-sided p-value of so many mismatches where honest noise makes a share `noise` of them.
pub fn mismatch_p(n_mismatches: u64, n_checked: u64, noise: f64) -> f64 {
    binomial_upper(n_mismatches, n_checked, noise)
}

/// Expected gain of reporting the best of `n_attempts` equal ones with scores of standard error
/// `error` and correlation `correlation` between attempts.
pub fn selection_gain(n_attempts: usize, error: f64, correlation: f64) -> f64 {
    error * expected_maximum(n_attempts) * (1.0 - correlation).max(0.0).sqrt()
}

/// Greatest count that a share explains: the smallest `k` with `P(X ≥ k + 1) ≤ alpha`.
pub fn count_limit(n: u64, share: f64, alpha: f64) -> u64 {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = u64::midpoint(low, high);
        if binomial_upper(middle + 1, n, share) <= alpha {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Counts of what a degenerate model does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Screen {
    /// Outputs.
    pub n: u64,
    /// Empty or white space only.
    pub n_empty: u64,
    /// Different outputs.
    pub n_distinct: u64,
    /// Copies of the most frequent output that is not empty.
    pub n_most_frequent: u64,
    /// Outputs that hold the whole prompt, of at least five words.
    pub n_prompt_copies: u64,
    /// Outputs of twenty words or more in which fewer than half of all runs of four words differ.
    pub n_loops: u64,
}

/// Screens outputs; `prompts` has one entry an output, or is empty.
pub fn screen(outputs: &[&str], prompts: &[&str]) -> Screen {
    let mut copies: FxHashMap<&str, u64> = FxHashMap::default();
    let mut found = Screen {
        n: outputs.len() as u64,
        ..Screen::default()
    };
    for (i, output) in outputs.iter().enumerate() {
        let output = output.trim();
        found.n_empty += u64::from(output.is_empty());
        found.n_loops += u64::from(is_loop(output));
        if let Some(prompt) = prompts.get(i).map(|prompt| prompt.trim()) {
            let long = prompt.split_whitespace().take(5).count() == 5;
            found.n_prompt_copies += u64::from(long && output.contains(prompt));
        }
        let n = copies.entry(output).or_default();
        *n += 1;
        if !output.is_empty() {
            found.n_most_frequent = found.n_most_frequent.max(*n);
        }
    }
    found.n_distinct = copies.len() as u64;
    found
}

fn is_loop(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 20 {
        return false;
    }
    let seen: FxHashSet<&[&str]> = words.windows(4).collect();
    2 * seen.len() < words.len() - 3
}

/// Samples to which two entries gave the same output of at least `least` characters.
pub fn count_equal(first: &[&str], second: &[&str], least: usize) -> u64 {
    let equal = |(a, b): (&&str, &&str)| {
        let (a, b) = (a.trim(), b.trim());
        a == b && a.chars().take(least).count() == least
    };
    first.iter().zip(second).filter(|pair| equal(*pair)).count() as u64
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // exact by construction
mod tests {
    use super::*;

    #[test]
    fn bounds_of_a_clean_re_run_are_the_tables() {
        for (m, want) in [
            (59, 0.0495),
            (100, 0.0295),
            (149, 0.02),
            (299, 0.01),
            (598, 0.005),
        ] {
            assert!((altered_bound(m, 0, None, 0.95) - want).abs() < 1e-4);
        }
        // Without replacement from 1,000: so many suffice, one fewer does not.
        for (m, share) in [(57, 0.05), (138, 0.02), (258, 0.01), (450, 0.005)] {
            assert!(altered_bound(m, 0, Some(1000), 0.95) < share);
            assert!(altered_bound(m - 2, 0, Some(1000), 0.95) >= share, "{m}");
        }
        assert_eq!(altered_bound(0, 0, Some(10), 0.95), 1.0);
        assert_eq!(altered_bound(10, 2, Some(10), 0.95), 0.2);
        assert!(altered_bound(100, 3, None, 0.95) > altered_bound(100, 3, Some(200), 0.95));
    }

    #[test]
    fn direction_is_a_coin_toss() {
        assert_eq!(directional_p(0, 0), 1.0);
        assert!((directional_p(5, 0) - 1.0 / 32.0).abs() < 1e-15);
        assert_eq!(directional_p(0, 5), 1.0);
        assert!((mismatch_p(1, 10, 0.1) - (1.0 - 0.9_f64.powi_exact(10))).abs() < 1e-14);
    }

    trait Power {
        fn powi_exact(self, n: u32) -> f64;
    }

    impl Power for f64 {
        fn powi_exact(self, n: u32) -> f64 {
            (0..n).fold(1.0, |product, _| product * self)
        }
    }

    #[test]
    fn choosing_the_best_of_many_pays() {
        // n = 1000, p = 0.7: 2.2 points for the best of ten independent attempts, 1.0 at ρ = 0.8.
        let error = (0.7_f64 * 0.3 / 1000.0).sqrt();
        assert!((100.0 * selection_gain(10, error, 0.0) - 2.23).abs() < 0.01);
        assert!((100.0 * selection_gain(10, error, 0.8) - 1.0).abs() < 0.01);
        assert_eq!(selection_gain(1, error, 0.0), 0.0);
    }

    #[test]
    fn a_null_model_is_seen() {
        let constant = vec!["Pick me."; 805];
        let found = screen(&constant, &[]);
        assert_eq!((found.n_distinct, found.n_most_frequent), (1, 805));
        let text = "one two three four ".repeat(10);
        let found = screen(
            &[&text, "", "what is the capital of France? Paris", "yes"],
            &["a", "b", "what is the capital of France?", "yes"],
        );
        assert_eq!(
            (
                found.n_loops,
                found.n_empty,
                found.n_prompt_copies,
                found.n_distinct
            ),
            (1, 1, 1, 4)
        );
        assert_eq!(
            count_equal(&["the same text", "no"], &["the same text ", "no"], 5),
            1
        );
    }

    #[test]
    fn a_limit_is_what_a_share_explains() {
        let limit = count_limit(100, 0.5, 0.001);
        assert!(binomial_upper(limit + 1, 100, 0.5) <= 0.001);
        assert!(binomial_upper(limit, 100, 0.5) > 0.001);
        assert_eq!(count_limit(10, 1.0, 0.001), 10);
        assert_eq!(count_limit(10, 0.0, 0.001), 0);
    }
}
