import gzip
import json
from hashlib import sha256

import pytest

from llmsite.errors import TaskError
from llmsite.tasks import load_task
from llmsite.tasks.formats import FORMATS
from llmsite.tasks.formats.conll import spans_of

CHOICES = '[request]\nkind = "choices"'


def load(capitals, content: bytes, data: str, *, kind: str, rest: str = "", name: str = "x.dat"):
    """Load a task whose samples are in a file of some format."""
    capitals.write(kind=kind, shots=(), extra=rest)
    (capitals.folder / name).write_bytes(content)
    plain = gzip.decompress(content) if name.endswith(".gz") else content
    path = capitals.folder / "task.toml"
    text = path.read_text()
    start, end = text.index("[data]"), text.index(rest) if rest else len(text)
    path.write_text(
        text[:start]
        + f'[data]\npath = "{name}"\nsha256 = "{sha256(plain).hexdigest()}"\n{data}\n'
        + text[end:]
    )
    return load_task("capitals", capitals.project).samples


def test_csv_keeps_cells_as_text(capitals):
    content = b'question,a,b,answer\n"Two, or\nthree?",1e5,"0",0\nFour?,x,y,1\n'
    fields = (
        'format = "csv"\n[data.fields]\ninput = "Q: {question}"\nchoices = ["a", "b"]\n'
        'references = { column = "answer", read = "position" }'
    )
    one, two = load(capitals, content, fields, kind="question-answering", rest=CHOICES)
    assert (one.id, one.input, one.choices) == ("1", "Q: Two, or\nthree?", ("1e5", "0"))
    assert (one.references, two.references) == (("1e5",), ("y",))


def test_letters_and_columns_without_a_name(capitals):
    content = ",Question,A,B,Answer\n0,问,甲,乙,B\n".encode()
    fields = (
        'format = "csv"\n[data.fields]\nid = "q{0}"\ninput = "Question"\nchoices = ["A", "B"]\n'
        'references = { column = "Answer", read = "letter" }'
    )
    (one,) = load(capitals, content, fields, kind="question-answering", rest=CHOICES)
    assert (one.id, one.references) == ("q0", ("乙",))


def test_tsv_without_header_and_labels_by_cut(capitals):
    content = b'1_1\t-0.9\tbad "stuff\r\n1_2\t2.5\tgood\r\n'
    fields = (
        'format = "tsv"\nheader = false\n[data.fields]\nid = "0"\ninput = "2"\n'
        'constant_choices = ["negative", "positive"]\n'
        'references = { column = "1", cut = [0.0], cut_labels = ["negative", "positive"] }'
    )
    one, two = load(capitals, content, fields, kind="sentiment")
    assert (one.id, one.input, one.references) == ("1_1", 'bad "stuff', ("negative",))
    assert two.references == ("positive",)


def test_json_array_at_a_path(capitals):
    content = json.dumps({"examples": [{"input": "1+1", "target": "2"}]}).encode()
    fields = (
        'format = "json"\nrows = "examples"\n[data.fields]\ninput = "input"\nreferences = "target"'
    )
    (one,) = load(capitals, content, fields, kind="question-answering")
    assert (one.input, one.references) == ("1+1", ("2",))


def test_keys_of_an_object_are_choices(capitals):
    row = {"question": "Why?", "targets": {"a": 1, "b": 0, "c": 1}}
    fields = (
        'format = "json"\n[data.fields]\ninput = "question"\n'
        'choices = { column = "targets", read = "keys" }\n'
        'references = { column = "targets", read = "true-keys" }'
    )
    (one,) = load(
        capitals, json.dumps([row]).encode(), fields, kind="question-answering", rest=CHOICES
    )
    assert (one.choices, one.references) == (("a", "b", "c"), ("a", "c"))


def test_steps_on_texts(capitals):
    row = {
        "q": "How many?",
        "a": "Half is <<48/2=24>>24.\nSo 1,072.\n#### 1,072",
        "options": ["(A)x", "B. y"],
    }
    fields = (
        '[data.fields]\ninput = "q"\nreferences = { column = "a", after = "####", remove = "," }\n'
        'rationale = { column = "a", before = "####", drop = ["<<", ">>"] }\n'
        'attributes = { options = "options" }'
    )
    (one,) = load(capitals, json.dumps(row).encode(), fields, kind="question-answering")
    assert (one.references, one.rationale) == (("1072",), "Half is 24.\nSo 1,072.")
    assert one.attributes == {"options": "(A)x\nB. y"}


