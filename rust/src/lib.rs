//! Scoring and statistics of llmsite.
//!
//! Owns every loop over samples and all arithmetic on scores. Knows nothing of tasks, files or
//! records: columns of primitives come in, arrays and numbers go out. The same input gives the same
//! bits on every machine and at any number of threads: sums run in input order, block by block, and
//! transcendental functions come from `libm` alone.

pub mod columns;
pub mod error;
pub mod formulas;
pub mod metrics;
pub mod options;
pub mod pick;
pub mod score;
pub mod spec;
pub mod stats;
pub mod text;

#[cfg(feature = "python")]
mod py;
