"""Heads on tiny random encoders, against plain calls of transformers."""

import pytest
from tiny_encoders import FAMILIES, load_plain, save_encoder

from llmsite.errors import BackendError
from llmsite.inference import Options, load_backend
from llmsite.schema.request import Decoding, Request, SampleInputs, Shot

LABELS = {0: "negative", 1: "Positive", 2: "neutral"}
HEADED = {"id2label": LABELS, "label2id": {each: n for n, each in LABELS.items()}}
TEXTS = [
    ("The water bottle is heavier than the tent.", ""),
    ("A thief stole the painting in Vancouver.", "Lily Chen went to Belgium on Friday."),
    ("Review: simple, fast and a pleasure to use.", ""),
    ("six", "the bakery opens at six; nobody was at home"),
]


def ask(kind, texts=TEXTS, choices=("positive", "negative"), **more):
    return [
        Request("t", f"s{n}", 0, kind, text, SampleInputs(text, pair, choices), **more)
        for n, (text, pair) in enumerate(texts)
    ]


def answers(backend, requests):
    rows = {row.id: row for row in backend.answer(requests)}
    assert rows.keys() == {each.sample_id for each in requests}
    return [rows[each.sample_id] for each in requests]


def open_backend(folder, **options):
    return load_backend(str(folder), options=Options(name="lab/tiny", device="cpu", **options))


def plain_outputs(plain, text, pair=""):
    import torch

    model, tokenizer = plain
    given = tokenizer(*([text, pair] if pair else [text]), return_tensors="pt", truncation=True)
    if getattr(model.config, "type_vocab_size", 0) < 2:
        given.pop("token_type_ids", None)
    with torch.no_grad():
        return model(**given)


@pytest.mark.parametrize("family", FAMILIES)
def test_classes_equal_plain_transformers(family, tmp_path):
    import torch

    save_encoder(tmp_path, family, "ForSequenceClassification", **HEADED)
    plain = load_plain(tmp_path, "AutoModelForSequenceClassification")
    backend = open_backend(tmp_path)
    assert backend.identity()[1].method == "label-head"
    scored = answers(backend, ask("choices"))
    classified = answers(backend, ask("classify"))
    for (text, pair), row, other in zip(TEXTS, scored, classified, strict=True):
        logits = plain_outputs(plain, text, pair).logits[0]
        expected = torch.log_softmax(logits, -1)
        assert row.log_likelihoods == pytest.approx(expected[[1, 0]].tolist(), abs=1e-5)
        assert other.logits == pytest.approx(logits[[1, 0]].tolist(), abs=1e-5)
        assert row.n_prompt_tokens == len(plain[1](*([text, pair] if pair else [text])).input_ids)
    assert len({row.log_likelihoods for row in scored}) == len(TEXTS)


@pytest.mark.parametrize("family", FAMILIES)
def test_numbers_equal_plain_transformers(family, tmp_path):
    save_encoder(tmp_path, family, "ForSequenceClassification", num_labels=1)
    plain = load_plain(tmp_path, "AutoModelForSequenceClassification")
    backend = open_backend(tmp_path)
    expected = [plain_outputs(plain, *each).logits.item() for each in TEXTS]
    texts = answers(backend, ask("generate", choices=(), decoding=Decoding(16)))
    assert [float(row.text) for row in texts] == pytest.approx(expected, abs=1e-5)
    options = answers(backend, ask("choices", choices=("0", "1.5")))
    for row, number in zip(options, expected, strict=True):
        wanted = [-abs(number), -abs(1.5 - number)]
        assert row.log_likelihoods == pytest.approx(wanted, abs=1e-5)


def test_candidates_are_ranked_by_the_number_of_each_pair(tmp_path):
    save_encoder(tmp_path, "bert", "ForSequenceClassification", num_labels=1)
    plain = load_plain(tmp_path, "AutoModelForSequenceClassification")
    candidates = tuple(text for text, _ in TEXTS)
    (row,) = answers(open_backend(tmp_path), ask("choices", [("books", "")], candidates))
    expected = [plain_outputs(plain, "books", each).logits.item() for each in candidates]
    assert row.log_likelihoods == pytest.approx(expected, abs=1e-5)


BIO = {0: "O", 1: "B-PER", 2: "I-PER", 3: "B-LOC", 4: "I-LOC"}
NAMED = {"id2label": BIO, "label2id": {each: n for n, each in BIO.items()}}


