//! From log-likelihoods of choices to the one that a model prefers (the extractor `pick`), and to how
//! probable it finds each.

use crate::error::Error;

/// What a log-likelihood is divided by before choices are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalization {
    /// Nothing.
    None,
    /// The number of tokens of the choice.
    Tokens,
    /// The number of UTF-8 bytes of the choice.
    Bytes,
}

impl Normalization {
    /// The normalization of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(name: &str) -> Result<Self, Error> {
        match name {
            "none" => Ok(Self::None),
            "tokens" => Ok(Self::Tokens),
            "bytes" => Ok(Self::Bytes),
            _ => Err(Error::Unknown {
                kind: "normalization",
                name: name.to_owned(),
                known: vec!["none", "tokens", "bytes"],
            }),
        }
    }
}

/// Index of the greatest log-likelihood per unit, the lowest of equals, and whether there are equals.
///
/// # Errors
/// When there is no choice, lengths differ, or a unit count is not positive; `sample` names the place.
pub fn pick(
    sample: usize,
    log_likelihoods: &[f64],
    units: Option<&[f64]>,
) -> Result<(u32, bool), Error> {
    let mut best: Option<(u32, f64, bool)> = None;
    for (choice, value) in per_unit(sample, log_likelihoods, units)?
        .into_iter()
        .enumerate()
    {
        best = match best {
            Some((_, most, _)) if value > most => Some((choice as u32, value, false)),
            Some((first, most, tied)) => Some((first, most, tied || value == most)),
            None => Some((choice as u32, value, false)),
        };
    }
    match best {
        Some((choice, _, tied)) => Ok((choice, tied)),
        None => Err(refusal(sample, "has no choice", "give at least one")),
    }
}

/// Probability of each choice, if one of them is chosen: the softmax of the log-likelihoods per unit.
///
/// # Errors
/// As for `pick`.
pub fn softmax(
    sample: usize,
    log_likelihoods: &[f64],
    units: Option<&[f64]>,
) -> Result<Vec<f64>, Error> {
    let values = per_unit(sample, log_likelihoods, units)?;
    if values.is_empty() {
        return Err(refusal(sample, "has no choice", "give at least one"));
    }
    // The greatest is taken off first, so that the sum is at least one.
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let shares: Vec<f64> = values.iter().map(|value| libm::exp(value - most)).collect();
    let all: f64 = shares.iter().sum();
    Ok(shares.into_iter().map(|share| share / all).collect())
}

fn per_unit(sample: usize, values: &[f64], units: Option<&[f64]>) -> Result<Vec<f64>, Error> {
    let Some(units) = units else {
        return Ok(values.to_vec());
    };
    if units.len() != values.len() {
        let problem = "has another number of choices than its units";
        return Err(refusal(sample, problem, "give one number a choice"));
    }
    if units.iter().any(|unit| *unit <= 0.0) {
        let problem = "has a choice without units";
        return Err(refusal(sample, problem, "leave empty choices out"));
    }
    Ok(values
        .iter()
        .zip(units)
        .map(|(value, unit)| value / unit)
        .collect())
}

fn refusal(sample: usize, problem: &str, fix: &'static str) -> Error {
    Error::Sample {
        column: "log_likelihoods",
        index: sample,
        problem: problem.into(),
        fix,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_of_equals_is_picked() {
        assert_eq!(pick(0, &[-3.0, -1.0, -1.0], None), Ok((1, true)));
        assert_eq!(pick(0, &[-1.0, -1.0, -0.5], None), Ok((2, false)));
        assert_eq!(pick(0, &[-4.0, -3.0], Some(&[4.0, 1.0])), Ok((0, false)));
        assert!(pick(0, &[], None).is_err());
        assert!(pick(0, &[-1.0], Some(&[])).is_err());
        assert!(pick(0, &[-1.0], Some(&[0.0])).is_err());
    }

    #[test]
    fn probabilities_of_choices_add_up_to_one() {
        let quarter = [libm::log(0.1), libm::log(0.3)];
        let found = softmax(0, &quarter, None).unwrap_or_default();
        assert!((found[0] - 0.25).abs() < 1e-15 && (found[1] - 0.75).abs() < 1e-15);
        assert_eq!(softmax(0, &[-5000.0, -5000.0], None), Ok(vec![0.5, 0.5]));
        assert_eq!(
            softmax(0, &[-4.0, -1.0], Some(&[4.0, 1.0])),
            Ok(vec![0.5, 0.5])
        );
        assert!(softmax(0, &[], None).is_err());
        assert!(softmax(0, &[-1.0], Some(&[0.0])).is_err());
    }
}
