"""Answers in per-sample files of lm-evaluation-harness, scored again by the harness's own rules.

Log-likelihoods of choices and of one continuation, exact matches with the options that the file
states, and the comparison of BLEU with true and false answers. Knows nothing of results files.
"""

import string
from collections.abc import Callable, Mapping, Sequence

from llmsite.errors import ScoringError
from llmsite.interchange.answers import equal_texts, picked, sentence_bleus
from llmsite.interchange.intake import items, number, table, text
from llmsite.storage import Json

Rows = Sequence[Mapping[str, Json]]

_UNITS: Mapping[str, Callable[[str], int] | None] = {
    "acc": None,
    "acc_norm": len,
    "acc_bytes": lambda choice: len(choice.encode("utf-8", "surrogatepass")),
}
"""Metrics of choices: what a log-likelihood is divided by."""
_LEFT_OUT: Mapping[str, Callable[[str], str]] = {
    ",": lambda said: said.replace(",", ""),
    r"\$": lambda said: said.replace("$", ""),
    r"(?s).*#### ": lambda said: said.rpartition("#### ")[2],
    r"\.$": lambda said: said[:-2] + "\n" if said.endswith(".\n") else said.removesuffix("."),
}
"""Patterns that tasks of the harness delete. Those of a file are never run: time has no bound."""
_BLEU = frozenset({"bleu_max", "bleu_acc", "bleu_diff"})
_BLEU_CALL = "bleu([[ref]], [completion])"
"""How tasks made after TruthfulQA call BLEU."""


def score_answers(
    metric: str, rows: Rows, settings: Mapping[str, Json]
) -> tuple[list[float], str] | None:
    """Score of each row's answer, and the rule; none where it cannot be told.

    Args:
        metric: The harness's name of the metric.
        rows: Rows of one filter.
        settings: What the results file says of the task (`configs`).
    """
    kind, own = text(settings.get("output_type")), text(settings.get("process_results"))
    try:
        if kind == "generate_until" and metric in _BLEU and _BLEU_CALL in own:
            return _truthful(metric, rows)
        if "process_results" in settings:
            # Code of the task, of which nothing is known.
            return None
        if kind == "multiple_choice" and metric in _UNITS:
            return _choices(metric, rows, settings)
        if kind == "loglikelihood" and metric == "acc":
            return _greedy(rows)
        if kind == "generate_until" and metric == "exact_match":
            return _matches(rows, settings)
    except (ScoringError, UnicodeError):
        # A text that the core refuses, such as one that is no Unicode, is left as it stands.
        return None
    return None


def _greedy(rows: Rows) -> tuple[list[float], str] | None:
    """Whether the continuation is what the model would have written."""
    found = []
    for row in rows:
        pairs = _pairs(row)
        if pairs is None or len(pairs) != 1:
            return None
        found.append(float(pairs[0][1]))
    return found, "greedy continuation"


def _pairs(row: Mapping[str, Json]) -> list[tuple[float, bool]] | None:
    """(log-likelihood, greedy) of each continuation; new files write both as texts."""
    found = []
    for each in items(row.get("filtered_resps")):
        pair = items(each)
        if len(pair) != 2:  # noqa: PLR2004 - a pair
            return None
        value = _float(pair[0])
        greedy = {"True": True, "False": False, True: True, False: False}.get(
            pair[1] if isinstance(pair[1], str | bool) else ""
        )
        if value is None or greedy is None:
            return None
        found.append((value, greedy))
    return found


def _float(value: Json) -> float | None:
    if not isinstance(value, str):
        return number(value)
    try:
        return number(float(value)) if value.isascii() and "_" not in value else None
    except ValueError:
        return None


def _choices(
    metric: str, rows: Rows, settings: Mapping[str, Json]
) -> tuple[list[float], str] | None:
    delimiter = settings.get("target_delimiter", " ")
    likelihoods, units, gold = [], [], []
    unit = _UNITS[metric]
    for row in rows:
        pairs, choices = _pairs(row), _asked(row, delimiter if isinstance(delimiter, str) else " ")
        if pairs is None or choices is None or len(pairs) != len(choices):
            return None
        right = _right(row.get("target"), choices)
        if right is None:
            return None
        gold.append(right)
        likelihoods.append([value for value, _ in pairs])
        units.append([unit(choice) if unit else 1 for choice in choices])
    if any(0 in row for row in units):
        return None
    found = picked(likelihoods, units if unit else None)
    if found is None:
        return None
    words = {"acc": "", "acc_norm": " per character", "acc_bytes": " per byte"}[metric]
    scores = [float(choice == right) for choice, right in zip(found, gold, strict=True)]
    return scores, f"most probable choice{words}"


