"""Speed and memory of the scoring core against published packages, side by side.

    python benchmarks/bench_scoring.py [--data ../shared/data] [--only bleu] [--repeat 5] [--json]

Both sides run in this process on one core, from Python lists to scores; the figure is the median of
`--repeat` runs in CPU seconds (fewer where one side needs over 20 s). A ratio says how many times
as long the package takes. Packages that are not installed are named and left out. Every case checks
that both sides agree before they are timed.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

for _name in ("OMP", "RAYON", "OPENBLAS", "MKL"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "reference"))

import answer_cases  # noqa: E402 - threads are set before anything is imported
import scoring_cases  # noqa: E402 - as above

BUDGET_S = 20.0


@dataclass
class Timing:
    """CPU seconds of one side."""

    seconds: float
    runs: int


@dataclass
class Row:
    """One case: what we took, and what each package took."""

    name: str
    ours: Timing
    peers: dict[str, Timing] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def measure(run: Callable[[], object], repeat: int) -> Timing:
    times: list[float] = []
    while len(times) < repeat and sum(times) < BUDGET_S:
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return Timing(statistics.median(times), len(times))


def run_case(case: scoring_cases.Case, repeat: int) -> Row:
    expected = case.ours()
    row = Row(case.name, measure(case.ours, repeat))
    for peer in case.peers:
        try:
            found = peer.run()
        except ImportError:
            row.missing.append(peer.package)
            continue
        if peer.agrees is not None and not peer.agrees(expected, found):
            raise SystemExit(f"{case.name}: {peer.package} gives {found!r}, we give {expected!r}")
        row.peers[peer.package] = measure(peer.run, repeat)
    return row


def show(row: Row, case: scoring_cases.Case) -> None:
    for peer in case.peers:
        if peer.package in row.missing:
            print(f"{row.name:42} {peer.package:16} not installed")
            continue
        timing = row.peers[peer.package]
        ratio = timing.seconds / row.ours.seconds
        verdict = "goal" if ratio >= peer.goal else "floor" if ratio >= peer.floor else "BELOW"
        print(
            f"{row.name:42} {peer.package:16} {1e3 * row.ours.seconds:9.2f} ms"
            f" {1e3 * timing.seconds:11.1f} ms ({timing.runs}) {ratio:8.1f}x"
            f"   floor {peer.floor:g} goal {peer.goal:g}: {verdict}",
            flush=True,
        )


MEMORY = """
import resource, sys
sys.path[:0] = {path!r}
import scoring_cases
from llmsite import scoring
predictions, references = scoring_cases.ascii_pairs({n})
scoring.score("bleu", predictions[:1000], references[:1000])
def peak():
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
before = peak()
scoring.score({metric!r}, predictions, references)
print((peak() - before) / {n})
"""


def show_memory() -> None:
    """Bytes a segment above the input, in processes of their own."""
    for metric in ("bleu", "chrf", "ter", "rouge_l", "token_f1"):
        n = 5_000 if metric == "ter" else 50_000
        code = MEMORY.format(path=sys.path[:2], n=n, metric=metric)
        answer = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        size = f"{float(answer.stdout):9.1f} bytes a segment"
        print(f"memory above the input, {metric:18} {size}   floor 200 goal 60")


def show_threads() -> None:
    """Wall time of one thread against two."""
    from llmsite import scoring

    predictions, references = scoring_cases.ascii_pairs(40_000)
    walls = []
    for threads in (1, 2):
        times = []
        for _ in range(9):
            start = time.perf_counter()
            scoring.score("chrf", predictions, references, threads=threads)
            times.append(time.perf_counter() - start)
        walls.append(min(times))
    print(f"two threads, chrf of 40,000 pairs: {walls[0] / walls[1]:.2f}x one   floor 1.7 goal 1.9")


def show_machine() -> None:
    names = (
        "sacrebleu",
        "bleuscore",
        "fastchrf",
        "rouge-score",
        "rouge-score-rs",
        "jiwer",
        "rapidfuzz",
        "scikit-learn",
    )
    versions = []
    for name in names:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{name} not installed")
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    print(f"{cpu}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
    print(", ".join(versions))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    root = Path(__file__).parents[1]
    default = Path(os.environ.get("LLMSITE_SHARED", root.parent / "shared")) / "data"
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--only", default="", help="cases whose name contains this, in any case")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON line a case as well")
    options = parser.parse_args()
    show_machine()
    mt, n_shown = options.data / "mt", 0
    for case in (*scoring_cases.cases(mt), *answer_cases.cases(mt)):
        if options.only.lower() not in case.name.lower():
            continue
        n_shown += 1
        row = run_case(case, options.repeat)
        show(row, case)
        if options.json:
            peers = {name: timing.seconds for name, timing in row.peers.items()}
            print(json.dumps({"name": row.name, "ours": row.ours.seconds, "peers": peers}))
    if not n_shown:
        sys.exit(f"no case has {options.only!r} in its name")
    if not options.only:
        show_memory()
        show_threads()


if __name__ == "__main__":
    main()
