"""Answers of every layout are scored, packed, and derived again to the same bits."""

import hashlib
import json
import math

import pytest

from llmsite import results
from llmsite.errors import LlmsiteError
from llmsite.results.structured import parse_entities
from llmsite.results.verifying import plan_of
from llmsite.schema.generation import GENERATION_ROWS
from llmsite.schema.result import TaskResult
from llmsite.schema.run import TaskPlan
from llmsite.tasks import load_task

ENTITY = [
    {
        "id": "a",
        "input": "Ada Lovelace lived in London.",
        "references": [
            {"start": 0, "end": 12, "label": "person"},
            {"start": 22, "end": 28, "label": "place"},
        ],
    },
    {
        "id": "b",
        "input": "Oslo is cold.",
        "references": [{"start": 0, "end": 4, "label": "place"}],
    },
]
CHOICES = [
    {"id": "a", "input": "Pick one.", "choices": ["Paris", "Rome"], "references": ["Paris"]},
    {"id": "b", "input": "Pick one.", "choices": ["yes", "no"], "references": ["no"]},
]
GRADES = [
    {"id": "a", "input": "find", "choices": ["x", "y", "z"], "references": [0, 1, 0]},
    {"id": "b", "input": "find", "choices": ["x", "y"], "references": [1, 0]},
]
ROLES = [
    {
        "id": name,
        "input": f"Who? {name}",
        "choices": ["he", "she", "unclear"],
        "references": [right],
        "attributes": {"roles": "biased counter unknown"},
    }
    for name, right in (("a", "unclear"), ("b", "unclear"), ("c", "she"))
]
FOLLOWED = [
    {
        "id": "a",
        "input": "No commas, two words.",
        "references": [
            '["punctuation:no_comma", {}]',
            '["length_constraints:number_words", {"relation": "at least", "num_words": 2}]',
        ],
    },
    {"id": "b", "input": "Quote it.", "references": ['["startend:quotation", {}]']},
]
NUMBERS = [
    {"id": "a", "input": "2+2", "references": [4]},
    {"id": "b", "input": "3+3", "references": [6]},
]


def text(identity, said):
    return {"kind": "generate", "id": identity, "text": said, "raw_text": said}


def scores(identity, *values):
    n = len(values)
    return {
        "kind": "choices",
        "id": identity,
        "log_likelihoods": values,
        "n_tokens": [1] * n,
        "n_bytes": [1] * n,
    }


PROBLEMS = [
    {"id": "a", "input": "2+2", "references": ["4"]},
    {"id": "b", "input": "3+3", "references": ["6"]},
]


def tries(identity, *said, **more):
    return [text(identity, each) | {"index": n} | more for n, each in enumerate(said)]


def verdicts(identity, *given):
    return [
        text(identity, "return 1") | {"index": n, "verdict": each} for n, each in enumerate(given)
    ]


FOUR_TRIES = "[request]\nn = 4\ntemperature = 0.8\n"
GENERATED = 'type = "question-answering"'

