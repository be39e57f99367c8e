import pytest

from llmsite.inference.beginnings import encode_alike, splits_locally

HEAD = "Question: what is the colour of the sky over the hill? Answer: blue.\n\n" * 8


def encoder(tokenizer, seen):
    def encode(texts, special):
        seen.extend(len(each) for each in texts)
        return tokenizer(list(texts), add_special_tokens=special)["input_ids"]

    return encode


@pytest.mark.parametrize("bos", [False, True])
def test_common_beginning_is_encoded_once_and_the_ids_are_the_same(bos, make_tokenizer):
    tokenizer = make_tokenizer(bos=bos)
    texts = [f"{HEAD}Question: number {n}?  \n x{n}" for n in range(40)]
    seen: list[int] = []
    found = encode_alike(texts, encoder(tokenizer, seen), special=True)
    assert found == tokenizer(texts)["input_ids"]
    assert sum(seen) < 0.7 * sum(map(len, texts))


def test_a_tokenizer_that_joins_over_words_falls_back(make_tokenizer):
    def encode(texts, special):
        # The first id depends on the whole text, so no cut is right.
        return [[len(each), *each.encode()] for each in texts]

    texts = [f"{HEAD}{n}" for n in range(40)]
    assert encode_alike(texts, encode, special=True) == encode(texts, True)


def test_only_tokenizers_that_split_by_words_qualify(make_tokenizer):
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    assert splits_locally(make_tokenizer().backend_tokenizer.to_str())
    plain = Tokenizer(models.BPE())
    assert not splits_locally(plain.to_str())
    plain.pre_tokenizer = pre_tokenizers.Metaspace()
    assert not splits_locally(plain.to_str())
    plain.pre_tokenizer = pre_tokenizers.ByteLevel()
    assert splits_locally(plain.to_str())
    plain.normalizer = normalizers.Lowercase()
    assert not splits_locally(plain.to_str())
