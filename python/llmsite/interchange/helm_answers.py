"""Answers in a HELM run's `scenario_state.json`, scored again by HELM's own rules.

Exact matches, with and without normalisation, of a text or of the option that it names, and
ROUGE-L. Knows nothing of statistics of runs.
"""

from collections.abc import Callable, Mapping, Sequence

from llmsite.errors import ScoringError
from llmsite.interchange.answers import best_subsequences, equal_texts, equal_words, starts
from llmsite.interchange.intake import count, items, table, text
from llmsite.storage import Json

Scorer = Callable[[Sequence[str], Sequence[Sequence[str]]], list[float]]

_RULES: Mapping[str, Scorer] = {
    "exact_match": equal_texts,
    "quasi_exact_match": equal_words,
    # Of one answer, the best of five is that one.
    "exact_match@5": equal_texts,
    "quasi_exact_match@5": equal_words,
    "prefix_exact_match": starts,
    "prefix_exact_match@5": starts,
    "rouge_l": best_subsequences,
}


def score_answers(
    metric: str, states: Sequence[Json], wanted: Sequence[str]
) -> tuple[list[float], str] | None:
    """Score of each wanted instance, and the rule; none where it cannot be told.

    Args:
        metric: HELM's name of the metric.
        states: `request_states`: one a request.
        wanted: Instances, with `#<trial>` behind those of later trials.
    """
    rule = _RULES.get(metric)
    answers = _answers(states)
    if rule is None or not wanted or any(each not in answers for each in wanted):
        return None
    rows = [answers[each] for each in wanted]
    if any(said is None or not right for said, right in rows):
        return None
    said = [each or "" for each, _ in rows]
    try:
        scores = rule(said, [right for _, right in rows])
    except (ScoringError, UnicodeError):
        return None
    # An empty answer is wrong, whatever normalisation makes of its reference.
    return [score if each else 0.0 for score, each in zip(scores, said, strict=True)], metric


def _answers(states: Sequence[Json]) -> dict[str, tuple[str | None, list[str]]]:
    """Instance → its answer (none: not one) and the right references."""
    found: dict[str, tuple[str | None, list[str]]] = {}
    for each in states:
        state = table(each)
        instance = table(state.get("instance"))
        if instance.get("perturbation") is not None:
            continue
        trial = count(state.get("train_trial_index")) or 0
        identity = text(instance.get("id")) + (f"#{trial}" if trial else "")
        right = [
            text(table(table(one).get("output")).get("text")).strip()
            for one in items(instance.get("references"))
            if "correct" in items(table(one).get("tags"))
        ]
        said = _said(state)
        if identity in found:
            # Several requests an instance, as for options one by one: no single answer.
            said = None
        found[identity] = (said, right)
    return found


def _said(state: Mapping[str, Json]) -> str | None:
    completions = items(table(state.get("result")).get("completions"))
    if len(completions) != 1 or state.get("reference_index") is not None:
        return None
    said = text(table(completions[0]).get("text")).strip()
    if "output_mapping" not in state:
        return said
    return text(table(state.get("output_mapping")).get(said))
