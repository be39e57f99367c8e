"""A small whole file of every format that is imported."""

import json

LM_EVAL = {"results": {"qa": {"acc,none": 0.5}}, "model_name": "org/model", "date": 1.7e9}
HELM = {"name": "qa:x=1,model=org_m", "adapter_spec": {"model": "org/m"}, "metric_specs": []}
EEE = {
    "schema_version": "0.3.0",
    "evaluation_id": "a",
    "model_info": {"id": "org/m"},
    "evaluation_results": [{"evaluation_name": "qa", "score_details": {"score": 0.5}}],
}
MTEB = {
    "dataset_revision": "a",
    "task_name": "T",
    "scores": {"test": [{"main_score": 0.5, "hf_subset": "default"}]},
}
AIDER = "- model: gpt\n  edit_format: whole\n  pass_rate_2: 35.6\n"
OPEN_LLM = (
    "id,model_name,model_sha,model_precision,evaluations_ifeval_value\na,org/m,,bfloat16,0.5\n"
)
EURO = "Task Type,,\nModel,qa,qa_version\norg/m,60.17 ± 1.40@@60.17,1@@1\n"
PAPER = (
    'citation = "Somebody, 2023, On Things"\nurl = "https://example.org"\ndate = "2023-07-18"\n'
    '[[scores]]\nmodel = "o/m"\ntask = "qa"\nmetric = "acc"\nvalue = 4\nscale = "number"\n'
    "higher_is_better = true\n"
)
SCORES = "result,model,task,task_sha256,metric,value,signature\na,o/m,qa,00,acc,0.5,acc\n"
INSPECT = {
    "version": 2,
    "status": "success",
    "eval": {"task": "qa", "model": "openai/gpt", "created": "2025-01-01"},
    "results": {"scores": [{"name": "m", "metrics": {"accuracy": {"value": 0.5}}}]},
}
GOOD = {
    "lm-eval": ("results_1.json", json.dumps(LM_EVAL)),
    "open-llm-leaderboard": ("t.csv", OPEN_LLM),
    "arena": ("t.csv", "model,arena_score,95_pct_ci,votes\ngpt,1200,+4/-4,10\n"),
    "alpaca-eval": (
        "annotations.json",
        json.dumps([{"instruction": "a", "generator_2": "m", "preference": 2}]),
    ),
    "every-eval-ever": ("d.json", json.dumps(EEE)),
    "scores": ("s.csv", SCORES),
    "helm": ("run_spec.json", json.dumps(HELM)),
    "swe-bench": (
        "leaderboards.json",
        json.dumps({"leaderboards": [{"name": "A", "results": [{"name": "x", "resolved": 5}]}]}),
    ),
    "livebench": ("l.parquet", "PAR1"),
    "lighteval": (
        "results_2025-01-01T00-00-00.json",
        json.dumps({"config_general": {"model_name": "o/m"}, "results": {"qa|0": {"acc": 0.5}}}),
    ),
    "inspect": ("log.json", json.dumps(INSPECT)),
    "mteb": ("T.json", json.dumps(MTEB)),
    "evalplus": ("results.json", json.dumps({"m": {"open-data": "", "pass@1": {"mbpp": 50}}})),
    "bigcode": ("r.json", json.dumps({"mercury": {"pass@1": 0.5}, "config": {"model": "o/m"}})),
    "euroeval": ("danish.csv", EURO),
    "aider": ("polyglot.yml", AIDER),
    "eq-bench": ("m_results.json", json.dumps({"benchmark_score": 50.0, "model_path": "o/m"})),
    "arc-agi": ("results.json", json.dumps({"total_tasks": 1, "task_results": {"a": 1.0}})),
    "paper": ("p.toml", PAPER),
    "csv": ("t.csv", "a,b\n1,2\n"),
}
"""Format → name and text of a small file of it."""
NOT_WHOLE = {"helm", "livebench", "csv"}
"""Formats of which one small text file is no whole input."""


def put(folder, name, content):
    folder = folder / "org__model" / "rev"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path