CASES = {
    "attempts, right where their answer is": (
        GENERATED,
        FOUR_TRIES + '[answer]\nextractor = "number"\n[[score.metrics]]\nname = "pass_at_k"\n'
        "options = { k = 2 }\n",
        PROBLEMS,
        [*tries("a", "It is 4.", "5", "no", "3"), *tries("b", "6", "6", "so 6", "7")],
        {"pass_at_k": (1 / 2 + 1) / 2},
    ),
    "attempts with given verdicts": (
        GENERATED,
        FOUR_TRIES + '[answer]\nextractor = "verdict"\n[[score.metrics]]\nname = "pass_hat_k"\n'
        'options = { k = 2 }\n[[score.metrics]]\nname = "pass_at_k"\n',
        PROBLEMS,
        [*verdicts("a", True, False, True, True), *verdicts("b", False, False, False, True)],
        {"pass_hat_k": 1 / 4, "pass_at_k": 1 / 2},
    ),
    "the vote of attempts, samples in clusters": (
        GENERATED,
        FOUR_TRIES + '[answer]\nextractor = "number"\n[score]\nmetrics = ["maj_at_k"]\n',
        [row | {"cluster": "sums"} for row in PROBLEMS]
        + [{"id": "c", "input": "1+1", "references": ["2"]}],
        [
            *tries("a", "4", "4", "5", "none"),
            *tries("b", "6", "7", "7", "6"),
            *tries("c", "1", "1", "1", "2"),
        ],
        {"maj_at_k": (1 + 1 / 2 + 0) / 3},
    ),
    "single answers beside the vote of attempts": (
        GENERATED,
        FOUR_TRIES
        + '[answer]\nextractor = "number"\n[score]\nmetrics = ["exact_match", "maj_at_k"]\n',
        PROBLEMS,
        [*tries("a", "4", "4", "5", "none"), *tries("b", "6", "7", "7", "6")],
        {"exact_match": 4 / 8, "maj_at_k": (1 + 1 / 2) / 2},
    ),
    "probabilities of choices": (
        'type = "classification"',
        '[prompt]\nstyle = "cloze"\n[score]\nmetrics = ["brier", "log_loss", "ece", "accuracy"]\n',
        [
            *CHOICES,
            {"id": "c", "input": "Pick.", "choices": ["x", "y", "z"], "references": ["z"]},
        ],
        [
            scores("a", math.log(0.2), math.log(0.6)),
            scores("b", math.log(0.1), math.log(0.1)),
            scores("c", math.log(0.2), math.log(0.3), math.log(0.5)),
        ],
        {
            "brier": (2 * 0.75**2 + 2 * 0.5**2 + 0.04 + 0.09 + 0.25) / 3,
            "log_loss": -(math.log(0.25) + 2 * math.log(0.5)) / 3,
        },
    ),
    "probabilities per byte": (
        'type = "classification"',
        (
            '[prompt]\nstyle = "cloze"\n[answer]\noptions = { normalization = "bytes" }\n'
            '[score]\nmetrics = ["log_loss"]\n'
        ),
        CHOICES,
        [
            scores("a", 2 * math.log(0.2), math.log(0.6)) | {"n_bytes": [2, 1]},
            scores("b", -1.0, -1.0),
        ],
        {"log_loss": -(math.log(0.25) + math.log(0.5)) / 2},
    ),
    "probabilities of a classification head": (
        'type = "classification"',
        '[prompt]\nstyle = "plain"\n[request]\nkind = "classify"\n[score]\nmetrics = ["brier"]\n',
        CHOICES,
        [
            {"kind": "classify", "id": "a", "logits": [0.0, math.log(3)]},
            {"kind": "classify", "id": "b", "logits": [7.0, 7.0]},
        ],
        {"brier": (0.75**2 + 0.5**2) / 2},
    ),
    "entities as text": (
        'type = "named-entities"',
        "",
        ENTITY,
        [text("a", "person: Ada Lovelace; place: Paris"), text("b", "place: Oslo\nplace: X")],
        {"entity_f1": 2 * 2 / (3 + 3)},
    ),
    "entities by place": (
        'type = "named-entities"',
        '[request]\nkind = "classify"\n',
        ENTITY,
        [
            {
                "kind": "classify",
                "id": "a",
                "spans": [{"start": 0, "end": 12, "label": "person"}],
            },
            {"kind": "classify", "id": "b", "spans": []},
        ],
        {"entity_f1": 2 * 1 / (1 + 3)},
    ),
    "the choice that a text names": (
        'type = "classification"',
        (
            '[request]\nkind = "generate"\n[answer]\nextractor = "choice"\n'
            '[score]\nmetrics = ["accuracy"]\n'
        ),
        CHOICES,
        [text("a", "It is paris."), text("b", "Yes!")],
        {"accuracy": 0.5},
    ),
    "grades of candidates": (
        'type = "retrieval"',
        '[score]\nmetrics = ["mrr"]\n',
        GRADES,
        [scores("a", -3.0, -2.0, -1.0), scores("b", -1.0, -2.0)],
        {"mrr": 0.75},
    ),
    "right choices among several": (
        'type = "question-answering"',
        '[prompt]\nstyle = "cloze"\n[request]\nkind = "choices"\n[score]\nmetrics = ["mc2"]\n',
        CHOICES,
        [scores("a", 0.0, 0.0), scores("b", -1.0, -1.0)],
        {"mc2": 0.5},
    ),
    "what an answer does with a stereotype": (
        'type = "question-answering"',
        (
            '[request]\nkind = "choices"\n[score]\nmetrics = ["accuracy", '
            '{ name = "bbq_bias", outputs = ["disambiguated"] }]\n'
        ),
        ROLES,
        [scores("a", 0.0, -1.0, -2.0), scores("b", -1.0, -2.0, 0.0), scores("c", -1.0, 0.0, -2.0)],
        {"accuracy": 2 / 3, "bbq_bias": 0.5, "bbq_bias.disambiguated": -1.0},
    ),
    "instructions, strictly and loosely": (
        'type = "generation"',
        (
            '[score]\nmetrics = [{ name = "instruction_following", '
            'outputs = ["instruction_strict", "prompt_loose"] }]\n'
        ),
        FOLLOWED,
        [text("a", "one, two"), text("b", 'Here:\n"so"')],
        {
            "instruction_following": 0.0,
            "instruction_following.instruction_strict": 1 / 3,
            "instruction_following.prompt_loose": 0.5,
        },
    ),
    "the state of a dialogue": (
        'type = "dialogue"',
        '[score]\nmetrics = ["joint_goal_accuracy"]\n',
        [
            {"id": "a", "input": "To Oslo.", "references": ["to: Oslo"]},
            {
                "id": "b",
                "input": "By train, two.",
                "references": ["by: train; n: 2", "by: rail; n: 2"],
            },
        ],
        [text("a", "to: Oslo; n: 1"), text("b", "n: 2; by: rail")],
        {"joint_goal_accuracy": 0.5},
    ),
    "numbers, with a value for none": (
        'type = "regression"',
        '[answer]\nextractor = "number"\noptions = { missing = 0 }\n[score]\nmetrics = ["mae"]\n',
        NUMBERS,
        [text("a", "it is 5"), text("b", "I do not know")],
        {"mae": 3.5},
    ),
}


