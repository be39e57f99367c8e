"""More cases of `bench_scoring.py`: summaries, answers, error rates and labels.

Packages are imported inside the functions that run them, as in `scoring_cases.py`.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from scoring_cases import Case, Peer, equal, equal_lists, fill, lines
from squad_rules import normalize_answer

from llmsite import scoring

Texts = list[str]
TYPES = ["rouge1", "rouge2", "rougeL"]


def cases(mt: Path) -> Iterator[Case]:
    hypotheses = lines(mt / "wmt22.zh-en" / "sys.AISP-SJTU.txt")
    golds = lines(mt / "wmt22.zh-en" / "ref.A.txt")
    ten_thousand = (fill(hypotheses, 10_000), fill(golds, 10_000))
    yield rouge("ROUGE-1/2/L, en 10 k", *ten_thousand, TYPES, stem=False, bars=(60, 120, 1.2, 2))
    yield rouge(
        "ROUGE-1/2/L/Lsum Porter, en 1,875",
        hypotheses,
        golds,
        [*TYPES, "rougeLsum"],
        stem=True,
        bars=(80, 120, 1, 1.5),
    )
    yield error_rate("wer", *ten_thousand)
    yield error_rate("cer", *ten_thousand)
    yield squad(mt / "squad.preds")
    yield labels("1,000 labels", 1_000, 50, 200)
    yield labels("1 M labels", 1_000_000, 50, 150)


def rouge(
    name: str,
    hypotheses: Texts,
    golds: Texts,
    types: Texts,
    *,
    stem: bool,
    bars: tuple[float, float, float, float],
) -> Case:
    def package() -> float:
        from rouge_score.rouge_scorer import RougeScorer

        scorer = RougeScorer(types, use_stemmer=stem)
        pairs = zip(golds, hypotheses, strict=True)
        scores = [scorer.score(gold, text)[types[0]].fmeasure for gold, text in pairs]
        return sum(scores) / len(scores)

    def port() -> object:
        from rouge_score_rs import RougeScorer

        return RougeScorer(types, use_stemmer=stem).score_batch(golds, hypotheses)

    return Case(
        name,
        lambda: scoring.score("rouge", hypotheses, golds, use_stemmer=stem).values["rouge1"],
        (
            Peer("rouge-score", package, bars[0], bars[1], equal),
            Peer("rouge-score-rs", port, bars[2], bars[3]),
        ),
    )


def error_rate(metric: str, hypotheses: Texts, golds: Texts) -> Case:
    def jiwer() -> float:
        import jiwer

        return getattr(jiwer, metric)(golds, hypotheses)

    def rapidfuzz() -> float:
        from rapidfuzz.distance import Levenshtein

        cut = (lambda text: text.split(" ")) if metric == "wer" else (lambda text: text)
        pairs = [(cut(gold), cut(text)) for gold, text in zip(golds, hypotheses, strict=True)]
        edits = sum(Levenshtein.distance(gold, text) for gold, text in pairs)
        return edits / sum(len(gold) for gold, _ in pairs)

    return Case(
        f"{metric.upper()}, en 10 k",
        lambda: scoring.score(metric, hypotheses, golds).value,
        (Peer("jiwer", jiwer, 10, 20, equal), Peer("rapidfuzz", rapidfuzz, 1, 2)),
    )


def squad(folder: Path) -> Case:
    answers = [
        [line.split("\t")[-1] for line in lines(folder / name)]
        for name in ("BERT.tsv", "SLQA+.tsv")
    ]
    predictions, golds = answers

    def script() -> list[float]:
        total = 0.0
        for text, gold in zip(predictions, golds, strict=True):
            mine, theirs = normalize_answer(text).split(), normalize_answer(gold).split()
            counts: dict[str, int] = {}
            for word in theirs:
                counts[word] = counts.get(word, 0) + 1
            common = 0
            for word in mine:
                if counts.get(word, 0) > 0:
                    counts[word] -= 1
                    common += 1
            total += 2 * common / (len(mine) + len(theirs)) if common else 0.0
        exact = [
            normalize_answer(a) == normalize_answer(b)
            for a, b in zip(predictions, golds, strict=True)
        ]
        return [sum(exact) / len(exact), total / len(exact)]

    def ours() -> list[float]:
        metrics = ("exact_match", "token_f1")
        return [scoring.score(metric, predictions, golds).value for metric in metrics]

    return Case(
        "SQuAD EM + F1, 10,570", ours, (Peer("the script's rules", script, 30, 60, equal_lists),)
    )


def labels(label: str, n: int, floor: float, goal: float) -> Case:
    rng = random.Random(3)
    names = [f"class {i}" for i in range(5)]
    true = rng.choices(names, k=n)
    predicted = [one if rng.random() < 0.7 else rng.choice(names) for one in true]

    def ours() -> float:
        scoring.score("accuracy", predicted, true)
        scoring.score("f1", predicted, true, average="macro")
        return scoring.score("mcc", predicted, true).value

    def sklearn() -> float:
        from sklearn import metrics

        metrics.accuracy_score(true, predicted)
        metrics.precision_recall_fscore_support(true, predicted, average="macro")
        return float(metrics.matthews_corrcoef(true, predicted))

    return Case(
        f"accuracy + P/R/F1 + MCC, {label}",
        ours,
        (Peer("scikit-learn", sklearn, floor, goal, equal),),
    )
