# ruff: noqa: RUF001 - letters that look alike are what these rules are for
"""The 25 rules of `instruction_following`, with regular expressions where the core scans.

Word lists are read from the core's source; the rules are written again.
"""

import json
import re
from pathlib import Path

TEXT = Path(__file__).resolve().parents[2] / "rust/src/text"


def lists_of(name):
    """Constants of a source file that are texts, as lists of words."""
    source = (TEXT / name).read_text(encoding="utf-8")
    found = re.findall(r'const (\w+): &str =\s*"((?:[^"\\]|\\.)*)";', source, re.DOTALL)
    return {key: re.sub(r"\\\n\s*", "", text).split() for key, text in found}


SENTENCES = lists_of("sentences.rs")
LANGUAGE = (TEXT / "language.rs").read_text(encoding="utf-8").split("mod tests")[0]
WORDS = {
    code: words.split()
    for code, words in re.findall(r'\(\s*"(\w\w)",\s*"([^"]*)",?\s*\)', LANGUAGE)
}
ENDINGS = tuple(re.findall(r'"(\w+)"', LANGUAGE.split("ENDINGS")[1].split("];")[0]))
SCRIPTS = {
    "a-zß-öø-ɏḀ-ỿ": ("en", "es", "pt", "fr", "de", "it", "pl", "vi", "sw", "fi"),
    "Ѐ-ӿ": ("ru", "uk", "bg"),
    "\u0600-\u06ff": ("ar", "fa", "ur"),
    "\u0900-\u0963\u0971-\u097f": ("hi", "mr", "ne"),
    "\u3040-\u30ff": ("ja",),
    "가-힣": ("ko",),
    "\u0980-\u09ff": ("bn",),
    "\u0a00-\u0a7f": ("pa",),
    "\u0a80-\u0aff": ("gu",),
    "\u0b80-\u0bff": ("ta",),
    "\u0c00-\u0c7f": ("te",),
    "\u0c80-\u0cff": ("kn",),
    "\u0d00-\u0d7f": ("ml",),
    "\u0e00-\u0e7f": ("th",),
    "\u0590-\u05ff": ("he",),
}
CHECKS = {}


def detect(text):
    """Code of the language, empty where it is not known, None without letters."""
    text = text.lower()
    n, script = max(
        ((len(re.findall(f"[{block}]", text)), block) for block in SCRIPTS),
        key=lambda each: each[0],
    )
    if not n:
        return None
    codes = SCRIPTS[script]
    if len(codes) == 1:
        return codes[0]
    words = re.findall(f"[{script}]+", text)
    hits = [sum(word in WORDS[code] for word in words) for code in codes]
    if max(hits):
        return codes[hits.index(max(hits))]
    return "en" if codes[0] == "en" and any(word.endswith(ENDINGS) for word in words) else ""


def count_sentences(text):
    n, last = 0, 0
    stretches = [*re.finditer(r"\S+", text)]
    for stretch, following in zip(stretches, [*stretches[1:], None], strict=True):
        chunk, after = stretch[0], following[0] if following else ""
        ends = [*re.finditer(r"[.?!](?=[)\";}\]*:@'({\[!?]|$)", chunk)]
        ends = [end.end() for end in ends if end.end() < len(chunk) or after]
        if ends and is_break(chunk[: ends[-1]], chunk[ends[-1] :] or after):
            n, last = n + 1, stretch.start() + ends[-1]
    rest = re.sub(r"^[\"')\]}]+(?=\s|$)", "", text[last:])
    return n + bool(rest.strip())


def is_break(chunk, after):
    if chunk[-1] in "?!":
        return True
    stem = re.split(r"[(\"`{\[:;&#*@)}\]?!,']", chunk[:-1])[-1].lower()
    word = re.match(r"[^\W_]+", after)
    begins = bool(word) and word[0][0].isupper() and word[0].lower() in SENTENCES["STARTERS"]
    short = {stem, stem.rpartition("-")[2]} & {*SENTENCES["ABBREVIATIONS"]}
    if stem.endswith(".") or short or re.fullmatch(r"[^\W\d_]", stem):
        return begins
    if re.fullmatch(r"-?[.,]?\d[\d,.-]*", stem):
        return not after[:1].islower()
    return True


def capital_words(text):
    text = re.sub(r"--|\.\.\.", " ", text)
    text = re.sub(r"[\]\[(){}<>;@#$%&?!“”\"«»…`‘’]|[,:](?!\d)", " ", text)
    ends = r"'[sSmMdD]|'ll|'LL|'re|'RE|'ve|'VE|n't|N'T"
    parts = [re.sub(rf"([^'])({ends})$", r"\1 \2", word) for word in text.split()]
    return [word for word in " ".join(parts).split() if word.isupper()]


def rule(name):
    def keep(check):
        CHECKS[name] = check
        return check

    return keep