def test_letters_before_options_are_removed(capitals):
    row = {"q": "?", "options": ["(A)x", "B. y", "C. z"], "label": "C"}
    fields = (
        '[data.fields]\ninput = "q"\nchoices = { column = "options", strip_letters = true }\n'
        'references = { column = "label", read = "letter" }'
    )
    (one,) = load(
        capitals, json.dumps(row).encode(), fields, kind="question-answering", rest=CHOICES
    )
    assert (one.choices, one.references) == (("x", "y", "z"), ("z",))


def test_distinct_labels_are_the_choices(capitals):
    content = b"text,category\none,b\ntwo,a\nthree,b\n"
    fields = (
        'format = "csv"\n[data.fields]\ninput = "text"\nreferences = "category"\n'
        'choices = { column = "category", distinct = true }'
    )
    samples = load(capitals, content, fields, kind="classification")
    assert {sample.choices for sample in samples} == {("a", "b")}


def test_nested_rows_are_opened_up(capitals):
    row = {"text": "Long.", "general": [{"q": "A?", "a": "x"}], "special": [{"q": "B?", "a": "y"}]}
    fields = (
        'explode = ["general", "special"]\n[data.fields]\ninput = "{text} {q}"\nreferences = "a"'
    )
    one, two = load(capitals, json.dumps(row).encode(), fields, kind="question-answering")
    assert (one.id, one.input, two.id, two.input) == ("1", "Long. A?", "2", "Long. B?")


def test_conll_becomes_spans(capitals):
    content = b"-DOCSTART- O\n\nJane\tB-PER\nDoe\tI-PER\nin\tO\nParis\tB-LOC\n\nHello O\n"
    fields = 'format = "conll"\n[data.fields]\ninput = "text"\nreferences = "spans"'
    rest = '[answer]\nextractor = "verbatim"\n[score]\nmetrics = ["exact_match"]'
    one, two = load(capitals, content, fields, kind="named-entities", rest=rest)
    spans = [(one.input[s.start : s.end], s.label) for s in one.references]
    assert (spans, two.references) == ([("Jane Doe", "PER"), ("Paris", "LOC")], ())


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("O O", []),
        ("B-A B-A", [(0, 1, "A"), (2, 3, "A")]),
        ("I-A I-A", [(0, 3, "A")]),
        ("I-A I-B", [(0, 1, "A"), (2, 3, "B")]),
        ("B-A I-A O B-A", [(0, 3, "A"), (6, 7, "A")]),
        ("B-A O I-A", [(0, 1, "A"), (4, 5, "A")]),
    ],
)
def test_spans_of_tags(tags, spans):
    tags = tags.split()
    found = [(s["start"], s["end"], s["label"]) for s in spans_of(["x"] * len(tags), tags)]
    assert found == spans


def test_squad(capitals):
    question = {"id": "q1", "question": "Who?", "answers": [{"text": "Bob", "answer_start": 0}] * 2}
    paragraph = {"context": "Bob won.", "qas": [question]}
    content = json.dumps({"data": [{"title": "T", "paragraphs": [paragraph]}]}).encode()
    fields = (
        'format = "squad"\n[data.fields]\nid = "id"\ninput = "{context}\\n{question}"\n'
        'references = "answers"\ncluster = "document"'
    )
    (one,) = load(capitals, content, fields, kind="question-answering")
    assert (one.id, one.input, one.references, one.cluster) == (
        "q1",
        "Bob won.\nWho?",
        ("Bob",),
        "0.0",
    )


def test_parallel_text_is_joined_line_by_line(capitals):
    reference = "Hallo\nWelt\u2028weit\n".encode()
    (capitals.folder / "de.txt").write_bytes(reference)
    join = f'[{{ path = "de.txt", format = "lines", sha256 = "{sha256(reference).hexdigest()}" }}]'
    fields = (
        f'format = "lines"\njoin = {join}\n[data.fields]\ninput = "text"\nreferences = "1.text"'
    )
    one, two = load(capitals, b"Hello\r\nWorld\n", fields, kind="translation")
    assert (one.input, one.references) == ("Hello", ("Hallo",))
    assert two.references == ("Welt\u2028weit",)
    with pytest.raises(TaskError, match="has more rows than"):
        load(capitals, b"Hello\n", fields, kind="translation")
    with pytest.raises(TaskError, match="has fewer rows than"):
        load(capitals, b"Hello\nWorld\n!\n", fields, kind="translation")
    (capitals.folder / "de.txt").write_bytes(b"Hallo\nErde\n")
    with pytest.raises(TaskError, match=r"de.txt: its SHA-256 is .* the task expects"):
        load(capitals, b"Hello\nWorld\n", fields, kind="translation")


