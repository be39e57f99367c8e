from dataclasses import replace

import pytest

from llmsite.errors import TaskError
from llmsite.schema.request import ChatTurn
from llmsite.tasks import STYLES, build_requests, load_task, requests_sha256

PROMPTS = {
    "plain": ("Capital of France?\nAnswer:", (" Rome", " Paris")),
    "letters": ("Capital of France?\nA. Rome\nB. Paris\nAnswer:", (" A", " B")),
    "options": ("Capital of France?\n- Rome\n- Paris\nAnswer:", (" Rome", " Paris")),
    "cloze": ("Capital of France?\nAnswer:", (" Rome", " Paris")),
    "chain-of-thought": (
        "Capital of France?\nA. Rome\nB. Paris\nAnswer: Let's think step by step.",
        (),
    ),
    "dialogue": ("User: Capital of France?\nAssistant:", (" Rome", " Paris")),
}


@pytest.mark.parametrize("style", PROMPTS)
def test_zero_shot_prompt_of_each_style(asked, style):
    first = asked({"style": style})[0]
    prompt, continuations = PROMPTS[style]
    assert (first.prompt, first.continuations) == (f"Answer.\n\n{prompt}", continuations)
    assert first.kind == ("generate" if style == "chain-of-thought" else "choices")


@pytest.mark.parametrize("style", PROMPTS)
def test_no_prompt_ends_in_white_space_and_every_continuation_begins_with_a_space(asked, style):
    for request in asked({"style": style, "shots": 2}):
        assert request.prompt == request.prompt.rstrip()
        assert all(each.startswith(" ") and each[1] != " " for each in request.continuations)


def test_examples_stand_between_instruction_and_sample(asked):
    first = asked({"shots": 2})[0]
    assert first.prompt == (
        "Answer.\n\nCapital 0?\nA. x\nB. y\nAnswer: B\n\nCapital 1?\nA. x\nB. y\nAnswer: B\n\n"
        "Capital of France?\nA. Rome\nB. Paris\nAnswer:"
    )


def test_chat_makes_turns_and_continuations_without_a_space(asked):
    extra = '[prompt]\ninstruction = "Answer."\nsystem = "Be brief."\n[request]\nkind = "choices"'
    first = asked({"shots": 1, "chat": True}, extra=extra)[0]
    assert first.prompt == (
        ChatTurn("system", "Be brief."),
        ChatTurn("user", "Answer.\n\nCapital 0?\nA. x\nB. y\nAnswer:"),
        ChatTurn("assistant", "B"),
        ChatTurn("user", "Capital of France?\nA. Rome\nB. Paris\nAnswer:"),
    )
    assert first.continuations == ("A", "B")


