import pytest
from tiny_models import build_model, build_tokenizer


@pytest.fixture(scope="session")
def make_tokenizer():
    return build_tokenizer


@pytest.fixture(scope="session")
def make_model():
    return build_model