def test_blocks(capitals):
    content = b'8001\t"The <e1>a</e1>."\r\nCause(e1,e2)\r\nComment: x\r\n\r\n8002\t"y"\r\nOther\r\n'
    fields = (
        'format = "blocks"\n[data.fields]\nid = "cells.0"\ninput = "cells.1"\n'
        'references = "lines.1"\nchoices = { column = "lines.1", distinct = true }'
    )
    one, two = load(capitals, content, fields, kind="relation-extraction")
    assert (one.id, one.references, two.references) == ("8001", ("Cause(e1,e2)",), ("Other",))


def test_gzip_is_opened_and_hashed_uncompressed(capitals):
    content = gzip.compress(b'{"q": "1+1", "a": "2"}\n')
    fields = '[data.fields]\ninput = "q"\nreferences = "a"'
    (one,) = load(capitals, content, fields, kind="question-answering", name="x.jsonl.gz")
    assert one.references == ("2",)


def test_parquet(capitals):
    pyarrow = pytest.importorskip("pyarrow", reason="needs the extra [parquet]")
    from pyarrow import parquet

    sink = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.table({"q": ["1+1"], "a": [["2", "two"]]}), sink)
    fields = 'format = "parquet"\n[data.fields]\ninput = "q"\nreferences = "a"'
    content = sink.getvalue().to_pybytes()
    (one,) = load(capitals, content, fields, kind="question-answering")
    assert (one.input, one.references) == ("1+1", ("2", "two"))


def test_sgd_gives_a_state_for_each_rank_of_values(capitals):
    def said(speaker, utterance, slots=None):
        state = {"active_intent": "Find", "slot_values": slots or {}}
        frames = [{"service": "Events_1", "state": state}] if speaker == "USER" else []
        return {"speaker": speaker, "utterance": utterance, "frames": frames}

    turns = [
        said("USER", "Hi."),
        said("SYSTEM", "Where?"),
        said("USER", "Rome, today.", {"city": ["Rome", "Roma"], "date": ["today"]}),
    ]
    content = json.dumps([{"dialogue_id": "1_0", "turns": turns}]).encode()
    fields = (
        'format = "sgd"\n[data.fields]\nid = "id"\ninput = "text"\nreferences = "states"\n'
        'cluster = "dialogue"'
    )
    first, last = load(capitals, content, fields, kind="question-answering")
    assert (first.id, first.input, first.references) == ("1_0-0-Events_1", "User: Hi.", ("none",))
    assert last.input == "User: Hi.\nAssistant: Where?\nUser: Rome, today."
    assert last.references == ("city: Rome; date: today", "city: Roma; date: today")
    assert last.cluster == "1_0"


def test_bbq_says_what_each_answer_does_with_the_stereotype(capitals):
    def row(polarity):
        return {
            "input": f"Who {polarity}?",
            "ans0": "A",
            "ans1": "B",
            "ans2": "nobody knows",
            "label": 2,
            "question_polarity": polarity,
            "answer_info": {"ans0": ["A", "x"], "ans1": ["B", "Y"], "ans2": ["?", "unknown"]},
            "additional_metadata": {"stereotyped_groups": ["X"]},
        }

    content = "".join(json.dumps(row(each)) + "\n" for each in ("neg", "nonneg")).encode()
    fields = (
        'format = "bbq"\n[data.fields]\ninput = "input"\nchoices = ["ans0", "ans1", "ans2"]\n'
        'references = { column = "label", read = "position" }\nattributes = { roles = "roles" }'
    )
    found = load(capitals, content, fields, kind="question-answering", rest=CHOICES)
    roles = [sample.attributes["roles"].split() for sample in found]
    assert roles == [["biased", "counter", "unknown"], ["counter", "biased", "unknown"]]


def test_a_column_is_read_with_that_beside_it(capitals):
    content = b'{"q": "Do it.", "names": ["a:b", "c"], "with": [{"n": 1}, {}]}\n'
    fields = (
        'format = "jsonl"\n[data.fields]\ninput = "q"\n'
        'references = { column = "names", beside = "with" }'
    )
    (one,) = load(capitals, content, fields, kind="generation")
    assert one.references == ('["a:b", {"n": 1}]', '["c", {}]')
    with pytest.raises(TaskError, match="'names' and 'with' are no lists of one length"):
        load(capitals, content.replace(b", {}]", b"]"), fields, kind="generation")


