"""Tasks of llmsite become tasks of lm-evaluation-harness: a YAML file and JSON lines each.

Knows nothing of that tool's Python; what is written is data.
"""

import json
from pathlib import Path

from llmsite.errors import Fault, ImportFormatError
from llmsite.schema.task import Sample
from llmsite.storage import Json, write_atomic
from llmsite.tasks import Task, styles

_OUTPUTS = {
    "choices": "multiple_choice",
    "generate": "generate_until",
    "rolling": "loglikelihood_rolling",
}


def export_task(task: Task, folder: Path) -> tuple[Path, ...]:
    """Write a task for lm-evaluation-harness: a YAML file and its samples as JSON lines.

    The samples hold the question as our prompt style shows it, so that both tools ask the same
    text; `lm_eval --include_path FOLDER --tasks NAME` runs it.

    Raises:
        ImportFormatError: The task is asked in a way that the harness does not have.
    """
    definition = task.definition
    name, prompt, kind = definition.name, definition.prompt, definition.request.kind
    if kind not in _OUTPUTS:
        message = f"task {name}: '{kind}' requests have no counterpart in lm-evaluation-harness"
        raise ImportFormatError(Fault(message))
    rows = folder / f"{name}.jsonl"
    files = {"test": str(rows.resolve())}
    write_atomic(rows, _rows(task.samples, task))
    paths = [rows]
    if prompt.shots:
        pool = folder / f"{name}-shots.jsonl"
        write_atomic(pool, _rows(task.shots, task))
        files["train"] = str(pool.resolve())
        paths.append(pool)
    lines = _yaml_lines(task, files, _OUTPUTS[kind])
    path = folder / f"{name}.yaml"
    write_atomic(path, ("\n".join(lines) + "\n").encode())
    return (path, *paths)


def _yaml_lines(task: Task, files: dict[str, str], output: str) -> list[str]:
    definition = task.definition
    prompt, request = definition.prompt, definition.request
    head = prompt.instruction + prompt.separator if prompt.instruction else ""
    lines = [
        f"task: {json.dumps(definition.name)}",
        "dataset_path: json",
        f"dataset_kwargs: {json.dumps({'data_files': files})}",
        "test_split: test",
        f"output_type: {output}",
        f"description: {json.dumps(head, ensure_ascii=False)}",
        f"doc_to_text: {json.dumps('' if request.kind == 'rolling' else '{{question}}')}",
        'doc_to_target: "{{answer}}"' if request.kind != "choices" else "doc_to_target: label",
        f"target_delimiter: {json.dumps(prompt.delimiter, ensure_ascii=False)}",
        f"fewshot_delimiter: {json.dumps(prompt.separator)}",
        f"num_fewshot: {prompt.shots}",
    ]
    if prompt.shots:
        lines += ["fewshot_split: train", "fewshot_config: {sampler: first_n}"]
    if request.kind == "choices":
        lines.append("doc_to_choice: choices")
    if request.kind == "generate":
        decoding = {
            "until": list(request.stop),
            "max_gen_toks": request.max_new_tokens,
            "do_sample": request.temperature > 0,
            "temperature": request.temperature,
        }
        lines.append(f"generation_kwargs: {json.dumps(decoding, ensure_ascii=False)}")
    metric = {"choices": "acc", "generate": "exact_match"}.get(request.kind, "bits_per_byte")
    direction = "false" if metric == "bits_per_byte" else "true"
    aggregation = "bits_per_byte" if metric == "bits_per_byte" else "mean"
    lines.append("metric_list:")
    lines.append(
        f"  - {{metric: {metric}, aggregation: {aggregation}, higher_is_better: {direction}}}"
    )
    lines.append(f"metadata: {{version: {definition.version}}}")
    return lines


def _rows(samples: tuple[Sample, ...], task: Task) -> bytes:
    """Samples with the texts that our prompt style makes of them."""
    prompt, kind = task.definition.prompt, task.definition.request.kind
    lines = []
    for sample in samples:
        row: dict[str, Json] = {"id": sample.id, "question": styles.question(sample, prompt)}
        row["answer"] = (
            styles.text_of(sample) if kind == "rolling" else styles.answer(sample, prompt)
        )
        if kind == "choices":
            row["choices"] = list(styles.continuations(sample, prompt, delimiter=""))
            row["label"] = sample.choices.index(str(sample.references[0]))
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    return "".join(lines).encode()
