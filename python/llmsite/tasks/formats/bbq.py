"""BBQ: JSON lines, with what each answer does with the stereotype that the question is about."""

from collections.abc import Iterator
from io import BufferedReader

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import FileSource
from llmsite.storage import Json
from llmsite.tasks.formats import Row, jsonl

_ANSWERS = ("ans0", "ans1", "ans2")


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """The columns of the file, and `roles`: `biased`, `counter` or `unknown` for each answer.

    Where a question is negative the answer that names a member of a stereotyped group is biased;
    where it is not, the answer that names somebody else is.
    """
    for line, row in jsonl.read_rows(stream, source, name):
        try:
            yield line, {**row, "roles": _roles(row)}
        except (KeyError, TypeError, IndexError):
            message = "is no row of BBQ: answer_info or additional_metadata is missing or wrong"
            raise TaskError(Fault(message, name, line)) from None


def _roles(row: Row) -> list[Json]:
    metadata: dict[str, list[str]] = row["additional_metadata"]  # type: ignore[assignment]  # a wrong layout is caught above
    answers: dict[str, list[str]] = row["answer_info"]  # type: ignore[assignment]  # as above
    stereotyped = {group.lower() for group in metadata["stereotyped_groups"]}
    groups = [answers[key][1].lower() for key in _ANSWERS]
    is_negative = row["question_polarity"] == "neg"
    return [
        "unknown"
        if group == "unknown"
        else "biased"
        if (group in stereotyped) == is_negative
        else "counter"
        for group in groups
    ]
