"""Answers in other tools' files, scored again by their tools' rules."""

import gzip
import json

import pytest

from llmsite.interchange.importing import gather, read_files, sort_files

ASKED = {
    "gen_args_0": {"arg_0": "Q", "arg_1": " no"},
    "gen_args_1": {"arg_0": "Q", "arg_1": " yes"},
}


def choices(n, likelihoods, target, **scores):
    answers = [[f"{each}", "False"] for each in likelihoods]
    return {
        "doc_id": n,
        "target": target,
        "arguments": ASKED,
        "filtered_resps": answers,
        "filter": "none",
        **scores,
    }


# By character 'no' has two and 'yes' three: -2 / 2 is less than -2.4 / 3.
CHOICES = [
    choices(0, (-2.0, -2.4), "0", acc=1.0, acc_norm=0.0),
    choices(1, (-2.0, -2.4), "yes", acc=0.0, acc_norm=1.0),
    choices(2, (-9.0, -1.0), 1, acc=1.0, acc_norm=1.0),
    choices(3, (-1.0, -1.0), 0, acc=1.0, acc_norm=0.0),
]


def said(n, answer, target, score, which="strict-match"):
    return {
        "doc_id": n,
        "target": target,
        "filtered_resps": [answer],
        "filter": which,
        "exact_match": score,
    }


MATCHES = [
    said(0, "1,200", "It is so.\n#### 1200", 1.0),
    said(1, "$18.", "…\n#### 18", 1.0),
    said(2, "[invalid]", "…\n#### 7", 0.0),
]
GSM8K = {
    "output_type": "generate_until",
    "metric_list": [
        {
            "metric": "exact_match",
            "ignore_case": True,
            "regexes_to_ignore": [",", "\\$", "(?s).*#### ", "\\.$"],
        }
    ],
}


def write(folder, task, values, rows, settings):
    folder.mkdir(parents=True)
    stamp = "2024-07-24T16-31-18.112356"
    document = {
        "results": {task: values},
        "configs": {task: settings},
        "versions": {task: 1},
        "model_name": "org/model",
        "date": 1721829456.5,
    }
    (folder / f"results_{stamp}.json").write_text(json.dumps(document))
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    (folder / f"samples_{task}_{stamp}.jsonl.gz").write_bytes(gzip.compress(lines))
    return folder


def bring(board, folder, name="lm-eval"):
    report = board.bring(name, folder)
    done = report.formats[name].filed
    return report, {"rescored": done.n_rescored, "packed": done.n_packed, "claimed": done.n_claimed}


def test_choices_are_picked_again(board, tmp_path):
    values = {"acc,none": 0.75, "acc_norm,none": 0.5}
    settings = {"output_type": "multiple_choice", "target_delimiter": " "}
    folder = write(tmp_path / "out", "qa", values, CHOICES, settings)
    report, counts = bring(board, folder)
    assert report.faults == []
    assert counts == {"rescored": 2, "packed": 2, "claimed": 0}
    (record,) = board.records()
    assert json.loads(record.source["found.qa.acc_norm"]) == {
        "found": 0.5,
        "rule": "most probable choice per character",
        "stated": 0.5,
    }


def test_exact_matches_follow_the_options_of_the_file(board, tmp_path):
    values = {"exact_match,strict-match": 2 / 3}
    report, counts = bring(board, write(tmp_path / "out", "gsm8k", values, MATCHES, GSM8K))
    assert report.faults == []
    assert counts == {"rescored": 1, "packed": 1, "claimed": 0}


def test_answers_that_contradict_their_scores_are_said_with_both_numbers(board, tmp_path):
    rows = [*MATCHES[:2], said(2, "[invalid]", "…\n#### 7", 1.0)]
    folder = write(tmp_path / "out", "gsm8k", {"exact_match,strict-match": 1.0}, rows, GSM8K)
    report, counts = bring(board, folder)
    (fault,) = report.faults
    assert fault.severity == "error"
    assert "exact_match,strict-match is 1.0 in the file" in fault.message
    assert "its answers give 0.6666666666666666 (1 of 3 samples differ" in fault.message
    assert counts == {"rescored": 0, "packed": 0, "claimed": 1}
    (record,) = board.records()
    assert record.tasks[0].scores[0].value == 1.0
    assert json.loads(record.source["found.gsm8k.exact_match.strict-match"])["stated"] == 1.0


