"""What `bench_scoring.py` measures: inputs, our call, and the same of each package.

To add a metric, write a function that yields cases and list it in `cases`. Packages are imported
inside the functions that run them, so that a missing one is only left out.
"""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from llmsite import scoring


@dataclass(frozen=True)
class Peer:
    """A package that does the same."""

    package: str
    run: Callable[[], object]
    floor: float
    goal: float
    agrees: Callable[[object, object], bool] | None = None


@dataclass(frozen=True)
class Case:
    """One line of the table."""

    name: str
    ours: Callable[[], object]
    peers: tuple[Peer, ...]


def equal(found: object, expected: object) -> bool:
    return math.isclose(float(found), float(expected), rel_tol=1e-9)  # type: ignore[arg-type]


def equal_lists(found: object, expected: object) -> bool:
    return all(map(equal, found, expected))  # type: ignore[call-overload]


@cache
def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def fill(texts: list[str], n: int) -> list[str]:
    """`n` texts: the given ones again and again, with an index behind."""
    return [f"{texts[i % len(texts)]} {i // len(texts)}" for i in range(n)]


def ascii_pairs(n: int) -> tuple[list[str], list[str]]:
    """All-distinct English-like pairs, made up: about 20 words, a third of them changed."""
    rng = random.Random(7)
    words = ["".join(rng.choices("etaoinshrdlu", k=rng.randint(1, 9))) for _ in range(5000)]
    weights = [1 / (i + 5) for i in range(len(words))]
    predictions, references = [], []
    for _ in range(n):
        reference = rng.choices(words, weights, k=rng.randint(6, 34))
        prediction = [rng.choice(words) if rng.random() < 0.3 else word for word in reference]
        references.append(" ".join(reference).capitalize() + ".")
        predictions.append(" ".join(prediction).capitalize() + ".")
    return predictions, references


def cases(mt: Path) -> Iterator[Case]:
    hypotheses = lines(mt / "wmt22.zh-en" / "sys.AISP-SJTU.txt")
    golds = lines(mt / "wmt22.zh-en" / "ref.A.txt")
    sets = {
        "en 10 k": (fill(hypotheses, 10_000), fill(golds, 10_000)),
        "distinct 10 k": ascii_pairs(10_000),
    }
    for label, pairs in sets.items():
        yield from bleu_cases(label, *pairs)
        yield from chrf_cases(label, *pairs)
    yield from sentence_cases("en 1,875", hypotheses, golds)
    yield from tokenizer_cases("en 10 k", *sets["en 10 k"])
    chinese = mt / "wmt24.en-zh"
    yield from tokenizer_cases(
        "zh", lines(next(chinese.glob("sys.*"))), lines(chinese / "ref.A.txt")
    )
    yield from ter_cases("en 1,875", hypotheses, golds)
    yield from ter_cases("distinct 2 k", *ascii_pairs(2_000))


def bleu_cases(label: str, hypotheses: list[str], golds: list[str]) -> Iterator[Case]:
    def sacrebleu() -> float:
        from sacrebleu.metrics import BLEU

        return BLEU(force=True).corpus_score(hypotheses, [golds]).score

    def bleuscore() -> float:
        from bleuscore import compute

        return 100 * compute([[gold] for gold in golds], hypotheses)["bleu"]

    yield Case(
        f"BLEU 13a, {label}",
        lambda: scoring.score("bleu", hypotheses, golds).value,
        (Peer("sacrebleu", sacrebleu, 60, 100, equal), Peer("bleuscore", bleuscore, 10, 18)),
    )


def tokenizer_cases(label: str, hypotheses: list[str], golds: list[str]) -> Iterator[Case]:
    for tokenizer in ("intl", "zh", "char"):

        def sacrebleu(tokenizer: str = tokenizer) -> float:
            from sacrebleu.metrics import BLEU
            from sacrebleu.metrics.bleu import _get_tokenizer

            _get_tokenizer(tokenizer).__call__.cache_clear()
            return BLEU(force=True, tokenize=tokenizer).corpus_score(hypotheses, [golds]).score

        yield Case(
            f"BLEU {tokenizer}, {label}",
            lambda tokenizer=tokenizer: (
                scoring.score("bleu", hypotheses, golds, tokenize=tokenizer).value
            ),
            (Peer("sacrebleu", sacrebleu, 40, 70, equal),),
        )


def sentence_cases(label: str, hypotheses: list[str], golds: list[str]) -> Iterator[Case]:
    def sacrebleu() -> list[float]:
        from sacrebleu.metrics import BLEU

        metric = BLEU(effective_order=True)
        pairs = zip(hypotheses, golds, strict=True)
        return [metric.sentence_score(text, [gold]).score for text, gold in pairs]

    def sacrebleu_chrf() -> list[float]:
        from sacrebleu.metrics import CHRF

        metric = CHRF()
        pairs = zip(hypotheses, golds, strict=True)
        return [metric.sentence_score(text, [gold]).score for text, gold in pairs]

    yield Case(
        f"sentence BLEU, {label}",
        lambda: scoring.sample_scores("sentence_bleu", hypotheses, golds),
        (Peer("sacrebleu", sacrebleu, 50, 80, equal_lists),),
    )
    yield Case(
        f"sentence chrF2, {label}",
        lambda: scoring.sample_scores("chrf", hypotheses, golds),
        (Peer("sacrebleu", sacrebleu_chrf, 60, 100, equal_lists),),
    )


def chrf_cases(label: str, hypotheses: list[str], golds: list[str]) -> Iterator[Case]:
    def sacrebleu(word_order: int) -> float:
        from sacrebleu.metrics import CHRF

        return CHRF(word_order=word_order).corpus_score(hypotheses, [golds]).score

    def fastchrf() -> object:
        from fastchrf import pairwise_chrf

        return pairwise_chrf([[text] for text in hypotheses], [[gold] for gold in golds])

    yield Case(
        f"chrF2, {label}",
        lambda: scoring.score("chrf", hypotheses, golds).value,
        (
            Peer("sacrebleu", lambda: sacrebleu(0), 60, 100, equal),
            Peer("fastchrf", fastchrf, 20, 35),
        ),
    )
    yield Case(
        f"chrF2++, {label}",
        lambda: scoring.score("chrf_pp", hypotheses, golds).value,
        (Peer("sacrebleu", lambda: sacrebleu(2), 45, 75, equal),),
    )


def ter_cases(label: str, hypotheses: list[str], golds: list[str]) -> Iterator[Case]:
    def sacrebleu() -> float:
        from sacrebleu.metrics import TER

        return TER().corpus_score(hypotheses, [golds]).score

    yield Case(
        f"TER, {label}",
        lambda: scoring.score("ter", hypotheses, golds).value,
        (Peer("sacrebleu", sacrebleu, 150, 350, equal),),
    )
