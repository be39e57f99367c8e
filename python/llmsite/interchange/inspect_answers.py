"""Answers in logs of Inspect, scored again by the rules of its scorers.

`choice`, `match`, `includes` and `pattern`; scorers that ask a model, run programs or are a task's
own cannot be repeated here. Knows nothing of archives.
"""

import re
import string
from collections.abc import Callable, Mapping, Sequence

from llmsite.errors import ScoringError
from llmsite.interchange.answers import equal_texts, matched
from llmsite.interchange.intake import items, spelled, table, text
from llmsite.storage import Json

Sample = Mapping[str, Json]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STRICT = r"(?im)^ANSWER\s*:\s*([A-Za-z\d ,]+)\s*(?:$|\n|\.)"
_LOOSE = r"(?i)ANSWER\s*:\s*([A-Za-z\d ,]+)(?:[^\w]|\n|$|\.)"
_EDGES = string.whitespace + string.punctuation
_SIGNS = str.maketrans("", "", "$,£€*_")


def score_answers(
    scorer: str, parameters: Mapping[str, Json], steps: Sequence[Json], samples: Sequence[Sample]
) -> tuple[list[float], str] | None:
    """Score of each sample, and the rule; none where it cannot be told.

    Args:
        scorer: Name of the scorer.
        parameters: Its parameters as the log states them.
        steps: The log's plan.
        samples: Samples of the log.
    """
    texts = [_completion(each) for each in samples]
    targets = [_targets(each) for each in samples]
    edited = [
        items(table(table(each.get("scores")).get(scorer)).get("history")) for each in samples
    ]
    if not samples or None in texts or None in targets or any(edited):
        return None
    said = [each or "" for each in texts]
    right = [each or [] for each in targets]
    try:
        if scorer == "choice" and not parameters:
            return _chosen(said, right, steps, samples)
        if scorer == "pattern" and parameters.keys() <= {"pattern", "ignore_case"}:
            return _found(said, right, parameters)
    except (ScoringError, UnicodeError):
        # Such as a pattern with look-around, which takes no bounded time.
        return None
    rule = _rule(scorer, parameters)
    if rule is None:
        return None
    scores = [[rule(a, each) for each in row] for a, row in zip(said, right, strict=True)]
    if any(None in row for row in scores):
        return None
    return [float(any(row)) for row in scores], scorer


def _completion(sample: Sample) -> str | None:
    """What the model wrote; long texts lie among the attachments."""
    choices = items(table(sample.get("output")).get("choices"))
    if not choices or sample.get("error"):
        return None
    content = table(table(choices[0]).get("message")).get("content")
    if isinstance(content, list):
        parts = [table(each) for each in content]
        content = "\n".join(text(each.get("text")) for each in parts if each.get("type") == "text")
    if not isinstance(content, str):
        return None
    if content.startswith("attachment://"):
        content = table(sample.get("attachments")).get(content.removeprefix("attachment://"))
    return content if isinstance(content, str) else None


def _targets(sample: Sample) -> list[str] | None:
    given = sample.get("target")
    listed = given if isinstance(given, list) else [given]
    found = [each for each in listed if isinstance(each, str)]
    return found if found and len(found) == len(listed) else None


def _chosen(
    said: Sequence[str],
    right: Sequence[list[str]],
    steps: Sequence[Json],
    samples: Sequence[Sample],
) -> tuple[list[float], str] | None:
    plans = [table(table(each).get("params")) for each in steps]
    if any(plan.get("shuffle") for plan in plans):
        return None
    several = any(plan.get("multiple_correct") is True for plan in plans)
    strict, loose = matched(said, _STRICT), matched(said, _LOOSE)
    answers, targets = [], []
    for sample, first, second, row in zip(samples, strict, loose, right, strict=True):
        n_choices = len(items(sample.get("choices")))
        if not 0 < n_choices <= len(_LETTERS):
            return None
        answers.append(_letters(first or second or "", _LETTERS[:n_choices], several=several))
        targets.append([_sorted(set("".join(row)) - {",", " "})])
    return equal_texts(answers, targets), "choice"


def _letters(found: str, allowed: str, *, several: bool) -> str:
    """The choices that an answer names, in order; nothing where it names something else."""
    plain = found.strip().rstrip(".").upper()
    if several:
        plain = plain.replace(" AND ", ",").replace(" ", "")
        parts = {each for each in plain.split(",") if each}
        named = parts if parts <= set(allowed) else set(plain)
    else:
        parts = {each for each in plain.split(",") if each}
        named = parts if len(parts) == 1 else set()
    return _sorted(named) if named <= set(allowed) else ""


def _sorted(letters: set[str]) -> str:
    return ",".join(sorted(letters))


def _found(
    said: Sequence[str], right: Sequence[list[str]], parameters: Mapping[str, Json]
) -> tuple[list[float], str] | None:
    pattern = text(parameters.get("pattern"))
    any_case = parameters.get("ignore_case", True) is True
    if len(re.findall(r"(?<!\\)\((?!\?)", pattern)) != 1:
        # Of several groups Inspect takes any that is right.
        return None
    rule = f"(?i){pattern}" if any_case else pattern
    found = [each or "" for each in matched(said, rule, which="first")]
    if any_case:
        found = [each.lower() for each in found]
        right = [[each.lower() for each in row] for row in right]
    return equal_texts(found, right), "pattern"


def _rule(scorer: str, parameters: Mapping[str, Json]) -> Callable[[str, str], bool | None] | None:
    """Whether an answer matches a target; the rule gives none where versions differ."""
    case = parameters.get("ignore_case", True) is True
    if scorer == "includes" and parameters.keys() <= {"ignore_case"}:
        return lambda said, right: _folded(right, case) in _folded(said, case)
    location = parameters.get("location", "end")
    known = {"location", "ignore_case", "numeric"}
    if scorer != "match" or location not in ("begin", "end") or parameters.keys() - known:
        return None
    at_end = location == "end"
    if parameters.get("numeric") is True:
        return lambda said, right: _same_number(said, right, at_end=at_end)
    return lambda said, right: _same_text(said, right, case, at_end=at_end)


def _folded(said: str, case: object) -> str:
    return said.casefold() if case else said


def _same_text(said: str, right: str, case: object, *, at_end: bool) -> bool:
    answer = _folded(said.strip(), case).strip(_EDGES)
    target = _folded(right.strip(), case).strip(_EDGES)
    return answer.endswith(target) if at_end else answer.startswith(target)


def _same_number(said: str, right: str, *, at_end: bool) -> bool | None:
    target = right.strip().translate(_SIGNS)
    if not (target.isascii() and target.isdigit()):
        return None
    words = re.sub(r"\.(?=\s|$|\D)", "", said.strip().translate(_SIGNS)).split()
    ordered = reversed(words) if at_end else words
    for word in ordered:
        if not word.isascii() and any(each.isnumeric() for each in word):
            return None
        value = spelled(word)
        if value is not None:
            return format(value, ".5g") == format(float(target), ".5g")
    return False
