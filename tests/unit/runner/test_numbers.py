"""What a real (tiny) model answers depends on the plan alone: not on order, shares or restarts."""

import pytest

from llmsite.inference import Options, load_backend
from llmsite.inference.backends.echo import Echo
from llmsite.runner import Wanted, execute, prepare, run_identity

TASKS = ("topic-quick", "facts-quick", "text-quick")
N_SAMPLES = 70


@pytest.fixture(scope="module")
def backend(tiny_folder):
    loaded = load_backend(str(tiny_folder), None, Options(name="lab/tiny", device="cpu"))
    yield loaded
    loaded.close()


def plan(*tasks):
    return prepare(Wanted(tasks=tasks, limit=N_SAMPLES), None, has_chat_template=False)


def units(folder):
    return {each.name: each.read_bytes() for each in (folder / "units").iterdir()}


@pytest.fixture(scope="module")
def whole(backend, tmp_path_factory):
    run, folder = execute(plan(*TASKS), backend, runs_dir=tmp_path_factory.mktemp("whole"))
    return run, units(folder)


def test_every_run_computes_a_part_again(whole):
    check = whole[0].self_check
    assert (check.n, check.n_changed) == (32, 0)
    assert 0 < check.max_abs < 1e-3


def test_other_tasks_beside_it_change_nothing(whole, backend, tmp_path):
    _, folder = execute(plan("facts-quick"), backend, runs_dir=tmp_path)
    alone = units(folder)
    assert len(alone) == 2
    assert alone == {name: whole[1][name] for name in alone}


def test_shares_and_restarts_change_nothing(whole, backend, tmp_path):
    asked = plan(*TASKS)
    for share in ((2, 2), (1, 2)):
        run, folder = execute(asked, backend, runs_dir=tmp_path, shard=share)
    assert run.run_id == whole[0].run_id
    assert units(folder) == whole[1]
    for path in sorted((folder / "units").iterdir())[::2]:
        path.unlink()
    execute(asked, backend, runs_dir=tmp_path)
    assert units(folder) == whole[1]


CHANGES = {
    "weights": ("model", {"weights_sha256": "1" * 64}),
    "revision": ("model", {"revision": "1" * 40}),
    "tokenizer": ("model", {"tokenizer_sha256": "1" * 64}),
    "template": ("model", {"chat_template_sha256": "1" * 64}),
    "numerics": ("backend", {"numerics": {"dtype": "bfloat16"}}),
    "library": ("backend", {"packages": {"torch": "1.0"}}),
    "adapter": ("adaptation", {"weights_sha256": "1" * 64}),
    "prompts": ("plan", {"tasks": ()}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_could_change_an_answer_makes_another_run(change, tmp_path):
    run, _ = execute(plan("facts-quick"), Echo(), runs_dir=tmp_path)
    part, update = CHANGES[change]
    other = run.model_copy(update={part: getattr(run, part).model_copy(update=update)})
    assert run_identity(other) != run_identity(run) == run.run_id


def test_the_clock_makes_no_other_run(tmp_path):
    run, _ = execute(plan("facts-quick"), Echo(), runs_dir=tmp_path)
    later = run.measured.model_copy(update={"started": "2001-01-01T00:00:00Z", "seconds": 9.0})
    assert run_identity(run.model_copy(update={"measured": later, "command": "x"})) == run.run_id
