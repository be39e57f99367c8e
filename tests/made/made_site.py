"""A small project for tests of the site, with results filed by real commands.

Two tasks, four rules that answer: two are tied at the top, one has no answers to the second task.
"""

import shutil
from datetime import date
from pathlib import Path

from llmsite.project import Project
from llmsite.results import add_generations
from llmsite.schema.run import ModelIdentity

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "project"
SIZES = {
    "acme/careful-7b": 7_600_000_000,
    "acme/hasty-1b": 1_100_000_000,
    "other/small-135m": 135_000_000,
    "other/plain-360m": 360_000_000,
}


def make_site_project(folder: Path, *, languages: str = '["en", "zh"]') -> Project:
    """Copy the fixture's tasks and file its answers, as `llmsite add --generations` does."""
    shutil.copytree(FIXTURE, folder, ignore=shutil.ignore_patterns("answers"))
    config = folder / "site.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('["en", "zh"]', languages), encoding="utf-8")
    project = Project(folder.resolve())
    for path in sorted((FIXTURE / "answers").iterdir()):
        org, model, task = path.stem.split("--")
        name = f"{org}/{model}"
        add_generations(
            project,
            path,
            model=ModelIdentity(id=name, source=name, n_parameters=SIZES[name]),
            task=task,
            day=date(2026, 11, 20),
        )
    return project
