"""What rows answered to each sample of a task, with what was asked and what was accepted.

Reads generations where they lie beside their results, one task at a time. Knows nothing of pages.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from llmsite import results, scoring
from llmsite.errors import TaskError
from llmsite.leaderboard.catalogue import Catalogue
from llmsite.leaderboard.items import TaskItems, task_items
from llmsite.leaderboard.records import Leaderboard, Row
from llmsite.project import Project
from llmsite.results import columns
from llmsite.schema.generation import (
    ChoicesGeneration,
    ClassifyGeneration,
    Generation,
    TextGeneration,
)
from llmsite.schema.task import Sample
from llmsite.tasks import (
    STYLES,
    Task,
    Withheld,
    build_requests,
    restyle,
    withheld,
)

MAX_SAMPLES_BYTES = 1 << 30
"""Largest file of generations that is read."""
_KEPT = 100_000
"""Answers that are kept at most: those of a small leaderboard whole, of a large one the last tasks,
since pages come task by task."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one row answered to one sample."""

    text: str
    """What it wrote; for options the one that it found likeliest."""
    prediction: str | None
    """What was scored; none where no answer was found, or where it is no single text."""
    share: float | None = None
    """Probability of that option among all of them; none for written answers."""


@dataclass(frozen=True, slots=True)
class AskedSample:
    """One sample as it was asked."""

    id: str
    """Id within the task."""
    prompt: str = ""
    """What was asked, without examples; empty where it is kept back."""
    options: tuple[str, ...] = ()
    """Options to choose from."""
    references: tuple[str, ...] = ()
    """Accepted answers; empty where they are kept back."""


@dataclass(frozen=True, slots=True)
class TaskAnswers:
    """The samples of one task with the answers of the rows of its items."""

    withheld: Withheld | None
    """Why texts are kept back; none where they are shown."""
    shots: int
    """Examples that stood before each sample."""
    n_generations: int
    """Answers that each row gave to each sample; the first is shown."""
    canary: str
    """String by which the samples can be found in training data; empty where there is none."""
    samples: tuple[AskedSample, ...]
    """In the task's order."""
    answers: tuple[tuple[Answer | None, ...], ...]
    """[row][sample]: none where there is no generation; empty rows where none is here."""


class AnswerBook:
    """The samples and answers of a leaderboard, each task read when it is first asked for."""

    def __init__(
        self, project: Project, loaded: Leaderboard, *, data_dirs: Sequence[Path] = ()
    ) -> None:
        self._project = project
        self._loaded = loaded
        self._catalogue = loaded.catalogue or Catalogue(project, data_dirs)
        self._withheld: dict[str, Withheld | None] = {}
        self._read: OrderedDict[str, TaskAnswers] = OrderedDict()

    @cached_property
    def items(self) -> Mapping[str, TaskItems]:
        """Tasks whose samples are known, by name."""
        return task_items(self._loaded)

    def withheld(self, task: str) -> Withheld | None:
        """Why the texts of a task of `items` are not shown; none where they are."""
        if task not in self._withheld:
            reason: Withheld | None = "absent"
            known = self._catalogue[task]
            if known.definition is not None and known.task is not None:
                reason = withheld(known.definition)
            self._withheld[task] = reason
        return self._withheld[task]

    def answers(self, task: str) -> TaskAnswers:
        """Samples and answers of a task of `items`.

        Raises:
            LlmsiteError: A file of generations is damaged.
        """
        if task not in self._read:
            self._read[task] = self._answers(self.items[task])
            while len(self._read) > 1 and self._n_answers() > _KEPT:
                self._read.popitem(last=False)
        return self._read[task]

    def read_ahead(self) -> None:
        """Read the answers of a leaderboard that can be kept whole, before processes part."""
        if sum(items.shown.size for items in self.items.values()) <= _KEPT:
            for task in self.items:
                self.answers(task)

    def _n_answers(self) -> int:
        return sum(map(len, (row for each in self._read.values() for row in each.answers)))

    def _answers(self, items: TaskItems) -> TaskAnswers:
        reason = self.withheld(items.column.task)
        known = self._catalogue[items.column.task]  # kept: it was read for the leaderboard
        if known.task is None or reason == "absent":
            numbers = tuple(AskedSample(str(n + 1)) for n in range(items.n_samples))
            return TaskAnswers("absent", 0, 1, "", numbers, tuple(() for _ in items.rows))
        style, shots = _asked(items)
        asked = restyle(known.task, style) if style in STYLES else known.task
        definition = asked.definition
        n = definition.request.n if definition.request.kind == "generate" else 1
        return TaskAnswers(
            withheld=reason,
            shots=shots,
            n_generations=n,
            canary=definition.canary or "",
            samples=_samples(asked, reason),
            answers=tuple(
                () if reason is not None else self._row(asked, row, items.column.task)
                for row in items.rows
            ),
        )

    def _row(self, task: Task, row: Row, name: str) -> tuple[Answer | None, ...]:
        """The first answers of the first result of a row whose generations are here."""
        cell = next(cell for cell in row.cells if cell.task == name)
        for result in cell.results:
            entry = self._loaded.result[result]
            if entry.samples_path is not None and entry.record.samples is not None:
                rows = results.read_task_samples(
                    self._project.records_root / entry.samples_path,
                    entry.record.samples,
                    name,
                    name=entry.samples_path,
                    limit=MAX_SAMPLES_BYTES,
                )
                return _answers_of(task, rows)
        return ()


