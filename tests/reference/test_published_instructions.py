"""Instructions that the paper's code found followed, in answers of two models.

Its verdicts on language are drawn at random for short texts; where ours differ is listed.
"""

import gzip
import json

import pytest

from llmsite import scoring

# Prompt → what the stored verdict is about.
DIFFERENT = {
    ("claude-3-haiku-20240307", "strict"): {
        3608: "the letter j a thousand times, taken for Croatian"
    },
    ("claude-3-haiku-20240307", "loose"): {
        3608: "the letter j a thousand times, taken for Croatian"
    },
    ("mistralai__Mistral-7B-Instruct-v0.3", "loose"): {
        1122: "a letter that is none, replaced by a random one",
        1843: "four words",
        2309: "half Swahili, half English",
        3112: "half Gujarati, half in Latin letters",
        3195: "half Italian, half English",
    },
}


@pytest.fixture(scope="module")
def asked(shared):
    path = shared / "data/tasks/ifeval/en_input_data.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {
        row["prompt"]: (
            row["key"],
            [
                json.dumps(pair)
                for pair in zip(row["instruction_id_list"], row["kwargs"], strict=True)
            ],
        )
        for row in rows
    }


@pytest.mark.parametrize(("model", "way"), DIFFERENT)
def test_ifeval_finds_followed_what_the_papers_code_found(model, way, asked, shared):
    folder = shared / f"data/tasks/ifeval/evaluations/en_input_response_data_{model}"
    stored = gzip.decompress((folder / f"eval_results_{way}.jsonl.gz").read_bytes())
    rows = [json.loads(line) for line in stored.splitlines()]
    column = ["strict", "loose"].index(way)
    different = set()
    for row in rows:
        key, instructions = asked[row["prompt"]]
        n = len(instructions)
        found = scoring.sample_statistics(
            "instruction_following", [row["response"]] * n, [[each] for each in instructions]
        )
        if found[:, column].tolist() != row["follow_instruction_list"]:
            different.add(key)
    assert different == set(DIFFERENT[model, way])
    score = scoring.score(
        "instruction_following",
        [row["response"] for row in rows],
        [asked[row["prompt"]][1] for row in rows],
    )
    prompts = sum(row["follow_all_instructions"] for row in rows) / len(rows)
    assert score.n_samples == 541
    assert abs(score.values[f"prompt_{way}"] - prompts) * 541 <= len(different) + 1e-9