def _asked(row: Mapping[str, Json], delimiter: str) -> list[str] | None:
    """Choices of a row, as they followed one prompt; none where the prompts differ."""
    given = row.get("arguments")
    listed = given if isinstance(given, list) else list(table(given).values())
    pairs = [
        each if isinstance(each, list) else [table(each).get("arg_0"), table(each).get("arg_1")]
        for each in listed
    ]
    if not pairs or any(len(pair) < 2 for pair in pairs):  # noqa: PLR2004 - prompt and choice
        return None
    prompts, choices = {str(pair[0]) for pair in pairs}, [text(pair[1]) for pair in pairs]
    if len(prompts) != 1 or not all(each.startswith(delimiter) for each in choices):
        return None
    return [each[len(delimiter) :] for each in choices]


def _right(target: Json, choices: Sequence[str]) -> int | None:
    """Position of the right choice; none where the file leaves it open."""
    if isinstance(target, bool):
        return None
    place = None
    if isinstance(target, int):
        place = target
    elif isinstance(target, str) and target.isascii() and target.isdigit():
        place = int(target[:9])
        if target in choices and choices.index(target) != place:
            return None
    elif isinstance(target, str) and choices.count(target) == 1:
        place = choices.index(target)
    return place if place is not None and 0 <= place < len(choices) else None


def _matches(rows: Rows, settings: Mapping[str, Json]) -> tuple[list[float], str] | None:
    options: Mapping[str, Json] = {}
    for each in items(settings.get("metric_list")):
        if table(each).get("metric") == "exact_match":
            options = table(each)
    clean = _cleaning(options)
    if not options or clean is None or "doc_to_choice" in settings:
        return None
    said, right = [], []
    for row in rows:
        answers, target = items(row.get("filtered_resps")), row.get("target")
        if len(answers) != 1 or not isinstance(answers[0], str):
            return None
        if isinstance(target, bool) or not isinstance(target, str | int):
            return None
        told = str(target)
        if told.startswith("[") and told.endswith("]"):
            # Several targets are written so, or one that looks like a list.
            return None
        said.append(clean(answers[0]))
        right.append([clean(told)])
    return equal_texts(said, right), "exact match"


def _cleaning(options: Mapping[str, Json]) -> Callable[[str], str] | None:
    """What both sides go through first; none where an option is not known."""
    left_out = [_LEFT_OUT.get(text(each)) for each in items(options.get("regexes_to_ignore"))]
    flags = [
        options.get(f"ignore_{name}", False) is True for name in ("case", "punctuation", "numbers")
    ]
    signs = {ord(each): None for each in string.punctuation}
    digits = {ord(each): None for each in string.digits}

    def clean(said: str) -> str:
        for each in left_out:
            said = each(said) if each is not None else said
        said = said.lower() if flags[0] else said
        said = said.translate(signs) if flags[1] else said
        return said.translate(digits) if flags[2] else said

    return None if None in left_out else clean


def _truthful(metric: str, rows: Rows) -> tuple[list[float], str] | None:
    """BLEU with the nearest true answer against BLEU with the nearest false one."""
    answers, references, n_true = [], [], []
    for row in rows:
        document, said = table(row.get("doc")), items(row.get("filtered_resps"))
        true = items(document.get("correct_answers"))
        false = items(document.get("incorrect_answers"))
        every = [each for each in (*true, *false) if isinstance(each, str)]
        if len(said) != 1 or not isinstance(said[0], str) or not true or not false:
            return None
        if len(every) != len(true) + len(false):
            return None
        answers += [said[0]] * len(every)
        references += every
        n_true.append((len(true), len(false)))
    scores = iter(sentence_bleus(answers, references, "intl"))
    found = []
    for n_right, n_wrong in n_true:
        right = max(next(scores) for _ in range(n_right))
        wrong = max(next(scores) for _ in range(n_wrong))
        value = {"bleu_max": right, "bleu_diff": right - wrong, "bleu_acc": float(right > wrong)}
        found.append(value[metric])
    return found, "BLEU with true and false answers"
