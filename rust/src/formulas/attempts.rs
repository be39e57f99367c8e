//! Several attempts at one problem: how many are right of how many.

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::sample_mean::Value;

/// The value of each sample's counts: `value(right, attempts, k)`.
///
/// # Errors
/// When the columns hold something else, or names the first sample whose counts are none, or that has
/// fewer than `k` attempts.
pub fn of_attempts<'a>(
    columns: &Columns<'a>,
    k: usize,
    value: fn(usize, usize, usize) -> f64,
) -> Result<Value<'a>, Error> {
    let (predictions, references) = columns.numbers()?;
    for (index, (right, attempts)) in predictions.iter().zip(references).enumerate() {
        let is_count = |x: f64| (0.0..=1e9).contains(&x) && libm::trunc(x) - x == 0.0;
        let (problem, fix) = if !is_count(*right) || !is_count(*attempts) || right > attempts {
            (
                format!("{right} right of {attempts} attempts are no counts"),
                "give whole numbers, the right attempts first",
            )
        } else if *attempts < k as f64 {
            (
                format!("has {attempts} attempts, fewer than k = {k}"),
                "ask for more attempts, or choose a smaller k",
            )
        } else {
            continue;
        };
        return Err(Error::Sample {
            column: "references",
            index,
            problem,
            fix,
        });
    }
    let count = |column: &[f64], i: usize| column.get(i).copied().unwrap_or(0.0) as usize;
    Ok(Box::new(move |i| {
        Ok(value(count(predictions, i), count(references, i), k))
    }))
}
