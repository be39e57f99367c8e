"""One number over several tasks, its uncertainty, and how much it depends on how it is made.

Formulas and sources: `rust/src/stats/aggregate.rs` and `summary.rs`. Knows nothing of results or
pages: scores and influences come in, one column a task.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite import _core
from llmsite.errors import Fault, ScoringError
from llmsite.statistics.rankings import RankRange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RULES = ("mean", "win_rate", "borda", "median_rank", "worst_category")
"""Rules by which models are ordered, the default first."""


@dataclass(frozen=True, slots=True)
class TaskColumn:
    """Scores of all models on one task, and what their uncertainty is made of."""

    task: str
    """Name of the task."""
    scores: "NDArray[np.float64]"
    """float64 [n_models], on the metric's own scale; NaN where a model has none."""
    influences: "NDArray[np.float64]"
    """float64 [n_clusters, n_models], as `influences` gives them; NaN where a model has none."""
    chance: float | None
    """Score of answers without knowledge, on the metric's scale; `None`: not declared."""
    maximum: float | None
    """Best possible score; below `chance` where lower is better; `None`: not declared."""
    category: str = ""
    """Category of the task; categories have equal weights."""
    reasons: Mapping[int, str] | None = None
    """Why a model (by position) has no score: `not_run`, `unsupported`, `refused`, `failed`, …"""


@dataclass(frozen=True, slots=True)
class MissingScore:
    """A task on which a model has no score."""

    task: str
    """Name of the task."""
    reason: str
    """Why, as the task's column says; `not_run` where it does not."""


@dataclass(frozen=True, slots=True)
class ModelAggregate:
    """One model over all tasks. Only a model with all tasks has a value and a rank."""

    value: float | None
    """Weighted mean of `(score - chance) / (maximum - chance)`: 0 is guessing, 1 is perfect."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end."""
    standard_error: float | None
    """Standard error; tasks are independent."""
    range: RankRange
    """Rank range among the complete models; all `None` for a partial one."""
    places: Mapping[str, int]
    """Place by each of `RULES`; empty for a partial model."""
    leave_one_out: tuple[int, int] | None
    """Best and worst place when any one task is left out."""
    missing: tuple[MissingScore, ...]
    """What a partial model lacks."""
    worst: float | None
    """Value of a partial model at chance level in all missing cells; `value` of a complete one."""
    best: float | None
    """With the best score that any model has there."""
    worst_rank: int | None
    """Place among the complete models at worst; `None` for a complete model."""
    best_rank: int | None
    """Place at best."""

    @property
    def place_range(self) -> tuple[int, int] | None:
        """Best and worst place over the five rules."""
        return (min(self.places.values()), max(self.places.values())) if self.places else None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """All models over all tasks of a suite."""

    models: tuple[ModelAggregate, ...]
    """In the order of the columns' scores."""
    weights: Mapping[str, float]
    """Weight of each task as given, or equal over categories; what counts is their share."""
    verdicts: "NDArray[np.int8]"
    """[model, other]: 1 where the other is better, -1 where it is worse, after Holm in the row."""
    df: int
    """Degrees of freedom of the tests behind rank ranges."""
    level: float
    """Level of intervals and ranges."""


def aggregate(
    tasks: Sequence[TaskColumn],
    weights: Mapping[str, float] | None = None,
    *,
    level: float = 0.95,
) -> Aggregate:
    """Aggregate tasks and rank the models that have all of them.

    The value is the weighted mean of `(s_t - c_t) / (M_t - c_t)`, not clipped at chance: clipping
    would reward guessing. Without `weights`, categories weigh the same and so do tasks inside one.
    Models that lack a task of positive weight are not ranked and not imputed: they get bounds
    and reasons.
    The order is also given by mean win rate (HELM), Borda count (MTEB), median rank and worst
    category, and with each task left out.

    Args:
        tasks: One column a task, all with the same models.
        weights: Weight of each task by name, at least 0; a task left out or of weight 0 does not
            count. Scaling them all changes nothing.
        level: Level of intervals and rank ranges.

    Raises:
        ScoringError: A task declares no chance level or maximum, weights are negative or all 0, or
            the columns do not fit together; all faults at once.
    """
    import numpy as np

    given = _weights(tasks, weights)
    counting = [column for column in tasks if given[column.task] > 0.0]
    _check(tasks, counting)
    scores = np.array([_normalise(column, column.scores) for column in counting])
    known = np.array([_is_known(column) for column in counting])
    complete = np.flatnonzero(known.all(axis=0))
    task_weights = [given[column.task] for column in counting]
    found = _core.aggregate_tasks(
        scores[:, complete],
        [_influences(column, complete) for column in counting],
        task_weights,
        _categories(counting),
        level,
    )
    place = {int(model): i for i, model in enumerate(complete)}
    best = [
        float(row[has].max()) if has.any() else float("nan")
        for row, has in zip(scores, known, strict=True)
    ]
    n_models = len(counting[0].scores)
    models = tuple(
        _complete_model(found, place[model])
        if model in place
        else _partial_model(
            np.where(known[:, model], scores[:, model], np.nan).tolist(),
            best,
            task_weights,
            found["values"],
            _missing(counting, known, model),
        )
        for model in range(n_models)
    )
    verdicts = np.zeros((n_models, n_models), np.int8)
    verdicts[np.ix_(complete, complete)] = found["verdicts"]
    return Aggregate(models, given, verdicts, found["df"], level)


