"""`llmsite metric` on text files."""

import json
import random

import pytest
from click.testing import CliRunner

from llmsite.cli.main import group
from llmsite.errors import ScoringError


@pytest.fixture
def files(tmp_path):
    def write(**contents):
        for name, content in contents.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


def metric(folder, name, predictions, references, *more):
    arguments = ["metric", name]
    for path in predictions:
        arguments += ["--predictions", str(folder / path)]
    for path in references:
        arguments += ["--references", str(folder / path)]
    return CliRunner().invoke(group, [*arguments, *more])


def test_several_systems_and_references_are_scored(files):
    folder = files(a="the cat\nx\n", b="a cat\ny\n", r="the cat\nx\n", s="a cat\nz")
    found = metric(folder, "bleu", ["a", "b"], ["r", "s"], "--json", "--option", "tokenize=none")
    assert found.exit_code == 0, found.output
    first, second = json.loads(found.stdout)
    assert first["n_samples"] == 2
    assert first["signature"].startswith("nrefs:2|case:mixed|eff:no|tok:none|")
    assert first["low"] <= first["value"] <= first["high"]
    assert second["predictions"].endswith("b")


def test_a_table_has_every_output_and_the_signature(files):
    folder = files(p="b a\u2028c\n", r="a b\n")
    found = metric(folder, "rouge1", ["p"], ["r"], "--option", "use_stemmer=yes")
    assert found.exit_code == 0, found.output
    assert "precision" in found.stdout
    assert "use_stemmer:yes" in found.stderr


@pytest.mark.parametrize(
    ("name", "predictions", "references", "value"),
    [
        ("accuracy", "a\nb\n", "a\nc\n", 0.5),
        ("mae", "1\n2.5\n", "2\n2.5\n", 0.5),
        ("wer", "a b\n", "a c\n", 0.5),
    ],
)
def test_lines_are_texts_labels_or_numbers(files, name, predictions, references, value):
    folder = files(p=predictions, r=references)
    found = metric(folder, name, ["p"], ["r"], "--json")
    assert json.loads(found.stdout)[0]["value"] == pytest.approx(value)


def test_every_line_that_is_no_number_is_named(files):
    found = metric(files(p="x\n1\ny\n", r="1\n2\n3\n"), "mae", ["p"], ["r"])
    assert [fault.line for fault in found.exception.faults] == [1, 3]


def test_missing_references_are_asked_for(files):
    found = metric(files(p="a b\n"), "bleu", ["p"], [])
    assert "'bleu' needs references. Fix: give --references FILE." in str(found.exception)


def test_a_metric_of_texts_alone_needs_no_references(files):
    found = metric(files(p="a b\na c\n"), "distinct_1", ["p"], [], "--json")
    assert json.loads(found.stdout)[0]["value"] == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("name", "predictions", "options", "words"),
    [
        ("wer", b"a\nb\r\n", [], "p:2: the line ends in CR LF"),
        ("wer", b"\xef\xbb\xbfa\nb\n", [], "p:1: begins with a byte order mark"),
        ("wer", b"a\n\xff\n", [], "p:2:1: is not UTF-8: byte 0xff"),
        ("wer", b"a\nb\nc\n", [], "r:3: has 2 lines and"),
        ("wer", b"", [], "p: holds no line"),
        ("mae", b"1\nx\n", [], "p:2: 'x' is not a finite number"),
        ("wers", b"a\nb\n", [], "did you mean 'wer'?"),
        ("wer", "a\nb\n".encode("utf-16"), [], "p:1: is UTF-16, not UTF-8"),
        ("wer", b"a\nb\xe9\n", [], "p:2:2: is not UTF-8: byte 0xe9"),
        ("wer", b"a\rb\r", [], "p:1: the line ends in CR. "),
        ("ndcg", b"1\n2\n", [], "reads ranked"),
        ("rouge1", b"a\nb\n", ["--option", "stem=yes"], "option 'stem=yes' is not known"),
        (
            "rouge1",
            b"a\nb\n",
            ["--option", "use_stemmer=perhaps"],
            "use_stemmer: has the wrong type",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(files, name, predictions, options, words):
    folder = files(p=predictions, r="1\n2\n")
    found = metric(folder, name, ["p"], ["r"], *options)
    assert isinstance(found.exception, ScoringError)
    assert words in str(found.exception)


@pytest.fixture
def translations(files):
    """Sixty references, a system that is right nine times in ten, and one that is less often."""
    draw = random.Random(3)
    words = [f"word{n}" for n in range(15)]
    truths = [" ".join(draw.choices(words, k=12)) for _ in range(60)]

    def system(share):
        return [
            " ".join(word if draw.random() < share else "x" for word in text.split())
            for text in truths
        ]

    contents = {"good": system(0.9), "bad": system(0.6), "refs": truths}
    return files(**{name: "\n".join(lines) + "\n" for name, lines in contents.items()})


def test_systems_are_tested_against_the_first(translations):
    arguments = (translations, "bleu", ["bad", "good", "bad"], ["refs"], "--paired", "ours")
    first, better, same = json.loads(metric(*arguments, "--json").stdout)
    assert set(first) == {"predictions", "value"}
    assert better["difference"] > 0.0
    assert better["p_value"] < 0.01
    assert better["low"] > 0.0
    assert (same["difference"], same["p_value"]) == (0.0, 1.0)
    shown = metric(*arguments)
    assert shown.exit_code == 0
    assert "difference" in shown.stdout


@pytest.mark.parametrize("test", ["bs", "ar"])
def test_sacrebleus_tests_are_repeated(translations, test):
    significance = pytest.importorskip("sacrebleu.significance")
    bleu = pytest.importorskip("sacrebleu.metrics").BLEU
    texts = {name: (translations / name).read_text().split("\n")[:-1] for name in ("bad", "good")}
    truths = (translations / "refs").read_text().split("\n")[:-1]
    theirs = significance.PairedTest(
        [*texts.items()], {"BLEU": bleu(references=[truths])}, None, test_type=test
    )()[1]["BLEU"]
    arguments = (translations, "bleu", ["bad", "good"], ["refs"], "--paired", test, "--json")
    for line, expected in zip(json.loads(metric(*arguments).stdout), theirs, strict=True):
        assert line["value"] == pytest.approx(expected.score, abs=1e-9)
        assert line["p_value"] == expected.p_value