def test_options_are_shuffled_by_the_id_alone(capitals):
    def rows(*ids):
        return "".join(
            f'{{"n": "{n}", "q": "Q{n}?", "o": ["a", "b", "c", "d"], "right": 2}}\n' for n in ids
        ).encode()

    fields = (
        'format = "jsonl"\n[data.fields]\nid = "n"\ninput = "q"\nchoices = "o"\nshuffle = true\n'
        'references = { column = "right", read = "position" }'
    )
    many = load(capitals, rows(*range(40)), fields, kind="question-answering", rest=CHOICES)
    assert {sample.references for sample in many} == {("c",)}
    places = {sample.choices.index("c") for sample in many}
    assert places == {0, 1, 2, 3}
    (alone,) = load(capitals, rows(7), fields, kind="question-answering", rest=CHOICES)
    assert alone.choices == many[7].choices


FAULTS = {
    "unequal cells": ("csv", b"a,b\n1,2\n1\n", "x.dat:3: 1 cells, 2 columns"),
    "same column twice": ("csv", b"a,a\n1,2\n", "two columns are called 'a'"),
    "open quote": ("csv", b'a,b\n"1,2\n', "not a table"),
    "not utf-8": ("lines", b"ok\n\xff\n", "x.dat:2: is not UTF-8"),
    "not utf-8 table": ("tsv", b"a\tb\nok\t\xff\n", "is not UTF-8"),
    "no column": ("csv", b"b,c\n1,2\n", "row 1: there is no column 'a' (columns: b, c)"),
    "array of texts": ("json", b'["a"]', "there is no array of objects at its top"),
    "cut off": ("json", b'[{"a": 1}', "x.dat:1"),
    "no object": ("jsonl", b'["a"]\n', "x.dat:1: expected an object"),
    "one column": ("conll", b"word\n", "x.dat:1: expected a token and a tag"),
    "no dialogues": ("sgd", b"{}", "expected a list of dialogues"),
    "no turns": ("sgd", b'[{"dialogue_id": "1"}]', "expected a field 'turns'"),
    "no groups": ("bbq", b'{"ans0": "x"}\n', "x.dat:1: is no row of BBQ"),
    "no articles": ("squad", b"{}", "expected a list 'data'"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_faults_of_formats(capitals, case):
    kind, content, words = FAULTS[case]
    fields = f'format = "{kind}"\n[data.fields]\ninput = "a"\nreferences = "b"'
    with pytest.raises(TaskError) as caught:
        load(capitals, content, fields, kind="question-answering")
    assert words in str(caught.value)


def test_a_table_needs_its_columns_explained(capitals):
    with pytest.raises(TaskError, match=r"format 'csv' needs \[data.fields\]"):
        load(capitals, b"a,b\n1,2\n", 'format = "csv"', kind="question-answering")


def test_a_pinned_file_is_found_by_the_end_of_its_path(capitals, tmp_path, monkeypatch):
    content = b"a,b\n1+1,2\n"
    data = (
        'format = "csv"\nrepository = "https://example.org/r"\n'
        f'commit = "{"0" * 40}"\n[data.fields]\ninput = "a"\nreferences = "b"'
    )
    with pytest.raises(TaskError) as caught:
        load(capitals, b"other", data, kind="question-answering")
    assert "holds no samples" in str(caught.value)
    (capitals.folder / "x.dat").unlink()
    path = capitals.folder / "task.toml"
    text = path.read_text().replace('"x.dat"', '"data/test/x.dat"')
    path.write_text(text.replace(sha256(b"other").hexdigest(), sha256(content).hexdigest()))
    with pytest.raises(TaskError, match=r"data/test/x.dat of https://example.org/r at 000"):
        load_task("capitals", capitals.project)
    copy = tmp_path / "copies" / "bench" / "test"
    copy.mkdir(parents=True)
    (copy / "x.dat.gz").write_bytes(gzip.compress(content))
    monkeypatch.setenv("LLMSITE_DATA", str(tmp_path / "copies"))
    assert load_task("capitals", capitals.project).samples[0].references == ("2",)


def test_every_format_is_tested():
    tested = {"jsonl", "json", "csv", "tsv", "parquet", "conll", "squad", "lines", "blocks"}
    assert set(FORMATS) == tested | {"sgd", "bbq"}
