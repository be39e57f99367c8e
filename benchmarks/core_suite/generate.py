"""Write the generated tasks of the core suite, or a fresh private twin of them.

    python -m benchmarks.core_suite.generate reasoning-en            into the catalog, seed 1
    python -m benchmarks.core_suite.generate reasoning-en --seed 7 --out DIR
    python -m benchmarks.core_suite.generate --check                 are the catalog's files these?

The same seed gives the same bytes. A twin needs a canary and a hash of its own in `task.toml`; the
canary of a `task.toml` that lies in the folder already heads both files.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from benchmarks.core_suite import (
    amounts,
    dates,
    grids,
    letters,
    programs,
    retrieval,
    similarity,
    tables,
    units,
)
from benchmarks.core_suite.items import Apart, Draw

CATALOG = Path(__file__).resolve().parents[2] / "python/llmsite/tasks/catalog"
CREATED = "2026-11-24"
SEED = 1
FAMILIES: dict[str, Draw] = {
    "arithmetic": amounts.draw,
    "dates": dates.draw,
    "tables": tables.draw,
    "strings": letters.draw,
    "logic": grids.draw,
    "units": units.draw,
    "code": programs.draw,
}
N_PER_LEVEL = 15
"""Samples of a family and level: 7 families, 3 levels, 315 samples."""

Row = dict[str, object]
Rows = tuple[list[Row], list[Row]]
"""Samples and examples."""


def reasoning(language: str) -> Callable[[int], Rows]:
    """Generator of a task of all families in one language."""

    def rows(seed: int) -> Rows:
        apart = Apart(language)
        task = f"reasoning-{language}"
        shots = [
            _reasoning_row(task, language, seed, family, level, -1 - level, apart)
            for level in (1, 2)
            for family in FAMILIES
        ]
        samples = [
            _reasoning_row(task, language, seed, family, level, n, apart)
            for n in range(N_PER_LEVEL)
            for level in (1, 2, 3)
            for family in FAMILIES
        ]
        return _numbered(samples, task), _numbered(shots, "shot")

    return rows


def _reasoning_row(
    task: str, language: str, seed: int, family: str, level: int, n: int, apart: Apart
) -> Row:
    random = Random(f"{seed}|{task}|{family}|{level}|{n}")
    item = FAMILIES[family](random, language, level)
    while not apart.accepts(item.text):
        item = FAMILIES[family](random, language, level)
    return {
        "attributes": {"level": str(level)},
        "created": CREATED,
        "group": family,
        "input": item.text,
        "references": list(item.answers),
    }


def _numbered(rows: list[Row], prefix: str) -> list[Row]:
    return [{**row, "id": f"{prefix}-{n:03d}"} for n, row in enumerate(rows, 1)]


TASKS: dict[str, Callable[[int], Rows]] = {
    "reasoning-en": reasoning("en"),
    "reasoning-zh": reasoning("zh"),
    "similarity-en": lambda seed: _whole(similarity.rows(seed, "en"), "similarity-en"),
    "similarity-zh": lambda seed: _whole(similarity.rows(seed, "zh"), "similarity-zh"),
    "retrieval-en": lambda seed: _whole(retrieval.rows(seed, "en"), "retrieval-en"),
    "retrieval-zh": lambda seed: _whole(retrieval.rows(seed, "zh"), "retrieval-zh"),
}


def _whole(rows: Rows, task: str) -> Rows:
    samples, shots = ([{"created": CREATED, **row} for row in part] for part in rows)
    return _numbered(samples, task), _numbered(shots, "shot")


def files(task: str, seed: int, out: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of both files of a task."""
    toml = out / task / "task.toml"
    head: list[Row] = []
    if toml.is_file():
        head = [{"canary": tomllib.loads(toml.read_text("utf-8"))["canary"]}]
    samples, shots = TASKS[task](seed)
    for name, rows in (("samples.jsonl", head + samples), ("shots.jsonl", head + shots)):
        lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows]
        yield name, "".join(lines).encode()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=f"of {', '.join(TASKS)}")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=CATALOG, help="folder with a folder a task")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    asked = parser.parse_args()
    unknown = sorted(set(asked.tasks) - TASKS.keys())
    if unknown:
        parser.error(f"no such task: {unknown[0]} (there are {', '.join(TASKS)})")
    differing = []
    for task in asked.tasks or TASKS:
        for name, content in files(task, asked.seed, asked.out):
            path = asked.out / task / name
            if asked.check:
                if not path.is_file() or path.read_bytes() != content:
                    differing.append(str(path))
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(path)
    if differing:
        sys.exit("\n".join(["these files are not what the generators write:", *differing]))


if __name__ == "__main__":
    main()
