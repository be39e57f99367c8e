"""Measures importing: files like MTEB's, and the table of a large leaderboard with its site.

    python benchmarks/bench_import.py [--files 10000] [--table FILE] [--jobs 2]

Times are best read on an idle machine; CPU seconds stand beside them.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

from llmsite.interchange.importing import import_results
from llmsite.leaderboard import load
from llmsite.project import Project
from llmsite.site import make_plan, template_folders, write_site

TASKS_A_MODEL = 15


def make_files(folder: Path, n_files: int) -> None:
    """Folders of one model each, as in MTEB's repository."""
    for number in range(n_files):
        model, task = divmod(number, TASKS_A_MODEL)
        place = folder / f"org__model-{model}" / f"{model:040x}"
        place.mkdir(parents=True, exist_ok=True)
        score = {"main_score": (number % 997) / 997, "hf_subset": "default", "languages": ["eng"]}
        score |= {f"ndcg_at_{k}": k / 1000 for k in (1, 3, 5, 10, 20, 100, 1000)}
        document = {
            "dataset_revision": "a" * 40,
            "task_name": f"Task{task}",
            "mteb_version": "1.38.0",
            "scores": {"test": [score]},
            "evaluation_time": float("nan"),
        }
        (place / f"Task{task}.json").write_text(json.dumps(document))


def project_in(folder: Path) -> Project:
    folder.mkdir()
    (folder / "site.toml").write_text('title = "Measured"\n')
    return Project(folder.resolve())


def measured(what: str, bar: float, action) -> None:
    start, before = time.perf_counter(), os.times()
    action()
    seconds, after = time.perf_counter() - start, os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    verdict = "ok" if seconds <= bar else f"MISSED by {seconds / bar:.2f}x"
    print(f"{what:<52} {seconds:7.1f} s  ({cpu:6.1f} s CPU)  bar {bar:5.1f} s  {verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--table", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        make_files(root / "mteb", given.files)

        def bring(project: Project, what: str, path: Path) -> None:
            import_results(project, what, [path], day="2026-01-02", n_jobs=given.jobs)

        first = project_in(root / "first")
        measured(
            f"{given.files:,} files like MTEB's", 15.0, lambda: bring(first, "mteb", root / "mteb")
        )
        if given.table:
            second = project_in(root / "second")

            def whole() -> None:
                bring(second, "open-llm-leaderboard", given.table)
                plan = make_plan(second, load(second), template_folders(second.templates_dir))
                write_site(plan, root / "public", jobs=given.jobs, inputs="")

            measured("a table, imported and built into a site", 20.0, whole)


if __name__ == "__main__":
    main()
