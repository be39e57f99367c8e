"""From generations to the columns that a metric reads: predictions, references, clusters.

Owns what counts as the prediction of a sample. All arithmetic and all extraction is the core's.
Knows nothing of metrics but what they read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any  # noqa: TID251 - for `keywords` alone

from llmsite import scoring
from llmsite.errors import Fault, ResultError
from llmsite.schema.generation import (
    ChoicesGeneration,
    ClassifyGeneration,
    Generation,
    RollingGeneration,
    TextGeneration,
)
from llmsite.schema.task import Option, Sample
from llmsite.storage import shown
from llmsite.tasks import STYLES, VERDICT, Task


def keywords(options: Mapping[str, Option]) -> dict[str, Any]:
    """Options as keyword arguments; their types are checked by who takes them."""
    return dict(options)


ROLES = "roles"
"""Attribute that says it for each option, in order: `biased`, `counter` or `unknown`."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows of a task that can be scored, in the task's order."""

    samples: tuple[Sample, ...]
    """Sample of each row; repeated where it has several generations."""
    generations: tuple[Generation, ...]
    """Generation of each row."""
    n_samples: int
    """Different samples among them."""
    complete: bool
    """Whether every sample has all its generations."""


def align(task: Task, generations: Sequence[Generation]) -> Answered:
    """Generations in the order of the task's samples, those with an error left out.

    Raises:
        ResultError: A generation is of no sample, of another kind, or stands twice.
    """
    if not task.can_be_scored:
        message = f"task {task.definition.name}: its references are private"
        fix = "the maintainers score it with '--data', which names the folder of the references"
        raise ResultError(Fault(message, fix=fix))
    kind = task.definition.request.kind
    n_wanted = task.definition.request.n if kind == "generate" else 1
    found: dict[tuple[str, int], Generation] = {}
    known = {sample.id for sample in task.samples}
    faults: list[Fault] = []
    for each in generations:
        where = f"task {task.definition.name}, generation {shown(each.id)}"
        if each.id not in known:
            fix = "use the ids of the task's samples ('llmsite task show')"
            faults.append(Fault(f"{where}: the task has no such sample", fix=fix, code="LS505"))
        elif each.kind != kind:
            message = f"{where}: is of kind '{each.kind}', the task asks '{kind}'"
            faults.append(Fault(message, code="LS505"))
        elif (each.id, each.index) in found:
            message = f"{where}: stands twice (index {each.index})"
            faults.append(Fault(message, fix="keep one", code="LS505"))
        elif each.index >= n_wanted:
            message = f"{where}: index {each.index}, the task asks for {n_wanted} a sample"
            faults.append(Fault(message, code="LS505"))
        found[each.id, each.index] = each
    if faults:
        raise ResultError(*faults)
    rows = [
        (sample, found[sample.id, index])
        for sample in task.samples
        for index in range(n_wanted)
        if (sample.id, index) in found and found[sample.id, index].error is None
    ]
    return Answered(
        samples=tuple(sample for sample, _ in rows),
        generations=tuple(generation for _, generation in rows),
        n_samples=len({sample.id for sample, _ in rows}),
        complete=len(rows) == len(task.samples) * n_wanted,
    )


def clusters(task: Task, answered: Answered) -> list[int] | None:
    """Cluster of each row as a number from 0 by first appearance; none if all stand alone."""
    field = task.definition.score.clusters
    names = [_cluster_of(sample, field) for sample in answered.samples]
    numbers: dict[tuple[str, str], int] = {}
    column = [
        numbers.setdefault(
            ("cluster", name) if name is not None else ("id", sample.id), len(numbers)
        )
        for name, sample in zip(names, answered.samples, strict=True)
    ]
    return column if len(numbers) < len(column) else None


def _cluster_of(sample: Sample, field: str | None) -> str | None:
    if field is None:
        return sample.cluster
    return sample.group if field == "group" else (sample.attributes or {}).get(field)


