"""Recall and false-parse rates of extractors on stored outputs of models.

usage: python benchmarks/extraction.py DATA_DIR     (a folder with `gsm8k` and `bbh` as published)

Prints the table of `docs/extraction.md`. An extractor sees the output alone. GSM8K was published
with a verdict on each output; for BBH the verdict is its rule (what follows "the answer is" equals
the target), which gives the published accuracy. Recall is the share of the outputs called right
whose extracted answer is the reference; the false-parse rate is that of the outputs called wrong
whose extracted answer is the reference all the same.
"""

import gzip
import json
import math
import sys
import time
from pathlib import Path

from llmsite import scoring

SETTINGS = {
    "gsm8k": [
        ("number", {}),
        ("number", {"marker": "A:"}),
        ("number", {"marker": "A:", "mode": "strict"}),
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
    """Outputs of one model on three tasks, with and without reasoning."""
    for style in ("cot", "direct"):
        for task in ("navigate", "object_counting", "snarks"):
            place = folder / "bbh" / "code-davinci-002-outputs" / f"code-davinci-002-{style}"
            stem = f"{task}_few_shot_template_0-255000"
            with gzip.open(place / f"{stem}.json.gz", "rt") as file:
                rows = json.load(file)["outputs"]
            published = json.loads((place / f"{stem}_eval_metrics.jsonl").read_text())["accuracy"]
            outputs = [row["prediction"] for row in rows]
            targets = [row["target"] for row in rows]
            verdicts = [answer_of(o) == t for o, t in zip(outputs, targets, strict=True)]
            if not math.isclose(100 * sum(verdicts) / len(verdicts), published):
                raise SystemExit(f"{task} {style}: the rule is not that of the published accuracy")
            yield f"bbh {task} {style}", task, outputs, targets, verdicts


def answer_of(output):
    """BBH's own rule."""
    return output.rsplit("the answer is ", 1)[-1].strip().removesuffix(".")


def normal(task, answer):
    """A reference as the extractor writes answers."""
    if task in ("gsm8k", "object_counting"):
        return scoring.extract("number", [answer])[0]
    return answer.strip("()")


def measure(folder):
    """Outputs, extractor, share with an answer, recall, false-parse rate, milliseconds."""
    for name, task, outputs, references, verdicts in (*gsm8k(folder), *bbh(folder)):
        wanted = [normal(task, reference) for reference in references]
        for extractor, options in SETTINGS[task]:
            start = time.process_time()
            answers = scoring.extract(extractor, outputs, **options)
            seconds = time.process_time() - start
            right = [
                a is not None and a.strip("()") == w for a, w in zip(answers, wanted, strict=True)
            ]
            shown = " ".join((extractor, *(f"{k}={v}" for k, v in options.items())))
            found = sum(answer is not None for answer in answers) / len(answers)
            yield name, shown, found, *rates(right, verdicts), 1000 * seconds


def rates(right, verdicts):
    """Share of right outputs that were found, and of wrong ones that were taken for right."""
    pairs = list(zip(right, verdicts, strict=True))
    n_right = sum(verdicts)
    recall = sum(r and v for r, v in pairs) / n_right
    false = sum(r and not v for r, v in pairs) / (len(pairs) - n_right)
    return recall, false


def main() -> None:
    print("| outputs | extractor | answers | recall | false parses |")
    print("|---|---|---:|---:|---:|")
    for name, shown, found, recall, false, _ in measure(Path(sys.argv[1])):
        print(f"| {name} | `{shown}` | {found:.1%} | {recall:.1%} | {false:.1%} |")


if __name__ == "__main__":
    main()