@pytest.mark.parametrize(
    "settings",
    [
        # A pattern of the file is never run: this one takes longer than there is time.
        {
            "output_type": "generate_until",
            "metric_list": [{"metric": "exact_match", "regexes_to_ignore": ["(a+)+$"]}],
        },
        # A task's own code decides, of which nothing is known here.
        {**GSM8K, "process_results": "def process_results(doc, results): ..."},
        {},
    ],
    ids=["pattern", "code", "nothing"],
)
def test_what_no_known_rule_explains_rests_on_the_scores_of_the_file(board, tmp_path, settings):
    rows = [said(n, "a" * 40 + "!", "b", 1.0) for n in range(3)]
    folder = write(tmp_path / "out", "odd", {"exact_match,strict-match": 1.0}, rows, settings)
    report, counts = bring(board, folder)
    assert report.faults == []
    assert counts == {"rescored": 0, "packed": 1, "claimed": 0}


def log(scorer, samples, value, parameters=(), plan=()):
    return {
        "version": 2,
        "status": "success",
        "eval": {"task": "t", "model": "org/model", "created": "2025-01-01T00:00:00+00:00"},
        "plan": {"steps": [{"solver": "s", "params": dict(plan)}]},
        "results": {
            "completed_samples": len(samples),
            "scores": [
                {
                    "name": scorer,
                    "scorer": scorer,
                    "params": dict(parameters),
                    "metrics": {"accuracy": {"name": "accuracy", "value": value}},
                }
            ],
        },
        "samples": [
            {
                "id": n,
                "epoch": 1,
                "choices": ["one", "two", "three"],
                "target": target,
                "output": {"choices": [{"message": {"content": answer}}]},
                "scores": {scorer: {"value": letter}},
            }
            for n, (answer, target, letter) in enumerate(samples)
        ],
    }


INSPECT = {
    "choice": (
        [("So:\nANSWER: B) two", "B", "C"), ("Answer: a.", "A", "C"), ("ANSWER: D", "A", "I")],
        {},
        {},
    ),
    "several": (
        [("ANSWER: A, C", ["A", "C"], "C"), ("ANSWER: AB", "AB", "C"), ("ANSWER: A", "AB", "I")],
        {},
        {"multiple_correct": True},
    ),
    "match": ([("It is Paris.", "paris", "C"), ("Paris is it", "Paris", "I")], {}, {}),
    "number": (
        [("so **1,200**.", "1200", "C"), ("25", "5", "I"), ("it costs $7.0", "7", "C")],
        {"numeric": True},
        {},
    ),
    "begin": (
        [("Paris it is", "Paris", "C"), ("It is Paris", "Paris", "I")],
        {"location": "begin"},
        {},
    ),
    "includes": ([("I say YES now", ["no", "yes"], "C"), ("hm", "yes", "I")], {}, {}),
    "pattern": (
        [("Final: Blue.", "blue", "C"), ("Final: red", "blue", "I"), ("none", "blue", "I")],
        {"pattern": r"final: (\w+)"},
        {},
    ),
}
SCORERS = {"several": "choice", "number": "match", "begin": "match"}


@pytest.mark.parametrize("name", INSPECT)
@pytest.mark.parametrize("is_honest", [True, False])
def test_scorers_of_inspect_are_repeated(board, tmp_path, name, is_honest):
    samples, parameters, plan = INSPECT[name]
    if not is_honest:
        samples = [(answer, target, "C") for answer, target, _ in samples]
    value = sum(letter == "C" for *_, letter in samples) / len(samples)
    scorer = SCORERS.get(name, name)
    path = tmp_path / "log.json"
    path.write_text(json.dumps(log(scorer, samples, value, parameters, plan)))
    report, counts = bring(board, path, "inspect")
    tampered = not is_honest and any(letter != "C" for *_, letter in INSPECT[name][0])
    assert report.is_clean is not tampered
    assert counts == {"rescored": not tampered, "packed": not tampered, "claimed": tampered}
    if tampered:
        assert "accuracy is 1.0 in the file, its answers give " in str(report.faults[0])