def has_predictions(task: Task) -> bool:
    """Whether each answer is one text, label or number.

    It is not for whole texts, embeddings, lists of entities, scores of candidates, and answers that
    were checked elsewhere.
    """
    if task.definition.answer.extractor == VERDICT:
        return False
    kinds = ("choices", "classify", "generate")
    structured = task.definition.type in ("named-entities", "retrieval")
    return task.definition.request.kind in kinds and not structured


def predictions(task: Task, answered: Answered) -> tuple[list[str | None], int]:
    """The prediction of each row as text, and how many rows have two equally good options.

    For choices the text of the option; for generated text what the extractor finds, with the
    letter of an option replaced by its text. None where no answer was found.
    """
    answer = task.definition.answer
    if task.definition.request.kind in ("choices", "classify"):
        return _picked(answered, dict(answer.options))
    texts = [_text_of(each) for each in answered.generations]
    options = {key: value for key, value in answer.options.items() if key != "missing"}
    if answer.extractor == "choice" and "choices" not in options:
        listed = [sample.choices for sample in answered.samples]
        return scoring.extract_choices(texts, listed, **keywords(options)), 0
    found = scoring.extract(answer.extractor, texts, **keywords(options))
    if STYLES[task.definition.prompt.style].listing != "letters":
        return list(found), 0
    return [
        _option(sample, text) if sample.choices and text is not None else text
        for sample, text in zip(answered.samples, found, strict=True)
    ], 0


def _choice_columns(
    answered: Answered, normalization: str
) -> tuple[list[tuple[float, ...]], list[tuple[int, ...]]]:
    """Scores of the choices of each row, and the units that they are divided by.

    Raises:
        ResultError: A row does not score every choice.
    """
    likelihoods, units = [], []
    for sample, each in zip(answered.samples, answered.generations, strict=True):
        scores, n_units = _option_scores(each, normalization)
        if len(scores) != len(sample.choices):
            message = f"generation {shown(each.id)}: {len(scores)} scores for "
            raise ResultError(Fault(f"{message}{len(sample.choices)} choices", code="LS505"))
        likelihoods.append(scores)
        units.append(n_units)
    return likelihoods, units


def _picked(answered: Answered, options: Mapping[str, object]) -> tuple[list[str | None], int]:
    normalization = str(options.get("normalization", "none"))
    likelihoods, units = _choice_columns(answered, normalization)
    found = scoring.pick(
        likelihoods,
        normalization=normalization,
        n_tokens=units if normalization == "tokens" else None,
        n_bytes=units if normalization == "bytes" else None,
    )
    chosen: list[str | None] = [
        sample.choices[int(choice)]
        for sample, choice in zip(answered.samples, found.choices, strict=True)
    ]
    return chosen, found.n_ties


def probabilities(task: Task, answered: Answered) -> tuple[list[list[float]], list[int]]:
    """How probable each choice of each row is, and which one is true.

    Rows with fewer choices than others end in choices that are impossible.

    Raises:
        ResultError: A row scores no choices, or its sample has several right ones or none.
    """
    if task.definition.request.kind not in ("choices", "classify"):
        message = f"task {task.definition.name}: its answers give no probabilities of choices"
        raise ResultError(Fault(message, fix="ask 'choices' or 'classify' ([request] kind)"))
    normalization = str(task.definition.answer.options.get("normalization", "none"))
    likelihoods, units = _choice_columns(answered, normalization)
    rows = scoring.softmax(
        likelihoods,
        normalization=normalization,
        n_tokens=units if normalization == "tokens" else None,
        n_bytes=units if normalization == "bytes" else None,
    )
    widest = max(map(len, rows), default=0)
    true = [_true_choice(sample) for sample in answered.samples]
    return [row + [0.0] * (widest - len(row)) for row in rows], true


def _true_choice(sample: Sample) -> int:
    accepted = {str(each) for each in sample.references}
    right = [n for n, choice in enumerate(sample.choices) if choice in accepted]
    if len(right) != 1:
        message = f"sample {shown(sample.id)}: {len(right)} of its choices are right"
        fix = "use this metric where exactly one choice is right"
        raise ResultError(Fault(message, fix=fix))
    return right[0]


