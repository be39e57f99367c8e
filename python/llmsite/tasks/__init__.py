"""What is asked: tasks, suites, prompts and requests.

A task is a folder of data; there is no code in it. Everything about it is checked when it is
loaded. Knows nothing of models, generations or scores.
"""

from llmsite.tasks.checking import ROLES_METRIC, VERDICT
from llmsite.tasks.example import TaskExample, first_example
from llmsite.tasks.loading import Task, load_definition, load_task, restyle, task_sha256
from llmsite.tasks.lookup import suite_names, task_names
from llmsite.tasks.publishing import Withheld, allows_copies, withheld
from llmsite.tasks.requests import build_requests, requests_sha256
from llmsite.tasks.styles import STYLES, Style
from llmsite.tasks.suite import load_suite

__all__ = [
    "ROLES_METRIC",
    "STYLES",
    "VERDICT",
    "Style",
    "Task",
    "TaskExample",
    "Withheld",
    "allows_copies",
    "build_requests",
    "first_example",
    "load_definition",
    "load_suite",
    "load_task",
    "requests_sha256",
    "restyle",
    "suite_names",
    "task_names",
    "task_sha256",
    "withheld",
]
