"""What an author should know about a task before others run it.

Counts and samples worth a look, from the task alone: balance, lengths, near-duplicates, answers
that stand in their own inputs. Nothing here is a fault; faults are found when a task is loaded.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from llmsite.schema.request import Request
from llmsite.schema.task import Sample
from llmsite.scoring import extract
from llmsite.statistics import detectable_difference
from llmsite.tasks import styles
from llmsite.tasks.checking import VERDICT
from llmsite.tasks.loading import Task
from llmsite.tasks.requests import build_requests

EXPLORATORY = 0.11
"""Detectable difference above which a task is exploratory: to weigh nothing in an aggregate."""
CORRELATION = 0.4
"""Correlation between two models' answers to the same samples, as it is assumed in planning."""
NEAR = 0.8
"""Share of common shingles from which two inputs are called near-duplicates."""
_SHINGLE = 5
_MAX_SHOWN = 10
_COMMON = 50
_MAX_WORD = 20
_PERCENTILES = (0, 50, 95, 100)


@dataclass(frozen=True, slots=True)
class TaskReport:
    """Figures of one task."""

    n_samples: int
    """Samples."""
    n_shots: int
    """Examples in the pool."""
    n_clusters: int
    """Independent clusters; equal to `n_samples` where samples are independent."""
    detectable: float
    """Smallest difference of two shares of right answers that a paired test finds, 0 to 1."""
    groups: Mapping[str, int]
    """Sub-group → samples."""
    labels: Mapping[str, int]
    """First reference → samples, where samples have choices; most frequent first."""
    positions: tuple[int, ...]
    """Samples whose first reference is the option at this position, where samples have choices."""
    prompt_characters: Mapping[int, int]
    """Percentile → length of the prompt in code points."""
    near_duplicates: tuple[tuple[str, str, float], ...]
    """Pairs of ids whose inputs share most of their text, with the share."""
    lost: tuple[str, ...]
    """Ids of samples whose own answer, written as examples write it, is not found again."""
    leaks: tuple[str, ...]
    """Ids of samples without choices whose first reference stands word for word in the input."""
    notes: tuple[str, ...]
    """What deserves a look, one sentence each."""


def report(task: Task) -> TaskReport:
    """Figures of a task, from its samples and its prompts in its own style."""
    requests = build_requests(task)
    samples = task.samples
    positions = _positions(samples)
    near = tuple(near_duplicates(samples))
    leaks = tuple(_leaks(task))
    lost = tuple(_lost(task))
    labels = Counter(
        str(each.references[0]) for each in samples if each.choices and each.references
    )
    return TaskReport(
        n_samples=len(samples),
        n_shots=len(task.shots),
        n_clusters=len({each.cluster or f"\0{each.id}" for each in samples}),
        detectable=planned_difference(len(samples)),
        groups=dict(sorted(Counter(each.group for each in samples if each.group).items())),
        labels=dict(labels.most_common()),
        positions=positions,
        prompt_characters=_percentiles(requests),
        near_duplicates=near[:_MAX_SHOWN],
        lost=lost[:_MAX_SHOWN],
        leaks=leaks[:_MAX_SHOWN],
        notes=(
            *_notes(task, labels, positions, len(near), len(leaks)),
            *([_LOST.format(len(lost), task.definition.answer.extractor)] if lost else []),
        ),
    )


def planned_difference(n_samples: int, *, deviation: float = 0.5) -> float:
    """Smallest difference that two models must have to be told apart, before any is asked.

    A paired two-sided test at 0.05 finds it with power 0.8 where the answers of both correlate by
    `CORRELATION`: Miller (2024), section 5.

    Args:
        n_samples: Independent samples.
        deviation: Standard deviation of a sample's score; 0.5 is the most for scores from 0 to 1,
            1.0 that of kappa and correlations of answers by chance.
    """
    error = deviation * sqrt(2 * (1 - CORRELATION) / n_samples)
    return detectable_difference(error)