def _asked(items: TaskItems) -> tuple[str, int]:
    """Prompt style and examples of the first row; a board has one of each."""
    cell = next(cell for cell in items.rows[0].cells if cell.task == items.column.task)
    return (cell.key.style, cell.key.shots) if cell.key is not None else ("", 0)


def _samples(task: Task, reason: Withheld | None) -> tuple[AskedSample, ...]:
    if reason == "licence":
        return tuple(AskedSample(sample.id) for sample in task.samples)
    prompts: dict[str, str] = {}
    try:
        for each in build_requests(task, shots=0):
            prompts.setdefault(each.sample_id, str(each.prompt))
    except TaskError:  # a style that cannot do without examples
        prompts = {sample.id: str(sample.input) for sample in task.samples}
    return tuple(
        AskedSample(
            id=sample.id,
            prompt=prompts.get(sample.id, ""),
            options=sample.choices,
            references=() if reason == "private" else _references(sample),
        )
        for sample in task.samples
    )


def _references(sample: Sample) -> tuple[str, ...]:
    """Accepted answers as text; of graded candidates the best ones."""
    grades = [each for each in sample.references if isinstance(each, int | float)]
    if grades and len(grades) == len(sample.choices):
        best = max(grades)
        return tuple(c for c, g in zip(sample.choices, grades, strict=True) if g == best)
    return tuple(
        str(each)
        if isinstance(each, str | int | float)
        else f"{each.label} {each.start}\u2013{each.end}"
        for each in sample.references
    )


def _answers_of(task: Task, rows: Sequence[Generation]) -> tuple[Answer | None, ...]:
    """One answer a sample, the first of several."""
    answered = columns.align(task, rows)
    predicted: Sequence[str | None] = [None] * len(answered.generations)
    if columns.has_predictions(task):
        predicted, _ = columns.predictions(task, answered)
    found: dict[str, Answer] = {}
    for sample, each, prediction in zip(
        answered.samples, answered.generations, predicted, strict=True
    ):
        if sample.id not in found:
            found[sample.id] = _answer(sample, each, prediction)
    return tuple(found.get(sample.id) for sample in task.samples)


def _answer(sample: Sample, each: Generation, prediction: str | None) -> Answer:
    if isinstance(each, TextGeneration):
        return Answer(each.text, prediction)
    if isinstance(each, ClassifyGeneration) and each.spans is not None:
        text = "; ".join(f"{s.label} {s.start}\u2013{s.end}" for s in each.spans)
        return Answer(text, prediction)
    if isinstance(each, ChoicesGeneration | ClassifyGeneration):
        scores = each.log_likelihoods if isinstance(each, ChoicesGeneration) else each.logits or ()
        share = None
        if prediction in sample.choices and len(scores) == len(sample.choices):
            share = scoring.softmax([scores])[0][sample.choices.index(prediction)]
        return Answer(prediction or "", prediction, share)
    return Answer("", prediction)