def _influences(column: TaskColumn, complete: "NDArray[np.intp]") -> "NDArray[np.float64]":
    """Influences of complete models on the scale of aggregates."""
    scale = _number(column.maximum) - _number(column.chance)
    if len(complete) == len(column.scores):
        return column.influences / scale
    return column.influences[:, complete] / scale


def _weights(tasks: Sequence[TaskColumn], weights: Mapping[str, float] | None) -> dict[str, float]:
    if not tasks:
        raise ScoringError(Fault("there are no tasks to aggregate", fix="name at least one"))
    names = [column.task for column in tasks]
    faults = [
        Fault(f"weight of {name!r} is {weight}", fix="give a weight of 0 or more")
        for name, weight in (weights or {}).items()
        if not 0.0 <= weight < float("inf")
    ]
    faults += [
        Fault(f"there is a weight for {name!r}, which is no task here", fix="correct the name")
        for name in (weights or {})
        if name not in names
    ]
    if len(set(names)) < len(names):
        faults.append(Fault("a task stands twice", fix="give each task once"))
    if faults:
        raise ScoringError(*faults)
    given = (
        _core.category_weights(_categories(tasks))
        if weights is None
        else [weights.get(name, 0.0) for name in names]
    )
    if not any(given):
        raise ScoringError(Fault("all weights are 0", fix="give one task a weight"))
    return dict(zip(names, given, strict=True))


def _categories(tasks: Sequence[TaskColumn]) -> list[int]:
    names = list(dict.fromkeys(column.category for column in tasks))
    return [names.index(column.category) for column in tasks]


def _check(tasks: Sequence[TaskColumn], counting: Sequence[TaskColumn]) -> None:
    faults = [
        Fault(
            f"task {column.task!r} declares no transform for aggregates",
            fix="declare chance level and maximum of its metric, or give it weight 0",
        )
        for column in counting
        if column.chance is None or column.maximum is None or column.chance == column.maximum
    ]
    n_models = len(tasks[0].scores)
    faults += [
        Fault(
            f"task {column.task!r} has {len(column.scores)} scores and influences of shape "
            f"{column.influences.shape}, for {n_models} models",
            fix="give one score and one column of influences a model",
        )
        for column in tasks
        if len(column.scores) != n_models or column.influences.shape[1:] != (n_models,)
    ]
    if faults:
        raise ScoringError(*faults)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _normalise(column: TaskColumn, scores: "NDArray[np.float64]") -> "NDArray[np.float64]":
    chance = _number(column.chance)
    return (scores - chance) / (_number(column.maximum) - chance)


def _is_known(column: TaskColumn) -> "NDArray[np.bool_]":
    import numpy as np

    known: NDArray[np.bool_] = np.isfinite(column.scores) & np.isfinite(column.influences).all(
        axis=0
    )
    return known


def _missing(
    tasks: Sequence[TaskColumn], known: "NDArray[np.bool_]", model: int
) -> tuple[MissingScore, ...]:
    return tuple(
        MissingScore(column.task, (column.reasons or {}).get(model, "not_run"))
        for column, has in zip(tasks, known[:, model], strict=True)
        if not has
    )


def _complete_model(found: "_core.AggregateDict", place: int) -> ModelAggregate:
    value = found["values"][place]
    low, high = found["intervals"][place]
    return ModelAggregate(
        value=value,
        low=low,
        high=high,
        standard_error=found["errors"][place],
        range=RankRange(*found["ranges"][place]),
        places={rule: places[place] for rule, places in zip(RULES, found["places"], strict=True)},
        leave_one_out=found["leave_one_out"][place],
        missing=(),
        worst=value,
        best=value,
        worst_rank=None,
        best_rank=None,
    )


def _partial_model(
    own: list[float],
    best: list[float],
    weights: list[float],
    complete: list[float],
    missing: tuple[MissingScore, ...],
) -> ModelAggregate:
    worst_value, best_value, best_rank, worst_rank = _core.bound_partial(
        own, best, weights, complete
    )
    return ModelAggregate(
        value=None,
        low=None,
        high=None,
        standard_error=None,
        range=RankRange(None, None, None),
        places={},
        leave_one_out=None,
        missing=missing,
        worst=worst_value,
        best=best_value,
        worst_rank=worst_rank,
        best_rank=best_rank,
    )
