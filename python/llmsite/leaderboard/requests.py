"""What was asked to be evaluated, and which result answers it.

The state is derived from committed files, so every build agrees. Knows nothing of how models run.
"""

from collections.abc import Sequence

from llmsite.errors import TaskError
from llmsite.leaderboard.evidence import read_results
from llmsite.leaderboard.records import RequestEntry, ResultEntry
from llmsite.project import Project
from llmsite.results import Additions
from llmsite.schema.trust import EvaluationRequest
from llmsite.tasks import load_suite


def open_requests(project: Project) -> tuple[RequestEntry, ...]:
    """Requests that no result answers yet, by slug.

    Raises:
        ResultError: A result or a record beside results is wrong.
    """
    entries, additions = read_results(project)
    found = request_entries(project, additions, entries)
    return tuple(each for each in found if each.result is None)


def request_entries(
    project: Project, additions: Additions, entries: Sequence[ResultEntry]
) -> tuple[RequestEntry, ...]:
    """Every request with the newest result that answers it, by slug."""
    return tuple(
        RequestEntry(slug, request, _answer(project, request, entries))
        for slug, request in sorted(additions.requests.items())
    )


def _answer(
    project: Project, request: EvaluationRequest, entries: Sequence[ResultEntry]
) -> str | None:
    """The newest result of the model on the whole suite that still counts."""
    source, _, revision = request.model.partition("@")
    try:
        wanted = {each.task for each in load_suite(request.suite, project).tasks}
    except TaskError:
        return None
    for entry in entries:
        record = entry.record
        same = record.model.id in (request.name, source.lower()) or record.model.source == source
        whole = {task.task for task in record.tasks if not task.partial} >= wanted
        fits = same and revision in ("", record.model.revision) and record.suite == request.suite
        if fits and whole and entry.retraction is None:
            return entry.id
    return None
