"""Other tools' files in and out, one module a format. Formats do not know each other."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """What can be done with another tool's files."""

    summary: str
    """What they are, one line."""
    imports: bool
    """Whether `llmsite import` reads them."""
    exports: bool
    """Whether `llmsite export` writes them."""
    module: str = ""
    """Module of `llmsite.interchange` that reads results; empty for what holds none."""


_RESULTS = {
    "lm-eval": (
        "lm_eval",
        "results and samples of lm-evaluation-harness 0.2 to 0.4.13 and its forks",
    ),
    "open-llm-leaderboard": ("open_llm", "tables (CSV) of the Open LLM Leaderboard v2"),
    "arena": ("arena", "tables (CSV) of LMArena with ratings and their intervals"),
    "alpaca-eval": ("alpaca_eval", "judgements, outputs and leaderboards of AlpacaEval"),
    "every-eval-ever": ("every_eval_ever", "documents of every_eval_ever (schema 0.2 and 0.3)"),
    "scores": ("scores_table", "tables that 'llmsite export csv', 'json' or 'parquet' wrote"),
    "helm": ("helm", "run folders of HELM"),
    "swe-bench": ("swe_bench", "leaderboards of SWE-bench (leaderboards.json)"),
    "livebench": ("live_bench", "judgements of LiveBench (Parquet)"),
    "lighteval": ("lighteval", "results (JSON) and details (Parquet) of lighteval"),
    "inspect": ("inspect_log", "logs of Inspect (.json and .eval)"),
    "mteb": ("mteb", "result folders of MTEB"),
    "evalplus": ("evalplus", "leaderboards and verdicts of EvalPlus, RepoQA and EvalPerf"),
    "bigcode": ("bigcode", "results of bigcode-evaluation-harness"),
    "euroeval": ("euroeval", "leaderboards of EuroEval (CSV)"),
    "aider": ("aider", "leaderboards of aider (YAML)"),
    "eq-bench": ("eq_bench", "result files of EQ-Bench v2"),
    "arc-agi": ("arc_agi", "results of ARC-AGI"),
    "paper": ("paper", "scores of a publication, copied by hand with their citation (TOML)"),
    "csv": ("table_csv", "plain tables (CSV) with a declared mapping"),
}
"""Formats of results: name → module and what they are, in the order in which `auto` tries them."""

_WRITTEN = {
    "every-eval-ever": "documents of every_eval_ever",
    "hf-eval-results": "`.eval_results` files for model repositories on the Hugging Face hub",
    "model-index": "`model-index` metadata for READMEs of models on the Hugging Face hub",
    "csv": "all values of a leaderboard as one table; in: plain tables with a declared mapping",
    "json": "all values of a leaderboard as one JSON list",
    "parquet": "all values of a leaderboard as one Parquet table",
}
"""Formats that are written: name → what they are."""

FORMATS: Mapping[str, Format] = {
    "lm-eval-task": Format(
        "task files (YAML) of lm-evaluation-harness", imports=True, exports=True
    ),
    **{
        name: Format(
            _WRITTEN.get(name, summary), imports=True, exports=name in _WRITTEN, module=module
        )
        for name, (module, summary) in _RESULTS.items()
    },
    **{
        name: Format(summary, imports=False, exports=True)
        for name, summary in _WRITTEN.items()
        if name not in _RESULTS
    },
}
"""Name → format, as `llmsite import` and `llmsite export` call it."""