@pytest.mark.parametrize("family", FAMILIES)
def test_entities_follow_plain_labels_of_tokens(family, tmp_path):
    save_encoder(tmp_path, family, "ForTokenClassification", **NAMED)
    plain = load_plain(tmp_path, "AutoModelForTokenClassification")
    backend = open_backend(tmp_path, labels={"PER": "person", "LOC": "place"})
    asked = ask("classify", choices=(), texts=[(text, "") for text, _ in TEXTS])
    said = ask("generate", choices=(), texts=[(text, "") for text, _ in TEXTS])
    n_found = 0
    for (text, _), row, other in zip(
        TEXTS, answers(backend, asked), answers(backend, said), strict=True
    ):
        best = plain_outputs(plain, text).logits[0].argmax(-1).tolist()
        places = plain[1](text, return_offsets_mapping=True)["offset_mapping"]
        starts = {span.start: span.label for span in row.spans}
        for (start, end), label in zip(places, best, strict=True):
            head = start + len(text[start:end]) - len(text[start:end].lstrip())
            begins = head == 0 or not (text[head - 1].isalnum() and text[head].isalnum())
            if end > head and begins and BIO[label].startswith("B-"):
                assert starts[head] == {"PER": "person", "LOC": "place"}[BIO[label][2:]]
                n_found += 1
        listed = [f"{span.label}: {text[span.start : span.end]}" for span in row.spans]
        assert other.text == "; ".join(listed)
    assert n_found


@pytest.mark.parametrize("family", FAMILIES)
def test_answers_equal_plain_places(family, tmp_path):
    save_encoder(tmp_path, family, "ForQuestionAnswering")
    plain = load_plain(tmp_path, "AutoModelForQuestionAnswering")
    backend = open_backend(tmp_path)
    passage, question = "the bakery opens at six; nobody was at home", "who opens the tent?"
    texts = [(passage, question), (f"Text: {passage}\nQuestion: {question}", "")]
    found = answers(backend, ask("generate", texts, choices=(), decoding=Decoding(4)))
    output = plain_outputs(plain, question, passage)
    encoded = plain[1](question, passage, return_offsets_mapping=True)
    inside = [n for n, each in enumerate(encoded.sequence_ids(0)) if each == 1]
    _, first, last = max(
        (float(output.start_logits[0, a] + output.end_logits[0, b]), -a, -b)
        for a in inside
        for b in inside
        if a <= b < a + 4
    )
    start = encoded["offset_mapping"][-first][0]
    end = encoded["offset_mapping"][-last][1]
    assert [row.text for row in found] == [passage[start:end].strip()] * 2
    (marked, _) = answers(backend, ask("classify", texts, choices=(), decoding=Decoding(4)))
    assert [(s.start, s.end, s.label) for s in marked.spans] == [(start, end, "answer")]


def test_long_passages_are_read_in_stretches(tmp_path):
    save_encoder(tmp_path, "bert", "ForQuestionAnswering")
    backend = open_backend(tmp_path)
    passage = "one two three four five. " * 60
    (row,) = answers(backend, ask("generate", [(passage, "which?")], (), decoding=Decoding(4)))
    assert row.text in passage
    assert row.n_prompt_tokens > 300
    assert row.n_truncated_tokens == 0


def test_long_texts_are_cut_and_counted(tmp_path):
    save_encoder(tmp_path, "roberta", "ForSequenceClassification", **HEADED)
    backend = open_backend(tmp_path)
    long = "The water bottle is heavier. " * 40
    (row,) = answers(backend, ask("choices", [(long, "")]))
    n_read = row.n_prompt_tokens - row.n_truncated_tokens
    assert n_read == 96 - 2  # RoBERTa's positions begin after that of padding
    (same,) = answers(backend, ask("choices", [(long + "and the tent is blue", "")]))
    assert same.log_likelihoods == row.log_likelihoods
    assert same.n_truncated_tokens > row.n_truncated_tokens


