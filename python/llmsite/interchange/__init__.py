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
}
"""Formats of results: name → module and what they are, in the order in which `auto` tries them."""

FORMATS: Mapping[str, Format] = {
    "lm-eval-task": Format(
        "task files (YAML) of lm-evaluation-harness", imports=True, exports=True
    ),
    **{
        name: Format(summary, imports=True, exports=False, module=module)
        for name, (module, summary) in _RESULTS.items()
    },
}
"""Name → format, as `llmsite import` and `llmsite export` call it."""
