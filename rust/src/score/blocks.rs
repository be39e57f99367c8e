//! Blocks of samples: their order of summation, their threads, and what is kept of them.

use std::ops::Range;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use rayon::{ThreadPool, ThreadPoolBuilder};

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
    match pool(threads.min(blocks)) {
        None => (0..blocks).map(run).collect(),
        Some(pool) => {
            let answers: Vec<_> = pool.install(|| (0..blocks).into_par_iter().map(run).collect());
            answers.into_iter().collect()
        }
    }
}

/// Lets `fill` write the rows of every block of samples, `width` numbers a sample.
///
/// # Errors
/// That of the first block that has one.
pub fn fill_blocks(
    n_samples: usize,
    width: usize,
    threads: usize,
    fill: impl Fn(Range<usize>, &mut [f64]) -> Result<(), Error> + Sync,
) -> Result<Vec<f64>, Error> {
    let mut rows = vec![0.0; n_samples * width];
    let run = |(block, part): (usize, &mut [f64])| {
        let start = block * BLOCK;
        fill(start..start + part.len() / width, part)
    };
    match pool(threads.min(n_samples.div_ceil(BLOCK))) {
        None => rows
            .chunks_mut(BLOCK * width)
            .enumerate()
            .try_for_each(run)?,
        Some(pool) => {
            let answers: Vec<_> = pool.install(|| {
                let parts = rows.par_chunks_mut(BLOCK * width).enumerate();
                parts.map(run).collect()
            });
            answers.into_iter().collect::<Result<(), _>>()?;
        }
    }
    Ok(rows)
}

/// Threads to work on, none where one is enough.
fn pool(threads: usize) -> Option<ThreadPool> {
    if threads < 2 {
        return None;
    }
    // A machine that gives no threads still has this one.
    ThreadPoolBuilder::new().num_threads(threads).build().ok()
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
            return fill_blocks(n_samples, 1, threads, |range, products| {
                plan.project(range, weights, products)
            });
        }
        let mut products = Vec::with_capacity(n_samples);
        for block in &self.blocks {
            block.project(weights, &mut products);
        }
        Ok(products)
    }
}
