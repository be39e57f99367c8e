"""Results: generations become scores, scores become one immutable file a run.

A score of a task of our own runs exists only here, as re-scored generations. Knows nothing of how
models are asked, and nothing of ranks.
"""

from llmsite.results.adding import add, draft_result, file_result, score_run
from llmsite.results.additions import (
    Additions,
    find_result,
    read_additions,
    write_redaction,
    write_retraction,
    write_verification,
)
from llmsite.results.cards import draft_card, read_card, write_card
from llmsite.results.deriving import rederive
from llmsite.results.elsewhere import add_generations
from llmsite.results.packing import pack_column, unpack_column
from llmsite.results.pairing import StylePair, pair_styles
from llmsite.results.reading import (
    StoredResult,
    fingerprint,
    read,
    read_samples,
    read_task_samples,
    result_id,
    samples_path,
)
from llmsite.results.reforming import move_samples_out, reform
from llmsite.results.rescoring import rescore
from llmsite.results.runs import find_run, last_run, read_run
from llmsite.results.verifying import verify_run, verify_scores

__all__ = [
    "Additions",
    "StoredResult",
    "StylePair",
    "add",
    "add_generations",
    "draft_card",
    "draft_result",
    "file_result",
    "find_result",
    "find_run",
    "fingerprint",
    "last_run",
    "move_samples_out",
    "pack_column",
    "pair_styles",
    "read",
    "read_additions",
    "read_card",
    "read_run",
    "read_samples",
    "read_task_samples",
    "rederive",
    "reform",
    "rescore",
    "result_id",
    "samples_path",
    "score_run",
    "unpack_column",
    "verify_run",
    "verify_scores",
    "write_card",
    "write_redaction",
    "write_retraction",
    "write_verification",
]
