"""Attempts, votes and probabilities go the whole way: filed, checked again, ranked."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from llmsite import leaderboard, results
from llmsite.checks.checking import check
from llmsite.checks.target import Target
from llmsite.errors import LlmsiteError
from llmsite.results.elsewhere import read_answers
from llmsite.schema.run import ModelIdentity
from llmsite.storage import canonical_json, compress, expand, sha256_bytes
from llmsite.tasks import load_task

TODAY = datetime.now(UTC).date()
N = 40
GENERATED = (
    'type = "question-answering"\n[request]\nkind = "generate"\nn = 3\ntemperature = 0.8\n'
    '[answer]\nextractor = "{extractor}"\n[[score.metrics]]\nname = "{metric}"\n{options}'
)
CODE = GENERATED.format(extractor="verdict", metric="pass_at_k", options="options = { k = 2 }\n")
HAT = GENERATED.format(extractor="verdict", metric="pass_hat_k", options="options = { k = 2 }\n")
VOTE = GENERATED.format(extractor="number", metric="maj_at_k", options="")
CHOICES = (
    'type = "classification"\n[prompt]\nstyle = "cloze"\n[score]\nmetrics = '
    '["accuracy", "brier", "log_loss", "ece"]\nprimary = "{metric}"\n'
)


def make_task(project, more, samples):
    folder = project.tasks_dir / "own"
    folder.mkdir(parents=True)
    rows = "".join(json.dumps(row) + "\n" for row in samples)
    (folder / "samples.jsonl").write_text(rows)
    head = 'name = "own"\nversion = 1\ntitle = "Own"\nlanguage = "en"\nlicence = "CC0-1.0"\n'
    data = (
        f'[data]\npath = "samples.jsonl"\nsha256 = "{hashlib.sha256(rows.encode()).hexdigest()}"\n'
    )
    first, _, rest = more.partition("\n")
    (folder / "task.toml").write_text(f"{head}{first}\n{data}{rest}")
    primary = rest.partition('primary = "')[2].partition('"')[0]
    primary = primary or rest.partition('name = "')[2].partition('"')[0]
    project.suites_dir.mkdir()
    (project.suites_dir / "mine.toml").write_text(
        'name = "mine"\ntitle = "Mine"\ndescription = "Own task."\nversion = 1\nchat = "never"\n'
        f'[[tasks]]\ntask = "own"\nprimary = "{primary}"\n'
    )
    (project.root / "site.toml").write_text('title = "A board"\nsuites = ["mine"]\n')


def file_answers(project, model, rows):
    path = project.root / "answers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    identity = ModelIdentity(id=model, source=model, revision="ab" * 20, verified=False)
    return results.add_generations(project, path, model=identity, task="own", day=TODAY)


def verdict_rows(every):
    return [
        {"id": f"p{n}", "index": i, "verdict": (n * 3 + i) % every == 0, "text": f"return {n}"}
        for n in range(N)
        for i in range(3)
    ]


def number_rows(every):
    return [
        {"id": f"p{n}", "index": i, "text": f"It is {n if (n * 3 + i) % every else n + 1}."}
        for n in range(N)
        for i in range(3)
    ]


def choice_rows(every):
    return [
        {
            "id": f"p{n}",
            "log_likelihoods": [-1.0, -1.5] if n % every else [-2.0, -0.1 * n - 0.1],
            "n_tokens": [1, 1],
            "n_bytes": [3, 2],
            "is_greedy": [False, False],
        }
        for n in range(N)
    ]


PROBLEMS = [{"id": f"p{n}", "input": f"{n} + 0 =", "references": [str(n)]} for n in range(N)]
UNCHECKED = [{"id": each["id"], "input": each["input"], "references": []} for each in PROBLEMS]
PICKS = [
    {"id": f"p{n}", "input": f"Is {n} even?", "choices": ["yes", "no"], "references": ["yes"]}
    for n in range(N)
]
CASES = {
    "pass_at_k": (CODE, UNCHECKED, verdict_rows, "packed"),
    "pass_hat_k": (HAT, UNCHECKED, verdict_rows, "packed"),
    "maj_at_k": (VOTE, PROBLEMS, number_rows, "recomputed"),
    **{
        name: (CHOICES.format(metric=name), PICKS, choice_rows, "recomputed")
        for name in ("brier", "log_loss", "ece")
    },
}


@pytest.fixture(params=CASES)
def filed(request, project):
    definition, samples, rows, trust = CASES[request.param]
    make_task(project, definition, samples)
    paths = [file_answers(project, f"acme/every-{n}", rows(n)) for n in (2, 3, 5)]
    return project, paths, request.param, trust


def report_of(project):
    return check(Target(project.root, project, TODAY))


def test_they_are_checked_again_and_ranked(filed):
    project, paths, metric, trust = filed
    report = report_of(project)
    assert [fault for fault in report.faults if fault.severity == "error"] == []
    evidence = "re-derived" if trust == "packed" else "re-scored"
    assert report.evidence[evidence] == len(paths)
    board = leaderboard.load(project).board["mine"]
    assert [column.metric for column in board.columns] == [metric]
    assert len(board.rows) == 3
    for row in board.rows:
        (cell,) = row.cells
        assert cell.score is not None
        assert cell.score.low <= cell.score.value <= cell.score.high
        assert cell.score.n == N
        assert row.trust == trust
    if metric != "ece":  # no function of sums, so no paired test ranks it
        assert all(row.cells[0].rank is not None for row in board.rows)


def test_a_changed_answer_is_refused(filed):
    project, paths, metric, _ = filed
    path = paths[0]
    samples = results.samples_path(path)
    lines = expand(samples.read_bytes(), name="samples").splitlines()
    first = json.loads(lines[0])
    if "verdict" in first:
        first["verdict"] = not first["verdict"]
        first["text"] += " "
    elif "text" in first:
        first["text"] = "It is 0."
        lines[1] = json.dumps(json.loads(lines[1]) | {"text": "It is 0."}, sort_keys=True).encode()
    else:
        first["log_likelihoods"] = [-7.0, -0.5]
    lines[0] = json.dumps(first, sort_keys=True, separators=(",", ":")).encode()
    content = b"\n".join(lines) + b"\n"
    packed = compress(content)
    record = json.loads(path.read_text())
    record["samples"] |= {
        "bytes": len(packed),
        "sha256": sha256_bytes(packed),
        "content_sha256": sha256_bytes(content),
    }
    forged = canonical_json(record)
    renamed = path.with_name(f"{path.stem[:9]}{sha256_bytes(forged)[:16]}.json")
    path.unlink()
    samples.unlink()
    renamed.write_bytes(forged)
    results.samples_path(renamed).write_bytes(packed)
    faults = [fault for fault in report_of(project).faults if fault.severity == "error"]
    assert "LS405" in {fault.code for fault in faults}
    assert any(metric in fault.message or "statistics" in fault.message for fault in faults)


def test_a_missing_verdict_is_a_fault_with_its_sample(project):
    make_task(project, CODE, UNCHECKED)
    rows = verdict_rows(2)
    rows[4].pop("verdict")
    with pytest.raises(LlmsiteError) as caught:
        file_answers(project, "acme/none", rows)
    (fault,) = caught.value.faults
    assert fault.line == 5
    assert "'verdict' missing" in fault.message


def test_verdicts_need_no_text(project):
    make_task(project, CODE, UNCHECKED)
    path = project.root / "answers.jsonl"
    path.write_text('{"id": "p0", "verdict": true}\n')
    (row,) = read_answers(path, load_task("own", project))
    assert (row.text, row.verdict) == ("", True)


def test_verdicts_serve_metrics_of_attempts_only(project):
    wrong = GENERATED.format(extractor="verdict", metric="exact_match", options="")
    make_task(project, wrong, PROBLEMS)
    with pytest.raises(LlmsiteError, match="finds no answers, which other metrics need"):
        load_task("own", project)