def compare(n, relation, bound):
    return n < bound if relation == "less than" else n >= bound


def paragraphs(text, mark):
    parts = [part.strip() for part in text.split(mark)]
    return None if "" in parts[1:-1] else [part for part in parts if part]


@rule("keywords:existence")
def _(text, a):
    return all(re.search(word, text, re.IGNORECASE) for word in a["keywords"])


@rule("keywords:frequency")
def _(text, a):
    n = len(re.findall(a["keyword"], text, re.IGNORECASE))
    return compare(n, a["relation"], a["frequency"])


@rule("keywords:forbidden_words")
def _(text, a):
    words = (rf"\b{word}\b" for word in a["forbidden_words"])
    return not any(re.search(word, text, re.IGNORECASE) for word in words)


@rule("keywords:letter_frequency")
def _(text, a):
    return compare(text.lower().count(a["letter"].lower()), a["let_relation"], a["let_frequency"])


@rule("language:response_language")
def _(text, a):
    return detect(text) in (None, a["language"])


@rule("length_constraints:number_sentences")
def _(text, a):
    return compare(count_sentences(text), a["relation"], a["num_sentences"])


@rule("length_constraints:number_paragraphs")
def _(text, a):
    found = paragraphs(text, "***")
    return found is not None and len(found) == a["num_paragraphs"]


@rule("length_constraints:number_words")
def _(text, a):
    return compare(len(re.findall(r"\w+", text)), a["relation"], a["num_words"])


@rule("length_constraints:nth_paragraph_first_word")
def _(text, a):
    parts = text.split("\n\n")
    n = sum(bool(part.strip()) for part in parts)
    if not 0 < a["nth_paragraph"] <= n or n != a["num_paragraphs"]:
        return False
    words = parts[a["nth_paragraph"] - 1].split()
    first = re.split(r"[.,?!'\"]", words[0].lstrip("'").lstrip('"'))[0] if words else None
    return first is not None and first.lower() == a["first_word"].lower()


@rule("detectable_content:number_placeholders")
def _(text, a):
    return len(re.findall(r"\[.*?\]", text)) >= a["num_placeholders"]


@rule("detectable_content:postscript")
def _(text, a):
    marks = {"P.P.S": r"p\.\s?p\.\s?s", "P.S.": r"p\.\s?s\."}
    return re.search(marks[a["postscript_marker"]], text.lower())


@rule("detectable_format:number_bullet_lists")
def _(text, a):
    stars = re.findall(r"^\s*\*[^\*].*$", text, re.MULTILINE)
    hyphens = re.findall(r"^\s*-.*$", text, re.MULTILINE)
    return len(stars) + len(hyphens) == a["num_bullets"]


@rule("detectable_format:constrained_response")
def _(text, a):
    return re.search(r"My answer is (yes|no|maybe)\.", text)


@rule("detectable_format:number_highlighted_sections")
def _(text, a):
    once = re.findall(r"\*([^\n\*]*)\*", text)
    twice = re.findall(r"\*\*([^\n\*]*)\*\*", text)
    return sum(bool(part.strip()) for part in once + twice) >= a["num_highlights"]


@rule("detectable_format:multiple_sections")
def _(text, a):
    heads = re.split(rf"\s?{a['section_spliter']}\s?\d+\s?", text)
    return len(heads) - 1 >= a["num_sections"]


@rule("detectable_format:json_format")
def _(text, a):
    text = text.strip()
    for fence in ("```json", "```Json", "```JSON", "```"):
        text = text.removeprefix(fence)
    try:
        json.loads(text.removesuffix("```").strip())
    except ValueError:
        return False
    return True


@rule("detectable_format:title")
def _(text, a):
    found = re.findall(r"<<[^\n]+>>", text)
    return any(each.lstrip("<").rstrip(">").strip() for each in found)


@rule("combination:two_responses")
def _(text, a):
    found = paragraphs(text, "******")
    return found is not None and len(found) == 2 and found[0] != found[1]


@rule("combination:repeat_prompt")
def _(text, a):
    return text.strip().lower().startswith(a["prompt_to_repeat"].strip().lower())


@rule("startend:end_checker")
def _(text, a):
    return text.strip().strip('"').lower().endswith(a["end_phrase"].strip().lower())


@rule("startend:quotation")
def _(text, a):
    return re.fullmatch(r'".*"', text.strip(), re.DOTALL)


@rule("change_case:capital_word_frequency")
def _(text, a):
    return compare(len(capital_words(text)), a["capital_relation"], a["capital_frequency"])


@rule("change_case:english_capital")
def _(text, a):
    return text.isupper() and detect(text) in (None, "en")


@rule("change_case:english_lowercase")
def _(text, a):
    return text.islower() and detect(text) in (None, "en")


@rule("punctuation:no_comma")
def _(text, a):
    return "," not in text
