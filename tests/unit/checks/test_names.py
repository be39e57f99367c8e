import pytest

from llmsite.checks.names import check_lookalikes, check_path, folded, shown_path, slug

BAD = {
    "capital letters": ("results/Acme/model/x.json", "LS101", "acme"),
    "a space": ("results/acme/gpt 4o/x.json", "LS101", "gpt-4o"),
    "a leading dot": ("results/acme/.git/x.json", "LS101", "git"),
    "a leading dash": ("results/acme/--config/x.json", "LS101", "config"),
    "65 characters": ("results/acme/" + "m" * 65 + "/x.json", "LS101", "m" * 64),
    "a backslash": ("results/acme/a\\b/x.json", "LS101", "a-b"),
    "a colon": ("results/acme/a:b/x.json", "LS101", "a-b"),
    "a newline": ("results/acme/a\nb/x.json", "LS101", "a-b"),
    "Cyrillic": ("results/acme/gpt-4\u043e/x.json", "LS101", "gpt-4o"),
    "reserved": ("results/acme/con/x.json", "LS103", "con-model"),
    "reserved with an ending": ("results/acme/nul.txt/x.json", "LS103", "nul-model.txt"),
    "reserved in capitals": ("results/acme/COM1/x.json", "LS103", "com1-model"),
    "a full stop at the end": ("results/acme/model./x.json", "LS103", "model"),
    "a space at the end": ("results/acme/model /x.json", "LS103", "model"),
    "too deep": ("results/acme/model/more/x.json", "LS104", "llmsite add"),
    "too shallow": ("results/x.json", "LS104", "llmsite add"),
    "too long": (
        f"results/{'a' * 60}/{'b' * 60}/{'c' * 55}.json",
        "LS104",
        "name",
    ),
    "bytes that are no text": ("results/acme/\udcff/x.json", "LS101", "model"),
}


@pytest.mark.parametrize(("path", "code", "fix"), BAD.values(), ids=BAD)
def test_bad_names_have_a_code_and_a_better_name(path, code, fix):
    faults = list(check_path(path))
    assert [fault.code for fault in faults] == [code]
    assert fix in faults[0].fix
    assert str(faults[0]).isascii() or "\u2026" in str(faults[0])
    assert "\n" not in str(faults[0])


@pytest.mark.parametrize(
    "path",
    [
        "results/acme/small-1.5b_v2/20261120-0123456789abcdef.json",
        "results/acme/x/20261120-0123456789abcdef.samples.jsonl.zst",
        "verifications/20261120-0123456789abcdef/ada-0123456789abcdef.json",
        "requests/one.toml",
    ],
)
def test_good_names_pass(path):
    assert list(check_path(path)) == []
    assert shown_path(path) == path


ALIKE = [
    ("openai/gpt-4o", "openai/gpt-4\u043e"),
    ("openai/gpt-4o", "openai/gpt_4o"),
    ("openai/gpt-4o", "openai/gpt4o"),
    ("openai/gpt-4o", "openai/gpt-40"),
    ("acme/llama-3.1", "acme/1lama-3.1"),
    ("acme/llama", "acme/Llama"),
    ("acme/modern", "acme/modem"),
    ("acme/vvizard", "acme/wizard"),
    ("meta/llama", "m\u0435ta/llama"),
    ("acme/alpha", "acme/\u03b1lpha"),
    ("acme/caf\u00e9", "acme/cafe"),
    ("acme/abc", "acme/\uff41bc"),
]


@pytest.mark.parametrize(("known", "new"), ALIKE)
def test_names_that_look_alike_are_refused(known, new):
    assert folded(known) == folded(new)
    ((name, fault),) = check_lookalikes([known, new], [new])
    assert name == new
    assert fault.code == ("LS102" if known.lower() == new.lower() else "LS108")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("acme/llama-3-8b", "acme/llama-3-70b"),
        ("acme/small", "acme/smaller"),
        ("acme/small", "other/small"),
        ("acme/qwen2", "acme/qwen3"),
    ],
)
def test_different_names_pass(one, other):
    assert list(check_lookalikes([one, other], [other])) == []


def test_old_names_are_left_alone():
    assert list(check_lookalikes(["a/b-c", "a/bc"], [])) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("GPT 4o", "gpt-4o"), ("\u4f60\u597d", "model"), ("--x--", "x"), ("Caf\u00e9!", "cafe")],
)
def test_a_slug_is_the_nearest_allowed_name(text, expected):
    assert slug(text) == expected
