"""Pictures of one task: the best scores with their intervals, and how all scores lie."""

from collections.abc import Sequence

from llmsite.leaderboard.records import TaskEntry, TaskScore
from llmsite.site.charts.dots import Dot, draw_dots
from llmsite.site.charts.histogram import draw_histogram, fill_bins
from llmsite.site.edition import Edition, median
from llmsite.site.figures import Measure, show_interval, show_percent
from llmsite.site.links import model_href
from llmsite.site.picture import Picture

_DOTS = 30
"""Rows of the dot plot at most; more scores than that get a histogram too."""
_FEW = 2


def score_dots(
    edition: Edition, task: TaskEntry, scores: Sequence[TaskScore], measure: Measure, root: str
) -> Picture | None:
    """The best scores with intervals; none for fewer than two.

    Args:
        edition: The edition.
        task: The task.
        scores: Its current scores, best first.
        measure: How they are written.
        root: What leads from the page to the language's root.
    """
    say = edition.language.say
    shown = scores[:_DOTS]
    if len(shown) < _FEW:
        return None
    title = say("Scores on %(task)s", task=edition.pick(task.title))
    caption = f"{_above_chance(edition, task, shown)} " + say(
        "Lines are %(level)s intervals; intervals that overlap do not prove that models are equal, "
        "only a paired test can tell.",
        level=show_percent(shown[0].score.level),
    )
    dots = [
        Dot(
            name=edition.model_name(score.model),
            href=root + model_href(score.model),
            value=score.score.value,
            low=score.score.low,
            high=score.score.high,
            text=f"{measure.show(score.score.value)} ({show_interval(score.score, measure)})",
        )
        for score in shown
    ]
    drawing = draw_dots(
        dots,
        id="scores",
        title=title,
        description=caption,
        show=measure.show,
        low=measure.low,
        high=measure.high,
        reference=task.chance,
        reference_text=say("chance"),
    )
    return Picture(title, drawing, caption.strip())


def _above_chance(edition: Edition, task: TaskEntry, scores: Sequence[TaskScore]) -> str:
    """How many of the scores are shown to be better than a guess; empty where that is not known."""
    if task.chance is None:
        return ""
    above = 0
    for score in scores:
        low, high = score.score.low, score.score.high
        if low is None or high is None:
            continue
        above += low > task.chance if task.higher_is_better else high < task.chance
    return edition.language.say_n(
        "%(above)s of the %(n)s score shown has its whole interval beyond chance.",
        "%(above)s of the %(n)s scores shown have their whole interval beyond chance.",
        len(scores),
        above=f"{above:,}",
    )


def score_spread(
    edition: Edition, task: TaskEntry, scores: Sequence[TaskScore], measure: Measure
) -> Picture | None:
    """How all scores lie; none where the dot plot shows each of them."""
    if len(scores) <= _DOTS:
        return None
    say = edition.language.say
    values = sorted(score.score.value for score in scores)
    middle = median(values) or 0.0
    quarter = len(values) // 4
    title = say("Distribution of scores on %(task)s", task=edition.pick(task.title))
    caption = say(
        "Half of the %(n)s scores lie between %(low)s and %(high)s; the median is %(median)s.",
        n=f"{len(values):,}",
        low=measure.show(values[quarter]),
        high=measure.show(values[-1 - quarter]),
        median=f"{measure.show(middle)}{measure.shown_unit}",
    )
    bins = fill_bins(values, low=measure.low, high=measure.high)
    marks = [(middle, say("median"))]
    if task.chance is not None:
        marks.append((task.chance, say("chance")))
    drawing = draw_histogram(
        bins, id="spread", title=title, description=caption, show=measure.show, marks=marks
    )
    rows = tuple((measure.show_range(each.low, each.high), f"{each.n:,}") for each in bins)
    return Picture(title, drawing, caption, (say("Score"), say("Scores in the bar")), rows)
