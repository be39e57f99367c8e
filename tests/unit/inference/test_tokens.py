import pytest

from llmsite.errors import BackendError
from llmsite.inference.tokens import Encoder


@pytest.fixture(scope="module")
def encoder(make_tokenizer):
    return Encoder(make_tokenizer())


@pytest.fixture(scope="module")
def starting(make_tokenizer):
    """A tokenizer that puts a start token before every text."""
    return Encoder(make_tokenizer(bos=True))


def text_of(encoder, ids):
    return encoder.tokenizer.decode(ids)


def test_prompt_and_option_make_the_tokens_of_the_whole_text(encoder):
    ((blue, green),) = encoder.join([("The sky is", (" blue", " green"))])
    assert text_of(encoder, blue.context) == "The sky is"
    assert text_of(encoder, blue.continuation) == " blue"
    assert green.context == blue.context
    assert not blue.is_merged


def test_white_space_at_the_end_of_a_prompt_goes_to_the_option(encoder):
    assert encoder.join([("The sky is ", ("blue",))]) == encoder.join([("The sky is", (" blue",))])


def test_a_token_that_spans_the_join_counts_as_the_options(encoder):
    ((option,),) = encoder.join([("Question: What colour is the sk", ("y",))])
    assert option.is_merged
    assert text_of(encoder, option.continuation) == " sky"
    assert text_of(encoder, option.context + option.continuation).endswith("colour is the sky")


def test_without_a_prompt_the_start_token_stands_before(encoder):
    ((option,),) = encoder.join([("", ("blue",))])
    assert option.context == [encoder.tokenizer.bos_token_id]
    assert text_of(encoder, option.continuation) == "blue"


def test_the_models_start_token_stands_once(starting):
    bos = starting.tokenizer.bos_token_id
    ids = starting.encode(["The sky", "<|start|>The sky"])
    assert ids["The sky"] == ids["<|start|>The sky"]
    assert ids["The sky"].count(bos) == 1
    assert bos not in starting.encode_bare(["The sky"])["The sky"]


def test_a_doubled_start_token_is_refused(starting):
    with pytest.raises(BackendError, match="starts with 2 start tokens"):
        starting.encode(["<|start|><|start|>The sky"])
