"""One way to break every rule: what is done to a sound project, by code.

A case changes the project in place and returns how it is checked: arguments of `Target`.
"""

import json
import shutil
from datetime import date
from pathlib import Path

from llmsite.project import Project
from llmsite.schema.result import Result
from llmsite.storage import canonical_json, compress, expand, sha256_bytes

TODAY = date(2026, 11, 24)
CASES = {}


def case(code):
    def register(function):
        CASES[code] = function
        return function

    return register


def result_path(project: Project, model="acme/small") -> Path:
    (path,) = (project.results_dir / model).glob("2*.json")
    return path


def rename(path: Path, content: bytes) -> Path:
    """Give a result new bytes and the name that belongs to them; its samples follow."""
    day = json.loads(content)["date"].replace("-", "")
    target = path.with_name(f"{day}-{sha256_bytes(content)[:16]}.json")
    path.unlink()
    target.write_bytes(content)
    samples = path.with_name(path.stem + ".samples.jsonl.zst")
    if samples.exists():
        samples.rename(target.with_name(target.stem + ".samples.jsonl.zst"))
    return target


def edit(project: Project, change, model="acme/small") -> Path:
    """Change a result's record and file it under its new name."""
    path = result_path(project, model)
    record = json.loads(path.read_bytes())
    change(record)
    return rename(path, canonical_json(Result.model_validate_json(json.dumps(record))))


def edit_text(project: Project, old: str, new: str, model="acme/small") -> Path:
    """Change a result's text, whatever becomes of it, and keep its name."""
    path = result_path(project, model)
    text = path.read_text()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogatepass"))
    return path


def edit_rows(project: Project, change, model="acme/small") -> Path:
    """Change the generations beside a result, and what it says of them."""
    path = result_path(project, model)
    samples = path.with_name(path.stem + ".samples.jsonl.zst")
    lines = expand(samples.read_bytes(), name="samples").splitlines()
    rows = change([json.loads(line) for line in lines])
    text = b"".join(
        json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        for row in rows
    )
    content = compress(text)
    samples.write_bytes(content)

    def restate(record):
        record["samples"] |= {
            "rows": len(rows),
            "bytes": len(content),
            "sha256": sha256_bytes(content),
            "content_sha256": sha256_bytes(text),
        }
        record["tasks"] = [score_again(project, task, rows) for task in record["tasks"]]

    return edit(project, restate, model)


def score_again(project: Project, task: dict, rows: list[dict]) -> dict:
    """A task of a result with the scores of other rows."""
    from llmsite.checks.scores import plan_of
    from llmsite.results import rescore
    from llmsite.schema.generation import GENERATION_ROWS
    from llmsite.schema.result import TaskResult
    from llmsite.tasks import load_task

    stated = TaskResult.model_validate_json(json.dumps(task))
    mine = [GENERATION_ROWS.validate_json(json.dumps(r)) for r in rows if r["task"] == task["task"]]
    again = rescore(load_task(task["task"], project), mine, plan_of(stated))
    return json.loads(canonical_json(again))


def write(project: Project, path: str, content: str | bytes) -> None:
    target = project.root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())


def record(project: Project, path: str, value: dict) -> None:
    write(project, path, json.dumps(value, sort_keys=True, indent=2) + "\n")


def changed(*changes: tuple[str, str], **more):
    """A change of these (status, path), with everything else there before."""
    return {"changes": changes, **more}


# ------------------------------------------------------------------ the change as a whole


@case("LS001")
def _(project):
    path = project.name_of(result_path(project))
    return changed(("A", path), ("M", "pyproject.toml"))


@case("LS002")
def _(project):
    return changed(("M", project.name_of(result_path(project))))


@case("LS003")
def _(project):
    path = project.name_of(result_path(project))
    return changed(("D", path))


@case("LS004")
def _(project):
    (project.root / "site.toml").write_text(
        'title = "A"\nsuites = ["quick"]\n[limits]\nresults_per_request = 1\n'
    )
    paths = [project.name_of(result_path(project, m)) for m in ("acme/small", "acme/large")]
    return changed(*(("A", path) for path in paths))


@case("LS005")
def _(project):
    card = project.results_dir / "acme" / "small" / "model.json"
    card.unlink()
    card.symlink_to("/etc/passwd")


@case("LS006")
def _(project):
    write(project, "results/acme/small/out.log", "hello")


@case("LS007")
def _(project):
    (project.root / "site.toml").write_text(
        'title = "A"\nsuites = ["quick"]\n[limits]\nresult_bytes = 5000\n'
    )


@case("LS008")
def _(project):
    return changed(("M", "README.md"))


@case("LS009")
def _(project):
    path = edit(project, lambda r: r.update(submitter={"login": "ada", "relation": "author"}))
    return changed(("A", project.name_of(path)), author="mallory")


# ------------------------------------------------------------------ names and places


@case("LS101")
def _(project):
    shutil.move(project.results_dir / "acme" / "small", project.results_dir / "acme" / "gpt 4o")


@case("LS102")
def _(project):
    shutil.copytree(project.results_dir / "acme" / "small", project.results_dir / "acme" / "Small")


