"""The CPU's numbers on a CUDA device. Skipped where there is none."""

import pytest

from llmsite import inference

pytestmark = pytest.mark.gpu

SHOTS = "Question: Is the sky blue? Answer: yes. " * 6
PAIRS = [(f"{SHOTS}Question: Is {n} even? Answer:", [" yes", " no", " maybe"]) for n in range(40)]
PROMPTS = [f"One two three {n}" for n in range(20)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tiny Llama whose tokens are bytes; torch is imported only when these tests run."""
    torch = pytest.importorskip("torch", reason="needs torch")
    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    alphabet = pre_tokenizers.ByteLevel.alphabet()
    vocabulary = {"<|end|>": 0} | {each: n for n, each in enumerate(sorted(alphabet), 1)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=300, hidden_size=64, intermediate_size=128, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=1024,
        bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    where = tmp_path_factory.mktemp("tiny")
    LlamaForCausalLM(config).save_pretrained(where)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>").save_pretrained(where)
    return where


def load(folder, device):
    return inference.load(str(folder), name="lab/tiny", device=device, dtype="float32")


def test_numbers_of_the_cpu(folder):
    with load(folder, "cpu") as cpu, load(folder, "cuda") as cuda:
        _, backend = cuda.backend.identity()
        assert (backend.numerics["device"], backend.numerics["prompts"]) == ("cuda", "shared")
        for one, other in zip(cpu.choices(PAIRS), cuda.choices(PAIRS), strict=True):
            assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-3)
        for one, other in zip(cpu.rolling(PROMPTS), cuda.rolling(PROMPTS), strict=True):
            assert other.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-4)


def test_text_is_the_same_in_exact_form(folder):
    from llmsite.schema.request import Decoding, Request, SampleInputs

    asked = [
        Request("t", str(n), 0, "generate", text, SampleInputs(""), (), Decoding(16))
        for n, text in enumerate(PROMPTS)
    ]
    with load(folder, "cuda") as cuda:
        fast = {row.id: row.text for row in cuda.backend.answer(asked)}
        exact = {row.id: row.text for row in cuda.backend.answer(asked, exact=True)}
        assert cuda.backend.measured().peak_memory_bytes > 0
    assert fast == exact
