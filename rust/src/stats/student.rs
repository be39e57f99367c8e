//! Quantiles of the normal and of Student's t distribution, to 1e-13 relative.

use std::f64::consts::{FRAC_2_PI, PI};

/// Degrees of freedom from which the expansion around the normal quantile is used.
const MANY: u32 = 1000;

/// Half-width factor of a two-sided interval: `P(|T| ≤ q) = level` with `df` degrees of freedom.
///
/// `level` lies strictly between 0 and 1, `df` is at least 1.
pub fn two_sided_quantile(level: f64, df: u32) -> f64 {
    let z = normal_quantile(0.5 + 0.5 * level);
    if df >= MANY {
        return expand(z, f64::from(df));
    }
    let mut t = start(z, level, f64::from(df));
    // Newton's steps on a concave function from the left converge without overshooting; six are
    // more than any level up to 1 − 1e-9 needs, the bound only keeps hostile input finite.
    for _ in 0..100 {
        let step = (level - probability(t, df)) / (2.0 * density(t, df));
        t += step;
        if step.abs() <= 1e-15 * t {
            break;
        }
    }
    t
}

/// A start below the root: the exact quantile for one and two degrees of freedom, the normal one
/// for more.
fn start(z: f64, level: f64, df: f64) -> f64 {
    if df < 1.5 {
        libm::tan(0.5 * PI * level)
    } else if df < 2.5 {
        level * libm::sqrt(2.0 / (1.0 - level * level))
    } else {
        z
    }
}

/// `P(|T| ≤ t)`: the finite series for whole degrees of freedom (Abramowitz & Stegun 26.7.3–4).
fn probability(t: f64, df: u32) -> f64 {
    let nu = f64::from(df);
    let cos2 = nu / (nu + t * t);
    let sin = t / libm::sqrt(nu + t * t);
    let (mut term, mut sum) = (1.0, 1.0);
    let first = if df % 2 == 1 { 3 } else { 2 };
    for k in (first..df.saturating_sub(1)).step_by(2) {
        term *= cos2 * f64::from(k - 1) / f64::from(k);
        sum += term;
    }
    if df.is_multiple_of(2) {
        return sin * sum;
    }
    let angle = libm::atan(t / libm::sqrt(nu));
    let rest = if df == 1 {
        0.0
    } else {
        sin * libm::sqrt(cos2) * sum
    };
    FRAC_2_PI * (angle + rest)
}

/// Density of Student's t.
fn density(t: f64, df: u32) -> f64 {
    let nu = f64::from(df);
    let mut ratio = if df % 2 == 1 {
        1.0 / PI
    } else {
        1.0 / (2.0 * libm::sqrt(2.0))
    };
    // Γ((ν+1)/2) / (√(νπ) Γ(ν/2)) by its recurrence ν → ν + 2, times √ν.
    let first = if df % 2 == 1 { 1 } else { 2 };
    for k in (first..df).step_by(2) {
        ratio *= f64::from(k + 1) / f64::from(k);
    }
    if df.is_multiple_of(2) {
        ratio *= libm::sqrt(2.0);
    }
    ratio / libm::sqrt(nu) * libm::pow(1.0 + t * t / nu, -0.5 * (nu + 1.0))
}

/// Cornish–Fisher expansion in 1/ν (Abramowitz & Stegun 26.7.5); the first term left out is of
/// order z¹¹/ν⁵.
fn expand(z: f64, nu: f64) -> f64 {
    let y = z * z;
    let g1 = (y + 1.0) * z / 4.0;
    let g2 = ((5.0 * y + 16.0) * y + 3.0) * z / 96.0;
    let g3 = (((3.0 * y + 19.0) * y + 17.0) * y - 15.0) * z / 384.0;
    let g4 = ((((79.0 * y + 776.0) * y + 1482.0) * y - 1920.0) * y - 945.0) * z / 92160.0;
    z + (g1 + (g2 + (g3 + g4 / nu) / nu) / nu) / nu
}

/// Quantile of the standard normal distribution: Wichura's AS 241 (PPND16).
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_TOP, r) / polynomial(&CENTRE_BOTTOM, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return if q < 0.0 {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
    }
    let r = libm::sqrt(-libm::log(tail));
    let size = if r <= 5.0 {
        polynomial(&TAIL_TOP, r - 1.6) / polynomial(&TAIL_BOTTOM, r - 1.6)
    } else {
        polynomial(&FAR_TOP, r - 5.0) / polynomial(&FAR_BOTTOM, r - 5.0)
    };
    if q < 0.0 { -size } else { size }
}

/// Horner's rule, the constant first.
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients
        .iter()
        .rev()
        .fold(0.0, |sum, coefficient| sum * x + coefficient)
}

const CENTRE_TOP: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_855,
];
const TAIL_TOP: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const TAIL_BOTTOM: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_TOP: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expansion_meets_the_series() {
        for level in [0.5, 0.9, 0.95, 0.99, 0.999] {
            let z = normal_quantile(0.5 + 0.5 * level);
            let ratio = two_sided_quantile(level, MANY - 1) / expand(z, f64::from(MANY - 1));
            assert!((ratio - 1.0).abs() < 1e-12, "{level}: {ratio}");
        }
    }
}
