//! The extractor `pick`: the choice to which a model gives the greatest log-likelihood.

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
    let refuse = |problem: &str, fix: &'static str| {
        Err(Error::Sample {
            column: "log_likelihoods",
            index: sample,
            problem: problem.into(),
            fix,
        })
    };
    if units.is_some_and(|units| units.len() != log_likelihoods.len()) {
        return refuse(
            "has another number of choices than its units",
            "give one number a choice",
        );
    }
    let mut best: Option<(u32, f64, bool)> = None;
    for (choice, log_likelihood) in log_likelihoods.iter().enumerate() {
        let unit = units
            .and_then(|units| units.get(choice))
            .copied()
            .unwrap_or(1.0);
        if unit <= 0.0 {
            return refuse("has a choice without units", "leave empty choices out");
        }
        let value = log_likelihood / unit;
        best = match best {
            Some((_, most, _)) if value > most => Some((choice as u32, value, false)),
            Some((first, most, tied)) => Some((first, most, tied || value == most)),
            None => Some((choice as u32, value, false)),
        };
    }
    match best {
        Some((choice, _, tied)) => Ok((choice, tied)),
        None => refuse("has no choice", "give at least one"),
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
}
