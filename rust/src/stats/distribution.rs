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

use std::f64::consts::{PI, SQRT_2};

/// Cumulative probability of the standard normal distribution.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// Two-sided tail of the standard normal distribution, `P(|Z| ≥ |z|)`.
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// Quantile of the standard normal distribution; ±∞ at 0 and 1, NaN outside.
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(&CENTRE, 0.180_625 - q * q);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return if q < 0.0 {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
    }
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 {
        ratio(&MIDDLE, r - 1.6)
    } else {
        ratio(&FAR, r - 5.0)
    };
    if q < 0.0 { -z } else { z }
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

/// A rational function by Horner's rule: numerator and denominator, highest power first.
fn ratio((numerator, denominator): &([f64; 8], [f64; 8]), x: f64) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().fold(0.0, |sum, c| sum * x + c);
    horner(numerator) / horner(denominator)
}

const CENTRE: ([f64; 8], [f64; 8]) = (
    [
        2_509.080_928_730_122_6,
        33_430.575_583_588_13,
        67_265.770_927_008_7,
        45_921.953_931_549_87,
        13_731.693_765_509_46,
        1_971.590_950_306_551_3,
        133.141_667_891_784_38,
        3.387_132_872_796_366_5,
    ],
    [
        5_226.495_278_852_855,
        28_729.085_735_721_943,
        39_307.895_800_092_71,
        21_213.794_301_586_597,
        5_394.196_021_424_751,
        687.187_007_492_057_9,
        42.313_330_701_600_91,
        1.0,
    ],
);
const MIDDLE: ([f64; 8], [f64; 8]) = (
    [
        7.745_450_142_783_414e-4,
        0.022_723_844_989_269_184,
        0.241_780_725_177_450_6,
        1.270_458_252_452_368_4,
        3.647_848_324_763_204_5,
        5.769_497_221_460_691,
        4.630_337_846_156_546,
        1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-9,
        5.475_938_084_995_345e-4,
        0.015_198_666_563_616_457,
        0.148_103_976_427_480_08,
        0.689_767_334_985_1,
        1.676_384_830_183_803_8,
        2.053_191_626_637_759,
        1.0,
    ],
);
const FAR: ([f64; 8], [f64; 8]) = (
    [
        2.010_334_399_292_288_1e-7,
        2.711_555_568_743_487_6e-5,
        0.001_242_660_947_388_078_4,
        0.026_532_189_526_576_124,
        0.296_560_571_828_504_87,
        1.784_826_539_917_291_3,
        5.463_784_911_164_114,
        6.657_904_643_501_104,
    ],
    [
        2.044_263_103_389_939_7e-15,
        1.421_511_758_316_446e-7,
        1.846_318_317_510_054_8e-5,
        7.868_691_311_456_133e-4,
        0.014_875_361_290_850_615,
        0.136_929_880_922_735_8,
        0.599_832_206_555_888,
        1.0,
    ],
);

