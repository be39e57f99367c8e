//! The Python module `llmsite._core`. All of PyO3 is here: convert, release the GIL, map errors.
//!
//! No logic: what a function does is said by the core that it calls and by `_core.pyi`.

mod columns;
mod comparisons;
mod errors;
mod labels;
mod scoring;
mod spans;
mod statistics;
mod trust;
mod values;

#[pyo3::pymodule]
mod _core {
    #[pymodule_export]
    use super::comparisons::{
        adjust_p_values, agresti_min, clopper_pearson, compare_statistics, detectable_difference,
        mcnemar, sacrebleu_test, t_critical, wilson,
    };
    #[pymodule_export]
    use super::scoring::{
        confusion, extract, extractors, finish, influences, metrics, pick, sample_scores,
        sample_statistics, score, score_statistics, softmax, tokenize, tokenizers,
    };
    #[pymodule_export]
    use super::statistics::{
        aggregate_tasks, bound_partial, category_weights, critical_table, find_front, front_shares,
        pair_models, rank_models, round_influences,
    };
    #[pymodule_export]
    use super::trust::{
        altered_bound, analyse_items, compare_over_runs, count_equal_outputs, count_limit,
        directional_p, link_versions, mismatch_p, runs_error, screen_outputs, selection_gain,
        shrink_scores, vary_runs, widen_interval,
    };
}
