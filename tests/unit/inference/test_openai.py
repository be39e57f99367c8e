"""Models behind an API: parity with the model behind it, faults, lies, money, and the key."""

import math
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Lock

import pytest

pytest.importorskip("openai")
pytest.importorskip("torch")

import api_faults
import tiny_models
from api_server import ApiServer

from llmsite.errors import BackendError, RunError
from llmsite.inference import Backend, Options, connection, load_backend
from llmsite.inference.replies import Unusable, echo_of
from llmsite.runner import Wanted, execute, prepare
from llmsite.schema.generation import TextGeneration
from llmsite.schema.prices import Price
from llmsite.schema.request import ChatTurn, Decoding, Request, SampleInputs

NAME = "lab/tiny"
INPUTS = SampleInputs("")
CHAT = [
    Request("t", f"s{i}", 0, "generate", (ChatTurn("user", f"Say {i}."),), INPUTS, (), Decoding(5))
    for i in range(6)
]
TEXTS = [
    Request("t", f"s{i}", 0, "generate", f"Say {i}.", INPUTS, (), Decoding(5)) for i in range(6)
]
OPTIONS = [
    Request("t", f"s{i}", 0, "choices", prompt, INPUTS, (" yes", " no, 東京", "é"))
    for i, prompt in enumerate(["Rain?", "Is it 7 o'clock", "Ça va… où ?", "北京", "A "])
]
PRICE = Price(
    model="tiny",
    host="127.0.0.1",
    date="2026-11-01",
    source="https://example.org/prices",
    input_usd=1.0,
    cached_input_usd=0.5,
    output_usd=10.0,
)


@pytest.fixture(scope="module")
def local(tiny_folder):
    backend = load_backend(str(tiny_folder), None, Options(name=NAME))
    yield backend
    backend.close()


