//! Distributions that tests and intervals need: normal, Student t, F, beta and binomial.
//!
//! # Formula
//! Tails of t, F, beta and binomial are one function, the regularised incomplete beta `I_x(a, b)`:
//! a continued fraction with a front factor in Loader's saddle-point form, which keeps full
//! relative precision where differences of log-gammas would not. Quantiles invert it by bracketed
//! Newton steps. Only `+ − × ÷ √` and the crate `libm` are used: equal bits on every platform.
//! # Reference
//! Wichura 1988 (AS 241, normal quantile); Loader 2000, *Fast and accurate computation of binomial
//! probabilities*; Didonato & Morris 1992 (algorithm 708). Values are checked against scipy.

mod normal;

pub use normal::normal_quantile;

use std::f64::consts::{PI, SQRT_2};

/// Cumulative probability of the standard normal distribution.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// Two-sided tail of the standard normal distribution, `P(|Z| ≥ |z|)`.
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// Two-sided tail of Student's t, `P(|T| ≥ |t|)`; the normal tail for infinite `df`.
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if df.is_infinite() {
        return normal_two_sided(t);
    }
    let square = t * t;
    if square.is_infinite() {
        return 0.0;
    }
    let whole = df + square;
    beta_cdf_pair(df / whole, square / whole, 0.5 * df, 0.5)
}

/// Critical value `c` of Student's t with `P(|T| ≥ c) = alpha`.
pub fn t_critical(alpha: f64, df: f64) -> f64 {
    if alpha.is_nan() || !(0.0..=1.0).contains(&alpha) || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if alpha == 0.0 {
        return f64::INFINITY;
    }
    if alpha >= 1.0 {
        return 0.0;
    }
    let start = -normal_quantile(0.5 * alpha);
    if df.is_infinite() {
        return start;
    }
    // Tails as heavy as these leave Newton's steps far behind; their quantile has a closed form.
    if (df - 1.0).abs() < f64::EPSILON {
        return libm::tan(0.5 * PI * (1.0 - alpha));
    }
    let mut low = 0.0;
    let mut high = start.max(1.0);
    while t_two_sided(high, df) > alpha {
        low = high;
        high *= 2.0;
    }
    let mut t = start.clamp(low, high);
    for _ in 0..200 {
        let excess = t_two_sided(t, df) - alpha;
        if excess > 0.0 {
            low = t;
        } else {
            high = t;
        }
        let step = excess / (2.0 * t_density(t, df));
        let next = t + step;
        let next = if next > low && next < high {
            next
        } else {
            0.5 * (low + high)
        };
        if (next - t).abs() <= 2.0 * f64::EPSILON * next.abs() {
            return next;
        }
        t = next;
    }
    t
}

/// Critical value of a smaller `alpha` than that of which `before` is the critical value.
///
/// The tail is convex, so Newton's steps from there stay below the solution and need no bracket: a
/// table is made in a few steps a value.
pub fn t_critical_after(before: f64, alpha: f64, df: f64) -> f64 {
    if df.is_infinite() || (df - 1.0).abs() < f64::EPSILON || alpha <= 0.0 || !before.is_finite() {
        return t_critical(alpha, df);
    }
    let mut t = before;
    for _ in 0..100 {
        let step = (t_two_sided(t, df) - alpha) / (2.0 * t_density(t, df));
        t += step;
        if step.abs() <= 2.0 * f64::EPSILON * t {
            break;
        }
    }
    t
}

/// Quantile of Student's t.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if p < 0.5 {
        -t_critical(2.0 * p, df)
    } else {
        t_critical(2.0 * (1.0 - p), df)
    }
}

/// Upper tail of the F distribution, `P(F ≥ f)`.
pub fn f_upper(f: f64, df_between: f64, df_within: f64) -> f64 {
    if f.is_nan() || f <= 0.0 {
        return if f.is_nan() { f64::NAN } else { 1.0 };
    }
    if f.is_infinite() {
        return 0.0;
    }
    let whole = df_within + df_between * f;
    beta_cdf_pair(
        df_within / whole,
        df_between * f / whole,
        0.5 * df_within,
        0.5 * df_between,
    )
}

/// Regularised incomplete beta function `I_x(a, b)`, the cumulative beta distribution.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    beta_cdf_pair(x, 1.0 - x, a, b)
}

/// Quantile of the beta distribution: the `x` with `I_x(a, b) = p`.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = a / (a + b);
    for _ in 0..400 {
        let excess = beta_cdf(x, a, b) - p;
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        // d/dx I_x(a, b) = x^(a−1) (1−x)^(b−1) / B(a, b)
        let density = power_terms(x, 1.0 - x, a, b) / (x * (1.0 - x));
        let next = x - excess / density;
        let next = if next > low && next < high {
            next
        } else {
            0.5 * (low + high)
        };
        if (next - x).abs() <= 2.0 * f64::EPSILON * next || high - low <= f64::MIN_POSITIVE {
            return next;
        }
        x = next;
    }
    x
}

