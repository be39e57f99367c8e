"""Vectors and what is made of them, on tiny random encoders against plain transformers."""

import json

import pytest
from tiny_encoders import FAMILIES, load_plain, save_encoder

from llmsite.errors import BackendError
from llmsite.inference import Options, load_backend
from llmsite.schema.request import Request, SampleInputs, Shot

OPTIONS = ("booking", "complaint", "praise")
TEXTS = ["Message: the parcel came late, and nobody was at home.", "a pleasure to use", "ten books"]


def bring_recipe(folder, *, limits=None, said=None, modules=("Transformer", "Pooling"), **modes):
    listed = [
        {"idx": n, "name": str(n), "path": f"{n}_{kind}", "type": f"sentence_transformers.{kind}"}
        for n, kind in enumerate(modules)
    ]
    (folder / "modules.json").write_text(json.dumps(listed))
    (folder / "1_Pooling").mkdir(exist_ok=True)
    modes = modes or {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(modes))
    for name, content in (
        ("sentence_bert_config.json", limits),
        ("config_sentence_transformers.json", said),
    ):
        if content:
            (folder / name).write_text(json.dumps(content))


def open_backend(folder, **options):
    return load_backend(str(folder), options=Options(name="lab/tiny", device="cpu", **options))


def ask(text, *options, pair="", kind="choices", sample="s"):
    return Request("t", sample, 0, kind, text, SampleInputs(text, pair, options), options)


def slow_vector(plain, text, how="mean"):
    import torch

    model, tokenizer = plain
    given = tokenizer(text, return_tensors="pt", truncation=True)
    with torch.no_grad():
        hidden = model(**given).last_hidden_state[0].double()
    pooled = {"mean": hidden.mean(0), "cls": hidden[0], "max": hidden.amax(0), "last": hidden[-1]}
    return torch.nn.functional.normalize(pooled[how], dim=-1)


@pytest.mark.parametrize("family", FAMILIES)
def test_likeness_equals_plain_transformers(family, tmp_path):
    save_encoder(tmp_path, family, "Model")
    bring_recipe(tmp_path, modules=("Transformer", "Pooling", "Normalize"))
    plain = load_plain(tmp_path, "AutoModel")
    backend = open_backend(tmp_path)
    assert backend.identity()[1].method == "similarity"
    requests = [ask(text, *OPTIONS, sample=str(n)) for n, text in enumerate(TEXTS)]
    for text, row in zip(TEXTS, backend.answer(requests), strict=True):
        vector = slow_vector(plain, text)
        expected = [float(vector @ slow_vector(plain, each)) for each in OPTIONS]
        assert row.log_likelihoods == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("how", ["mean", "cls", "max", "last"])
def test_pooling_is_as_asked(how, tmp_path):
    save_encoder(tmp_path, "bert", "Model")
    plain = load_plain(tmp_path, "AutoModel")
    backend = open_backend(tmp_path, pooling=how)
    assert backend.identity()[1].numerics["pooling"] == how
    (row,) = backend.answer([ask(TEXTS[0], *OPTIONS)])
    vector = slow_vector(plain, TEXTS[0], how)
    expected = [float(vector @ slow_vector(plain, each, how)) for each in OPTIONS]
    assert row.log_likelihoods == pytest.approx(expected, abs=1e-5)


def test_the_models_own_files_say_how(tmp_path):
    save_encoder(tmp_path, "bert", "ForMaskedLM")
    bring_recipe(
        tmp_path,
        limits={"max_seq_length": 8, "do_lower_case": True},
        said={"similarity_fn_name": "dot", "prompts": {"query": "Q ", "document": "D "}},
        pooling_mode_cls_token=True,
    )
    backend = open_backend(tmp_path)
    numerics = backend.identity()[1].numerics
    wanted = {"pooling": "cls", "similarity": "dot", "length": "8", "normalised": "no"}
    assert wanted.items() <= numerics.items()
    assert (numerics["before_text"], numerics["before_option"]) == ("Q ", "D ")
    row, same = backend.answer([ask(TEXTS[0], "A"), ask(TEXTS[0].upper(), "a", sample="2")])
    assert row.n_truncated_tokens > 0
    assert row.log_likelihoods == same.log_likelihoods


def test_examples_move_an_option(tmp_path):
    save_encoder(tmp_path, "bert", "Model")
    plain = load_plain(tmp_path, "AutoModel")
    backend = open_backend(tmp_path, pooling="mean")
    backend.read_shots("t", [Shot(SampleInputs(TEXTS[1], "", OPTIONS), "praise", 2)])
    (row,) = backend.answer([ask(TEXTS[0], *OPTIONS)])
    vectors = [slow_vector(plain, each) for each in OPTIONS]
    vectors[2] = vectors[2] + slow_vector(plain, TEXTS[1])
    text = slow_vector(plain, TEXTS[0])
    expected = [float(text @ each / each.norm()) for each in vectors]
    assert row.log_likelihoods == pytest.approx(expected, abs=1e-5)


