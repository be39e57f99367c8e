"""Results: generations become scores, scores become one immutable file a run.

A score of a task of our own runs exists only here, as re-scored generations. Knows nothing of how
models are asked, and nothing of ranks.
"""

from llmsite.results.packing import pack_column, unpack_column

__all__ = ["pack_column", "unpack_column"]