def test_labels_of_one_meaning_count_together(tmp_path):
    import torch

    save_encoder(tmp_path, "bert", "ForSequenceClassification", num_labels=3)
    plain = load_plain(tmp_path, "AutoModelForSequenceClassification")
    labels = {"LABEL_0": "negative", "LABEL_1": "negative", "LABEL_2": "positive"}
    backend = open_backend(tmp_path, labels=labels)
    (row,) = answers(backend, ask("choices", TEXTS[:1]))
    share = torch.softmax(plain_outputs(plain, TEXTS[0][0]).logits[0], -1)
    expected = torch.log(torch.stack([share[2], share[0] + share[1]]))
    assert row.log_likelihoods == pytest.approx(expected.tolist(), abs=1e-5)
    assert backend.identity()[1].numerics["labels"] == "; ".join(
        f"{name}={meaning}" for name, meaning in labels.items()
    )


def test_exact_answers_agree(tmp_path):
    save_encoder(tmp_path, "bert", "ForSequenceClassification", **HEADED)
    backend = open_backend(tmp_path)
    for request, row in zip(ask("choices"), answers(backend, ask("choices")), strict=True):
        (alone,) = backend.answer([request], exact=True)
        assert alone.log_likelihoods == pytest.approx(row.log_likelihoods, abs=1e-5)


REFUSED = {
    "wrong map": (
        {"num_labels": 2},
        {},
        ask("choices"),
        "task t has the labels 'negative', 'positive', the model 'LABEL_0', 'LABEL_1'",
    ),
    "no options": (HEADED, {}, ask("choices", choices=()), "4 of 4 samples have no options"),
    "unknown label": (HEADED, {"POS": "positive"}, ask("choices"), "the model has no label 'POS'"),
    "labels of a number": ({"num_labels": 1}, {"a": "b"}, ask("choices"), "has no labels"),
    "several numbers": (
        {"num_labels": 2, "problem_type": "regression"},
        {},
        ask("choices"),
        "gives 2 numbers",
    ),
    "words for a number": (
        {"num_labels": 1},
        {},
        ask("choices", TEXTS[1:2]),
        "compare two texts by options that are no numbers",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_asked_is_said_at_once(case, tmp_path):
    changes, labels, requests, message = REFUSED[case]
    save_encoder(tmp_path, "bert", "ForSequenceClassification", **changes)
    with pytest.raises(BackendError, match=message):
        open_backend(tmp_path, labels=labels).check(requests)


def test_examples_show_whether_entities_mean_the_same(tmp_path):
    save_encoder(tmp_path, "bert", "ForTokenClassification", **NAMED)
    shots = [Shot(SampleInputs("Lily Chen"), "person: Lily Chen; place: Vancouver")]
    message = "task t has the labels 'person', 'place', the model 'PER', 'LOC'"
    with pytest.raises(BackendError, match=message):
        open_backend(tmp_path).read_shots("t", shots)
    open_backend(tmp_path, labels={"PER": "person", "LOC": "place"}).read_shots("t", shots)


def test_a_question_needs_a_passage(tmp_path):
    save_encoder(tmp_path, "bert", "ForQuestionAnswering")
    requests = ask("generate", [("Question: Which shelf?", "")], (), decoding=Decoding(4))
    with pytest.raises(BackendError, match="1 of 1 samples have no passage"):
        open_backend(tmp_path).check(requests)


def test_estimate_counts_tokens(tmp_path):
    save_encoder(tmp_path, "bert", "ForSequenceClassification", **HEADED)
    backend = open_backend(tmp_path)
    found = backend.estimate(ask("choices"))
    rows = answers(backend, ask("choices"))
    assert found.n_computed_tokens == sum(row.n_prompt_tokens for row in rows)
    assert found.seconds > 0
    assert found.memory_bytes > 0


def test_short_memory_halves_what_is_computed_at_once(tmp_path):
    import torch

    save_encoder(tmp_path, "bert", "ForSequenceClassification", **HEADED)
    backend = open_backend(tmp_path)
    expected = answers(backend, ask("choices", TEXTS * 10))

    def refuse(_, args, options):
        if options["input_ids"].numel() > 200:
            raise torch.OutOfMemoryError("out of memory")

    hook = backend.model.register_forward_pre_hook(refuse, with_kwargs=True)
    found = answers(backend, ask("choices", TEXTS * 10))
    hook.remove()
    assert backend.measured().n_halvings >= 1
    for one, other in zip(expected, found, strict=True):
        assert other.log_likelihoods == pytest.approx(one.log_likelihoods, abs=1e-5)
