import json
from hashlib import sha256

import pytest

from llmsite.errors import ResultError, TaskError
from llmsite.results.columns import align
from llmsite.schema.generation import Span
from llmsite.tasks import build_requests, load_task
from llmsite.tasks.authoring import seal_references
from llmsite.tasks.sealing import commitment

SALT = "0" * 32


@pytest.fixture
def sealed(capitals, tmp_path_factory):
    capitals.write()
    before = load_task("capitals", capitals.project)
    private = tmp_path_factory.mktemp("private")
    seal_references("capitals", capitals.project, private)
    return before, private


def test_without_the_private_file_a_task_can_be_asked_and_not_scored(capitals, sealed):
    before, _ = sealed
    task = load_task("capitals", capitals.project)
    assert [sample.references for sample in task.samples] == [(), ()]
    assert b"references" not in (capitals.folder / "samples.jsonl").read_bytes()
    assert build_requests(task) == build_requests(before)
    assert not task.can_be_scored
    with pytest.raises(ResultError, match="its references are private"):
        align(task, [])


def test_with_it_the_references_are_back_and_the_hash_is_the_same(capitals, sealed, monkeypatch):
    before, private = sealed
    task = load_task("capitals", capitals.project, data_dirs=[private])
    assert task.samples == before.samples
    assert task.sha256 == load_task("capitals", capitals.project).sha256 != before.sha256
    monkeypatch.setenv("LLMSITE_DATA", str(private))
    assert load_task("capitals", capitals.project).can_be_scored


def test_other_references_than_those_committed_to_are_refused(capitals, sealed):
    _, private = sealed
    path = private / "capitals.references.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Paris", b"Rome"))
    with pytest.raises(TaskError, match="'fr': the references are not those committed to"):
        load_task("capitals", capitals.project, data_dirs=[private])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows[1:], "sample 'fr' has no commitment"),
        (lambda rows: [*rows, {**rows[0], "id": "x"}], "there is no sample 'x'"),
        (lambda rows: [{"id": "fr"}, *rows[1:]], "commitments.jsonl:1"),
    ],
)
def test_commitments_and_samples_belong_together(capitals, sealed, change, words):
    path = capitals.folder / "commitments.jsonl"
    rows = change([json.loads(line) for line in path.read_text().splitlines()])
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(TaskError, match=words):
        load_task("capitals", capitals.project)


def test_missing_commitments_are_named(capitals, sealed):
    (capitals.folder / "commitments.jsonl").unlink()
    with pytest.raises(TaskError, match=r"commitments.jsonl: no such file"):
        load_task("capitals", capitals.project)


def test_references_never_stand_beside_commitments(capitals, sealed):
    samples = [{"id": "fr", "input": "x", "choices": ["a", "b"], "references": ["a"]}]
    capitals.write(samples=samples, head='references = "private"')
    with pytest.raises(TaskError, match="private references must not stand in the samples"):
        load_task("capitals", capitals.project)


def test_private_means_outside_the_project(capitals):
    capitals.write()
    with pytest.raises(TaskError, match="lies in the project"):
        seal_references("capitals", capitals.project, capitals.project.root / "private")


def test_sealing_twice_is_refused(capitals, sealed):
    _, private = sealed
    with pytest.raises(TaskError, match="its references are not inline"):
        seal_references("capitals", capitals.project, private)


def test_a_commitment_hides_and_binds():
    assert commitment(SALT, ["a", "b"]) != commitment(SALT, ["b", "a"])
    assert commitment(SALT, ["a"]) != commitment("1" + SALT[1:], ["a"])
    assert commitment(SALT, [1]) != commitment(SALT, ["1"])
    assert commitment(SALT, [Span(start=0, end=1, label="P")]) != commitment(SALT, [])


def test_the_formula_is_the_documented_one():
    assert commitment(SALT, ["é", 2]) == sha256(f'{SALT}\n["é",2]\n'.encode()).hexdigest()
