"""Tasks of lm-evaluation-harness become tasks of llmsite.

Only the declarative part comes in. Whatever needs Python (`!function`), Jinja logic or filters is
named and refused, because leaving it out would change what is asked.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from llmsite.errors import Fault, ImportFormatError
from llmsite.interchange.lm_eval_yaml import (
    Code,
    Value,
    code_of,
    list_of,
    read_yaml,
    template_of,
)
from llmsite.project import Project
from llmsite.storage import Json, shown
from llmsite.tasks import styles
from llmsite.tasks.authoring import NewTask, new_task, row_of

_METRICS: dict[str, Json] = {
    "acc": "accuracy",
    "exact_match": "exact_match",
    "bleu": "bleu",
    "chrf": "chrf",
    "ter": "ter",
    "f1": {"name": "f1", "options": {"average": "macro"}},
    "mcc": "mcc",
    "bits_per_byte": "bits_per_byte",
    "byte_perplexity": "bits_per_byte",
    "word_perplexity": "bits_per_byte",
}
"""Metric there → metric here; the perplexities differ from bits per byte by a formula only."""

_KINDS = {
    "multiple_choice": "choices",
    "generate_until": "generate",
    "loglikelihood_rolling": "rolling",
}
# Names and notes that change nothing about what is asked.
_IGNORED = frozenset(
    (
        "task",
        "task_alias",
        "tag",
        "group",
        "dataset_path",
        "dataset_name",
        "dataset_kwargs",
        "training_split",
        "validation_split",
        "test_split",
        "fewshot_split",
        "should_decontaminate",
        "doc_to_decontamination_query",
        "metadata",
        "num_fewshot",
        "unsafe_code",
        "custom_dataset",
    )
)
_READ = frozenset(
    (
        "output_type",
        "doc_to_text",
        "doc_to_target",
        "doc_to_choice",
        "description",
        "target_delimiter",
        "fewshot_delimiter",
        "generation_kwargs",
        "metric_list",
        "filter_list",
        "repeats",
        "fewshot_config",
    )
)


@dataclass(slots=True)
class _Reading:
    """One task file on its way in."""

    name: str
    values: dict[str, Value]
    row: dict[str, Json]
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, message: str, fix: str = "") -> None:
        self.faults.append(Fault(message, self.name, fix=fix))

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key, default)
        return value if isinstance(value, str) and not isinstance(value, Code) else default


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    paths: tuple[Path, ...]
    """Files that were written."""
    notes: tuple[str, ...]
    """What is asked or scored in another way than there, one sentence each."""


def import_task(
    project: Project,
    path: Path,
    data: Path,
    *,
    shots: Path | None = None,
    name: str = "",
    language: str = "en",
) -> Imported:
    """Make a task of the project from a task file and a local copy of its data.

    Args:
        project: Where the task goes.
        path: The YAML file.
        data: The samples (JSON lines, CSV, Parquet, …) with the columns that the file names. The
            data set of the file is not fetched: it names no revision.
        shots: Examples for the prompt, in the same format.
        name: Name of the task here; from the file if empty.
        language: Language of the inputs, which the file does not say.

    Raises:
        ImportFormatError: The file needs code or logic, or says what is not understood; every
            reason. Nothing is written then.
        TaskError: The data do not fit the file.
    """
    reading = _open(path, data)
    kind = _KINDS.get(reading.text("output_type", "generate_until"), "")
    if not kind:
        reading.refuse(f"output_type {shown(reading.text('output_type'))} has no counterpart")
    fields, sections = _fields(reading, kind), _sections(reading, kind, has_shots=bool(shots))
    if reading.faults:
        raise ImportFormatError(*reading.faults)
    slug = name or re.sub(r"[^a-z0-9._-]+", "-", reading.text("task", path.stem).lower())
    wanted = NewTask(
        name=slug,
        type="language-modeling" if kind == "rolling" else "question-answering",
        language=language,
        title=reading.text("task", slug),
        fields=fields,
        sections=sections,
    )
    return Imported(new_task(project, wanted, data, shots), tuple(reading.notes))


def _open(path: Path, data: Path) -> _Reading:
    """A task file and the first row of its data; keys that cannot be followed are refused."""
    values = read_yaml(path)
    reading = _Reading(str(path), values, row_of(data))
    for each in code_of(values, ""):
        reading.refuse(f"{each} needs Python", "write its outcome into the data")
    for key in sorted(values.keys() - _IGNORED - _READ - {"process_docs"}):
        reading.refuse(f"'{key}' is not understood")
    return reading


def _sections(reading: _Reading, kind: str, *, has_shots: bool) -> dict[str, dict[str, Json]]:
    """The tables of `task.toml` behind `[data]`."""
    prompt, request, answer = (part(reading, kind) for part in (_prompt, _request, _answer))
    metrics = _metrics(reading, kind, answer)
    n_shots = reading.values.get("num_fewshot")
    if isinstance(n_shots, int) and n_shots and has_shots:
        prompt["shots"] = n_shots
    elif isinstance(n_shots, int) and n_shots:
        reading.notes.append(f"asked without the {n_shots} examples: no file of examples was given")
    sections: dict[str, dict[str, Json]] = {"prompt": prompt, "request": request}
    if answer:
        sections["answer"] = answer
    return {**sections, "score": {"metrics": metrics}}


def _fields(reading: _Reading, kind: str) -> dict[str, Json]:
    """`[data.fields]`: where input, options and answer come from."""
    fields: dict[str, Json] = {}
    text = _template(reading, "doc_to_text") if kind != "rolling" else None
    target = reading.values.get("doc_to_target", "")
    if kind == "rolling":
        fields["input"] = _template(reading, "doc_to_target") or ""
        return fields
    fields["input"] = _split_cue(text or "")[0] or "{text}"
    if kind == "choices":
        fields |= _choices(reading)
        if isinstance(target, int) and not isinstance(target, bool):
            fields["constant_position"] = target
            return fields
    column = _template(reading, "doc_to_target")
    if column is not None and kind == "choices":
        fields["references"] = _label(reading, column)
    elif column is not None:
        fields["references"] = _bare(column)
    return fields


def _choices(reading: _Reading) -> dict[str, Json]:
    """Options: the same for every sample, a column that holds them, or a column each."""
    value = reading.values.get("doc_to_choice")
    if isinstance(value, Code):
        return {}
    if isinstance(value, str):
        columns = list_of(value)
        if columns:
            return {"choices": list(columns)}
        template = _template(reading, "doc_to_choice")
        return {"choices": _bare(template)} if template else {}
    if isinstance(value, list) and value:
        texts = [template_of(str(each)) for each in value]
        plain = [text for text in texts if text is not None]
        if len(plain) < len(texts):
            reading.refuse("doc_to_choice holds Jinja logic")
        if not any(styles.placeholders(text) for text in plain):
            return {"constant_choices": [str(each) for each in value]}
        if not all(styles.placeholders(text) for text in plain):
            reading.refuse("doc_to_choice mixes texts with columns")
        return {"choices": [_bare(text) for text in plain]}
    reading.refuse("doc_to_choice is missing")
    return {}


def _label(reading: _Reading, template: str) -> Json:
    """The right option: by position where the column holds numbers, else by its text."""
    column = _bare(template)
    value: Json = reading.row
    for step in column.split("."):
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            value = value.get(step) if isinstance(value, dict) else None
    is_position = isinstance(value, int) or (isinstance(value, str) and value.isdecimal())
    return {"column": column, "read": "position"} if is_position else column


def _bare(template: str) -> str:
    """`column` instead of `{column}` where a template is nothing else."""
    found = re.fullmatch(r"\{([^{}]+)\}", template)
    return found[1] if found else template


def _template(reading: _Reading, key: str) -> str | None:
    """A text of the file with our placeholders; a bare column name counts as one."""
    value = reading.values.get(key)
    if isinstance(value, Code) or value is None:
        return None
    text = str(value)
    if text in reading.row:
        return f"{{{text}}}"
    template = template_of(text)
    if template is None:
        reading.refuse(f"{key} holds Jinja logic: {shown(text)}", "write its outcome into the data")
    return template


def _split_cue(template: str) -> tuple[str, str]:
    """The last line apart, where it holds no placeholder: the words right before the answer."""
    body, _, last = template.rpartition("\n")
    if body and last.strip() and not styles.placeholders(last):
        return body, last.strip()
    return template, ""


def _prompt(reading: _Reading, kind: str) -> dict[str, Json]:
    if kind == "rolling":
        return {"style": "rolling"}
    template = template_of(reading.text("doc_to_text")) or ""
    description = reading.text("description")
    separator = reading.text("fewshot_delimiter", "\n\n")
    if template_of(description) != description:
        reading.refuse("description holds placeholders", "write its outcome into the file")
    if description and not description.endswith(separator):
        reading.notes.append("the description is parted from what follows as examples are")
    prompt: dict[str, Json] = {
        "style": "cloze" if kind == "choices" else "plain",
        "instruction": description.strip(),
        "cue": _split_cue(template)[1],
        "delimiter": reading.text("target_delimiter", " "),
        "separator": separator,
    }
    config = reading.values.get("fewshot_config")
    if isinstance(config, dict) and config.keys() - {"sampler"}:
        reading.refuse("fewshot_config holds " + ", ".join(sorted(config.keys() - {"sampler"})))
    elif not (isinstance(config, dict) and config.get("sampler") == "first_n"):
        reading.notes.append("examples are the first of the pool; there they are drawn at random")
    return prompt


def _request(reading: _Reading, kind: str) -> dict[str, Json]:
    request: dict[str, Json] = {"kind": kind}
    if kind != "generate":
        return request
    given = reading.values.get("generation_kwargs")
    given = dict(given) if isinstance(given, dict) else {}
    until = given.pop("until", None)
    stop = [until] if isinstance(until, str) else until
    separator = reading.text("fewshot_delimiter", "\n\n")
    request["stop"] = [str(each) for each in stop] if isinstance(stop, list) else [separator]
    most = given.pop("max_gen_toks", 256)
    request["max_new_tokens"] = most if isinstance(most, int) else 256
    sampled = given.pop("do_sample", False)
    temperature, top_p = given.pop("temperature", 0.0), given.pop("top_p", 1.0)
    if sampled and isinstance(temperature, int | float) and isinstance(top_p, int | float):
        request["temperature"], request["top_p"] = float(temperature or 1.0), float(top_p)
    for key in sorted(given):
        reading.refuse(f"generation_kwargs.{key} is not understood")
    repeats = reading.values.get("repeats", 1)
    if isinstance(repeats, int) and repeats > 1:
        request["n"] = repeats
    return request


def _answer(reading: _Reading, kind: str) -> dict[str, Json]:
    """Filters; none but taking the first generation are understood."""
    filters = reading.values.get("filter_list")
    for each in filters if isinstance(filters, list) else []:
        steps = each.get("filter") if isinstance(each, dict) else None
        for step in steps if isinstance(steps, list) else []:
            function = step.get("function") if isinstance(step, dict) else None
            if function != "take_first":
                message = f"filter_list: the filter {shown(str(function))} is not understood"
                reading.refuse(message, "import without it and choose an [answer] extractor")
    return {"extractor": "verbatim"} if kind == "generate" else {}


def _metrics(reading: _Reading, kind: str, answer: dict[str, Json]) -> list[Json]:
    given = reading.values.get("metric_list")
    names: list[str] = []
    for each in given if isinstance(given, list) else []:
        name = each.get("metric") if isinstance(each, dict) else None
        names.append(str(name))
        for key in ("regexes_to_ignore", "hf_evaluate"):
            if isinstance(each, dict) and each.get(key):
                reading.refuse(f"metric_list: {shown(str(name))} with {key} is not understood")
    if not names:
        names = {"choices": ["acc", "acc_norm"], "generate": ["exact_match"]}.get(
            kind, ["bits_per_byte"]
        )
    if "acc_norm" in names and "acc" not in names:
        answer |= {"extractor": "pick", "options": {"normalization": "bytes"}}
        reading.notes.append("acc_norm divides by characters there, by UTF-8 bytes here")
        names[names.index("acc_norm")] = "acc"
    elif "acc_norm" in names:
        names.remove("acc_norm")
        reading.notes.append("acc_norm is left out: a task has one way to pick its answer")
    found: list[Json] = []
    for name in names:
        metric = _METRICS.get(name)
        if metric is None:
            reading.refuse(f"metric_list: the metric {shown(name)} has no counterpart")
        elif metric not in found:
            found.append(metric)
    return found