def test_a_pattern_with_look_around_is_not_run(board, tmp_path):
    samples = [("a" * 50 + "!", "a", "I")]
    parameters = {"pattern": r"^((?=a+)a+)+$"}
    path = tmp_path / "log.json"
    path.write_text(json.dumps(log("pattern", samples, 0.0, parameters)))
    report, counts = bring(board, path, "inspect")
    assert report.is_clean
    assert counts["rescored"] == 0


def spoilt(document):
    """A document with each of its values, in turn, of another type."""
    places = list(leaves(document))
    for place in places:
        for value in (None, True, "x", [], {}, [[]], float("nan"), 10**400, -1):
            yield with_value(document, place, value)


def leaves(value, path=()):
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, dict | list):
            yield from leaves(item, (*path, key))
        yield (*path, key)


def with_value(document, path, value):
    changed = json.loads(json.dumps(document))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


def read_claims(name, folder):
    faults = []
    readings = read_files(name, gather([folder], faults))
    return [
        claim
        for reading in readings
        for said in reading.said
        for task in said.tasks
        for claim in task.claims
    ]


@pytest.mark.parametrize("which", ["choices", "matches"])
def test_spoilt_samples_change_no_number(tmp_path, which):
    rows, settings, values = {
        "choices": (CHOICES[:2], {"output_type": "multiple_choice"}, {"acc,none": 0.5}),
        "matches": (MATCHES[:2], GSM8K, {"exact_match,strict-match": 1.0}),
    }[which]
    folder = write(tmp_path / "out", "qa", values, rows, settings)
    (samples,) = folder.glob("samples_*")
    whole = {tuple(values.values())}
    for changed in spoilt(rows):
        lines = "".join(json.dumps(row) + "\n" for row in changed).encode()
        samples.write_bytes(gzip.compress(lines, 1))
        assert {tuple(claim.value for claim in read_claims("lm-eval", folder))} == whole


@pytest.mark.parametrize("name", ["several", "number"])
def test_spoilt_logs_change_no_number(tmp_path, name):
    samples, parameters, plan = INSPECT[name]
    path = tmp_path / "log.json"
    value = sum(letter == "C" for *_, letter in samples) / len(samples)
    document = log(SCORERS.get(name, name), samples, value, parameters, plan)
    for part in ("samples", "plan"):
        for changed in spoilt(document[part]):
            path.write_text(json.dumps({**document, part: changed}))
            assert {claim.value for claim in read_claims("inspect", path)} == {value}


@pytest.mark.parametrize(
    ("name", "folder", "n_rescored"),
    [
        ("lm-eval", "lm-eval-truthfulqa-multi/results/gen/en", 9),
        ("lm-eval", "lm-eval-branches/results/asdiv", 1),
        ("inspect", "inspect", 15),
        ("helm", "helm", 23),
    ],
)
def test_answers_of_real_files_give_their_scores(sources, name, folder, n_rescored):
    faults = []
    found = sort_files(name, gather([sources / folder], faults), faults)
    claims = [
        claim
        for reading in read_files(name, found[name])
        for said in reading.said
        for task in said.tasks
        for claim in task.claims
        if claim.rule
    ]
    assert len(claims) == n_rescored
    assert all(claim.agrees and claim.scores for claim in claims)


def test_a_changed_answer_of_a_real_run_is_found(sources, board, tmp_path):
    folder = "bbq:subject=all,method=multiple_choice_joint,model=google_gemini-1.0-pro-001"
    real = sources / "helm" / "benchmark_output_bbq" / "runs" / "v1" / folder
    copy = tmp_path / "run"
    copy.mkdir()
    for name in ("run_spec.json", "stats.json", "per_instance_stats.json", "scenario_state.json"):
        (copy / name).write_bytes((real / name).read_bytes())
    state = json.loads((copy / "scenario_state.json").read_text())
    state["request_states"][0]["result"]["completions"][0]["text"] = "C"
    (copy / "scenario_state.json").write_text(json.dumps(state))
    report, _ = bring(board, copy, "helm")
    messages = [fault.message for fault in report.faults if fault.severity == "error"]
    assert "is 0.9 in the file, its answers give 0.88 (1 of 50 samples differ" in messages[0]
