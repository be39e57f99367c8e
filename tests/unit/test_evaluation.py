import pytest

from llmsite import evaluate
from llmsite.errors import BackendError, LlmsiteError
from llmsite.inference.backends.echo import Echo


def test_baseline_on_the_quick_suite(tmp_path):
    run = evaluate("baseline/majority", suite="quick", out=tmp_path / "run")
    scores = {(task.task, score.output): score.value for task in run.tasks for score in task.scores}
    assert run.record.status == "complete"
    assert scores["topic-quick", "accuracy"] == 0.25  # four topics, equally often
    assert scores["text-quick", "bits_per_byte"] == 8.0
    again = evaluate("baseline/majority", suite="quick", out=tmp_path / "run")
    assert again == run


def test_function_is_asked_text(tmp_path):
    def answer(prompts):
        return [f"{prompt.splitlines()[-1][-1]} Paris\nmore" for prompt in prompts]

    run = evaluate(answer, tasks=["facts-quick"], name="lab/rule", limit=10, out=tmp_path / "run")
    (task,) = run.tasks
    assert (run.record.model.id, run.record.model.verified) == ("lab/rule", False)
    assert (task.n, task.partial) == (10, True)


def test_whatever_a_model_says_can_be_filed(tmp_path):
    from llmsite.project import Project
    from llmsite.results import add, read, read_samples, samples_path

    (tmp_path / "site.toml").write_text('title = "Scratch"\n')
    project = Project(tmp_path)
    said = "\x07bell \u202eright to left\r\u2028 private \ue000 nul \x00"
    run = evaluate(
        lambda prompts: [said] * len(prompts),
        tasks=["facts-quick"],
        name="lab/rule",
        project=project,
    )
    path = add(project, run.folder)
    rows = read_samples(samples_path(path), read(path).record.samples)
    assert {row.raw_text for row in rows} == {said}


def test_part_of_a_suite_in_another_style(tmp_path):
    run = evaluate(
        Echo(), suite="quick", tasks=["topic-quick"], style="letters", out=tmp_path / "run"
    )
    assert [(task.task, task.style) for task in run.tasks] == [("topic-quick", "letters")]


BAD = {
    "function without a name": (lambda _: [], {}, "does not say who it is"),
    "no function": (3, {"name": "a/b"}, "'int' cannot be asked"),
    "too few texts": (lambda _: ["one"], {"name": "a/b"}, "must give 64 texts"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_asked_is_said(case, tmp_path):
    model, options, message = BAD[case]
    with pytest.raises(LlmsiteError, match=message):
        evaluate(model, tasks=["facts-quick"], out=tmp_path / "run", **options)


def test_model_in_training_is_given_back_as_it_was(tmp_path):
    import transformers

    config = transformers.LlamaConfig(
        vocab_size=300, hidden_size=16, intermediate_size=16, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=128,
    )  # fmt: skip
    model = transformers.LlamaForCausalLM(config).train()
    defaults = model.generation_config
    tokenizer = byte_tokenizer()
    run = evaluate(
        model,
        tasks=["topic-quick"],
        name="lab/tiny",
        tokenizer=tokenizer,
        limit=4,
        out=tmp_path / "run",
    )
    assert run.tasks[0].n == 4
    assert run.record.self_check.n == 4
    assert run.record.self_check.n_changed == 0
    assert model.training
    assert model.generation_config is defaults
    assert not model.lm_head._forward_pre_hooks
    with pytest.raises(BackendError, match="needs its tokenizer"):
        evaluate(model, tasks=["topic-quick"], name="lab/tiny", out=tmp_path / "other")


def byte_tokenizer():
    """Every byte is a token."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = pre_tokenizers.ByteLevel.alphabet()
    vocabulary = {"<|end|>": 0} | {each: n for n, each in enumerate(sorted(alphabet), 1)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>")
