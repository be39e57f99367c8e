//! The Python module `llmsite._core`. All of PyO3 is here: convert, release the GIL, map errors.
//!
//! No logic: what a function does is said by the core that it calls and by `_core.pyi`.

mod columns;
mod errors;
mod scoring;
mod values;

#[pyo3::pymodule]
mod _core {
    #[pymodule_export]
    use super::scoring::{
        confusion, extract, extractors, finish, influences, metrics, pick, sample_scores,
        sample_statistics, score, score_statistics, tokenize, tokenizers,
    };
}
