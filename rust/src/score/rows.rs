//! Rows of statistics kept as narrow as they are exact.

use crate::metrics::dot;

/// One block of rows. Counts below 256 or 65,536 take one or two bytes each.
pub enum NarrowRows {
    /// Whole numbers below 2⁸.
    Bytes(Box<[u8]>),
    /// Whole numbers below 2¹⁶.
    Words(Box<[u16]>),
    /// Anything else.
    Full(Box<[f64]>),
}

impl NarrowRows {
    /// Keeps `rows` in the narrowest form that returns the same bits.
    pub fn new(rows: Vec<f64>) -> Self {
        // Negative zero would come back as zero.
        let is_same = |x: f64, kept: f64| x.to_bits() == kept.to_bits();
        if rows.iter().all(|x| is_same(*x, f64::from(*x as u8))) {
            Self::Bytes(rows.iter().map(|x| *x as u8).collect())
        } else if rows.iter().all(|x| is_same(*x, f64::from(*x as u16))) {
            Self::Words(rows.iter().map(|x| *x as u16).collect())
        } else {
            Self::Full(rows.into_boxed_slice())
        }
    }

    /// Appends the product of `weights` with each row.
    pub fn project(&self, weights: &[f64], out: &mut Vec<f64>) {
        let width = weights.len().max(1);
        let mut row = vec![0.0; width];
        let mut push = |values: &mut dyn Iterator<Item = f64>| {
            for (slot, value) in row.iter_mut().zip(values) {
                *slot = value;
            }
            out.push(dot(&row, weights));
        };
        match self {
            Self::Bytes(rows) => {
                for chunk in rows.chunks_exact(width) {
                    push(&mut chunk.iter().copied().map(f64::from));
                }
            }
            Self::Words(rows) => {
                for chunk in rows.chunks_exact(width) {
                    push(&mut chunk.iter().copied().map(f64::from));
                }
            }
            Self::Full(rows) => out.extend(rows.chunks_exact(width).map(|row| dot(row, weights))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_gives_the_same_bits() {
        let weights = [0.1, -0.7];
        for (rows, bytes) in [
            (vec![1.0, 255.0, 0.0, 7.0], 4),
            (vec![1.0, 256.0, 0.0, 7.0], 8),
            (vec![1.0, 65_536.0, 0.0, 7.0], 32),
            (vec![1.0, 0.5, -0.0, 7.0], 32),
        ] {
            let expected: Vec<_> = rows.chunks_exact(2).map(|row| dot(row, &weights)).collect();
            let kept = NarrowRows::new(rows);
            let size = match &kept {
                NarrowRows::Bytes(rows) => rows.len(),
                NarrowRows::Words(rows) => 2 * rows.len(),
                NarrowRows::Full(rows) => 8 * rows.len(),
            };
            let mut products = Vec::new();
            kept.project(&weights, &mut products);
            assert_eq!((products, size), (expected, bytes));
        }
    }
}
