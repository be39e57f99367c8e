"""What must hold for a task's definition and samples, beyond the types of their fields.

Returns faults with their lines; raises nothing. Knows nothing of where files are found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from llmsite.errors import Fault
from llmsite.schema.generation import Span
from llmsite.schema.task import Option, Sample, TaskDefinition
from llmsite.scoring import extractors, metrics
from llmsite.storage import shown, suggest
from llmsite.tasks import styles
from llmsite.tasks.reading import ENOUGH_FAULTS, SampleFile

ROLES_METRIC = "bbq_bias"
"""The metric that needs the attribute `roles` of each sample."""
_ATTRIBUTE = "attributes."
_MIN_CHOICES = 2
_NO_TEXTS = frozenset({"language-modeling", "named-entities", "retrieval", "regression"})
"""Task types whose references are no texts."""
VERDICT = "verdict"
"""Extractor of tasks whose answers were checked elsewhere: each generation says its verdict."""

_COUNTED = frozenset({"pass_at_k", "pass_hat_k"})
"""Metrics that need to know only how many attempts are right."""

_Told: TypeAlias = tuple[str, str]
"""What is wrong with a sample, and what to do."""
_NO_REFERENCES: _Told = ("references are missing", "give at least one accepted answer")
_CHOICE_FIX = "write the text of a choice, or its position from 0"

_EXTRACTORS: Mapping[str, Mapping[str, list[str]]] = {
    "choices": {"pick": ["normalization"], "scores": []},
    "classify": {"pick": ["normalization"], "scores": [], "entities": []},
    "generate": {"entities": [], VERDICT: []},
    "rolling": {"log_likelihood": []},
    "embed": {"scores": []},
}
"""Request kind → how an answer is found where there is no text to look at, with its options."""


def definition_faults(definition: TaskDefinition, *, name: str, folder: str) -> Iterator[Fault]:
    """What is wrong with a definition as a whole.

    Args:
        definition: The definition.
        name: The file as messages call it.
        folder: Name of the task's folder.
    """
    if definition.name != folder:
        message = f"the task is called '{definition.name}', its folder '{folder}'"
        yield Fault(message, name, fix="give both the same name")
    if definition.references == "absent":
        yield from _named_faults(definition, name)
        return
    prompt, kind = definition.prompt, definition.request.kind
    style = styles.STYLES.get(prompt.style)
    if style is None:
        message = f"prompt style '{prompt.style}' is not known"
        yield Fault(f"{message} ({suggest(prompt.style, styles.STYLES)})", name)
    elif kind not in style.kinds:
        fits = ", ".join(each for each, known in styles.STYLES.items() if kind in known.kinds)
        message = f"the prompt style '{prompt.style}' does not fit requests of kind '{kind}'"
        yield Fault(message, name, fix=f"use one of {fits}" if fits else "use another kind")
    yield from _score_faults(definition, name)
    yield from _answer_faults(definition, name)
    yield from _placeholder_faults(definition, name)
    yield from _source_faults(definition, name)


def _named_faults(definition: TaskDefinition, name: str) -> Iterator[Fault]:
    """Whether the primary metric is one of the task's, and none stands twice."""
    names = [metric.name for metric in definition.score.metrics]
    primary = definition.score.primary
    if primary.partition(".")[0] not in names:
        message = f"the primary metric '{primary}' is not one of the task's metrics"
        yield Fault(message, name, fix="name one of " + ", ".join(names))
    for twice in sorted({each for each in names if names.count(each) > 1}):
        yield Fault(f"the metric '{twice}' stands twice", name, fix="keep one of them")