@pytest.fixture
def server(local, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setattr(connection, "_FIRST_WAIT_S", 0.01)
    with ApiServer(local) as made:
        yield made


class Words(Backend):
    """Reads each conversation backwards: much can be tried without weights."""

    def answer(self, requests, **_):
        for each in requests:
            n, text = len(each.prompt[0].content), each.prompt[0].content[::-1]
            n_new = min(n, each.decoding.max_new_tokens)
            yield TextGeneration(
                task=each.task, id="s", text=text, n_prompt_tokens=n, n_tokens=n_new
            )


@pytest.fixture
def server_of_words(server):
    server.backend = Words()
    return server


@pytest.fixture
def connect(server):
    made = []

    def connect(api="chat", model="openai:tiny", **options):
        given = Options(name=NAME, base_url=server.url, api=api, n_retries=3)
        made.append(load_backend(model, None, replace(given, **options)))
        return made[-1]

    yield connect
    for each in made:
        each.close()


def answers(backend, requests):
    return sorted(backend.answer(requests), key=lambda row: row.id)


def test_options_have_the_log_likelihoods_of_the_model_behind(connect, local):
    backend = connect("completions")
    assert "choices" in backend.capabilities().kinds
    for one, other in zip(answers(backend, OPTIONS), answers(local, OPTIONS), strict=True):
        assert one.log_likelihoods == pytest.approx(other.log_likelihoods, abs=1e-4)
        same = {"n_tokens", "n_bytes", "is_greedy", "n_merged", "prompt_sha256"}
        assert one.model_dump(include=same) == other.model_dump(include=same)
        # A token that spans the join is not the prompt's here; the model behind knows both cuts.
        assert one.n_prompt_tokens == other.n_prompt_tokens - bool(one.n_merged)


@pytest.mark.parametrize(("api", "requests"), [("chat", CHAT), ("completions", TEXTS)])
def test_texts_are_those_of_the_model_behind(api, requests, connect, local):
    found, expected = answers(connect(api), requests), answers(local, requests)
    assert [row.text for row in found] == [row.text for row in expected]
    assert [row.n_tokens for row in found] == [row.n_tokens for row in expected]
    assert [row.n_prompt_tokens for row in found] == [row.n_prompt_tokens for row in expected]


def test_whole_texts_are_read_where_the_first_token_has_a_number(tmp_path, monkeypatch):
    tiny_models.save_model(tmp_path, bos=True)
    local = load_backend(str(tmp_path), None, Options(name=NAME))
    requests = [
        Request("t", f"s{i}", 0, "rolling", text, INPUTS)
        for i, text in enumerate(["It rains.", "Où est 東京?"])
    ]
    with ApiServer(local) as server:
        options = Options(name=NAME, base_url=server.url, api="completions")
        backend = load_backend("openai:tiny", None, options)
        assert backend.capabilities().kinds == {"choices", "generate", "rolling"}
        for one, other in zip(answers(backend, requests), answers(local, requests), strict=True):
            assert one.log_likelihoods == pytest.approx(other.log_likelihoods, abs=1e-4)
            assert (one.n_tokens, one.n_bytes) == (other.n_tokens, other.n_bytes)
        backend.close()


def test_whole_texts_are_refused_elsewhere(connect):
    can = connect("completions").capabilities()
    assert can.kinds == {"choices", "generate"}
    assert "first token" in can.why_not


@pytest.mark.parametrize("lie", api_faults.LIES)
def test_server_that_lies_about_log_likelihoods_is_caught(lie, server, connect, tmp_path):
    server.change = api_faults.LIES[lie]
    backend = connect("completions")
    can = backend.capabilities()
    assert can.kinds == {"generate"}
    asked = prepare(Wanted(tasks=("topic-quick",), limit=2), None, has_chat_template=False)
    with pytest.raises(BackendError) as caught:
        execute(asked, backend, runs_dir=tmp_path)
    (fault,) = caught.value.faults
    assert "asks 'choices'" in fault.message
    assert can.why_not in fault.message


@pytest.mark.parametrize("offsets", [[900, 901], [3, 4]])
def test_tokens_of_another_place_are_no_tokens_of_the_text(offsets):
    said = {"tokens": ["bytes:e4", "bytes:b8"], "token_logprobs": [-1.0, -2.0]}
    said |= {"top_logprobs": [{"a": -1.0}, {"a": -1.0}], "text_offset": offsets}
    with pytest.raises(Unusable, match="leaves out the beginning"):
        echo_of({"choices": [{"logprobs": said}]}, "given text")


@pytest.mark.parametrize("fault", api_faults.FAULTS)
def test_request_that_failed_is_sent_again(fault, server_of_words, connect):
    backend = connect(timeout_s=3.0 if fault == "slow body" else 30.0)
    server_of_words.faults.extend([api_faults.FAULTS[fault]] * 2)
    expected = [each.prompt[0].content[::-1] for each in CHAT]
    assert [row.text for row in answers(backend, CHAT)] == expected
    assert backend.measured().n_retries == 2


LASTING = {
    "server error": ("server error", "failed (500: 'out of memory')"),
    "server error with a time": (
        lambda h, _: api_faults.said(h, 503, "starting", headers={"Retry-After-Ms": "10"}),
        "failed (503: 'starting')",
    ),
    "cut body": ("cut body", "broke off its answer"),
    "invalid JSON": ("invalid JSON", "is no JSON"),
    "null content": ("null content", "gave no text (it stopped for 'content_filter')"),
}


@pytest.mark.parametrize("case", LASTING)
def test_lasting_fault_is_an_error_of_the_request_never_an_empty_answer(case, server, connect):
    fault, message = LASTING[case]
    backend = connect(n_retries=1)
    server.fault = api_faults.FAULTS.get(fault, fault)
    (row,) = backend.answer(CHAT[:1])
    assert message in row.error


ENDING = {
    "key refused": (
        lambda h, _: api_faults.said(h, 401, "Bearer"),
        "wants a key in OPENAI_API_KEY",
    ),
    "no money": (
        lambda h, _: h.reply({"error": {"code": "insufficient_quota"}}, 429) or True,
        "has no money left",
    ),
    "days of waiting": (lambda h, _: api_faults.busy(h, "90000"), "asks to wait 25 hours"),
    "another model": (
        lambda h, b: api_faults.spoken(h, b, "yes", "other"),
        "the server answers as 'other', no longer as 'tiny'",
    ),
}


@pytest.mark.parametrize("case", ENDING)
def test_what_no_waiting_helps_against_ends_the_run_in_a_sentence(case, server, connect):
    fault, message = ENDING[case]
    backend = connect()
    server.faults.append(fault)
    with pytest.raises(BackendError) as caught:
        list(backend.answer(CHAT[:1]))
    assert message in str(caught.value)
    with pytest.raises(BackendError):
        list(backend.answer(CHAT[:1]))


def test_answers_beside_the_fault_that_ends_a_run_are_kept(server, connect):
    backend = connect(concurrency=1)
    server.faults.extend([None, None, ENDING["key refused"][0]])
    found = answers_until_fault(backend, CHAT, "wants a key")
    assert len(found) == 2


def answers_until_fault(backend, requests, message):
    found = []

    def take():
        for row in backend.answer(requests):
            found.append(row)  # noqa: PERF402 - `extend` would take all or nothing

    with pytest.raises(BackendError, match=message):
        take()
    return found


BAD = {
    "unknown model": (
        {"model": "openai:tony"},
        "does not know the model 'tony'. Fix: did you mean",
    ),
    "no name": ({"model": "openai:"}, "no model is named"),
    "no owner": ({"name": None}, "does not say whose model it is"),
    "wrong API": ({"base_url": "ftp://x"}, "is no address of a server"),
    "key in the address": ({"base_url": "http://me:k@localhost/v1"}, "more than an address"),
    "server down": ({"base_url": "http://127.0.0.1:9/v1", "n_retries": 0}, "no server answers at"),
    "no such host": ({"base_url": "http://nowhere.invalid/v1"}, "no server answers at"),
}


@pytest.mark.parametrize("case", BAD)
def test_server_that_cannot_be_asked_is_refused_in_a_sentence(case, connect):
    options, message = BAD[case]
    with pytest.raises(BackendError) as caught:
        connect(**options)
    (fault,) = caught.value.faults
    assert message in str(fault)


def test_model_that_answers_under_another_name_is_refused(server, connect):
    server.change = lambda reply: reply | {"model": "another"}
    with pytest.raises(BackendError, match="asked for 'tiny', the server answers as 'another'"):
        connect()


SAME = [
    ("tiny", "tiny", True),
    ("gpt-x", "gpt-x-2026-08-06", True),
    ("/models/tiny", "/models/tiny@main", True),
    ("/models/tiny:tiny.Q4.gguf", "/models/tiny@main", True),
    ("org/tiny", "tiny", True),
    ("tiny", "org/tiny", True),
    ("gpt-x", "gpt-x-001", True),
    ("gpt-x", "gpt-x-0613-preview", True),
    ("gpt-x", "gpt-x-latest", True),
    ("gpt-x", "gpt-x-mini", False),
    ("gpt-x", "gpt-x-mini-2026-08-06", False),
    ("gpt-x", "gpt-x-70b", False),
    ("gpt-x", "gpt-xl", False),
    ("tiny", "other", False),
]


@pytest.mark.parametrize(("asked", "served", "is_same"), SAME)
def test_names_of_one_model(asked, served, is_same):
    assert connection.is_same_model(asked, served) is is_same


def test_missing_key_is_said(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(BackendError, match="no key in the environment"):
        load_backend("openai:gpt-x")


def test_key_does_not_travel_unencrypted(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted")
    options = Options(name=NAME, base_url="http://192.0.2.1/v1")
    with pytest.raises(BackendError, match="unencrypted") as caught:
        load_backend("openai:tiny", None, options)
    assert "planted" not in str(caught.value)


def test_certificate_that_nobody_vouches_for_is_refused(local, tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    pem = tmp_path / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-keyout", str(pem), "-out", str(tmp_path / "c.pem")]
    subprocess.run([*command, *names], check=True, capture_output=True)
    pem.write_text(pem.read_text() + (tmp_path / "c.pem").read_text())
    with ApiServer(local, certificate=pem) as server:
        options = Options(name=NAME, base_url=server.url)
        with pytest.raises(BackendError, match=r"certificate of 127\.0\.0\.1 is not trusted"):
            load_backend("openai:tiny", None, options)


def test_no_more_requests_at_once_than_allowed(server, connect):
    n_now, n_most, lock = 0, 0, Lock()
    backend = connect(concurrency=3)

    def count(handler, body):
        nonlocal n_now, n_most
        with lock:
            n_now += 1
            n_most = max(n_most, n_now)
        deadline = time.monotonic() + 0.5
        while n_most < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        with lock:
            n_now -= 1

    server.fault = count
    list(backend.answer(CHAT))
    assert n_most == 3


def test_what_is_sent_is_what_was_asked(server, connect):
    decoding = Decoding(7, ("\n", "."), 2, temperature=0.7, top_p=0.9, seed=5)
    requests = [replace(CHAT[0], index=i, decoding=decoding) for i in range(2)]
    list(connect().answer(requests))
    bodies = [body for _, _, body in server.seen[1:]]
    assert all(body["temperature"] == 0.7 and body["top_p"] == 0.9 for body in bodies)
    assert all(body["stop"] == ["\n", "."] and body["max_tokens"] == 7 for body in bodies)
    assert len({body["seed"] for body in bodies}) == 2
    assert bodies[0]["messages"] == [{"role": "user", "content": "Say 0."}]


def test_effort_and_thinking_are_recorded(server, connect):
    def think(reply):
        reply["choices"][0]["message"]["reasoning_content"] = "Hm."
        details = {"reasoning_tokens": 3}
        return reply | {"usage": reply["usage"] | {"completion_tokens_details": details}}

    server.change = think
    backend = connect(reasoning_effort="low")
    (row,) = backend.answer([replace(CHAT[0], decoding=Decoding(9, thinking_end="</think>"))])
    assert row.n_thinking_tokens == 3
    assert row.raw_text == f"Hm.</think>{row.text}"
    assert server.seen[-1][2]["reasoning_effort"] == "low"
    assert "temperature" not in server.seen[-1][2]
    assert backend.variant().reasoning_effort == "low"
    assert backend.identity()[1].numerics["reasoning_effort"] == "low"


def test_thinking_in_the_text_is_taken_apart(server, connect):
    texts = iter(["Hm.</think>Yes.", "Hm, hm"])

    def think(reply):
        reply["choices"][0]["message"]["content"] = next(texts)
        return reply

    backend = connect(concurrency=1)
    server.change = think
    asked = [replace(each, decoding=Decoding(9, thinking_end="</think>")) for each in CHAT[:2]]
    assert [row.text for row in answers(backend, asked)] == ["Yes.", ""]


def test_fingerprints_are_kept(server, connect):
    backend = connect()
    list(backend.answer(CHAT[:2]))
    server.fingerprint = "fp_2"
    list(backend.answer(CHAT[2:]))
    assert backend.measured().served_by == {"fp_1": 3, "fp_2": 4}
    model, _ = backend.identity()
    assert (model.revision, model.verified) == ("tiny", False)


# ------------------------------------------------------------------------------ whole runs


@pytest.fixture(scope="module")
def wanted():
    asked = Wanted(tasks=("translate-quick",), limit=70, shots=0, chat=True)
    return prepare(asked, None, has_chat_template=True)


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted((folder / "units").iterdir())}


@pytest.fixture(scope="module")
def undisturbed(wanted, tmp_path_factory):
    with ApiServer(Words()) as server:
        backend = load_backend("openai:tiny", None, Options(name=NAME, base_url=server.url))
        _, folder = execute(wanted, backend, runs_dir=tmp_path_factory.mktemp("undisturbed"))
        backend.close()
    return contents(folder)


def test_server_that_dies_leaves_a_run_that_resumes_to_the_same_bytes(
    wanted, connect, server_of_words, undisturbed, tmp_path
):
    left = [40]
    backend = connect(n_retries=1, concurrency=2)

    def die(handler, body):
        left[0] -= 1
        return left[0] < 0 and api_faults.hang_up(handler)

    server_of_words.fault = die
    with pytest.raises(RunError, match=r"broke off its answer .* units"):
        execute(wanted, backend, runs_dir=tmp_path / "runs")
    server_of_words.fault = None
    n_before = len(server_of_words.seen)
    run, folder = execute(wanted, connect(), runs_dir=tmp_path / "runs")
    assert run.status == "complete"
    assert contents(folder) == undisturbed
    n_again = len(server_of_words.seen) - n_before - 1 - run.self_check.n
    assert n_again == sum(task.n_requests for task in wanted.plan.tasks) - 40


# A shell that starts something in the background has it ignore Ctrl-C.
INTERRUPTIBLE = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from llmsite.cli.main import main; main()"
)


def test_ctrl_c_while_the_server_makes_it_wait_keeps_all(
    wanted, connect, server_of_words, undisturbed, tmp_path
):
    left = [30]

    def limit(handler, body):
        left[0] -= 1
        return left[0] < 0 and api_faults.busy(handler, "3600")

    server_of_words.fault = limit
    command = ["run", "openai:tiny", "--name", NAME, "--base-url", server_of_words.url, "--chat"]
    asked = ["--task", "translate-quick", "--limit", "70", "--shots", "0", "--out", "run"]
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *command, *asked],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stderr:
            if "waiting 3600 s" in line:
                break
        process.send_signal(signal.SIGINT)
        assert "What was finished is kept." in process.stderr.read()
    assert process.returncode == 130
    server_of_words.fault = None
    n_before = len(server_of_words.seen)
    run, folder = execute(wanted, connect(), runs_dir=tmp_path, out=tmp_path / "run")
    assert contents(folder) == undisturbed
    n_again = len(server_of_words.seen) - n_before - 1 - run.self_check.n
    assert n_again <= sum(task.n_requests for task in wanted.plan.tasks) - 29 + 8


def test_money_is_counted_and_never_exceeded(wanted, connect, server_of_words, tmp_path):
    backend = connect(prices=(PRICE, PRICE.model_copy(update={"date": "2026-01-01"})))
    whole, _ = execute(wanted, backend, runs_dir=tmp_path / "whole")
    usd = whole.measured.cost_usd
    assert whole.measured.price_date == "2026-11-01"
    assert usd == pytest.approx(backend.spent_usd())
    half = usd / 2
    with pytest.raises(RunError, match=r"could cost \$0\.\d+, and \$0\.\d+ are left"):
        execute(wanted, connect(prices=(PRICE,)), runs_dir=tmp_path / "runs", max_cost_usd=half)
    (folder,) = (tmp_path / "runs").iterdir()
    spent = math.fsum(float(line) for line in (folder / "spent.txt").read_text().split())
    assert 0.5 * half < spent <= half
    again = connect(prices=(PRICE,))
    run, _ = execute(wanted, again, runs_dir=tmp_path / "runs", max_cost_usd=3 * usd)
    assert run.status == "complete"
    assert run.measured.cost_usd <= 3 * usd
    most = sum(again.estimate(wanted.requests_of(unit)).cost_usd for unit in wanted.plan.units)
    # What is asked again as the self-check comes on top of the plan's tasks.
    assert usd < 2 * most


def test_cost_cannot_be_limited_without_a_price(wanted, connect, tmp_path):
    with pytest.raises(BackendError, match=r"no price is known of 'tiny' at 127\.0\.0\.1"):
        execute(wanted, connect(), runs_dir=tmp_path, max_cost_usd=1.0)


def test_key_reaches_no_file_log_or_error(server, server_of_words, tmp_path, monkeypatch):
    key = "sk-planted-0123456789abcdef"
    monkeypatch.setenv("OPENAI_API_KEY", key)

    def repeat(handler, body):
        return api_faults.said(handler, 500, f"bad {handler.headers['Authorization']}")

    server.faults.extend([None, None, *[repeat] * 2])
    command = ["run", "openai:tiny", "--name", NAME, "--base-url", server.url, "--chat"]
    asked = ["--task", "translate-quick", "--limit", "2", "--shots", "0", "--retries", "0"]
    found = [
        subprocess.run(
            [sys.executable, "-m", "llmsite", *extra, *command, *asked],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        for extra in (["--debug"], [])
    ]
    assert [each.returncode for each in found] == [1, 0], found[-1].stderr
    assert "failed (500" in found[0].stderr
    assert server.seen[0][1]["Authorization"] == f"Bearer {key}"
    written = [each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()]
    said = [(each.stdout + each.stderr).encode() for each in found]
    from llmsite.storage import expand

    opened = [expand(each, name="unit") for each in written if each[:4] == b"\x28\xb5\x2f\xfd"]
    assert len(written) > 2
    assert opened
    assert not any(b"planted" in each for each in [*written, *said, *opened])


def test_plan_says_the_most_that_a_run_costs(server_of_words, tmp_path):
    (tmp_path / "site.toml").write_text('title = "x"\n')
    names = ["model", "host", "date", "source"]
    lines = [f'{name} = "{getattr(PRICE, name)}"' for name in names]
    prices = ["[[prices]]", *lines, "input_usd = 1000", "output_usd = 1000"]
    (tmp_path / "prices.toml").write_text("\n".join(prices))
    command = ["run", "openai:tiny", "--name", NAME, "--base-url", server_of_words.url, "--plan"]
    found = subprocess.run(
        [sys.executable, "-m", "llmsite", *command, "--task", "translate-quick", "--chat"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"At most \$\d+\.\d\d at the prices of 2026-11-01", found.stderr)
