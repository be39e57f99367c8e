"""A real adapter: trained for ten steps, saved, merged into the base model."""

from importlib.util import find_spec

import pytest

from llmsite import inference
from llmsite.errors import BackendError

# peft asks the model in a way that transformers is about to drop.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing"),
    pytest.mark.skipif(find_spec("peft") is None, reason="adapters need the package peft"),
]


@pytest.fixture(scope="module")
def adapter(tiny_folder, make_model, make_tokenizer, tmp_path_factory):
    import peft
    import torch

    folder = tmp_path_factory.mktemp("adapter")
    tokenizer = make_tokenizer()
    config = peft.LoraConfig(r=4, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM")
    model = peft.get_peft_model(make_model(), config)
    ids = torch.tensor([tokenizer("The sky is green green green.")["input_ids"]])
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.05)
    for _ in range(10):
        optimizer.zero_grad()
        model(input_ids=ids, labels=ids).loss.backward()
        optimizer.step()
    model.eval().save_pretrained(folder)
    with torch.no_grad():
        logits = model(ids).logits[0].double()
    rows = torch.log_softmax(logits, -1)
    expected = sum(rows[i - 1, ids[0, i]].item() for i in range(3, ids.shape[1]))
    return folder, expected, tokenizer.decode(ids[0, :3]), tokenizer.decode(ids[0, 3:])


def test_merged_adapter_scores_like_the_trained_model(tiny_folder, adapter):
    folder, expected, context, continuation = adapter
    with inference.load(str(tiny_folder), name="lab/tiny", adapter=folder) as engine:
        (found,) = engine.choices([(context, [continuation])])
        adaptation = engine.backend.adaptation()
    with inference.load(str(tiny_folder), name="lab/tiny") as engine:
        (base,) = engine.choices([(context, [continuation])])
    assert found.log_likelihood[0] == pytest.approx(expected, abs=1e-3)
    assert found.log_likelihood[0] > base.log_likelihood[0] + 1
    assert (adaptation.division, adaptation.method) == ("adapter", "lora")
    assert adaptation.weights_sha256


def test_folder_without_an_adapter_is_refused(tiny_folder, tmp_path):
    with pytest.raises(BackendError, match="no adapter here"):
        inference.load(str(tiny_folder), name="lab/tiny", adapter=tmp_path)
