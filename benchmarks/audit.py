"""What the statistics promise, measured with the built core: `make audit`.

Coverage of intervals and rank ranges, error rates of tests: exact by enumeration where that is
possible, simulated with fixed seeds elsewhere. Writes `site_templates/audit.json`, which the site
shows, and prints the same table. A promise that is not kept makes it fail.

    python benchmarks/audit.py            the whole audit, minutes
    python benchmarks/audit.py --small    a twentieth of the repetitions, prints only
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from llmsite import __version__, statistics
from llmsite.statistics import TaskColumn

OUTPUT = Path(__file__).parents[1] / "site_templates" / "audit.json"


@dataclass(frozen=True)
class Line:
    """One promise and what was measured."""

    claim: str
    setting: str
    measured: float
    least: float
    most: float
    n_trials: int

    @property
    def is_kept(self) -> bool:
        """Whether the measured share lies where it should, as far as the repetitions can tell."""
        noise = 2.6 * np.sqrt(0.05 * 0.95 / self.n_trials) if self.n_trials else 0.0
        return self.least - noise <= self.measured <= self.most + noise


def mean_rows(scores):
    """Statistics of a mean: each score and a one."""
    return np.column_stack([scores, np.ones(len(scores))])


def exact_coverage() -> Iterator[Line]:
    """Every possible number of hits, weighted by its probability."""
    for n in (50, 200, 1000):
        ends = []
        for hits in range(n + 1):
            rows = mean_rows((np.arange(n) < hits).astype(float))
            found = statistics.interval(rows, "accuracy")
            ends.append((found.low, found.high))
        low, high = np.array(ends).T
        grid = np.linspace(0.02, 0.98, 97)
        covered = [
            stats.binom.pmf(np.arange(n + 1), n, p)[(low <= p) & (p <= high)].sum() for p in grid
        ]
        yield Line(
            "95 % interval of a share of right answers, worst over shares of .02 to .98",
            f"{n} samples, all outcomes",
            float(min(covered)),
            0.92,
            1.0,
            0,
        )
        yield Line(
            "95 % interval of a share of right answers, mean over shares of .02 to .98",
            f"{n} samples, all outcomes",
            float(np.mean(covered)),
            0.94,
            0.97,
            0,
        )


def clustered_coverage(scale) -> Iterator[Line]:
    """Beta-binomial answers, correlation .3 inside a passage of about five questions."""
    for share in (0.7, 0.8):
        rng = np.random.default_rng(3)
        n_trials = int(20_000 * scale)
        spread = 1 / 0.3 - 1
        covered = 0
        for _ in range(n_trials):
            sizes = rng.integers(3, 8, size=100)
            ids = np.repeat(np.arange(100), sizes)
            level = rng.beta(share * spread, (1 - share) * spread, size=100)
            hits = (rng.uniform(size=len(ids)) < level[ids]).astype(float)
            found = statistics.interval(mean_rows(hits), "accuracy", clusters=ids.tolist())
            covered += found.low <= share <= found.high
        yield Line(
            "95 % interval of a share of right answers in clusters",
            f"100 passages, share {share}",
            covered / n_trials,
            0.93,
            0.97,
            n_trials,
        )


def skewed_coverage(scale) -> Iterator[Line]:
    """Squared errors with a long tail, the bootstrap interval of few samples."""
    settings = (
        ("50 samples, errors normal", lambda rng: rng.normal(size=50) ** 2, 1.0, 0.92),
        ("50 samples, squares lognormal", lambda rng: rng.lognormal(size=50), np.exp(0.5), 0.90),
    )
    for setting, draw, true, least in settings:
        rng = np.random.default_rng(1)
        n_trials = int(20_000 * scale)
        covered = 0
        for _ in range(n_trials):
            found = statistics.interval(mean_rows(draw(rng)), "mse")
            covered += found.low <= true <= found.high
        yield Line(
            "95 % interval of a mean squared error with a long tail",
            setting,
            covered / n_trials,
            least,
            0.97,
            n_trials,
        )


def runs_coverage(scale) -> Iterator[Line]:
    """Means over several runs whose true scores differ as much as samples make them differ."""
    n_trials, n = int(4_000 * scale), 200
    for n_runs in (3, 5):
        rng = np.random.default_rng(11)
        covered = 0
        for _ in range(n_trials):
            ease = rng.uniform(0.3, 0.9, size=n)
            effects = rng.normal(0.0, 0.03, size=(n_runs, 1))
            hits = (rng.uniform(size=(n_runs, n)) < ease + effects).astype(float)
            alone = statistics.interval(mean_rows(hits.mean(axis=0)), "accuracy")
            runs = statistics.error_of_runs(hits, alone.standard_error)
            found = statistics.widen(alone, runs, "accuracy")
            covered += found.low <= 0.6 <= found.high
        yield Line(
            "95 % interval of a mean over runs that differ",
            f"{n} samples, {n_runs} runs",
            covered / n_trials,
            0.93,
            0.985,
            n_trials,
        )
    yield _errors_over_runs(int(2_000 * scale), n)
    yield from _rank_coverage_over_runs(int(300 * scale), n)


def _errors_over_runs(n_trials, n) -> Line:
    """Equal models, each run three times with runs that differ."""
    rng = np.random.default_rng(13)
    rejected = 0
    for _ in range(n_trials):
        ease = rng.uniform(0.3, 0.9, size=n)
        rows, added = [], []
        for _ in range(2):
            effects = rng.normal(0.0, 0.03, size=(3, 1))
            hits = (rng.uniform(size=(3, n)) < ease + effects).astype(float)
            rows.append(mean_rows(hits.mean(axis=0)))
            error = statistics.interval(rows[-1], "accuracy").standard_error
            added.append(statistics.error_of_runs(hits, error).added)
        found = statistics.compare(*rows, "accuracy", method="t")
        found = statistics.compare_over_runs(found, float(np.hypot(*added)))
        rejected += found.p_value <= 0.05
    return Line(
        "equal models called different at 5 % (t over runs that differ)",
        f"{n} samples, 3 runs each",
        rejected / n_trials,
        0.0,
        0.065,
        n_trials,
    )


def _rank_coverage_over_runs(n_trials, n) -> Iterator[Line]:
    """Three groups of four tied models, each run three times."""
    rng = np.random.default_rng(12)
    shares = np.repeat([0.70, 0.62, 0.54], 4)
    best = np.array([1 + (shares > share).sum() for share in shares])
    worst = np.array([(shares >= share).sum() for share in shares])
    covered = np.zeros(len(shares))
    for _ in range(n_trials):
        ease = rng.uniform(-0.25, 0.25, size=n)
        effects = rng.normal(0.0, 0.02, size=(len(shares), 3, 1))
        chances = shares[:, None, None] + ease + effects
        hits = (rng.uniform(size=chances.shape) < chances).astype(float)
        means = hits.mean(axis=1)
        scores = means.mean(axis=1)
        influences = (means - scores[:, None]).T / n
        errors = np.sqrt(n / (n - 1) * (influences**2).sum(axis=0))
        added = [
            statistics.error_of_runs(own, error).added
            for own, error in zip(hits, errors, strict=True)
        ]
        found = statistics.ranks(statistics.add_runs(influences, added), scores)
        covered += [
            span.low <= b and span.high >= w for span, b, w in zip(found, best, worst, strict=True)
        ]
    yield Line(
        "95 % rank range over runs that differ, worst model",
        f"3 groups of 4 tied models, 3 runs, {n} samples",
        float(covered.min() / n_trials),
        0.93,
        1.0,
        n_trials,
    )


def mcnemar_errors() -> Iterator[Line]:
    """All pairs of outcomes of equal models, weighted by their probability."""
    for n in (50, 200, 1000):
        for share in (0.1, 0.3):
            rate = 0.0
            for different in range(n + 1):
                weight = stats.binom.pmf(different, n, share)
                if weight < 1e-12:
                    continue
                wins = np.arange(different // 2 + 1)
                rejected = np.array(
                    [statistics.mcnemar(int(b), different - int(b)) <= 0.05 for b in wins]
                )
                both = stats.binom.pmf(wins, different, 0.5) * np.where(2 * wins == different, 1, 2)
                rate += weight * both[rejected].sum()
            yield Line(
                "equal models called different at 5 % (McNemar mid-p)",
                f"{n} samples, {share:.0%} answered differently, all outcomes",
                float(rate),
                0.035 if n >= 1000 else 0.0,
                0.065,
                0,
            )


def test_errors(scale) -> Iterator[Line]:
    """Equal models by clustered t-tests and by randomisation of documents."""
    n_trials = int(2_000 * scale)
    rng = np.random.default_rng(5)
    rejected = 0
    ids = np.repeat(np.arange(200), 5)
    for _ in range(n_trials):
        ease = rng.normal(size=200)[ids]
        a, b = (mean_rows((ease + rng.normal(size=1000) < 0.4).astype(float)) for _ in range(2))
        found = statistics.compare(a, b, "accuracy", clusters=ids.tolist())
        rejected += found.p_value <= 0.05
    yield Line(
        "equal models called different at 5 % (t-test over clusters)",
        "1,000 samples in 200 passages",
        rejected / n_trials,
        0.035,
        0.065,
        n_trials,
    )
    for method in ("randomisation", "bootstrap", "t"):
        rng = np.random.default_rng(6)
        rejected = 0
        documents = np.repeat(np.arange(100), 10)
        for _ in range(n_trials):
            length = rng.integers(5, 60, size=1000)
            level = rng.normal(2.5, 0.3, size=100)[documents]
            rows = []
            for _ in range(2):
                own = level + rng.normal(0, 0.15, size=100)[documents]
                rows.append(np.column_stack([-(own * length), length.astype(float)]))
            found = statistics.compare(
                *rows, "perplexity", clusters=documents.tolist(), method=method, n_trials=500
            )
            rejected += found.p_value <= 0.05
        yield Line(
            f"equal models called different at 5 % ({method}, a corpus metric over documents)",
            "1,000 samples in 100 documents",
            rejected / n_trials,
            0.035,
            0.065,
            n_trials,
        )


def answers(rng, shares, n):
    """Scores and influences of models on questions of varying ease."""
    logits = rng.logistic(size=(n, 1)) * 0.9 + rng.logistic(size=(n, len(shares)))
    hits = (logits < np.log(shares / (1 - shares))).astype(float)
    means = hits.mean(axis=0)
    return means, (hits - means) / n


def rank_coverage(scale) -> Iterator[Line]:
    """Boards with tied models: the worst model's share of ranges that hold all its true places."""
    n_trials = int(400 * scale)
    settings = (
        ("4 groups of 5 tied models, 500 samples", np.repeat([0.75, 0.70, 0.65, 0.60], 5), 500),
        (
            "10 tied leaders and 10 others, 1,000 samples",
            np.r_[[0.7] * 10, np.linspace(0.66, 0.4, 10)],
            1000,
        ),
    )
    for name, shares, n in settings:
        rng = np.random.default_rng(77)
        best = np.array([1 + (shares > share).sum() for share in shares])
        worst = np.array([(shares >= share).sum() for share in shares])
        covered = np.zeros(len(shares))
        for _ in range(n_trials):
            means, influences = answers(rng, shares, n)
            found = statistics.ranks(influences, means)
            covered += [
                span.low <= b and span.high >= w
                for span, b, w in zip(found, best, worst, strict=True)
            ]
        yield Line(
            "95 % rank range holds a model's true ranks, worst model",
            name,
            float(covered.min() / n_trials),
            0.93,
            1.0,
            n_trials,
        )
        yield Line(
            "95 % rank range holds a model's true ranks, mean over models",
            name,
            float(covered.mean() / n_trials),
            0.95,
            1.0,
            n_trials,
        )