def pair_shots(answers):
    options = tuple(sorted(set(answers)))
    pairs = [(TEXTS[0], TEXTS[0]), (TEXTS[0], "six"), (TEXTS[1], TEXTS[1]), (TEXTS[1], "tent")]
    return [
        Shot(SampleInputs(one, other, options), answer)
        for (one, other), answer in zip(pairs, answers, strict=True)
    ]


def test_examples_say_what_likeness_means(tmp_path):
    save_encoder(tmp_path, "bert", "Model")
    plain = load_plain(tmp_path, "AutoModel")
    backend = open_backend(tmp_path, pooling="mean")
    backend.read_shots("t", pair_shots(["yes", "no", "yes", "no"]))
    requests = [
        ask(TEXTS[2], "no", "yes", pair=TEXTS[2], sample="same"),
        ask(TEXTS[2], "no", "yes", pair="nobody at home", sample="other"),
    ]
    same, other = backend.answer(requests)
    assert same.log_likelihoods[1] == pytest.approx(0.0, abs=1e-6)
    assert same.log_likelihoods[1] > same.log_likelihoods[0]
    vectors = {each: slow_vector(plain, each) for each in [*TEXTS, "six", "tent", "nobody at home"]}
    far = [vectors[TEXTS[0]] @ vectors["six"], vectors[TEXTS[1]] @ vectors["tent"]]
    likeness = float(vectors[TEXTS[2]] @ vectors["nobody at home"])
    expected = [-abs(float(sum(far)) / 2 - likeness), -abs(1.0 - likeness)]
    assert other.log_likelihoods == pytest.approx(expected, abs=1e-5)


def test_numbers_grow_with_the_likeness(tmp_path):
    save_encoder(tmp_path, "bert", "Model")
    backend = open_backend(tmp_path, pooling="mean")
    backend.read_shots("t", pair_shots(["5", "0", "5", "0"]))
    (row,) = backend.answer([ask(TEXTS[2], "0", "2", "5", pair=TEXTS[2], kind="classify")])
    assert row.logits[2] == max(row.logits)
    assert row.logits[0] < row.logits[1]


def test_what_no_example_shows_is_never_the_best():
    from llmsite.inference.similarity import Relations

    relations = Relations({"yes": 90.0, "no": 10.0})
    for likeness in (10.0, 50.0, 200.0):
        *seen, unseen = relations.score(likeness, ("yes", "no", "perhaps"))
        assert unseen < min(seen)
    assert Relations({"yes": 0.9}).score(0.5, ("yes", "no")) == pytest.approx([-0.4, -3.0])
    numbers = Relations({"1": 0.2}, slope=1.0, is_number=True)
    assert numbers.score(0.2, ("1", "other")) == [0.0, -3.0]


def test_pairs_without_examples_are_refused(tmp_path):
    save_encoder(tmp_path, "bert", "Model")
    backend = open_backend(tmp_path, pooling="mean")
    with pytest.raises(BackendError, match="compares two texts, and has no examples"):
        list(backend.answer([ask(TEXTS[0], "no", "yes", pair=TEXTS[1])]))


REFUSED = {
    "missing pooling": (None, {}, "nothing says how .* makes one vector of many"),
    "unknown pooling": (None, {"pooling": "meen"}, "unknown pooling 'meen'.*did you mean 'mean'"),
    "other module": ({"modules": ("Transformer", "Pooling", "Dense")}, {}, "'Dense' is not supp"),
    "no pooling": ({"modules": ("Transformer", "Normalize")}, {}, "pools nothing"),
    "two poolings": (
        {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True},
        {},
        "asks for a pooling that is not supported",
    ),
    "other likeness": (
        {"said": {"similarity_fn_name": "manhattan"}},
        {},
        "compared by 'manhattan'",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_recipes_that_cannot_be_followed_are_refused(case, tmp_path):
    recipe, options, message = REFUSED[case]
    save_encoder(tmp_path, "bert", "Model")
    if recipe is not None:
        bring_recipe(tmp_path, **recipe)
    with pytest.raises(BackendError, match=message):
        open_backend(tmp_path, **options)


def test_modules_outside_of_the_folder_are_refused(tmp_path):
    save_encoder(tmp_path, "bert", "Model")
    listed = [{"type": "x.Transformer", "path": ""}, {"type": "x.Pooling", "path": "../elsewhere"}]
    (tmp_path / "modules.json").write_text(json.dumps(listed))
    with pytest.raises(BackendError, match="names a module outside of the folder"):
        open_backend(tmp_path)
