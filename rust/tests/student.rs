//! Quantiles of Student's t against frozen values of scipy.

use std::fs;
use std::path::Path;

use llmsite_core::stats::distribution::t_critical;
use serde_json::Value as Json;

#[test]
fn quantiles_equal_frozen_ones() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/student.json");
    let golden: Json = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let rows = golden["rows"].as_array().unwrap();
    assert!(rows.len() > 100);
    for row in rows {
        let number = |place: usize| row[place].as_f64().unwrap();
        let (level, df, expected) = (number(0), number(1), number(2));
        let found = t_critical(1.0 - level, df);
        assert!(
            (found / expected - 1.0).abs() < 1e-12,
            "{level} {df}: {found} {expected}"
        );
    }
}