#[cfg(test)]
// Ends are exact by construction; frozen values are pasted as Python prints them.
#[allow(
    clippy::float_cmp,
    clippy::unreadable_literal,
    clippy::excessive_precision,
    clippy::too_many_lines
)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, relative: f64) {
        assert!(
            (got - want).abs() <= relative * want.abs(),
            "{got:e} is not {want:e}"
        );
    }

    #[test]
    fn matches_scipy() {
        close(normal_quantile(1e-300), -37.0470962993612_f64, 1e-14);
        close(normal_quantile(1e-12), -7.034483825301131_f64, 1e-14);
        close(normal_quantile(1e-05), -4.264890793922825_f64, 1e-14);
        close(normal_quantile(0.025), -1.9599639845400545_f64, 1e-14);
        close(normal_quantile(0.2), -0.8416212335729142_f64, 1e-14);
        close(normal_quantile(0.49), -0.02506890825871106_f64, 1e-14);
        close(normal_quantile(0.6), 0.2533471031357997_f64, 1e-14);
        close(normal_quantile(0.975), 1.959963984540054_f64, 1e-14);
        close(normal_quantile(0.9999999), 5.199337582290661_f64, 1e-14);
        close(normal_cdf(-8.0), 6.22096057427174e-16_f64, 1e-13);
        close(normal_cdf(-1.96), 0.024997895148220435_f64, 1e-13);
        close(normal_cdf(0.3), 0.6179114221889526_f64, 1e-13);
        close(normal_cdf(4.0), 0.9999683287581669_f64, 1e-13);
        close(t_two_sided(0.1, 1.0), 0.9365489651388929_f64, 2e-13);
        close(t_two_sided(2.0, 1.0), 0.2951672353008665_f64, 2e-13);
        close(t_two_sided(12.7, 1.0), 0.05002432768934416_f64, 2e-13);
        close(t_two_sided(1.0, 2.0), 0.4226497308103742_f64, 2e-13);
        close(t_two_sided(2.5, 3.0), 0.08770664700806555_f64, 2e-13);
        close(t_two_sided(4.0, 9.0), 0.003110428310385855_f64, 2e-13);
        close(t_two_sided(1.96, 29.0), 0.059667795519591324_f64, 2e-13);
        close(t_two_sided(6.0, 99.0), 3.245916112345539e-08_f64, 2e-13);
        close(t_two_sided(2.0, 199.0), 0.04686000040128384_f64, 2e-13);
        close(t_two_sided(0.5, 999.0), 0.6171851909302895_f64, 2e-13);
        close(t_two_sided(3.9, 999.0), 0.0001026227459304016_f64, 2e-13);
        close(t_two_sided(1.96, 14041.0), 0.05001553933818123_f64, 2e-13);
        close(t_two_sided(20.0, 499.0), 8.719474657446854e-66_f64, 2e-13);
        close(t_two_sided(1.1, 100000.0), 0.2713347698789957_f64, 2e-13);
        close(t_two_sided(0.01, 5.0), 0.9924080180425819_f64, 2e-13);
        close(t_critical(0.05, 1.0), 12.706204736174705_f64, 1e-13);
        close(t_critical(0.05, 2.0), 4.302652729749464_f64, 1e-13);
        close(t_critical(0.1, 3.0), 2.3533634348018238_f64, 1e-13);
        close(t_critical(0.01, 4.0), 4.604094871349993_f64, 1e-13);
        close(t_critical(0.05, 9.0), 2.2621571627982053_f64, 1e-13);
        close(t_critical(0.05, 29.0), 2.0452296421327043_f64, 1e-13);
        close(t_critical(0.05, 199.0), 1.9719565442517537_f64, 1e-13);
        close(t_critical(0.05, 999.0), 1.96234146113345_f64, 1e-13);
        close(t_critical(0.0001, 999.0), 3.9063595611022115_f64, 1e-13);
        close(t_critical(1e-06, 30.0), 6.1190756203842165_f64, 1e-13);
        close(t_critical(0.05, 14041.0), 1.9601329520111468_f64, 1e-13);
        close(t_critical(0.9, 7.0), 0.13029279659177737_f64, 1e-13);
        close(t_critical(0.5, 2.0), 0.816496580927726_f64, 1e-13);
        close(beta_cdf(0.3, 2.0, 5.0), 0.5798250000000003_f64, 1e-11);
        close(beta_cdf(0.9, 0.5, 0.5), 0.7951672353008665_f64, 1e-11);
        close(beta_cdf(0.01, 10.0, 3.0), 6.480550000000001e-19_f64, 1e-11);
        close(beta_cdf(0.5, 500.0, 510.0), 0.6235397566556701_f64, 1e-11);
        close(
            beta_cdf(0.701, 7000.0, 3000.0),
            0.5852883691723327_f64,
            1e-11,
        );
        close(beta_cdf(0.02, 1.0, 50.0), 0.635830319912883_f64, 1e-11);
        close(
            beta_quantile(0.025, 3.0, 8.0),
            0.06673951117773447_f64,
            1e-13,
        );
        close(
            beta_quantile(0.975, 3.0, 8.0),
            0.5560954623076415_f64,
            1e-13,
        );
        close(
            beta_quantile(0.05, 1.0, 50.0),
            0.0010253398672320636_f64,
            1e-13,
        );
        close(
            beta_quantile(0.025, 700.0, 301.0),
            0.670538321302634_f64,
            1e-13,
        );
        close(beta_quantile(0.5, 0.5, 9.0), 0.02564949186142079_f64, 1e-13);
        close(binomial_pmf(0, 10, 0.5), 0.0009765625_f64, 1e-12);
        close(binomial_cdf(0, 10, 0.5), 0.0009765625_f64, 1e-12);
        close(binomial_upper(0, 10, 0.5), 1.0_f64, 1e-12);
        close(binomial_pmf(3, 10, 0.5), 0.1171875_f64, 1e-12);
        close(binomial_cdf(3, 10, 0.5), 0.171875_f64, 1e-12);
        close(binomial_upper(3, 10, 0.5), 0.9453125_f64, 1e-12);
        close(binomial_pmf(4, 8, 0.5), 0.2734375_f64, 1e-12);
        close(binomial_cdf(4, 8, 0.5), 0.63671875_f64, 1e-12);
        close(binomial_upper(4, 8, 0.5), 0.63671875_f64, 1e-12);
        close(binomial_pmf(40, 100, 0.5), 0.010843866711637987_f64, 1e-12);
        close(binomial_cdf(40, 100, 0.5), 0.028443966820490395_f64, 1e-12);
        close(binomial_upper(40, 100, 0.5), 0.9823998998911476_f64, 1e-12);
        close(
            binomial_pmf(480, 1000, 0.5),
            0.011340982371187728_f64,
            1e-12,
        );
        close(binomial_cdf(480, 1000, 0.5), 0.10872414660207047_f64, 1e-12);
        close(
            binomial_upper(480, 1000, 0.5),
            0.9026168357691172_f64,
            1e-12,
        );
        close(binomial_pmf(2, 300, 0.01), 0.22441425355547093_f64, 1e-12);
        close(binomial_cdf(2, 300, 0.01), 0.4220639175397442_f64, 1e-12);
        close(binomial_upper(2, 300, 0.01), 0.8023503360157267_f64, 1e-12);
        close(
            binomial_pmf(5000, 10200, 0.5),
            0.001111988883602507_f64,
            1e-12,
        );
        close(
            binomial_cdf(5000, 10200, 0.5),
            0.024393981563411226_f64,
            1e-12,
        );
        close(
            binomial_upper(5000, 10200, 0.5),
            0.9767180073201913_f64,
            1e-12,
        );
        close(f_upper(1.5, 9.0, 990.0), 0.14303105978584593_f64, 1e-12);
        close(f_upper(3.0, 4.0, 50.0), 0.026963406052932723_f64, 1e-12);
        close(f_upper(0.2, 2.0, 8.0), 0.822702474791882_f64, 1e-12);
    }

    #[test]
    fn ends_are_defined() {
        assert_eq!(normal_quantile(0.5), 0.0);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(1.5).is_nan());
        assert_eq!(t_two_sided(f64::INFINITY, 3.0), 0.0);
        assert_eq!(t_two_sided(0.0, 3.0), 1.0);
        assert_eq!(t_critical(0.0, 5.0), f64::INFINITY);
        assert_eq!(t_critical(1.0, 5.0), 0.0);
        assert!(t_two_sided(1.0, 0.0).is_nan());
        assert_eq!(beta_cdf(0.0, 2.0, 3.0), 0.0);
        assert_eq!(beta_cdf(1.0, 2.0, 3.0), 1.0);
        assert_eq!(binomial_cdf(5, 5, 0.3), 1.0);
        assert_eq!(binomial_pmf(6, 5, 0.3), 0.0);
        assert_eq!(binomial_pmf(0, 5, 0.0), 1.0);
        assert_eq!(f_upper(0.0, 3.0, 4.0), 1.0);
    }
}
