import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from llmsite import storage
from llmsite.errors import LlmsiteError
from llmsite.schema.generation import Generation, TextGeneration
from llmsite.schema.run import ModelIdentity

# bytes, code, words that the message must hold
BAD_JSON = [
    pytest.param(b'{"a":1,"a":2}', "LS204", "a", id="duplicate-key"),
    pytest.param(b'{"a":1,"\\u0061":2}', "LS204", "a", id="duplicate-escaped-key"),
    pytest.param(b"[NaN]", "LS205", "NaN is not JSON", id="nan"),
    pytest.param(b"[1e999]", "LS206", "64-bit", id="overflow"),
    pytest.param(b"[9007199254740993]", "LS207", "9007199254740993", id="inexact-integer"),
    pytest.param(b"[" * 40 + b"]" * 40, "LS208", "32 levels", id="deep"),
    pytest.param(b"[" * 100_000, "LS208", "32 levels", id="bomb-of-brackets"),
    pytest.param(b'["\xe2\x80\xae"]', "LS210", "U+202E", id="right-to-left-override"),
    pytest.param(b'{"\\u0000": 1}', "LS210", "U+0000", id="nul-in-key"),
    pytest.param(b"1 2", "LS211", "end of the JSON", id="trailing-text"),
    pytest.param(b"\xff", "LS201", "0xFF", id="not-utf-8"),
    pytest.param(b"\xef\xbb\xbf{}", "LS202", "byte order mark", id="bom"),
    pytest.param('"é"'.encode("utf-16"), "LS201", "UTF-8", id="utf-16"),
    pytest.param(b'{"a" 1}', "LS203", ":", id="syntax"),
    pytest.param(b"", "LS203", "EOF", id="empty"),
    pytest.param(b"[" + b"0," * 200_001 + b"0]", "LS209", "200,000", id="too-many-values"),
    pytest.param(b'{"' + b"k" * 300 + b'":0}', "LS209", "256 bytes", id="long-key"),
]


@pytest.mark.parametrize(("content", "code", "words"), BAD_JSON)
def test_bad_json_is_named(content: bytes, code: str, words: str) -> None:
    faults = storage.scan_json(content, name="f.json")
    assert faults[0].code == code
    assert words in str(faults[0])
    assert faults[0].path == "f.json"


@pytest.mark.parametrize(
    ("content", "steps", "expected"),
    [
        (b'{"a": {}, "b": [[], {"c": 1}], "d": 4}', ("d",), (1, 37)),
        (b'{"a": {}, "b": [[], {"c": 1}], "d": 4}', ("b", 1, "c"), (1, 27)),
        (b'{\n "x": [1,\n  {"y": "}"},\n 3]}', ("x", 2), (4, 2)),
        ('{"é": "ü", "k": 1}'.encode(), ("k",), (1, 17)),
        (b'{"a": [1]}', ("a", 5), (1, 7)),
        (b"{}", ("gone", "too"), (1, 1)),
    ],
)
def test_place_of_a_value(content: bytes, steps: tuple, expected: tuple[int, int]) -> None:
    assert storage.place(content, steps) == expected


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cf"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcé", max_size=3), inner),
    max_leaves=20,
)


@given(json_values)
def test_canonical_json_reads_back_and_is_clean(value: storage.Json) -> None:
    content = storage.canonical_json(value)
    assert json.loads(content) == value
    assert storage.canonical_json(json.loads(content)) == content
    assert storage.scan_json(content, name="f") == []


@given(st.binary(max_size=200))
def test_any_bytes_give_faults_or_json(content: bytes) -> None:
    if not storage.scan_json(content, name="f"):
        json.loads(content)


def test_canonical_json_refuses_nan() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        storage.canonical_json([math.nan])


def test_record_faults_are_all_reported_with_places() -> None:
    content = b'{\n  "id": "A/b",\n  "source": 3,\n  "nmae": 1\n}'
    with pytest.raises(LlmsiteError) as caught:
        storage.parse_record(content, ModelIdentity, name="m.json")
    assert [(f.line, f.code) for f in caught.value.faults] == [
        (2, "LS303"),
        (3, "LS303"),
        (4, "LS302"),
    ]


