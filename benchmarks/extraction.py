"""Recall and false-parse rates of extractors on stored outputs of models.

usage: python benchmarks/extraction.py DATA_DIR     (a folder with `gsm8k` and `bbh` as published)

An extractor sees the output alone. Where a verdict was published with it: recall is the share of
the outputs called right whose extracted answer is the reference, the false-parse rate that of the
outputs called wrong whose extracted answer is the reference all the same. Without one: the share of
outputs with an answer, and with the right one, to be compared with the published accuracy.
"""

import gzip
import json
import sys
import time
from pathlib import Path

from llmsite import scoring

SETTINGS = {
    "gsm8k": [
        ("number", {}),
        ("number", {"marker": "A:"}),
        ("number", {"mode": "strict"}),
        ("regex", {"pattern": r"(-?[0-9.,]+)"}),
    ],
    "navigate": [
        ("choice", {"choices": ["Yes", "No"]}),
        ("choice", {"choices": ["Yes", "No"], "mode": "strict"}),
    ],
    "object_counting": [("number", {}), ("number", {"mode": "strict"})],
    "snarks": [("letter", {"n_choices": 2}), ("letter", {"n_choices": 2, "mode": "strict"})],
}


def gsm8k(folder):
    """Outputs, references and published verdicts of four models."""
    with gzip.open(folder / "gsm8k" / "example_model_solutions.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    for model in ("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"):
        outputs = [row[model]["solution"] for row in rows]
        references = [row["ground_truth"].rsplit("A:", 1)[1].strip() for row in rows]
        yield (
            f"gsm8k {model}",
            "gsm8k",
            outputs,
            references,
            [row[model]["is_correct"] for row in rows],
        )


def bbh(folder):
    """Outputs of one model on three tasks, with and without reasoning; verdicts by its own rule."""
    for style in ("cot", "direct"):
        for task in ("navigate", "object_counting", "snarks"):
            place = folder / "bbh" / "code-davinci-002-outputs" / f"code-davinci-002-{style}"
            name = f"{task}_few_shot_template_0-255000.json.gz"
            with gzip.open(place / name, "rt") as file:
                rows = json.load(file)["outputs"]
            outputs = [row["prediction"] for row in rows]
            yield f"bbh {task} {style}", task, outputs, [row["target"] for row in rows], None


def normal(task, answer):
    """A reference as the extractor writes answers."""
    if task in ("gsm8k", "object_counting"):
        return scoring.extract("number", [answer])[0]
    return answer.strip("()")


def main() -> None:
    folder = Path(sys.argv[1])
    heads = ("found", "right", "recall", "false", "ms")
    print(f"{'outputs':34} {'extractor':52}", *(f"{head:>7}" for head in heads))
    for name, task, outputs, references, verdicts in (*gsm8k(folder), *bbh(folder)):
        wanted = [normal(task, reference) for reference in references]
        for extractor, options in SETTINGS[task]:
            start = time.process_time()
            answers = scoring.extract(extractor, outputs, **options)
            seconds = time.process_time() - start
            found = sum(answer is not None for answer in answers)
            right = [
                a is not None and a.strip("()") == w for a, w in zip(answers, wanted, strict=True)
            ]
            shown = f"{extractor} {json.dumps(options)}"
            row = f"{name:34} {shown:52.52} {found / len(outputs):7.1%}"
            row += f" {sum(right) / len(outputs):7.1%}"
            row += rates(right, verdicts) + f" {1000 * seconds:7.1f}"
            print(row)


def rates(right, verdicts):
    """Share of right outputs that were found, and of wrong ones that were taken for right."""
    if verdicts is None:
        return f" {'':7} {'':7}"
    pairs = list(zip(right, verdicts, strict=True))
    n_right = sum(verdicts)
    recall = sum(r and v for r, v in pairs) / n_right
    false = sum(r and not v for r, v in pairs) / (len(pairs) - n_right)
    return f" {recall:7.2%} {false:7.2%}"


if __name__ == "__main__":
    main()