def test_dialogue_keeps_turns(asked):
    messages = [
        {"role": "system", "content": "You sell tickets."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Where to?"},
        {"role": "user", "content": "Oslo"},
    ]
    samples = [{"id": "a", "input": messages, "references": ["When?"]}]
    written = {"samples": samples, "shots": (), "kind": "dialogue", "extra": ""}
    (text,) = asked(**written)
    assert text.prompt == (
        "System: You sell tickets.\nUser: Hello\nAssistant: Where to?\nUser: Oslo\nAssistant:"
    )
    (chat,) = asked({"chat": True}, **written)
    assert [turn.role for turn in chat.prompt] == ["system", "user", "assistant", "user"]
    assert chat.prompt[-1].content == "Oslo"


def test_chain_of_thought_shows_the_rationale_of_examples_only(asked):
    shots = [{"id": "s", "input": "1+1?", "references": ["2"], "rationale": "One and one is two."}]
    samples = [{"id": "a", "input": "2+2?", "references": ["4"], "rationale": "Secret."}]
    extra = '[prompt]\nshots = 1\n[request]\nkind = "generate"'
    written = {"samples": samples, "shots": shots, "kind": "reasoning", "extra": extra}
    (request,) = asked(**written)
    cue = "Answer: Let's think step by step."
    assert request.prompt == (f"1+1?\n{cue} One and one is two. The answer is 2.\n\n2+2?\n{cue}")
    assert request.decoding.stop == ("\n\n",)
    (chat,) = asked({"chat": True}, **written)
    assert chat.decoding.stop == ()


def test_rolling_asks_for_the_text_itself(asked):
    samples = [{"id": "a", "input": " Once upon a time.\n"}]
    (request,) = asked(samples=samples, shots=(), kind="language-modeling", extra="")
    assert (request.kind, request.prompt) == ("rolling", " Once upon a time.\n")


def test_placeholders_are_filled_once(asked):
    samples = [
        {
            "id": "a",
            "input": "{pair}",
            "pair": "{input}",
            "references": ["x"],
            "attributes": {"topic": "birds"},
        }
    ]
    extra = "[prompt]\ninput = '{{{attributes.topic}}} {input} / {pair}'"
    (request,) = asked(samples=samples, shots=(), extra=extra)
    assert request.prompt == "{birds} {pair} / {input}\nAnswer:"


def test_options_are_not_listed_twice(asked):
    extra = "[prompt]\ninput = '{input} ({choices})'\n[request]\nkind = 'choices'"
    assert asked(extra=extra)[0].prompt == "Capital of France? (Rome, Paris)\nAnswer:"


def test_several_generations_are_several_requests(asked):
    extra = "[request]\nkind = 'generate'\nn = 3\ntemperature = 0.7"
    requests = asked({"seed": 5}, extra=extra)
    assert [request.key for request in requests[:4]] == [
        ("capitals", "fr", 0),
        ("capitals", "fr", 1),
        ("capitals", "fr", 2),
        ("capitals", "it", 0),
    ]
    assert requests[0].decoding.seed == 5


def test_inputs_hold_no_reference(asked):
    inputs = asked()[0].inputs
    assert (inputs.text, inputs.choices) == ("Capital of France?", ("Rome", "Paris"))


def test_fixed_examples_are_the_first_or_one_draw_for_all_samples(capitals):
    capitals.write(extra="[prompt]\nshots = 2\n[request]\nkind = 'choices'")
    task = load_task("capitals", capitals.project)
    heads = {}
    for seed in range(12):
        prompts = [each.prompt for each in build_requests(task, seed=seed)]
        (heads[seed],) = {prompt.rpartition("\n\n")[0] for prompt in prompts}
        assert [each.prompt for each in build_requests(task, seed=seed)] == prompts
    first = [shot.input for shot in task.shots[:2]]
    assert [heads[0].index(each) for each in first] == sorted(
        heads[0].index(each) for each in first
    )
    assert len(set(heads.values())) > 3


def test_seeded_examples_depend_on_seed_and_sample_alone(capitals):
    extra = "[prompt]\ndraw = 'seeded'\nshots = 2\n[request]\nkind = 'choices'"
    capitals.write(extra=extra)
    task = load_task("capitals", capitals.project)
    whole = build_requests(task, seed=3)
    reverse = build_requests(replace(task, samples=task.samples[::-1]), seed=3)
    assert {r.key: r.prompt for r in whole} == {r.key: r.prompt for r in reverse}
    assert build_requests(task, seed=3, limit=1) == whole[:1]
    draws = {build_requests(task, seed=seed, limit=1)[0].prompt for seed in range(12)}
    assert len(draws) > 3


def test_hash_of_requests_changes_with_what_is_asked(capitals):
    capitals.write()
    task = load_task("capitals", capitals.project)
    hashes = {
        requests_sha256(build_requests(task, **arguments))
        for arguments in ({}, {"style": "cloze"}, {"shots": 1}, {"chat": True}, {"limit": 1})
    }
    assert len(hashes) == 5
    again = load_task("capitals", capitals.project)
    assert requests_sha256(build_requests(again)) == requests_sha256(build_requests(task))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"style": "verse"}, "prompt style 'verse' is not known"),
        ({"style": "rolling"}, "does not fit requests of kind 'choices'"),
        ({"shots": 9}, "9 examples asked for, the pool has 4"),
    ],
)
def test_what_cannot_be_asked(asked, arguments, words):
    with pytest.raises(TaskError, match=words):
        asked(arguments)


def test_a_thinking_budget_needs_a_delimiter_and_changes_the_hash(asked):
    style = "[prompt]\nstyle = 'chain-of-thought'\n[request]\nkind = 'generate'\n"
    with pytest.raises(TaskError, match="needs the delimiter"):
        asked(extra=f"{style}thinking_budget = 9")
    free = asked(extra=f"{style}thinking_end = '</think>'")
    bounded = asked(extra=f"{style}thinking_end = '</think>'\nthinking_budget = 9")
    assert (free[0].decoding.thinking_budget, bounded[0].decoding.thinking_budget) == (None, 9)
    assert requests_sha256(free) != requests_sha256(bounded)


def test_every_style_is_tested():
    assert set(STYLES) == {*PROMPTS, "rolling"}


def test_chinese_options_need_no_space(asked):
    extra = "[prompt]\ncue = '答案'\ndelimiter = ''\nstyle = 'cloze'\n[request]\nkind = 'choices'"
    first = asked(extra=extra)[0]
    assert (first.prompt[-2:], first.continuations) == ("答案", ("Rome", "Paris"))
