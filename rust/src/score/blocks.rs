//! Blocks of samples: their order of summation, their threads, and what is kept of them.

use std::ops::Range;

use rayon::ThreadPoolBuilder;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::error::Error;
use crate::metrics::{BLOCK, Plan, add_rows};
use crate::score::rows::NarrowRows;

/// Sum of rows, block by block.
pub fn total(rows: &[f64], n_statistics: usize) -> Vec<f64> {
    let mut sum = vec![0.0; n_statistics];
    for block in rows.chunks(BLOCK * n_statistics.max(1)) {
        let mut part = vec![0.0; n_statistics];
        add_rows(block, &mut part);
        add_rows(&part, &mut sum);
    }
    sum
}

/// Calls `answer` for every block of samples and returns what it said, in block order.
///
/// # Errors
/// That of the first block that has one.
pub fn map_blocks<T: Send>(
    n_samples: usize,
    threads: usize,
    answer: impl Fn(Range<usize>) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let blocks = n_samples.div_ceil(BLOCK);
    let run = |block: usize| answer(block * BLOCK..((block + 1) * BLOCK).min(n_samples));
    let pool = if threads.min(blocks) > 1 {
        // A machine that gives no threads still has this one.
        ThreadPoolBuilder::new()
            .num_threads(threads.min(blocks))
            .build()
            .ok()
    } else {
        None
    };
    match pool {
        None => (0..blocks).map(run).collect(),
        Some(pool) => {
            let answers: Vec<_> = pool.install(|| (0..blocks).into_par_iter().map(run).collect());
            answers.into_iter().collect()
        }
    }
}

/// The sum of all rows and, unless they are cheap to compute again, the rows.
pub struct Kept {
    /// The sum.
    pub total: Vec<f64>,
    blocks: Vec<NarrowRows>,
}

impl Kept {
    /// Computes the statistics of all samples.
    ///
    /// # Errors
    /// Names the first sample that cannot be scored.
    pub fn new(plan: &dyn Plan, n_samples: usize, threads: usize) -> Result<Self, Error> {
        let width = plan.n_statistics();
        let again = plan.is_cheap();
        let parts = map_blocks(n_samples, threads, |range| {
            let mut part = vec![0.0; width];
            if again {
                plan.add(range, &mut part)?;
                return Ok((part, None));
            }
            let mut rows = vec![0.0; width * range.len()];
            plan.stats(range, &mut rows)?;
            add_rows(&rows, &mut part);
            Ok((part, Some(NarrowRows::new(rows))))
        })?;
        let mut total = vec![0.0; width];
        let mut blocks = Vec::new();
        for (part, rows) in parts {
            add_rows(&part, &mut total);
            blocks.extend(rows);
        }
        Ok(Self { total, blocks })
    }

    /// The product of `weights` with each row.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn project(
        &self,
        plan: &dyn Plan,
        n_samples: usize,
        threads: usize,
        weights: &[f64],
    ) -> Result<Vec<f64>, Error> {
        if plan.is_cheap() {
            let parts = map_blocks(n_samples, threads, |range| {
                let mut products = vec![0.0; range.len()];
                plan.project(range, weights, &mut products)?;
                Ok(products)
            })?;
            return Ok(parts.concat());
        }
        let mut products = Vec::with_capacity(n_samples);
        for block in &self.blocks {
            block.project(weights, &mut products);
        }
        Ok(products)
    }
}
