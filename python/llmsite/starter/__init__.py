"""A new leaderboard project: its files, an example task, and results of two baselines.

The files are data under `files/`. Knows nothing of the command line.
"""

from llmsite.starter.making import make_project
from llmsite.starter.upgrading import Upgraded, upgrade

__all__ = ["Upgraded", "make_project", "upgrade"]