def aggregate_coverage(scale) -> Iterator[Line]:
    """Eight tasks of different sizes, half of the models tied."""
    n_trials = int(300 * scale)
    rng = np.random.default_rng(21)
    shares = np.repeat(np.linspace(0.75, 0.5, 6), 2)
    sizes = (50, 100, 150, 200, 300, 500, 700, 1000)
    covered = ranked = 0
    # Averaging over the questions' ease draws every share towards a half.
    true, _ = answers(np.random.default_rng(0), shares, 1_000_000)
    for _ in range(n_trials):
        columns = []
        for number, n in enumerate(sizes):
            means, influences = answers(rng, shares, n)
            columns.append(TaskColumn(f"t{number}", means, influences, 0.25, 1.0))
        found = statistics.aggregate(columns)
        for number, model in enumerate(found.models):
            covered += model.low <= (true[number] - 0.25) / 0.75 <= model.high
            first = number // 2 * 2 + 1
            ranked += model.range.low <= first and model.range.high >= first + 1
    whole = n_trials * len(shares)
    setting = "8 tasks of 50 to 1,000 samples, 12 models in 6 ties"
    yield Line("95 % interval of an aggregate", setting, covered / whole, 0.93, 0.97, n_trials)
    yield Line("95 % rank range by aggregate", setting, ranked / whole, 0.95, 1.0, n_trials)


def run(scale=1.0) -> list[Line]:
    """Every line of the audit."""
    return [
        *exact_coverage(),
        *clustered_coverage(scale),
        *skewed_coverage(scale),
        *runs_coverage(scale),
        *mcnemar_errors(),
        *test_errors(scale),
        *rank_coverage(scale),
        *aggregate_coverage(scale),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="fewer repetitions, write nothing")
    small = parser.parse_args().small
    lines = run(0.05 if small else 1.0)
    for line in lines:
        mark = "ok  " if line.is_kept else "FAIL"
        print(f"{mark} {100 * line.measured:6.2f} %  {line.claim}: {line.setting}")
    if not small:
        document = {
            "version": __version__,
            "lines": [asdict(line) | {"is_kept": bool(line.is_kept)} for line in lines],
        }
        OUTPUT.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 0 if all(line.is_kept for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