def _notes(
    task: Task, labels: Mapping[str, int], positions: Sequence[int], n_near: int, n_leaks: int
) -> Iterator[str]:
    n = len(task.samples)
    if (found := planned_difference(n)) > EXPLORATORY:
        enough = ceil(n * (found / EXPLORATORY) ** 2)
        yield (
            f"{n} samples tell models apart that differ by {100 * found:.0f} points: exploratory, "
            f"to weigh nothing in an aggregate; {enough} samples are enough"
        )
    if labels and len(set(labels)) <= n / 10 and max(labels.values()) > 2 * n / len(labels):
        most = max(labels, key=lambda label: labels[label])
        yield f"the label '{most}' has {labels[most]} of {n} samples; consider balanced_accuracy"
    fixed = len({each.choices for each in task.samples}) == 1
    if positions and not fixed and max(positions) > 2 * n / len(positions):
        at = positions.index(max(positions))
        yield f"option {at + 1} is right in {max(positions)} of {n} samples; shuffle the options"
    twice = [s.id for s in task.samples if len(set(s.choices)) < len(s.choices)]
    if twice:
        yield f"{len(twice)} samples have an option twice, such as '{twice[0]}'"
    if n_near:
        yield f"{n_near} pairs of inputs are nearly the same; keep one, or give both one cluster"
    if n_leaks:
        yield f"the answer of {n_leaks} samples stands in the prompt; fine where it is to be found"
    data = task.definition.data
    if not (task.definition.canary or data.repository or data.hub):
        yield "there is no canary by which the samples could be found in training data"


def _positions(samples: Sequence[Sample]) -> tuple[int, ...]:
    counts: Counter[int] = Counter()
    for sample in samples:
        if sample.choices and sample.references and sample.references[0] in sample.choices:
            counts[sample.choices.index(str(sample.references[0]))] += 1
    n_options = max((len(each.choices) for each in samples), default=0)
    return tuple(counts[n] for n in range(n_options)) if counts else ()


def _percentiles(requests: Sequence[Request]) -> dict[int, int]:
    lengths = sorted(
        len(each.prompt)
        if isinstance(each.prompt, str)
        else sum(len(turn.content) for turn in each.prompt)
        for each in requests
    )
    last = len(lengths) - 1
    return {p: lengths[round(p / 100 * last)] for p in _PERCENTILES}


def near_duplicates(samples: Sequence[Sample]) -> Iterator[tuple[str, str, float]]:
    """Pairs of samples whose inputs share at least `NEAR` of their shingles (Jaccard index).

    Samples of one cluster may be alike: that is what a cluster says.

    A shingle is five words in a row, or six characters where a text has few spaces. Shingles that
    more than fifty samples have (a common frame) are not looked up, so that time stays linear.
    """
    seen: dict[int, list[int]] = defaultdict(list)
    sets: list[frozenset[int]] = []
    for n, sample in enumerate(samples):
        shingles = _shingles(styles.text_of(sample) + " " + (sample.pair or ""))
        common: Counter[int] = Counter()
        for each in shingles:
            earlier = seen[each]
            if len(earlier) <= _COMMON:
                common.update(earlier)
                earlier.append(n)
        for other, shared in sorted(common.items()):
            whole = len(shingles | sets[other])
            # What was not looked up may still be shared, so the sets decide.
            share = len(shingles & sets[other]) / whole
            together = sample.cluster is not None and sample.cluster == samples[other].cluster
            if shared and share >= NEAR and not together:
                yield samples[other].id, sample.id, share
        sets.append(shingles)


def _shingles(text: str) -> frozenset[int]:
    words = text.casefold().split()
    joined = "".join(words)
    if len(joined) > _MAX_WORD * len(words):
        words = [joined[n : n + 2] for n in range(len(joined) - 1)]
    if len(words) <= _SHINGLE:
        return frozenset((hash(tuple(words)),))
    return frozenset(hash(tuple(words[n : n + _SHINGLE])) for n in range(len(words) - _SHINGLE + 1))


_LOST = (
    "the answer of {} samples is not found again by the extractor '{}' when it is written as "
    "examples write it"
)


def _lost(task: Task) -> Iterator[str]:
    """Samples whose reference does not survive being written and extracted."""
    definition = task.definition
    if definition.request.kind != "generate" or definition.type == "named-entities":
        return
    if definition.answer.extractor == VERDICT:
        return
    asked = [sample for sample in task.samples if sample.references]
    style = styles.STYLES[definition.prompt.style]
    written = [styles.answer(sample, definition.prompt) for sample in asked]
    options = {key: each for key, each in definition.answer.options.items() if key != "missing"}
    found = extract(definition.answer.extractor, written, **options)
    for sample, text in zip(asked, found, strict=True):
        expected = styles.written_reference(sample, style)
        if text is None or text.strip().casefold() != expected.strip().casefold():
            yield sample.id


def _leaks(task: Task) -> Iterator[str]:
    """Samples whose first reference stands in their own input."""
    for sample in task.samples:
        reference = sample.references[0] if sample.references else ""
        if not isinstance(reference, str) or sample.choices or len(reference) < 2:  # noqa: PLR2004 - single characters stand everywhere
            continue
        if reference.casefold() in f"{styles.text_of(sample)}\n{sample.pair or ''}".casefold():
            yield sample.id
