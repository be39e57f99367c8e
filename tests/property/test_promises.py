"""What is promised about hostile, damaged and interrupted files, at a size for every day and by
`make soak` at full size. Seeds are fixed, so that a failure can be repeated."""

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import check_cases
import made_runs
import pytest
from soak_sizes import SEED, sizes

from llmsite import results
from llmsite.checks.checking import check
from llmsite.checks.target import Target
from llmsite.errors import LlmsiteError
from llmsite.results.reading import parse
from llmsite.schema.model import ModelCard
from llmsite.schema.result import Result
from llmsite.schema.trust import Redaction, Retraction
from llmsite.storage import canonical_json, compress, expand, parse_record


def report_of(project, paths=None):
    return check(Target(project.root, project, check_cases.TODAY), paths)


TOKENS = (
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"9007199254740993",
    b"[" * 200,
    b"{" * 40,
    b"\\ud800",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b'"a":1,"a":2',
    b"null",
    b"true",
    b"-0",
    b"1e-400",
    b'"\xe2\x80\xae"',
    b"}{",
    b",,",
    b'"',
    b"\\",
    b"'",
    b"../",
    b"\xf0\x9f\x92\xa9",
    b"9" * 5000,
)


def mutate(content, draw):
    """A few random changes of bytes: flips, cuts, copies, tokens that parsers trip over."""
    found = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(found) + 1)
        what = draw.randrange(6)
        if what == 0 and found:
            found[at % len(found)] ^= 1 << draw.randrange(8)
        elif what == 1:
            found[at:at] = draw.choice(TOKENS)
        elif what == 2:
            del found[at : at + draw.randint(1, 200)]
        elif what == 3:
            found[at:at] = found[at : at + draw.randint(1, 500)]
        elif what == 4:
            found[at : at + 3] = draw.choice(TOKENS)
        else:
            del found[at:]
    return bytes(found)


@sizes(90, 1_000_000)
def test_no_mutation_makes_the_checker_fail(small, n):
    """Neither an exception, nor a second, nor 256 MiB; values are mutated below their hash too."""
    draw = random.Random(SEED)
    path = check_cases.result_path(small)
    samples = results.samples_path(path)
    content, rows = path.read_bytes(), samples.read_bytes()
    text = expand(rows, name="samples")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(n):
        kind = number % 3
        if kind == 0:
            path.write_bytes(mutate(content, draw))
        elif kind == 1:
            samples.write_bytes(mutate(rows, draw))
        else:
            changed = mutate(text, draw)
            packed = compress(changed)
            stated = json.loads(content)
            stated["samples"] |= {
                "bytes": len(packed),
                "sha256": check_cases.sha256_bytes(packed),
                "content_sha256": check_cases.sha256_bytes(changed),
            }
            path.write_bytes(canonical_json(Result.model_validate_json(json.dumps(stated))))
            samples.write_bytes(packed)
        began = time.process_time()
        report_of(small)
        assert time.process_time() - began < 1, (SEED, number)
        path.write_bytes(content)
        samples.write_bytes(rows)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 256 << 10, f"{grown} KiB"
    print(f"{n:,} mutated files, seed {SEED}: no failure, {grown} KiB more memory")  # noqa: T201


@sizes(80, 10_000)
def test_every_flipped_bit_is_noticed(small, n):
    draw = random.Random(SEED)
    path = check_cases.result_path(small)
    for number in range(n):
        file = (path, results.samples_path(path))[number % 2]
        content = file.read_bytes()
        flipped = bytearray(content)
        flipped[draw.randrange(len(flipped))] ^= 1 << draw.randrange(8)
        file.write_bytes(flipped)
        assert not report_of(small).ok, (SEED, number)
        file.write_bytes(content)
    assert report_of(small).ok


def _change_score(record, draw):
    task = draw.choice(record["tasks"])
    score = draw.choice(task["scores"])
    field = draw.choice(("value", "low", "high"))
    # The value is compared bit for bit, the ends of its interval to nine digits.
    least = -12 if field == "value" else -6
    score[field] += draw.choice((-1, 1)) * 10.0 ** draw.randint(least, 1)


def _change_n(record, draw):
    draw.choice(record["tasks"])["n"] += draw.choice((-1, 1, 10))


def _change_vector(record, draw):
    packed = draw.choice(draw.choice(record["tasks"])["statistics"])
    column = draw.choice([c for c in packed["columns"] if len(c["base64"]) > 4])
    letters = list(column["base64"])
    at = draw.randrange(len(letters) - 3)
    letters[at] = "A" if letters[at] != "A" else "B"
    column["base64"] = "".join(letters)


def _change_hash(record, draw):
    task = draw.choice(record["tasks"])
    field = draw.choice(("sha256", "requests_sha256"))
    task[field] = task[field][::-1] if task[field] != task[field][::-1] else "0" * 64


def _change_version(record, draw):
    draw.choice(record["tasks"])["version"] += draw.choice((1, 5))


def _change_range(record, draw):
    score = draw.choice(draw.choice(record["tasks"])["scores"])
    score["value"] = draw.choice((-0.5, 101.0, 1e9)) if score["metric"] != "bits_per_byte" else -1.0