@case("LS103")
def _(project):
    shutil.move(project.results_dir / "acme" / "small", project.results_dir / "acme" / "con")


@case("LS104")
def _(project):
    write(project, f"results/acme/small/{'a' * 60}/{'b' * 60}/{'c' * 60}.json", "{}")


@case("LS105")
def _(project):
    path = result_path(project)
    shutil.move(path, project.results_dir / "acme" / "large" / path.name)


@case("LS106")
def _(project):
    path = result_path(project)
    path.rename(path.with_name("20261120-" + "0" * 16 + ".json"))


@case("LS107")
def _(project):
    (project.results_dir / "acme" / "small" / "model.json").unlink()


@case("LS108")
def _(project):
    shutil.copytree(
        project.results_dir / "acme" / "small", project.results_dir / "acme" / "sm\u0430ll"
    )


# ------------------------------------------------------------------ text


@case("LS201")
def _(project):
    path = result_path(project)
    path.write_bytes(path.read_bytes().replace(b"acme", b"\xffcme", 1))


@case("LS202")
def _(project):
    path = result_path(project)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


@case("LS203")
def _(project):
    edit_text(project, '"attempts": 1,', '"attempts": 1')


@case("LS204")
def _(project):
    edit_text(project, '"attempts": 1,', '"attempts": 1,\n  "attempts": 2,')


@case("LS205")
def _(project):
    edit_text(project, '"attempts": 1,', '"attempts": NaN,')


@case("LS206")
def _(project):
    edit_text(project, '"seconds": 12.5', '"seconds": 1e999')


@case("LS207")
def _(project):
    edit_text(project, '"attempts": 1,', '"attempts": 9007199254740993,')


@case("LS208")
def _(project):
    edit_text(project, '"source": {}', '"source": ' + "[" * 40 + "]" * 40)


@case("LS209")
def _(project):
    edit_text(project, '"source": {}', '"source": {"' + "k" * 300 + '": "v"}')


@case("LS210")
def _(project):
    edit_text(project, '"command": "llmsite', '"command": "\u202ellmsite')


@case("LS211")
def _(project):
    path = result_path(project)
    path.write_bytes(path.read_bytes() + b"{}\n")


@case("LS212")
def _(project):
    path = result_path(project)
    rename(path, json.dumps(json.loads(path.read_bytes()), sort_keys=True).encode())


# ------------------------------------------------------------------ fields


@case("LS301")
def _(project):
    edit_text(project, '  "attempts": 1,\n', "")
    edit_text(project, '  "command"', '  "comand"')


@case("LS302")
def _(project):
    edit_text(project, '"attempts": 1,', '"atempts": 1,')


@case("LS303")
def _(project):
    edit_text(project, '"attempts": 1,', '"attempts": "1",')


@case("LS304")
def _(project):
    edit_text(project, '"schema_version": 0', '"schema_version": 7')


@case("LS305")
def _(project):
    card = project.results_dir / "acme" / "small" / "model.json"
    card.write_text(card.read_text().replace('"name": "small"', f'"name": "{"x" * 101}"'))


@case("LS306")
def _(project):
    card = project.results_dir / "acme" / "small" / "model.json"
    value = json.loads(card.read_text()) | {"url": "javascript:alert(1)"}
    record(project, project.name_of(card), value)


@case("LS307")
def _(project):
    edit(project, lambda r: r.update(date="2062-01-01"))


# ------------------------------------------------------------------ scores


@case("LS401")
def _(project):
    edit(project, lambda r: r["tasks"][0].update(version=4))


@case("LS402")
def _(project):
    edit(project, lambda r: r["tasks"][0].update(sha256="9" * 64))


@case("LS403")
def _(project):
    edit(project, lambda r: r["tasks"][0]["scores"][0].update(value=71.2))


@case("LS404")
def _(project):
    edit(project, lambda r: r["tasks"][0].update(n=90))


@case("LS405")
def _(project):
    edit(project, lambda r: r["tasks"][1]["scores"][0].update(value=0.75))


@case("LS406")
def _(project):
    edit_rows(
        project,
        lambda rows: [
            row | {"text": "  "} if row["task"] == "facts-quick" and i % 10 == 0 else row
            for i, row in enumerate(rows)
        ],
    )


@case("LS407")
def _(project):
    edit(project, lambda r: r["model"].update(revision="main"))


@case("LS408")
def _(project):
    path = result_path(project)
    value = json.loads(path.read_bytes())
    value["measured"]["seconds"] = 99.0
    content = canonical_json(Result.model_validate_json(json.dumps(value)))
    twin = path.with_name(f"20261120-{sha256_bytes(content)[:16]}.json")
    twin.write_bytes(content)
    samples = path.with_name(path.stem + ".samples.jsonl.zst")
    shutil.copy(samples, twin.with_name(twin.stem + ".samples.jsonl.zst"))


@case("LS409")
def _(project):
    import made_runs

    from llmsite import results

    run = made_runs.make_run(project, "acme/small", 0.95, started="2026-11-22T10:00:00Z")
    results.add(project, run)


