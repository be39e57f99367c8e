use super::*;
use crate::stats::distribution::t_two_sided;
use crate::stats::multiple::holm;
use crate::stats::rng::Pcg64;

/// Scores and influences of models that answer `n` questions right or wrong.
fn answers(rng: &mut Pcg64, shares: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let k = shares.len();
    let mut x = vec![0.0; n * k];
    for row in x.chunks_exact_mut(k) {
        let ease = rng.uniform() - 0.5;
        for (x, share) in row.iter_mut().zip(shares) {
            *x = f64::from(u8::from(rng.uniform() < share + 0.5 * ease));
        }
    }
    let mut means = vec![0.0; k];
    for row in x.chunks_exact(k) {
        for (mean, x) in means.iter_mut().zip(row) {
            *mean += x / n as f64;
        }
    }
    for row in x.chunks_exact_mut(k) {
        for (x, mean) in row.iter_mut().zip(&means) {
            *x = (*x - mean) / n as f64;
        }
    }
    (means, x)
}

fn ranking(means: &[f64], influences: &[f64], level: f64) -> Ranking {
    let k = means.len();
    let rounded = Rounded::new(influences, influences.len() / k, k);
    let differences = Differences::new(&[(&Distances::new(&rounded), 1.0)], k);
    let critical = critical_values(level, differences.df, k - 1);
    rank(means, &differences, &critical)
}

#[test]
fn thresholds_are_holms_step_down() {
    let mut rng = Pcg64::new(5);
    for _ in 0..200 {
        let n = 2 + rng.below(30) as usize;
        let own = rng.below(n as u32) as usize;
        let t: Vec<f64> = (0..n)
            .map(|j| if j == own { 0.0 } else { 6.0 * rng.uniform() })
            .collect();
        let critical = critical_values(0.95, 50, n - 1);
        let threshold = holm_threshold(&t, &critical);
        let others: Vec<f64> = t
            .iter()
            .enumerate()
            .filter(|(j, _)| *j != own)
            .map(|(_, t)| *t)
            .collect();
        let p: Vec<f64> = others.iter().map(|t| t_two_sided(*t, 50.0)).collect();
        let rejected: Vec<bool> = holm(&p).iter().map(|p| *p <= 0.05).collect();
        let passed: Vec<bool> = others.iter().map(|t| *t > threshold).collect();
        assert_eq!(passed, rejected);
    }
}

#[test]
fn products_are_exact() {
    let mut rng = Pcg64::new(1);
    for n in [0, 1, 63, 64, 65, 100, 1000] {
        let draw = |rng: &mut Pcg64| -> Vec<i16> {
            (0..n)
                .map(|_| {
                    if rng.below(9) == 0 {
                        4095
                    } else {
                        rng.below(8191) as i16 - 4095
                    }
                })
                .collect()
        };
        let (a, b) = (draw(&mut rng), draw(&mut rng));
        let slow: i64 = a
            .iter()
            .zip(&b)
            .map(|(a, b)| i64::from(*a) * i64::from(*b))
            .sum();
        let rounded = Rounded {
            n_clusters: n,
            n_models: 2,
            scale: 1.0,
            values: a.into_iter().chain(b).collect(),
        };
        let (rows, width) = rounded.padded();
        assert_eq!(dot(&rows[..width], &rows[width..]), slow, "{n}");
    }
    let top = vec![4095_i16; BLOCK];
    assert_eq!(dot(&top, &top), 128 * 4095 * 4095);
}

#[test]
fn twins_share_a_range_and_order_does_not_matter() {
    let mut rng = Pcg64::new(7);
    let (means, influences) = answers(&mut rng, &[0.8, 0.5, 0.5, 0.2, 0.6], 300);
    let k = means.len();
    // Model 5 is a copy of model 1.
    let more: Vec<f64> = influences
        .chunks_exact(k)
        .flat_map(|r| [r, &[r[1]]].concat())
        .collect();
    let mut scores = means.clone();
    scores.push(means[1]);
    let found = ranking(&scores, &more, 0.95);
    assert_eq!(found.ranges[1], found.ranges[5]);
    let order = [4, 2, 0, 3, 1];
    let turned: Vec<f64> = influences
        .chunks_exact(k)
        .flat_map(|r| order.map(|m| r[m]))
        .collect();
    let there = ranking(&means, &influences, 0.95);
    let here = ranking(&order.map(|m| means[m]), &turned, 0.95);
    for (place, model) in order.iter().enumerate() {
        assert_eq!(here.ranges[place], there.ranges[*model]);
    }
}

