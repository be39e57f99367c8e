use super::*;
use crate::columns::ReferenceColumn;
use crate::metrics::find;

fn texts(n: usize) -> (Vec<String>, ReferenceColumn<String>) {
    let word = |i: usize| format!("w{}", i * i % 17);
    let line = |i: usize| {
        (0..i % 23)
            .map(|k| word(i + k))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let predictions = (0..n).map(line).collect();
    let references = ReferenceColumn::One((0..n).map(|i| line(i + i % 3)).collect());
    (predictions, references)
}

#[test]
fn threads_and_stored_rows_change_no_bit() {
    let (predictions, references) = texts(1500);
    let clusters: Vec<u32> = (0..1500).map(|i| i / 7).collect();
    for name in ["bleu", "chrf", "token_f1"] {
        let metric = Configured::new(find(name).unwrap(), Vec::new()).unwrap();
        let columns = Columns::Texts {
            predictions: &predictions,
            references: &references,
        };
        for clusters in [None, Some(clusters.as_slice())] {
            let request = Request {
                clusters,
                ..Request::default()
            };
            let one = metric.score(&columns, &request).unwrap();
            let two = metric
                .score(
                    &columns,
                    &Request {
                        threads: 3,
                        ..request
                    },
                )
                .unwrap();
            let (rows, width) = metric.statistics(&columns, 2).unwrap();
            let again = metric.score_rows(&rows, width, &request).unwrap();
            assert_eq!(one.estimates, two.estimates, "{name}");
            assert_eq!(one.estimates, again.estimates, "{name}");
            assert_eq!(one.details, again.details, "{name}");
        }
        let scores = metric.sample_scores(&columns, 1).unwrap();
        assert_eq!(scores, metric.sample_scores(&columns, 2).unwrap(), "{name}");
        assert_eq!(scores[0].len(), 1500);
    }
}

#[test]
fn a_score_lies_in_its_interval_and_the_interval_in_the_range() {
    for n in [1, 2, 40, 600] {
        let (predictions, references) = texts(n);
        let columns = Columns::Texts {
            predictions: &predictions,
            references: &references,
        };
        for name in ["bleu", "chrf", "exact_match"] {
            let metric = Configured::new(find(name).unwrap(), Vec::new()).unwrap();
            let score = metric.score(&columns, &Request::default()).unwrap();
            let estimate = score.estimates[0];
            let (low, high) = metric.spec.range;
            assert!(
                low <= estimate.low && estimate.low <= estimate.value,
                "{name} {n} {estimate:?}"
            );
            assert!(
                estimate.value <= estimate.high && estimate.high <= high,
                "{name} {n} {estimate:?}"
            );
        }
    }
}

#[test]
fn rows_of_another_metric_are_refused() {
    let metric = Configured::new(find("bleu").unwrap(), Vec::new()).unwrap();
    assert!(
        metric
            .score_rows(&[1.0, 2.0], 2, &Request::default())
            .is_err()
    );
    assert!(metric.finish(&[f64::NAN; 10]).is_err());
    let request = Request {
        level: 1.0,
        ..Request::default()
    };
    assert!(metric.score_rows(&[1.0; 20], 10, &request).is_err());
}