def test_toml_faults_name_their_line() -> None:
    with pytest.raises(LlmsiteError) as caught:
        storage.parse_toml(b'id = "a/b"\nsource = [1]\nextra = 2\n', ModelIdentity, name="m.toml")
    assert [fault.line for fault in caught.value.faults] == [2, 3]
    with pytest.raises(LlmsiteError, match=r"m\.toml:1:6: TOML: Invalid value"):
        storage.parse_toml(b"id = \n", ModelIdentity, name="m.toml")


def test_rows_round_trip_and_name_their_line() -> None:
    rows = [TextGeneration(task="t", id=str(i), text="ü\u2028x") for i in range(3)]
    content = storage.pack_rows(rows)
    adapter: TypeAdapter = TypeAdapter(Generation)
    assert list(storage.parse_rows(content, adapter, name="r")) == rows
    broken = content.replace(b'"index":0', b'"index":-1', 2)
    with pytest.raises(LlmsiteError, match=r"^r:1:"):
        list(storage.parse_rows(broken, adapter, name="r"))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda z: z[:-3], id="cut"),
        pytest.param(lambda z: z[:5], id="cut-header"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"junk junk", id="no-frame"),
        pytest.param(lambda z: z + b"x", id="tail"),
        pytest.param(lambda z: z + z, id="two-frames"),
        pytest.param(lambda _: storage.compress(b"0" * (1 << 24)), id="bomb"),
    ],
)
def test_damaged_zstd_is_refused(damage) -> None:
    frame = storage.compress(b"some text that is long enough to be compressed " * 5)
    with pytest.raises(LlmsiteError, match=r"LS50[12]"):
        storage.expand(damage(frame), name="z")


def test_write_atomic_replaces_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    storage.write_atomic(path, b"one")
    storage.write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["file"]


def test_write_many_never_writes_through_a_link(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"mine")
    path = tmp_path / "in" / "file.json"
    path.parent.mkdir()
    (path.parent / ".new-file.json").symlink_to(other)
    storage.write_many({path: b"new"})
    assert (path.read_bytes(), other.read_bytes()) == (b"new", b"mine")
    assert [each.name for each in path.parent.iterdir()] == ["file.json"]


def test_write_atomic_keeps_the_old_file_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    storage.write_atomic(path, b"old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        storage.write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_only_plain_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/zero")
    for name in ("link", "missing", "."):
        with pytest.raises(LlmsiteError):
            storage.read_bytes(tmp_path / name)
    (tmp_path / "big").write_bytes(b"x" * 11)
    with pytest.raises(LlmsiteError, match=r"LS007 11 bytes; the limit is 10"):
        storage.read_bytes(tmp_path / "big", limit=10)


DOUBTFUL = {
    "an escaped backspace": (b'{"a": "x\\b"}', "LS210"),
    "an escaped form feed": (b'["\\f"]', "LS210"),
    "an escaped override": (b'{"a": "\\u202e"}', "LS210"),
    "a raw override in a key": ('{"a\u202e": 1}'.encode(), "LS210"),
    "an overflow after a bracket": (b"[1e999]", "LS206"),
    "a negative overflow": (b'{"a":-1.5E400}', "LS206"),
    "an overflow alone": (b"1e309", "LS206"),
    "an overflow without exponent": (b"[" + b"9" * 310 + b".0]", "LS206"),
    "a large integer": (b'{"a": 9007199254740993}', "LS207"),
    "a negative one": (b"[-9007199254740993]", "LS207"),
    "a long key": (b'{"' + b"k" * 257 + b'": 1}', "LS209"),
    "a long key of wide letters": (b'{"' + "文".encode() * 100 + b'": 1}', "LS209"),
    "depth": (b'{"a":' * 33 + b"1" + b"}" * 33, "LS208"),
    "many values": (b"[" + b"0," * 200_000 + b"0]", "LS209"),
}


@pytest.mark.parametrize("case", DOUBTFUL.values(), ids=DOUBTFUL)
def test_every_doubtful_value_is_named(case):
    content, code = case
    assert {fault.code for fault in storage.scan_json(content, name="f")} == {code}


def test_what_only_looks_doubtful_is_fine():
    harmless = (
        '{"a": "1e999", "b": [9007199254740992, 1e22, -1e-400], "' + "文" * 85 + '": "\\\\b"}'
    )
    assert storage.scan_json(harmless.encode(), name="f") == []
    assert storage.scan_json(b'{"a":' * 32 + b"1" + b"}" * 32, name="f") == []