def _option_scores(
    each: Generation, normalization: str
) -> tuple[tuple[float, ...], tuple[int, ...]]:
    if isinstance(each, ChoicesGeneration):
        scores = each.log_likelihoods
        units = each.n_tokens if normalization == "tokens" else each.n_bytes
        # Scores that are no sums over tokens stay as they are.
        return scores, units or (1,) * len(scores)
    if isinstance(each, ClassifyGeneration):
        scores = each.logits or ()
        return scores, (1,) * len(scores)
    raise TypeError(each.kind)


def _text_of(each: Generation) -> str:
    if isinstance(each, TextGeneration):
        return each.text
    raise TypeError(each.kind)


def _option(sample: Sample, letter: str) -> str | None:
    """Text of the option that a letter names; none where the sample has no such option."""
    position = _LETTERS.find(letter.strip().upper()) if len(letter.strip()) == 1 else -1
    return sample.choices[position] if 0 <= position < len(sample.choices) else None


def references(answered: Answered) -> list[list[str]]:
    """Accepted texts of each row."""
    return [[str(each) for each in sample.references] for sample in answered.samples]


def labels(answered: Answered, predicted: Sequence[str | None]) -> list[str]:
    """The true label of each row: of several accepted ones that which was predicted."""
    found = []
    for sample, prediction in zip(answered.samples, predicted, strict=True):
        accepted = [str(each) for each in sample.references]
        found.append(prediction if prediction in accepted else accepted[0])
    return [str(each) for each in found]


def roles(
    answered: Answered, predicted: Sequence[str | None]
) -> tuple[list[str | None], list[str]]:
    """What each row's answer does with the stereotype, and what the true answer does.

    Raises:
        ResultError: A sample does not say it for each of its options.
    """
    found: list[str | None] = []
    true: list[str] = []
    for sample, text in zip(answered.samples, predicted, strict=True):
        said = (sample.attributes or {}).get(ROLES, "").split()
        if len(said) != len(sample.choices):
            message = (
                f"sample {shown(sample.id)}: {len(said)} roles for {len(sample.choices)} choices"
            )
            fix = f"the attribute '{ROLES}' names biased, counter or unknown for each choice"
            raise ResultError(Fault(message, fix=fix))
        by_text = dict(zip(sample.choices, said, strict=True))
        found.append(by_text.get(text) if text is not None else None)
        true.append(by_text[str(sample.references[0])])
    return found, true


def likelihoods(answered: Answered, unit: str) -> tuple[list[float], list[float]]:
    """Log-likelihood and number of units (`bytes` or `tokens`) of each row's text."""
    sums, units = [], []
    for each in answered.generations:
        if not isinstance(each, RollingGeneration) or len(each.log_likelihoods) != 1:
            message = f"generation {shown(each.id)}: holds no log-likelihood of a text"
            raise ResultError(Fault(message, code="LS505"))
        sums.append(each.log_likelihoods[0])
        units.append(float((each.n_bytes if unit == "bytes" else each.n_tokens)[0]))
    return sums, units


def numbers(
    task: Task, answered: Answered, predicted: Sequence[str | None]
) -> tuple[list[float], list[float]]:
    """Predicted and true number of each row.

    Raises:
        ResultError: An answer holds no number and the task does not say what stands for it.
    """
    missing = task.definition.answer.options.get("missing")
    found, true = [], []
    for sample, text in zip(answered.samples, predicted, strict=True):
        number = text if text is not None else missing
        try:
            value = float(number if number is not None else "none")
        except ValueError:
            value = nan
        if isfinite(value):
            found.append(value)
        else:
            message = f"sample {shown(sample.id)}: {shown(str(text))} is no number"
            fix = "say [answer] options.missing in the task: what stands for no answer"
            raise ResultError(Fault(message, fix=fix))
        true.append(float(str(sample.references[0])))
    return found, true
