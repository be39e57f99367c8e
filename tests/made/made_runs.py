"""Projects and run folders for tests: real records, answers of any skill, no model."""

import random
from pathlib import Path

from llmsite.project import Project
from llmsite.schema.generation import ChoicesGeneration, RollingGeneration, TextGeneration
from llmsite.schema.run import (
    BackendIdentity,
    Measured,
    ModelIdentity,
    Run,
    RunPlan,
    TaskPlan,
    UnitPlan,
)
from llmsite.storage import canonical_json, compress, pack_rows, sha256_bytes, write_atomic
from llmsite.tasks import build_requests, load_suite, load_task, requests_sha256

MODELS = (
    ("acme/small", 0.5),
    ("acme/large", 0.9),
    ("other/middle", 0.7),
    ("baseline/random", 0.2),
)
"""Models of the filled project, and how often they are right."""


def make_project(folder: Path) -> Project:
    """An empty project of the quick suite."""
    folder.mkdir(parents=True)
    (folder / "site.toml").write_text('title = "A board"\nsuites = ["quick"]\n')
    return Project(folder.resolve())


def make_run(
    project,
    model="acme/small",
    skill=0.7,
    *,
    tasks=None,
    started="2026-11-20T10:00:00Z",
    seed=0,
    limit=None,
    name=None,
    revision="ab" * 20,
    change=None,
):
    suite = load_suite("quick", project)
    plans, units, rows = [], [], {}
    for asked in suite.tasks:
        if tasks is not None and asked.task not in tasks:
            continue
        task = load_task(asked.task, project)
        asks = {"style": asked.style, "shots": asked.shots, "seed": seed, "limit": limit}
        requests = build_requests(task, **asks)
        kind = task.definition.request.kind
        draw = random.Random(f"{model}{skill}{seed}{asked.task}")
        found = [answer(sample, kind, asked.task, skill, draw) for sample in task.samples[:limit]]
        rows[asked.task] = [change(row) for row in found] if change else found
        plans.append(
            TaskPlan(
                task=asked.task,
                version=task.definition.version,
                sha256=task.sha256,
                kind=kind,
                n_requests=len(requests),
                requests_sha256=requests_sha256(requests),
                **asks,
            )
        )
        unit = {"task": asked.task, "start": 0, "stop": len(requests)}
        units.append(UnitPlan(id=f"{asked.task}-00000", **unit))
    run_id = sha256_bytes(f"{model}{skill}{seed}{started}{name}".encode())[:16]
    folder = project.runs_dir / run_id
    plan = RunPlan(
        suite=suite.name, suite_version=suite.version, tasks=tuple(plans), units=tuple(units)
    )
    baseline = model.startswith("baseline/")
    run = Run(
        schema_version=0,
        run_id=run_id,
        llmsite_version="0.1.0",
        command=f"llmsite run {model} --suite quick",
        model=ModelIdentity(
            id=model,
            source=model,
            revision=None if baseline else revision,
            weights_sha256=None if baseline else "cd" * 32,
            n_parameters=None if baseline else 135_000_000,
        ),
        backend=BackendIdentity(name="echo", version=1, method="log-likelihood"),
        plan=plan,
        status="complete",
        measured=Measured(started=started, seconds=12.5),
    )
    for task, found in rows.items():
        write_atomic(folder / "units" / f"{task}-00000.jsonl.zst", compress(pack_rows(found)))
    write_atomic(folder / "run.json", canonical_json(run))
    return folder


def answer(sample, kind, task, skill, draw):
    right = draw.random() < skill
    common = {"task": task, "id": sample.id, "n_prompt_tokens": 20}
    if kind == "choices":
        scores = tuple(
            -1.0 if right == (choice in sample.references) else -2.0 - position
            for position, choice in enumerate(sample.choices)
        )
        n = len(sample.choices)
        sizes = tuple(len(choice.encode()) for choice in sample.choices)
        return ChoicesGeneration(
            **common,
            log_likelihoods=scores,
            n_tokens=(1,) * n,
            n_bytes=sizes,
            is_greedy=(False,) * n,
        )
    if kind == "rolling":
        size = len(sample.input.encode())
        return RollingGeneration(
            **common,
            log_likelihoods=(-size * (1.2 - skill / 2 + 0.1 * draw.random()),),
            n_tokens=(size // 4 + 1,),
            n_bytes=(size,),
            is_greedy=(False,),
        )
    text = str(sample.references[0]) if right else f"no idea about {sample.id}"
    return TextGeneration(
        **common,
        text=text,
        raw_text=text + "\n",
        token_ids=(1, 2),
        n_tokens=2,
        finish_reason="stop:\n",
    )