def _score_faults(definition: TaskDefinition, name: str) -> Iterator[Fault]:
    yield from _named_faults(definition, name)
    known = {spec.name: spec for spec in metrics()}
    for metric in definition.score.metrics:
        if metric.name not in known:
            fix = suggest(metric.name, known)
            yield Fault(f"there is no metric '{metric.name}' ({fix})", name)
            continue
        options = [option.name for option in known[metric.name].options]
        for each in metric.outputs:
            if each not in known[metric.name].outputs:
                fix = suggest(each, known[metric.name].outputs)
                yield Fault(f"the metric '{metric.name}' has no value '{each}' ({fix})", name)
        yield from _option_faults(f"metric '{metric.name}'", metric.options, options, name)
        if (metric.higher_is_better, metric.low, metric.high) != (None, None, None):
            message = f"the metric '{metric.name}' knows its direction and bounds itself"
            yield Fault(message, name, fix="remove higher_is_better, low and high")


def _answer_faults(definition: TaskDefinition, name: str) -> Iterator[Fault]:
    """Whether the extractor is known; what reads log-likelihoods is no extractor of texts."""
    answer, kind = definition.answer, definition.request.kind
    found: dict[str, list[str]] = {
        spec.name: [option.name for option in spec.options] for spec in extractors()
    }
    known = {**_EXTRACTORS[kind], **(found if kind == "generate" else {})}
    if answer.extractor not in known:
        message = f"there is no extractor '{answer.extractor}' for requests of kind '{kind}'"
        yield Fault(f"{message} ({suggest(answer.extractor, known)})", name)
    elif answer.extractor == VERDICT and not {m.name for m in definition.score.metrics} <= _COUNTED:
        message = f"the extractor '{VERDICT}' finds no answers, which other metrics need"
        yield Fault(message, name, fix=f"measure {' or '.join(sorted(_COUNTED))}")
    else:
        options = [*known[answer.extractor], "missing"]
        yield from _option_faults(f"extractor '{answer.extractor}'", answer.options, options, name)


def _option_faults(
    what: str, given: Mapping[str, Option], known: list[str], name: str
) -> Iterator[Fault]:
    for key in sorted(given.keys() - set(known)):
        fix = suggest(key, known)
        yield Fault(f"the {what} has no option '{key}' ({fix})", name)


def _placeholder_faults(definition: TaskDefinition, name: str) -> Iterator[Fault]:
    prompt = definition.prompt
    for key, text, known in (
        ("input", prompt.input, styles.INPUT_PLACEHOLDERS),
        ("answer", prompt.answer, styles.ANSWER_PLACEHOLDERS),
    ):
        for each in styles.placeholders(text):
            if each in known or each.startswith(_ATTRIBUTE):
                continue
            if each in "{}":
                fix = f"write '{each}{each}' for a brace"
                yield Fault(f"[prompt] {key} has a single '{each}'", name, fix=fix)
            else:
                fix = "use " + ", ".join(f"{{{k}}}" for k in known) + " or {attributes.NAME}"
                yield Fault(f"[prompt] {key}: {{{each}}} is no placeholder", name, fix=fix)
    if definition.request.kind != "rolling" and not styles.placeholders(prompt.input):
        message = "[prompt] input shows nothing of the sample"
        yield Fault(message, name, fix="put {input} where the sample's text belongs")


def _source_faults(definition: TaskDefinition, name: str) -> Iterator[Fault]:
    data = definition.data
    if data.repository and not (data.commit and data.path):
        yield Fault("[data] repository needs commit and path", name, fix="add what is missing")
    if data.hub and not (data.revision and data.file):
        yield Fault("[data] hub needs revision and file", name, fix="add what is missing")
    if (data.repository or data.path) and data.hub:
        yield Fault("[data] names two places", name, fix="keep one of path, repository, hub")
    if not (data.repository or data.hub or data.path):
        yield Fault("[data] names no place", name, fix="give path, or repository, or hub")
    if data.fields is None and data.format != "jsonl":
        message = f"[data] format '{data.format}' needs [data.fields]"
        yield Fault(message, name, fix="say which column is the input and which the references")


