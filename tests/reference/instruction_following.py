"""Slow reference of `instruction_following`."""

import json
import re

from instruction_rules import CHECKS
from instruction_texts import EXAMPLES, draw_instruction, draw_text

PROVENANCE = "the rules of the paper's code, by hand, with rules for language and sentences"
OPTIONS = [{}]
CASES = [
    (
        f"{name} {number}",
        {},
        [text, f"Here it is:\n{text}"],
        [[json.dumps([name, arguments], ensure_ascii=False)]] * 2,
    )
    for name, arguments, *texts in EXAMPLES
    for number, text in enumerate(texts, start=1)
]


def draw(rng, n_samples):
    texts = [draw_text(rng) for _ in range(n_samples)]
    asked = [[draw_instruction(rng) for _ in range(rng.randrange(1, 4))] for _ in range(n_samples)]
    return texts, asked


def loosened(text):
    lines = text.split("\n")
    cuts = ["\n".join(part).strip() for part in (lines[1:], lines[:-1], lines[1:-1])]
    return [*(each.replace("*", "") for each in (text, *cuts)), text, *cuts]


def is_followed(text, instruction):
    name, arguments = json.loads(instruction)
    check = CHECKS[re.sub(r"^en:", "", name)]
    return bool(text.strip()) and bool(check(text, arguments))


def score(predictions, references):
    strict, loose = [], []
    for text, instructions in zip(predictions, references, strict=True):
        strict.append([is_followed(text, each) for each in instructions])
        loose.append(
            [any(is_followed(way, each) for way in loosened(text)) for each in instructions]
        )
    n = sum(map(len, strict))
    return {
        "prompt_strict": sum(map(all, strict)) / len(strict),
        "instruction_strict": sum(map(sum, strict)) / n,
        "prompt_loose": sum(map(all, loose)) / len(loose),
        "instruction_loose": sum(map(sum, loose)) / n,
    }


def sample_scores(predictions, references):
    pairs = zip(predictions, references, strict=True)
    return [score([text], [each])["prompt_strict"] for text, each in pairs]
