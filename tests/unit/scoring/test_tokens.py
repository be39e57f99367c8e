"""Tokenizers, those of MeCab among them."""

import importlib.util
import sys

import pytest

from llmsite import scoring
from llmsite.errors import ScoringError
from llmsite.scoring import tokens

needs_mecab = pytest.mark.skipif(
    importlib.util.find_spec("MeCab") is None, reason="needs the extra ja"
)


@pytest.mark.parametrize("name", ["ja-mecab", "ko-mecab"])
def test_a_missing_extra_is_named(monkeypatch, name):
    tokens._load.cache_clear()
    monkeypatch.setitem(sys.modules, tokens.MECAB[name].dictionary, None)
    with pytest.raises(ScoringError, match=r"pip install 'llmsite\[(ja|ko)\]'"):
        scoring.tokenize(name, ["a"])
    tokens._load.cache_clear()


@needs_mecab
def test_japanese_is_cut_before_it_is_scored():
    texts = ["これはテストです。", "猫が好き"]
    assert scoring.tokenize("ja-mecab", texts)[0] == "これ は テスト です 。"
    score = scoring.score("bleu", texts, [[text] for text in texts], tokenize="ja-mecab")
    assert score.value > 99
    assert "|tok:ja-mecab-0.996-IPA|" in score.signature
    assert len(scoring.sample_scores("bleu", texts, texts, tokenize="ja-mecab")) == 2


@needs_mecab
def test_what_is_no_text_keeps_its_place():
    with pytest.raises(ScoringError, match=r"predictions\[1\]"):
        scoring.score("bleu", ["a", None], ["a", "b"], tokenize="ja-mecab")


def test_options_belong_to_their_tokenizer():
    assert scoring.tokenize("tercom", ["A.b"], no_punct=True) == ["ab"]
    with pytest.raises(ScoringError, match="option no_punct"):
        scoring.tokenize("13a", ["a"], no_punct=True)
    with pytest.raises(ScoringError, match="no tokenizer"):
        scoring.tokenize("14a", ["a"])