def check_samples(
    definition: TaskDefinition, file: SampleFile, *, are_examples: bool = False
) -> None:
    """Add to a file's faults what is wrong with its samples as samples of this task.

    References to positions are replaced by the texts of the options.

    Args:
        definition: The task's definition.
        file: Samples or the pool of examples.
        are_examples: Whether it is the pool, whose references are never private.
    """
    file.faults.extend(_repeated_ids(file))
    if file.canary and file.canary != definition.canary:
        message, fix = "the canary is not the one of task.toml", "give both the same"
        file.faults.append(Fault(message, file.name, 1, fix=fix))
    needed = _needed_attributes(definition)
    is_private = definition.references == "private" and not are_examples
    by_text = definition.type != "retrieval"
    texts_alone = definition.type not in _NO_TEXTS and not needed and not is_private
    n_least = _MIN_CHOICES if definition.request.kind == "choices" else 0
    for n, (sample, line) in enumerate(zip(file.samples, file.lines, strict=True)):
        if len(file.faults) >= ENOUGH_FAULTS:
            break
        if texts_alone and _is_ordinary(sample, n_least):
            continue
        for message, fix in _sample_faults(definition, sample, needed, is_private=is_private):
            words = f"sample {shown(sample.id)}: {message}"
            file.faults.append(Fault(words, file.name, line, fix=fix))
        if by_text and sample.choices:
            file.samples[n] = _by_text(sample)
    if not file.samples and not file.faults:
        fix = "write one sample a line, or name another file in task.toml"
        file.faults.append(Fault("holds no samples", file.name, fix=fix))


def _repeated_ids(file: SampleFile) -> Iterator[Fault]:
    if len({sample.id for sample in file.samples}) == len(file.samples):
        return
    first: dict[str, int] = {}
    for n, (sample, line) in enumerate(zip(file.samples, file.lines, strict=True)):
        before = first.setdefault(sample.id, n)
        if before != n:
            where = f"on line {file.lines[before]}" if line else f"in row {before + 1}"
            message = f"the id {shown(sample.id)} stands {where} too"
            yield Fault(message, file.name, line, fix="ids must be unique")


def _is_ordinary(sample: Sample, n_least: int) -> bool:
    """Whether a sample of texts alone has no fault for sure: a quick look, for most have none."""
    text, choices, references = sample.input, sample.choices, sample.references
    if not isinstance(text, str) or not text or text.isspace() or not references:
        return False
    if not n_least <= len(choices) <= len(styles.LETTERS):
        return False
    for each in references:
        if each not in choices if choices else not isinstance(each, str) or not each.strip():
            return False
    return True


def pool_faults(
    definition: TaskDefinition, samples: SampleFile, pool: SampleFile
) -> Iterator[Fault]:
    """Whether the pool of examples is large enough and shares nothing with the samples."""
    if definition.prompt.shots > len(pool.samples):
        message = f"{definition.prompt.shots} shots wanted, the pool has {len(pool.samples)}"
        yield Fault(message, pool.name, fix="lower [prompt] shots or add examples")
    # Samples are many and examples few, so the examples are what is indexed.
    ids = dict(zip((shot.id for shot in pool.samples), pool.lines, strict=True))
    texts = dict(zip(map(_asked, pool.samples), pool.lines, strict=True))
    for sample in samples.samples if pool.samples else ():
        if sample.id in ids:
            message = f"the id {shown(sample.id)} is also a sample's"
            yield Fault(message, pool.name, ids[sample.id], fix="examples must not be samples")
        elif _asked(sample) in texts:
            message = f"asks the same as sample {shown(sample.id)}"
            line = texts[_asked(sample)]
            yield Fault(message, pool.name, line, fix="examples must not be samples")


def _asked(sample: Sample) -> tuple[object, ...]:
    return (styles.text_of(sample), sample.pair, sample.choices)


def _needed_attributes(definition: TaskDefinition) -> frozenset[str]:
    """Attributes that every sample must have."""
    prompt = definition.prompt
    named = styles.placeholders(prompt.input) + styles.placeholders(prompt.answer)
    needed = {each.removeprefix(_ATTRIBUTE) for each in named if each.startswith(_ATTRIBUTE)}
    needed.update(each for each in definition.score.groups if each != "group")
    needed.update("roles" for each in definition.score.metrics if each.name == ROLES_METRIC)
    clusters = definition.score.clusters
    if clusters and clusters != "group":
        needed.add(clusters)
    return frozenset(needed)


