"""Asks a model everything a run wants to know, and loses nothing on the way.

`prepare` (pure) makes the plan; `execute` fills the run folder and resumes by itself. Knows nothing
of scores.
"""

from llmsite.runner.cluster import Cluster, execute_on_ray
from llmsite.runner.execution import Advance, execute, new_record
from llmsite.runner.folder import RunFolder
from llmsite.runner.logs import LOGS, open_log
from llmsite.runner.planning import AskedTask, Prepared, Wanted, prepare, run_identity
from llmsite.runner.selfcheck import N_CHECKED
from llmsite.runner.shares import launched_share

__all__ = [
    "LOGS",
    "N_CHECKED",
    "Advance",
    "AskedTask",
    "Cluster",
    "Prepared",
    "RunFolder",
    "Wanted",
    "execute",
    "execute_on_ray",
    "launched_share",
    "new_record",
    "open_log",
    "prepare",
    "run_identity",
]
