import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import llmsite.site
from llmsite.errors import TemplateError
from llmsite.site.language import load_languages
from llmsite.site.naming import domain_name
from llmsite.site.render import own_templates
from llmsite.tasks import load_definition, load_suite, suite_names, task_names

TEMPLATES = own_templates()
CODE = Path(llmsite.site.__file__).parent
KEYWORDS = {"say": None, "say_n": (1, 2), "_": None, "gettext": None, "ngettext": (1, 2)}
EXTENSIONS = "llmsite.site.render.Once"
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[nm]\b")
# Terms that the glossary fixes, wherever the English message has the word.
TERMS = {
    r"accuracy": "准确率",
    r"precision": "精确率",
    r"recall(?!ed)": "召回率",
    r"fairness": "公平性",
    r"leaderboards?": "榜",
    r"intervals?": "区间",
    r"baselines?": "基线",
    r"retract(ed|ion)?": "撤回",
    r"suites?": "评测集",
    r"prompts? style": "提示词格式",
    r"trust": "可信度",
    r"rank ranges?": "名次范围",
}


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
            if re.search(rf"\b{word}\b", text, re.IGNORECASE):
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


def test_words_that_are_often_mixed_up_are_not(catalog):
    """One Chinese word a term: these are what the glossary does not want in its place."""
    text = "".join(
        "".join(each.string) if isinstance(each.string, tuple) else each.string
        for each in catalog
        if each.id
    )
    for wrong in ("测试集", "精度", "查准率", "查全率", "令牌", "数据集卡", "自称"):
        assert wrong not in text


def test_comparability_has_its_word(catalog):
    assert catalog.get("What is compared").string == "可比性"


def test_no_spaces_stand_between_chinese_characters(catalog):
    chinese = load_languages(("en", "zh"), (TEMPLATES,))[1]
    said = chinese.say("No model has been evaluated on %(board)s yet.", board="核心评测集")
    assert " " not in said
    latin = chinese.say("No model has been evaluated on %(board)s yet.", board="GSM8K")
    assert latin.startswith("GSM8K ")
    for message in catalog:
        string = "".join(message.string) if isinstance(message.string, tuple) else message.string
        assert not re.search("[\u4e00-\u9fff] [\u4e00-\u9fff]", string), message.id


def test_every_task_suite_and_domain_of_the_catalog_has_chinese_words():
    english, chinese = load_languages(("en", "zh"), (TEMPLATES,))
    for name in task_names():
        definition = load_definition(name)
        for text in (definition.title, definition.description):
            assert isinstance(text, dict), name
            assert text["zh"], name
        if definition.domain:
            assert domain_name(english, definition.domain) == definition.domain
            assert re.search("[\u4e00-\u9fff]", domain_name(chinese, definition.domain)), name
    for name in suite_names():
        suite = load_suite(name)
        for text in (suite.title, suite.description, *suite.groups.values()):
            assert isinstance(text, dict), name
            assert text["zh"], name


# What Chinese pages say in other letters: names, units, files. Everything else is a gap.
NAMES = {
    "acme", "api", "arxiv", "atom", "bibtex", "bleu", "brier", "careful", "casella", "chrf", "csl",
    "csv", "english", "gsm", "hasty", "holm", "json", "kappa", "llmsite", "madaan", "mcculloch",
    "mcnemar", "mid", "null", "org", "other", "pair", "places", "plain", "replay", "satterthwaite",
    "searle", "build", "sha", "small", "sums", "wilson",
    # of the API
    "added", "at", "best", "boards", "changes", "columns", "corrected", "date", "model", "models",
    "redacted", "results", "retracted", "rows", "same", "suite", "task", "tasks", "verified",
    "board", "cite", "hub", "request", "embed", "zh", "html", "index", "https",
    # of the example that a task shows
    "london", "paris",
    "max", "new", "tokens", "stop", "temperature", "top", "analyse", "versions",
}  # fmt: skip


class Words(HTMLParser):
    """Words of a page in Latin letters, outside of code and of prose in another language."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.found = [], set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in ("meta", "link", "input", "img", "br", "hr", "path", "circle", "rect"):
            hidden = tag in ("code", "pre", "script") or given.get("lang", "zh-Hans") != "zh-Hans"
            hidden = hidden or "data-sample" in given
            self.open.append((tag, hidden))
        for name in ("title", "aria-label", "alt", "placeholder"):
            self.add(given.get(name) or "")

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(hidden for _, hidden in self.open):
            self.add(data)

    def add(self, text):
        text = re.sub(r"\d{8}-[0-9a-f]{16}|[0-9a-f]{40,}", "", text)  # names of results, hashes
        self.found.update(word.lower() for word in re.findall("[A-Za-z]{3,}", text))


def test_chinese_pages_hold_no_english_but_names(built):
    wrong = {}
    for path in sorted((built / "zh").rglob("*.html")):
        name = path.relative_to(built / "zh").as_posix()
        if "/samples/" in name or "/compare/" in name or name.startswith("t/"):
            continue  # what samples and answers say is theirs
        words = Words()
        words.feed(path.read_text(encoding="utf-8"))
        words.close()
        if words.found - NAMES:
            wrong[name] = sorted(words.found - NAMES)
    assert wrong == {}