@pytest.fixture
def make_task(project):
    def make(kind, more, samples):
        folder = project.tasks_dir / "own"
        folder.mkdir(parents=True)
        rows = "".join(json.dumps(row) + "\n" for row in samples)
        (folder / "samples.jsonl").write_text(rows)
        digest = hashlib.sha256(rows.encode()).hexdigest()
        head = f'name = "own"\nversion = 1\ntitle = "Own"\n{kind}\n'
        head += 'language = "en"\nlicence = "CC0-1.0"\n'
        data = f'[data]\npath = "samples.jsonl"\nsha256 = "{digest}"\n'
        (folder / "task.toml").write_text(head + data + more)
        return load_task("own", project)

    return make


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_answers_of_every_layout_are_scored(make_task, case):
    kind, more, samples, rows, expected = case
    task = make_task(kind, more, samples)
    generations = [GENERATION_ROWS.validate_json(json.dumps(row | {"task": "own"})) for row in rows]
    definition = task.definition
    plan = TaskPlan(
        task="own",
        version=1,
        sha256=task.sha256,
        kind=definition.request.kind,
        style=definition.prompt.style,
        shots=0,
        n_requests=2,
        requests_sha256="0" * 64,
    )
    found = results.rescore(task, generations, plan)
    values = {f"{score.metric}.{score.output}": score.value for score in found.scores}
    for metric in definition.score.metrics:
        first = next(each for each in found.scores if each.metric == metric.name)
        values[metric.name] = first.value
    for metric, value in expected.items():
        assert values[metric] == pytest.approx(value, abs=1e-12)
    assert results.rederive(found) == found.scores
    stored = TaskResult.model_validate_json(found.model_dump_json())
    assert results.rescore(task, generations, plan_of(stored)) == found


@pytest.mark.parametrize(
    ("said", "pairs"),
    [
        ("", ()),
        ("no entities", ()),
        ("place: Oslo", (("place", "Oslo"),)),
        (" place : Oslo ;; person: Ada ;", (("place", "Oslo"), ("person", "Ada"))),
        ("\n\nplace: 10:30\nrest: x", (("place", "10:30"),)),
        ("place:", ()),
        ("地名：大理；人名：何秀芝", (("地名", "大理"), ("人名", "何秀芝"))),  # noqa: RUF001
    ],
)
def test_entities_are_read_from_text(said, pairs):
    assert parse_entities(said) == pairs


def test_a_task_scored_by_stereotypes_needs_roles(make_task):
    more = '[request]\nkind = "choices"\n[score]\nmetrics = ["bbq_bias"]\n'
    with pytest.raises(LlmsiteError, match="the attribute 'roles' is missing"):
        make_task('type = "question-answering"', more, CHOICES)


def test_a_value_that_a_metric_does_not_have_is_named(make_task):
    more = '[score]\nmetrics = [{ name = "entity_f1", outputs = ["recal"] }]\n'
    with pytest.raises(LlmsiteError, match=r"has no value 'recal' .*recall"):
        make_task('type = "named-entities"', more, ENTITY)
