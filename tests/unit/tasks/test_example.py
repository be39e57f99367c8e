from dataclasses import replace

import pytest

from llmsite.tasks import build_requests, first_example, load_task

# Choices, free text, text alone, options that are ranked, and entities: what a reference can be.
NAMES = ["sentiment-en", "facts-quick", "text-quick", "retrieval-en", "named-entities-en"]


@pytest.mark.parametrize("name", NAMES)
def test_the_prompt_is_the_one_that_models_are_asked(name):
    task = load_task(name)
    example = first_example(task)
    first = build_requests(task)[0]
    assert example.prompt == first.prompt
    assert example.sample_id == first.sample_id
    assert example.options == tuple(each.strip() for each in first.continuations)


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("sentiment-en", "positive"),
        ("facts-quick", "Au"),
        ("text-quick", ""),
        ("named-entities-en", "place: Belgium"),
    ],
)
def test_a_right_answer_is_given(name, reference):
    assert first_example(load_task(name)).reference == reference


def test_of_ranked_options_the_best_is_the_right_answer():
    task = load_task("retrieval-en")
    sample = task.samples[0]
    best = sample.choices[sample.references.index(max(sample.references))]
    assert first_example(task).reference == best


def test_private_references_stay_private():
    task = load_task("sentiment-en")
    private = task.definition.model_copy(update={"references": "private"})
    assert first_example(replace(task, definition=private)).reference == ""


def test_a_task_without_samples_has_no_example():
    assert first_example(replace(load_task("facts-quick"), samples=())) is None
