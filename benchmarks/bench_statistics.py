"""Statistics against sacrebleu: CPU seconds, ratios, and a whole board in one process.

Run by `make bench`. Every number is the best of a few repeats on one core, peers in the same
process on the same inputs; results are asserted equal.
"""

import logging
import resource
import time

import numpy as np

from llmsite import scoring, statistics
from llmsite.statistics import TaskColumn

WORDS = [f"w{i}" for i in range(400)]


def best(repeats, work):
    """Least CPU seconds of several runs, and the last answer."""
    seconds, answer = [], None
    for _ in range(repeats):
        start = time.process_time()
        answer = work()
        seconds.append(time.process_time() - start)
    return min(seconds), answer


def corpora(n_systems, n_segments):
    """References and systems of rising quality."""
    rng = np.random.default_rng(1)
    references = [" ".join(rng.choice(WORDS, size=rng.integers(8, 40))) for _ in range(n_segments)]
    systems = []
    for system in range(n_systems):
        keep = 0.5 + 0.4 * system / n_systems
        systems.append(
            [
                " ".join(
                    w if rng.uniform() < keep else str(rng.choice(WORDS)) for w in text.split()
                )
                for text in references
            ]
        )
    return systems, references


def paired(test, n_systems, n_segments, n_trials):
    """One paired test of all systems against the first, ours and sacrebleu's resampling alone."""
    from sacrebleu import significance
    from sacrebleu.metrics import BLEU

    logging.disable(logging.WARNING)
    systems, references = corpora(n_systems, n_segments)
    rows = [scoring.sample_statistics("bleu", system, references) for system in systems]
    ours, lines = best(3, lambda: statistics.sacrebleu(rows, "bleu", test=test, n_trials=n_trials))
    bleu = BLEU(references=[references])
    # Statistics are given, so that only drawing, summing and finishing is timed on both sides.
    stored = {
        id(system): row.astype(int).tolist() for system, row in zip(systems, rows, strict=True)
    }
    bleu._extract_corpus_statistics = lambda hyps, _refs: stored[id(hyps)]  # noqa: SLF001 - see above
    run = significance.PairedTest(
        [(str(n), system) for n, system in enumerate(systems)],
        {"BLEU": bleu},
        references=None,
        test_type=test,
        n_samples=n_trials,
    )
    theirs, answer = best(1, run)
    expected = [line.p_value for line in answer[1]["BLEU"]]
    assert [line.p_value for line in lines] == expected, "p-values differ from sacrebleu's"
    name = {"bs": "paired bootstrap", "ar": "approximate randomisation"}[test]
    print(
        f"{name:26s} {n_trials:6,} x {n_systems:2d} systems x {n_segments:,} segments: "
        f"{1000 * ours:8.1f} ms, sacrebleu {1000 * theirs:9.0f} ms, {theirs / ours:5.0f} x"
    )


def board(n_models, n_tasks, n_samples):
    """Intervals, rank ranges and the aggregate of a large board."""
    rng = np.random.default_rng(2)
    tables = []
    for _ in range(n_tasks):
        ease = rng.normal(size=(n_samples, 1))
        skill = np.linspace(-1.0, 1.0, n_models)
        tables.append((ease + rng.normal(size=(n_samples, n_models)) < skill).astype(float))

    def work():
        columns = []
        for number, hits in enumerate(tables):
            means = hits.mean(axis=0)
            influences = (hits - means) / n_samples
            statistics.ranks(influences, means)
            for model in range(n_models):
                rows = np.column_stack([hits[:, model], np.ones(n_samples)])
                statistics.interval(rows, "accuracy")
            columns.append(TaskColumn(f"t{number}", means, influences, 0.25, 1.0, f"c{number % 6}"))
        return statistics.aggregate(columns)

    start = time.process_time()
    found = work()
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    spans = [model.range.high - model.range.low for model in found.models]
    print(
        f"board of {n_models} models x {n_tasks} tasks x {n_samples:,} samples: {seconds:.2f} s "
        "for all intervals, rank rows and the aggregate, "
        f"peak {memory:.2f} GiB, mean range {np.mean(spans):.1f}"
    )


def main():
    board(500, 50, 1_000)
    paired("bs", 20, 2_000, 1_000)
    paired("ar", 5, 998, 10_000)


if __name__ == "__main__":
    main()
