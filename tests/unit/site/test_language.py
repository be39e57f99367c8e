import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import llmsite.site
from llmsite.errors import TemplateError
from llmsite.site.language import load_languages
from llmsite.site.render import own_templates

TEMPLATES = own_templates()
CODE = Path(llmsite.site.__file__).parent
KEYWORDS = {"say": None, "say_n": (1, 2), "_": None, "gettext": None, "ngettext": (1, 2)}
EXTENSIONS = "llmsite.site.render.Once"
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[nm]\b")
# Terms that the glossary fixes, wherever the English message has the word.
TERMS = {"leaderboard": "榜", "interval": "区间", "baseline": "基线", "retract": "撤回"}


def messages() -> set[str | tuple[str, str]]:
    """Every message in code and templates."""
    found = set()
    for folder, method in ((CODE, "python"), (TEMPLATES, "jinja2")):
        pattern = "**.py" if method == "python" else "**.html"
        options = {pattern: {"trimmed": "true", "silent": "false", "extensions": EXTENSIONS}}
        for _, _, message, _, _ in extract_from_dir(
            str(folder), [(pattern, method)], options, keywords=KEYWORDS
        ):
            found.add(message)
    return found


@pytest.fixture(scope="module", params=sorted(p.stem for p in (TEMPLATES / "locale").glob("*.po")))
def catalog(request):
    with (TEMPLATES / "locale" / f"{request.param}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def test_every_message_is_translated_and_none_is_left_over(catalog):
    ids = {message.id for message in catalog if message.id}
    assert messages() - ids == set()
    assert ids - messages() == set()


def test_no_translation_is_empty_or_fuzzy(catalog):
    for message in catalog:
        if message.id:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(strings), message.id
            assert not message.fuzzy, message.id


def test_placeholders_are_the_same(catalog):
    for message in catalog:
        if message.id:
            many = message.id[1] if isinstance(message.id, tuple) else message.id
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            for string in strings:
                assert sorted(PLACEHOLDER.findall(string)) == sorted(PLACEHOLDER.findall(many))


def test_fixed_terms_are_kept(catalog):
    for message in catalog:
        text = " ".join(message.id) if isinstance(message.id, tuple) else str(message.id)
        text = PLACEHOLDER.sub("", text)
        string = "".join(message.string) if isinstance(message.string, tuple) else message.string
        for word, term in TERMS.items():
            if re.search(rf"\b{word}", text, re.IGNORECASE):
                assert term in string, text


def test_a_language_says_dates_counts_and_lists_its_own_way():
    english, chinese = load_languages(("en", "zh"), (TEMPLATES,))
    assert english.date("2026-11-21") == "November 21, 2026"
    assert chinese.date("2026-11-21") == "2026年11月21日"
    assert english.say_n("%(n)s model", "%(n)s models", 5000) == "5,000 models"
    assert chinese.say_n("%(n)s model", "%(n)s models", 5000) == "5,000 个模型"
    assert english.join(["a", "b", "c"]) == "a, b, and c"
    assert chinese.join(["a", "b", "c"]) == "a、b和c"
    assert (english.prefix, chinese.prefix, chinese.tag) == ("", "zh/", "zh-Hans")


@pytest.mark.parametrize(
    ("text", "picked"),
    [("plain", "plain"), ({"en": "a", "zh": "b"}, "b"), ({"en": "a"}, "a"), ({"de": "c"}, "c")],
)
def test_the_best_version_of_a_text_is_picked(text, picked):
    chinese = load_languages(("en", "zh"), (TEMPLATES,))[1]
    assert chinese.pick(text) == picked


def test_a_language_without_a_catalog_is_named():
    with pytest.raises(TemplateError, match="xx"):
        load_languages(("en", "xx"), (TEMPLATES,))


def test_a_value_is_never_taken_for_a_message():
    english = load_languages(("en",), (TEMPLATES,))[0]
    assert english.say("licence %(name)s", name="100 %(x)s %s") == "licence 100 %(x)s %s"