CHANGES = (
    _change_score,
    _change_n,
    _change_vector,
    _change_hash,
    _change_version,
    _change_range,
)


@sizes(36, 1_000)
def test_every_change_of_meaning_is_refused(small, n):
    """The result gets the name of its new bytes, as a forger would do."""
    draw = random.Random(SEED)
    path = check_cases.result_path(small)
    content, samples = path.read_bytes(), results.samples_path(path).read_bytes()
    for number in range(n):
        change = CHANGES[number % len(CHANGES)]
        new = check_cases.edit(small, lambda record: change(record, draw))  # noqa: B023
        report = report_of(small)
        assert not report.ok, (SEED, number, change.__name__)
        results.samples_path(new).unlink()
        new.unlink()
        path.write_bytes(content)
        results.samples_path(path).write_bytes(samples)


@sizes(4, 10_000)
def test_no_valid_run_is_refused(project, n):
    draw = random.Random(SEED)
    names = ("topic-quick", "facts-quick", "translate-quick", "text-quick")
    for number in range(n):
        shutil.rmtree(project.results_dir, ignore_errors=True)
        run = made_runs.make_run(
            project,
            f"org-{draw.randrange(9)}/model-{draw.randrange(10**6)}",
            draw.random(),
            tasks=set(draw.sample(names, draw.randint(1, 4))),
            limit=draw.choice((None, None, draw.randint(1, 100))),
            seed=draw.randrange(3),
            started=f"2026-{draw.randint(1, 10):02}-{draw.randint(1, 28):02}T00:00:00Z",
        )
        path = results.add(project, run)
        report = report_of(project)
        assert report.ok, (SEED, number, report.faults)
        assert report.evidence["re-scored"] == 1
        content = path.read_bytes()
        assert canonical_json(parse(content, name="r", stem=path.stem).record) == content
        shutil.rmtree(run)


BOMBS = {
    "zeros": lambda: compress(bytes(256 << 20)),
    "text": lambda: compress(b"a" * (128 << 20)),
    "two frames": lambda: compress(b"x") + compress(bytes(128 << 20)),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_zstd_bombs_are_refused_at_once(make):
    bomb = make()
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(LlmsiteError, match=r"expands past|after its end"):
        expand(bomb, name="samples")
    seconds, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 0.1
    assert peak < 64 << 20


@pytest.mark.parametrize("record", [Result, ModelCard, Retraction, Redaction])
def test_depth_bombs_are_refused_at_once(record):
    for bomb in (b"[" * 1_000_000, b'{"a":' * 200_000, b'{"measured":' + b"[" * 900_000):
        began = time.process_time()
        with pytest.raises(LlmsiteError):
            parse_record(bomb, record, name="r")
        assert time.process_time() - began < 0.1


@sizes(2, 100)
def test_pairs_of_submissions_merge_in_both_orders_to_the_same_tree(filled, n):
    """Models that are new or known, of the same two or not, several runs of one."""
    root = filled.root
    shutil.rmtree(filled.runs_dir)
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    env |= dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "Ada")
    env |= dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "ada@example.com")

    def git(*words):
        command = ["git", "-C", str(root), *words]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout.strip()

    git("init", "-q", "-b", "main")
    git("add", "--all")
    git("commit", "-q", "-m", "Base")
    draw = random.Random(SEED)
    models = ("acme/small", "other/middle", *(f"new-{k}/model" for k in range(4)))

    def submit(branch, seed):
        git("checkout", "-q", "-b", branch, "main")
        run = made_runs.make_run(
            filled, draw.choice(models), draw.random(), tasks={"topic-quick"}, seed=seed
        )
        results.add(filled, run)
        shutil.rmtree(filled.runs_dir)
        git("add", "--all")
        git("commit", "-q", "-m", branch)

    def merge(first, second):
        git("checkout", "-q", "--detach", first)
        git("merge", "-q", "--no-ff", "-m", "Merge", second)
        return git("rev-parse", "HEAD^{tree}")

    for number in range(n):
        one, two = f"one-{number}", f"two-{number}"
        submit(one, 2 * number)
        submit(two, 2 * number + 1)
        assert merge(one, two) == merge(two, one), (SEED, number)
    assert report_of(filled).ok


def test_devices_and_links_are_data(small, tmp_path):
    folder = small.results_dir / "acme" / "small"
    os.mkfifo(folder / "20261120-0000000000000000.json")
    (folder / "20261120-0000000000000001.json").symlink_to(tmp_path / "nowhere")
    (folder / "20261120-0000000000000002.json").symlink_to("/dev/zero")
    report = report_of(small)
    assert {fault.code for fault in report.faults} == {"LS005"}
    assert len(report.faults) == 3


def test_a_full_disk_is_one_sentence(project):
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    run = made_runs.make_run(project, tasks={"topic-quick"})
    command = [sys.executable, "-m", "llmsite", "--project", str(project.root), "score", str(run)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_the_checker_reads_a_project_of_another_machine(filled):
    """Checking needs neither torch nor transformers."""
    program = (
        "import sys\n"
        "sys.modules['torch'] = sys.modules['transformers'] = None\n"
        "from llmsite.cli.main import main\n"
        f"main(['--project', {str(filled.root)!r}, 'check'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
