import json
import struct

import pytest

from llmsite.errors import BackendError
from llmsite.inference.gguf_header import read_header
from llmsite.inference.sources import resolve


def gguf(**facts: str) -> bytes:
    """A GGUF header with texts only and one array to skip."""
    text = b"".join(
        struct.pack("<Q", len(key))
        + key.encode()
        + struct.pack("<IQ", 8, len(value))
        + value.encode()
        for key, value in facts.items()
    )
    array = struct.pack("<Q", 6) + b"tokens" + struct.pack("<IIQ", 9, 8, 2)
    array += 2 * (struct.pack("<Q", 3) + b"abc")
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(facts) + 1) + array + text


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    return tmp_path


def test_folder_is_hashed_by_content_and_name(folder):
    found = resolve(str(folder), name="lab/model")
    before = found.weights_sha256()
    assert (found.id, found.source, found.gguf) == ("lab/model", folder.name, None)
    (folder / "model.safetensors").write_bytes(b"weightz")
    assert found.weights_sha256() != before


def test_gguf_says_who_it_is(tmp_path):
    file = tmp_path / "SmolLM2-135M-Instruct.Q4_1.gguf"
    file.write_bytes(gguf(**{"general.organization": "HuggingFaceTB"}))
    assert resolve(str(file)).id == "huggingfacetb/smollm2-135m-instruct"
    assert read_header(file) == {"general.organization": "HuggingFaceTB"}


def test_package_file_is_found_without_importing(tmp_path, monkeypatch):
    package = tmp_path / "shipped_model"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (package / "m.gguf").write_bytes(gguf(**{"general.organization": "Lab"}))
    monkeypatch.syspath_prepend(str(tmp_path))
    found = resolve("package:shipped_model/m.gguf")
    assert (found.id, found.source) == ("lab/m", "package:shipped_model/m.gguf")


BAD = {
    "missing": ("nowhere", "no model at"),
    "no name": ("{folder}", "nothing says who made"),
    "not lower case": ("{folder}", "is no model name", "Lab/Model"),
    "pickle": ("{pickle}", "may run code when it is read", "lab/model"),
    "no weights": ("{empty}", "no weights here", "lab/model"),
    "no configuration": ("{bare}", "no config.json", "lab/model"),
    "own code": ("{code}", "brings Python code", "lab/model"),
    "cut GGUF": ("{cut}", "header is damaged"),
    "no GGUF": ("{text}", "not a GGUF file"),
    "another file": ("{other}", "not a model"),
    "package not installed": ("package:no_such_package/x.gguf", "is not installed"),
    "file outside the package": ("package:llmsite/../../x.gguf", "has no file"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_model_is_refused_in_one_sentence(case, folder, tmp_path_factory):
    root = tmp_path_factory.mktemp("bad")
    for name, config in {"pickle": {}, "empty": {}, "code": {"auto_map": {"A": "b.C"}}}.items():
        (root / name).mkdir()
        (root / name / "config.json").write_text(json.dumps({"model_type": "own"} | config))
    (root / "pickle" / "pytorch_model.bin").write_bytes(b"x")
    (root / "code" / "model.safetensors").write_bytes(b"x")
    (root / "bare").mkdir()
    (root / "cut.gguf").write_bytes(gguf(**{"general.organization": "Lab"})[:-2])
    (root / "text.gguf").write_text("hello")
    (root / "model.onnx").write_text("x")
    places = {name: str(root / name) for name in ("pickle", "empty", "code", "bare")}
    places |= {"folder": str(folder), "cut": str(root / "cut.gguf")}
    places |= {"text": str(root / "text.gguf"), "other": str(root / "model.onnx")}
    model, message, *name = BAD[case]
    with pytest.raises(BackendError, match=message) as caught:
        resolve(model.format(**places), name=name[0] if name else None)
    assert caught.value.faults[0].fix or "damaged" in message