#[test]
fn edges_are_defined() {
    let alone = ranking(&[0.7], &[0.1, -0.1], 0.95).ranges;
    assert_eq!(
        alone,
        [RankRange {
            rank: 1,
            low: 1,
            high: 1
        }]
    );
    let one_cluster = ranking(&[0.9, 0.1], &[0.0, 0.0], 0.95).ranges;
    assert_eq!(
        one_cluster[0],
        RankRange {
            rank: 1,
            low: 1,
            high: 2
        }
    );
    // All samples of one right, all of the other wrong: known only with enough of them.
    let perfect = |n: usize| ranking(&[1.0, 0.0], &vec![0.0; 2 * n], 0.95).ranges[0].high;
    assert_eq!((perfect(3), perfect(100)), (2, 1));
    let equal = ranking(&[0.5; 3], &[0.1, 0.2, -0.3, -0.1, -0.2, 0.3], 0.95).ranges;
    assert!(equal.iter().all(|r| (r.rank, r.low, r.high) == (1, 1, 3)));
}

#[test]
fn a_task_of_weight_zero_is_no_task() {
    let mut rng = Pcg64::new(3);
    let (_, first) = answers(&mut rng, &[0.6, 0.5, 0.4], 50);
    let (_, second) = answers(&mut rng, &[0.1, 0.5, 0.9], 80);
    let first = Distances::new(&Rounded::new(&first, 50, 3));
    let second = Distances::new(&Rounded::new(&second, 80, 3));
    let with = Differences::new(&[(&first, 1.0), (&second, 0.0)], 3);
    let without = Differences::new(&[(&first, 1.0)], 3);
    assert_eq!(with.variances, without.variances);
    assert_eq!((with.df, with.n_clusters), (40, 50));
    assert_eq!(without.df, 40);
}

#[test]
fn ranges_cover_the_true_rank_under_ties() {
    // 4 groups of 3 tied models: the set of true ranks of a group must lie in each range.
    let shares = [
        0.75, 0.75, 0.75, 0.65, 0.65, 0.65, 0.55, 0.55, 0.55, 0.45, 0.45, 0.45,
    ];
    let mut rng = Pcg64::new(11);
    let mut covered = [0_u32; 12];
    for _ in 0..200 {
        let (means, influences) = answers(&mut rng, &shares, 300);
        let found = ranking(&means, &influences, 0.95);
        for (model, range) in found.ranges.iter().enumerate() {
            let (best, worst) = (model / 3 * 3 + 1, model / 3 * 3 + 3);
            covered[model] += u32::from(range.low <= best && range.high >= worst);
        }
    }
    assert!(covered.iter().all(|c| *c >= 186), "{covered:?}");
}

#[test]
fn rounding_is_that_of_the_standard_library() {
    let edges = [
        0.0,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        4095.0,
        -4095.0,
        0.499_999_999_999_999_94,
    ];
    let mut rng = Pcg64::new(4);
    let drawn: Vec<f64> = (0..10_000)
        .map(|_| 8190.0 * (rng.uniform() - 0.5))
        .collect();
    for value in edges.into_iter().chain(drawn) {
        assert_eq!(nearest(value), value.round() as i16, "{value}");
    }
}

#[test]
fn products_of_the_greatest_influences_are_exact() {
    for (n, count) in [
        (1, 1_i64),
        (31, 31),
        (127, 127),
        (128, 128),
        (129, 129),
        (1000, 1000),
    ] {
        let influences: Vec<f64> = (0..n).flat_map(|_| [1.0, -1.0]).collect();
        let found = Distances::new(&Rounded::new(&influences, n, 2));
        assert_eq!(found.squares[1], count * 8190 * 8190);
        assert_eq!(found.trace, count * 2 * 4095 * 4095);
    }
}