def _sample_faults(
    definition: TaskDefinition, sample: Sample, needed: frozenset[str], *, is_private: bool
) -> Iterator[_Told]:
    if not sample.input or (isinstance(sample.input, str) and sample.input.isspace()):
        yield "the input is empty", "write what is asked, or leave the sample out"
    elif isinstance(sample.input, tuple) and sample.input[-1].role != "user":
        yield "the last message must be the user's", "end the conversation before the answer"
    if needed:
        for attribute in sorted(needed - (sample.attributes or {}).keys()):
            yield f"the attribute '{attribute}' is missing", "add it under 'attributes'"
    if definition.request.kind == "choices" and len(sample.choices) < _MIN_CHOICES:
        yield f"at least {_MIN_CHOICES} choices are needed", "add options, or ask for text"
    if definition.prompt.style == "letters" and len(sample.choices) > len(styles.LETTERS):
        yield f"more than {len(styles.LETTERS)} choices", "use the style 'options' or 'cloze'"
    if not is_private:
        yield from _reference_faults(definition, sample)
    elif sample.references:
        yield "private references must not stand in the samples", "'llmsite task seal' moves them"


def _reference_faults(definition: TaskDefinition, sample: Sample) -> Iterator[_Told]:
    """References present, and of the layout that the task type asks for."""
    references = sample.references
    if definition.type == "language-modeling":
        if references:
            yield "a text to be predicted has no references", "remove them"
    elif definition.type == "named-entities":
        yield from _span_faults(sample)
    elif not references:
        yield from () if definition.answer.extractor == VERDICT else (_NO_REFERENCES,)
    elif definition.type == "retrieval":
        if len(references) != len(sample.choices) or any(map(_is_no_number, references)):
            yield "references must be one grade (a number) a choice", "write 0 for not relevant"
    elif definition.type == "regression":
        if len(references) != 1 or _is_no_number(references[0]):
            yield "references must be one number", "write it without quotes, in a list"
    elif sample.choices:
        yield from _choice_faults(sample, references)
    else:
        yield from _text_faults(references)


def _text_faults(references: Sequence[object]) -> Iterator[_Told]:
    for each in references:
        if not isinstance(each, str):
            yield f"the reference {each!r} is no text", "put it in quotes"
        elif not each.strip():
            yield "a reference is empty", "write the answer, or remove it"


def _choice_faults(sample: Sample, references: Sequence[object]) -> Iterator[_Told]:
    for each in references:
        if isinstance(each, str):
            if each not in sample.choices:
                yield f"the reference {shown(each)} is not one of the choices", _CHOICE_FIX
        elif not isinstance(each, int):
            yield f"the reference {each!r} is no choice", _CHOICE_FIX
        elif not 0 <= each < len(sample.choices):
            yield (
                f"the reference {each} is no position among {len(sample.choices)} choices",
                _CHOICE_FIX,
            )


def _span_faults(sample: Sample) -> Iterator[_Told]:
    length = len(styles.text_of(sample))
    for each in sample.references:
        if not isinstance(each, Span):
            yield "references must be spans", "give start, end and label of each"
            return
        if not each.start < each.end <= length:
            message = f"the span {each.start}-{each.end} is not in the text of {length} characters"
            yield message, "count characters from 0; 'end' stands behind the last"


def _is_no_number(value: object) -> bool:
    return not isinstance(value, int | float)


def _by_text(sample: Sample) -> Sample:
    """References to positions as option texts; what is no position stays."""
    if all(isinstance(each, str) for each in sample.references):
        return sample
    n = len(sample.choices)
    references = tuple(
        sample.choices[each] if isinstance(each, int) and 0 <= each < n else each
        for each in sample.references
    )
    return replace(sample, references=references)