/// Probability of exactly `k` successes in `n` trials.
pub fn binomial_pmf(k: u64, n: u64, p: f64) -> f64 {
    if k > n {
        return 0.0;
    }
    choose_power(k as f64, (n - k) as f64, p, 1.0 - p)
}

/// Probability of at most `k` successes in `n` trials.
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    beta_cdf_pair(1.0 - p, p, (n - k) as f64, k as f64 + 1.0)
}

/// Probability of at least `k` successes in `n` trials.
pub fn binomial_upper(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if k > n {
        return 0.0;
    }
    beta_cdf_pair(p, 1.0 - p, k as f64, (n - k) as f64 + 1.0)
}

/// `I_x(a, b)` with `y = 1 − x` given apart, so that neither is rounded away.
fn beta_cdf_pair(x: f64, y: f64, a: f64, b: f64) -> f64 {
    if x.is_nan() || a.is_nan() || b.is_nan() || a <= 0.0 || b <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    let front = power_terms(x, y, a, b);
    if x < (a + 1.0) / (a + b + 2.0) {
        front / continued_fraction(x, y, a, b)
    } else {
        1.0 - front / continued_fraction(y, x, b, a)
    }
}

/// `x^a y^b / B(a, b)`.
fn power_terms(x: f64, y: f64, a: f64, b: f64) -> f64 {
    choose_power(a, b, x, y) * (a * b / (a + b))
}

/// Lentz's method for Didonato and Morris' continued fraction, which reads `y` where `x` is near 1.
fn continued_fraction(x: f64, y: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let denominator = |m: f64| {
        let first = if m == 0.0 {
            0.0
        } else {
            m + m * (b - m) * x / (a + 2.0 * m - 1.0)
        };
        first + (a + m) * (a * y - b * x + 1.0 + m * (2.0 - x)) / (a + 2.0 * m + 1.0)
    };
    let mut fraction = away(denominator(0.0));
    let (mut c, mut d) = (fraction, 0.0);
    for m in 1..20_000_u32 {
        let m = f64::from(m);
        let odd = a + 2.0 * m - 1.0;
        let top = (a + m - 1.0) * (a + b + m - 1.0) * m * (b - m) * x * x / (odd * odd);
        let bottom = denominator(m);
        d = 1.0 / away(bottom + top * d);
        c = away(bottom + top / c);
        fraction *= c * d;
        if (c * d - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    fraction
}

fn t_density(t: f64, df: f64) -> f64 {
    let whole = df + t * t;
    // f(t) = x^(ν/2) y^(1/2) / (B(ν/2, 1/2) |t|) with x = ν/(ν+t²), y = t²/(ν+t²); its limit at 0
    // is reached by a t that is small but not 0.
    let t = t.abs().max(1e-8);
    power_terms(df / whole, t * t / whole, 0.5 * df, 0.5) / t
}

/// `Γ(a+b+1) / (Γ(a+1) Γ(b+1)) · p^a q^b` (Loader's form).
fn choose_power(a: f64, b: f64, p: f64, q: f64) -> f64 {
    let n = a + b;
    if p <= 0.0 {
        return if a == 0.0 { 1.0 } else { 0.0 };
    }
    if q <= 0.0 {
        return if b == 0.0 { 1.0 } else { 0.0 };
    }
    if a == 0.0 {
        return libm::exp(
            n * if p < 0.1 {
                libm::log1p(-p)
            } else {
                libm::log(q)
            },
        );
    }
    if b == 0.0 {
        return libm::exp(
            n * if q < 0.1 {
                libm::log1p(-q)
            } else {
                libm::log(p)
            },
        );
    }
    let exponent = stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * p)
        - deviance(b, n * q);
    libm::exp(exponent) * (n / (2.0 * PI * a * b)).sqrt()
}

/// `ln Γ(n+1) − ln(√(2πn) (n/e)^n)`.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_8;
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - HALF_LOG_TWO_PI;
    }
    let square = n * n;
    let tail = (1.0 / 1260.0
        - (1.0 / 1680.0 - (1.0 / 1188.0 - 691.0 / 360_360.0 / square) / square) / square)
        / square;
    (1.0 / 12.0 - (1.0 / 360.0 - tail) / square) / n
}

/// `x ln(x/m) + m − x`, without cancellation near `x = m`.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() < 0.1 * (x + m) {
        let v = (x - m) / (x + m);
        let mut sum = (x - m) * v;
        let mut term = 2.0 * x * v;
        let square = v * v;
        for j in 1..1000_u32 {
            term *= square;
            let next = sum + term / f64::from(2 * j + 1);
            if next.to_bits() == sum.to_bits() {
                return next;
            }
            sum = next;
        }
        return sum;
    }
    x * libm::log(x / m) + m - x
}

#[cfg(test)]
// Ends are exact by construction; frozen values are pasted as Python prints them.
#[allow(
    clippy::float_cmp,
    clippy::unreadable_literal,
    clippy::excessive_precision,
    clippy::too_many_lines
)]
mod tests;
