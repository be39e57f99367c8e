"""What a sample of a task looks like to a model, for people who want to see before they trust."""

from dataclasses import dataclass

from llmsite.schema.task import Sample
from llmsite.tasks import styles
from llmsite.tasks.loading import Task
from llmsite.tasks.requests import build_requests


@dataclass(frozen=True, slots=True)
class TaskExample:
    """The first sample of a task, as a model is asked it."""

    sample_id: str
    """Id of the sample."""
    prompt: str
    """The prompt as text, examples included."""
    options: tuple[str, ...]
    """Texts of which the likelier is the answer; empty where the answer is written freely."""
    reference: str
    """A right answer as the prompt's style writes it; empty where it is kept private."""


def first_example(task: Task) -> TaskExample | None:
    """The first sample with its prompt; none of a task without samples.

    Raises:
        TaskError: The prompt cannot be made.
    """
    requests = build_requests(task, limit=1)
    if not requests:
        return None
    request = requests[0]
    definition = task.definition
    shown = definition.references != "private"
    return TaskExample(
        sample_id=request.sample_id,
        prompt=str(request.prompt),  # text: no conversation was asked for
        options=tuple(option.strip() for option in request.continuations),
        reference=_answer(task.samples[0], styles.STYLES[definition.prompt.style]) if shown else "",
    )


def _answer(sample: Sample, style: styles.Style) -> str:
    grades = [each for each in sample.references if isinstance(each, int | float)]
    if grades and len(grades) == len(sample.choices):  # options that are ranked
        return sample.choices[grades.index(max(grades))]
    return styles.written_reference(sample, style)