@case("LS410")
def _(project):
    import made_runs

    from llmsite import results

    def better(row):
        scores = row.log_likelihoods
        if row.id[-1] in "13579":
            from llmsite.tasks import load_task

            sample = next(s for s in load_task(row.task).samples if s.id == row.id)
            scores = tuple(0.0 if c in sample.references else -9.0 for c in sample.choices)
        return row.model_copy(update={"log_likelihoods": scores})

    more = {"tasks": {"topic-quick"}, "started": "2026-11-22T10:00:00Z", "change": better}
    results.add(project, made_runs.make_run(project, "acme/small", 0.5, **more))


@case("LS411")
def _(project):
    edit_rows(
        project,
        lambda rows: [
            row | {"text": "yes"} if row["task"] == "facts-quick" else row for row in rows
        ],
    )


@case("LS413")
def _(project):
    import made_runs

    from llmsite import results

    results.add(project, made_runs.make_run(project, "acme/leak", 1.0))


@case("LS414")
def _(project):
    import made_runs

    from llmsite import results

    def sentence(row):
        return row.model_copy(update={"text": f"A long sentence that is unique for {row.id}."})

    more = {"tasks": {"translate-quick"}, "change": sentence}
    results.add(project, made_runs.make_run(project, "other/original", 0.5, **more))
    path = results.add(project, made_runs.make_run(project, "acme/twin", 0.5, **more))
    return changed(("A", project.name_of(path)))


@case("LS415")
def _(project):
    from llmsite.tasks import load_task

    inputs = {s.id: s.input for s in load_task("translate-quick").samples}
    edit_rows(
        project,
        lambda rows: [
            row | {"text": inputs[row["id"]]} if row["task"] == "translate-quick" else row
            for row in rows
        ],
    )


@case("LS416")
def _(project):
    edit_rows(
        project,
        lambda rows: [
            row | {"text": row["id"] + " and so on and on" * 6}
            if row["task"] == "translate-quick"
            else row
            for row in rows
        ],
    )


@case("LS417")
def _(project):
    edit_rows(
        project,
        lambda rows: [
            row | {"text": f"不知道 {i} 不知道"} if row["task"] == "translate-quick" else row
            for i, row in enumerate(rows)
        ],
    )


# ------------------------------------------------------------------ generations


@case("LS501")
def _(project):
    path = result_path(project)
    samples = path.with_name(path.stem + ".samples.jsonl.zst")
    samples.write_bytes(samples.read_bytes()[:-1] + b"\x00")


@case("LS502")
def _(project):
    path = result_path(project)
    bomb = compress(b" " * (80 << 20))
    path.with_name(path.stem + ".samples.jsonl.zst").write_bytes(bomb)

    def restate(record):
        record["samples"] |= {"bytes": len(bomb), "sha256": sha256_bytes(bomb)}

    edit(project, restate)


@case("LS503")
def _(project):
    key = "ghp" + "_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    edit_rows(
        project,
        lambda rows: [row | {"raw_text": key} if row["id"] == "facts-003" else row for row in rows],
    )


@case("LS504")
def _(project):
    path = edit(project, lambda r: r["samples"].update(url="https://example.net/samples.jsonl.zst"))
    path.with_name(path.stem + ".samples.jsonl.zst").unlink()


@case("LS505")
def _(project):
    path = result_path(project)
    path.with_name(path.stem + ".samples.jsonl.zst").unlink()


# ------------------------------------------------------------------ records beside results


@case("LS601")
def _(project):
    unknown = "20261121-3fa9c1d23fa9c1d2"
    value = {
        "schema_version": 0,
        "result": unknown,
        "reason": "the prompts were wrong",
        "date": "2026-11-22",
    }
    record(project, f"retractions/{unknown}.json", value)


@case("LS604")
def _(project):
    from llmsite.leaderboard import load, take_snapshot

    taken = take_snapshot(load(project), "2026-11-23")
    (board,) = taken.boards
    first = board.rows[0].model_copy(update={"rank_low": 2, "rank_high": 2})
    wrong = board.model_copy(update={"rows": (first, *board.rows[1:])})
    content = canonical_json(taken.model_copy(update={"boards": (wrong,)}))
    write(project, "snapshots/20261123.json", content)
    return changed(("A", "snapshots/20261123.json"))


@case("LS602")
def _(project):
    result = result_path(project).stem
    value = {"schema_version": 0, "result": result, "reason": "", "date": "2026-11-22"}
    record(project, f"retractions/{result}.json", value)


@case("LS603")
def _(project):
    path = edit(project, lambda r: r.update(submitter={"login": "ada", "relation": "author"}))
    stored = json.loads(path.read_bytes())
    value = {
        "schema_version": 0,
        "result": path.stem,
        "method": "re-scored",
        "date": "2026-11-22",
        "submitter": "Ada",
        "llmsite_version": "0.1.0",
        "samples_sha256": stored["samples"]["sha256"],
        "tasks": [],
        "note": "",
    }
    content = json.dumps(value, sort_keys=True, indent=2) + "\n"
    name = f"ada-{sha256_bytes(content.encode())[:16]}.json"
    write(project, f"verifications/{path.stem}/{name}", content)
