"""Metrics of lm-evaluation-harness: which way is better, and which are shares of samples.

As in the harness's own registry; newer files state directions themselves.
"""

LOWER = frozenset(
    (
        "ppl",
        "word_perplexity",
        "byte_perplexity",
        "bits_per_byte",
        "perplexity",
        "mae",
        "mse",
        "rmse",
        "brier_score",
        "ter",
        "wer",
        "cer",
        "likelihood_diff",
        "likelihood_difference",
        "ece",
        "toxicity",
    )
)
HIGHER = frozenset(
    (
        "acc",
        "acc_norm",
        "acc_mutual_info",
        "acc_bytes",
        "exact_match",
        "em",
        "f1",
        "mcc",
        "mc1",
        "mc2",
        "bleu",
        "bleu_max",
        "bleu_acc",
        "bleu_diff",
        "rouge1_max",
        "rouge1_acc",
        "rouge1_diff",
        "rouge2_max",
        "rouge2_acc",
        "rouge2_diff",
        "rougel_max",
        "rougel_acc",
        "rougel_diff",
        "bleurt_max",
        "bleurt_acc",
        "bleurt_diff",
        "chrf",
        "rouge1",
        "rouge2",
        "rougel",
        "rougelsum",
        "balanced_acc",
        "pass_at_1",
    )
)
SHARES = frozenset(
    (
        "acc",
        "acc_norm",
        "acc_mutual_info",
        "acc_bytes",
        "mc1",
        "mc2",
        "bleu_acc",
        "rouge1_acc",
    )
)
"""Values that the harness computes as shares of samples."""
