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


FORMATS: Mapping[str, Format] = {
    "lm-eval-task": Format(
        "task files (YAML) of lm-evaluation-harness", imports=True, exports=True
    ),
    "lm-eval": Format(
        "results and samples of lm-evaluation-harness 0.2 to 0.4.13 and its forks",
        imports=True,
        exports=False,
        module="lm_eval",
    ),
}
"""Name → format, as `llmsite import` and `llmsite export` call it."""
