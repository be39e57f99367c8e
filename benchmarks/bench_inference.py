"""Speed and agreement of the inference engine against lm-evaluation-harness, side by side.

    python benchmarks/bench_inference.py [--task T] [--pairs 3] [--limit 200] [--real]

The fixture (a small random model and its tasks) is made by `make_fixture.py` of the reference data,
lm-eval goes into a virtual environment of its own under `scratch/`; both are kept. Both sides run
alternately on one thread and report CPU seconds, which compare on a machine that does other things
too. The table goes to standard output. `--real` asks SmolLM2-135M MMLU and TruthfulQA instead.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import real_tasks

SCRATCH = Path(__file__).parents[1] / "scratch" / "bench-inference"
FLOORS = {
    "bench_mc_text": (15.0, 22.0, 1e-4),
    "bench_mc_letter": (4.0, 6.0, 1e-4),
    "bench_mc_text_rnd": (3.5, 4.5, 1e-4),
    "bench_ppl": (3.0, 4.0, 1e-6),
    "bench_gen": (3.0, 4.0, 0.0),
}
"""Task → floor and goal of the ratio, and the largest difference (relative for whole texts)."""
STOPS = ("o", "\n\n")
MAX_NEW_TOKENS = 64


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def multiple_choice(data: Path, task: str, limit: int) -> list[tuple[str, list[str]]]:
    """Contexts with their continuations, worded like the fixture's task."""
    shots, samples = rows(data / "mc_fewshot.jsonl"), rows(data / "mc_test.jsonl")[:limit]
    is_letter = task == "bench_mc_letter"
    space = "" if is_letter else " "

    def question(row: dict) -> str:
        if not is_letter:
            return f"Question: {row['question']}\nAnswer:"
        listed = "".join(f"{c}. {x}\n" for c, x in zip("ABCD", row["choices"], strict=True))
        return f"{row['question']}\n{listed}Answer:"

    def options(row: dict) -> list[str]:
        return [space + each for each in ("ABCD" if is_letter else row["choices"])]

    draw = random.Random(1234)  # the harness's own seed and way of drawing
    pairs = []
    for row in samples:
        chosen = draw.sample(shots, 5) if task.endswith("_rnd") else shots[:5]
        head = "".join(question(s) + options(s)[s["answer"]] + "\n\n" for s in chosen)
        pairs.append((head + question(row), options(row)))
    return pairs


def prompts(data: Path, limit: int) -> list[str]:
    shots, samples = rows(data / "gen_fewshot.jsonl")[:3], rows(data / "gen_test.jsonl")[:limit]
    head = "".join(f"Q: {row['question']}\nA: {row['answer']}\n\n" for row in shots)
    return [head + f"Q: {row['question']}\nA:" for row in samples]


def once(fixture: Path, model: Path, task: str, limit: int, dtype: str) -> dict:
    """Our side of one task, in this process."""
    import torch

    from llmsite import inference

    torch.set_num_threads(1)
    with inference.load(str(model), name="bench/model", device="cpu", dtype=dtype) as engine:
        data = fixture / "data"
        if task == "bench_ppl":
            texts = [row["text"] for row in rows(data / "docs.jsonl")[:limit]]
            ask, hashed = lambda: [[s.log_likelihood] for s in engine.rolling(texts)], texts
        elif task == "bench_gen":
            given = prompts(data, limit)
            hashed = given
            ask = lambda: [  # noqa: E731 - one of three ways to ask, timed below
                each.text
                for each in engine.generate(given, stop=STOPS, max_new_tokens=MAX_NEW_TOKENS)
            ]
        else:
            pairs = multiple_choice(data, task, limit)
            hashed = [context for context, _ in pairs]
            ask = lambda: [list(s.log_likelihood) for s in engine.choices(pairs)]  # noqa: E731 - as above
        began, began_wall = time.process_time(), time.perf_counter()
        answers = ask()
        seconds, wall = time.process_time() - began, time.perf_counter() - began_wall
    return {
        "cpu_s": seconds,
        "wall_s": wall,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "answers": answers,
        "prompts": [hashlib.sha256(each.encode()).hexdigest() for each in hashed],
    }


def peer(python: str, harness: Path, arguments: list[str], out: Path) -> dict:
    """The harness's side of one task."""
    command = [python, str(harness / "run_lm_eval.py"), *arguments, "--out", str(out)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, env=environment, **quiet)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise SystemExit(f"the harness failed: {' '.join(command)}")
    return json.loads(out.read_text()) | {"peak_bytes": used.ru_maxrss * 1024}


def agreement(task: str, ours: dict, theirs: dict) -> dict:
    """How far the answers of both sides are apart."""
    samples = sorted(theirs["per_doc"], key=lambda row: row["doc_id"])
    same_prompts = [row["prompt_hash"] for row in samples] == ours["prompts"]
    if task == "bench_gen":
        texts = [row["resps"][0][0] for row in samples]
        n_same = sum(a == b for a, b in zip(texts, ours["answers"], strict=True))
        return {"same": f"{n_same}/{len(texts)} texts", "difference": 0.0, "prompts": same_prompts}
    if task == "bench_ppl":
        scores = [float(_number(row["resps"][0][0])) for row in samples]
        mine = [each[0] for each in ours["answers"]]
        apart = max(abs(a - b) / abs(a) for a, b in zip(scores, mine, strict=True))
        return {"same": f"{len(mine)} texts", "difference": apart, "prompts": None}
    apart, n_same = 0.0, 0
    for row, mine in zip(samples, ours["answers"], strict=True):
        scores = [float(_number(each[0])) for each in row["resps"]]
        apart = max([apart, *(abs(a - b) for a, b in zip(scores, mine, strict=True))])
        n_same += scores.index(max(scores)) == mine.index(max(mine))
    same = f"{n_same}/{len(samples)} picks"
    return {"same": same, "difference": apart, "prompts": same_prompts}


def _number(answer: object) -> object:
    return answer[0] if isinstance(answer, list) else answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    shared = Path(os.environ.get("LLMSITE_SHARED", Path(__file__).parents[2] / "shared"))
    parser.add_argument("--fixture", type=Path, help="folder of model, data and tasks")
    parser.add_argument("--model", type=Path, help="default: FIXTURE/model")
    parser.add_argument("--peer", help="interpreter that has lm-eval 0.4.13")
    parser.add_argument("--harness", type=Path, default=shared / "bench" / "inference")
    parser.add_argument("--task", action="append", choices=list(FLOORS))
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--real", action="store_true", help="SmolLM2 on real tasks")
    parser.add_argument("--once", action="store_true", help="our side only, as JSON")
    given = parser.parse_args()
    if given.once:
        model = given.model or given.fixture / "model"
        print(json.dumps(once(given.fixture, model, given.task[0], given.limit, given.dtype)))
        return
    if not given.harness.is_dir():
        parser.error(f"{given.harness} is missing: it holds the fixture and the harness's runner")
    given.peer = given.peer or make_peer()
    print("task              ratio  floor  goal   ours s  theirs s memory  theirs  difference same")
    if given.real:
        model = real_tasks.make_model(SCRATCH / "smollm2")
        for task, given.fixture in real_tasks.make_fixtures(SCRATCH, shared / "data/tasks").items():
            compare(given, model, task)
        return
    given.fixture = given.fixture or make_fixture(given.harness)
    for task in given.task or FLOORS:
        compare(given, given.model or given.fixture / "model", task)


def make_fixture(harness: Path) -> Path:
    """The fixture under `scratch/`, made on first use."""
    folder = SCRATCH / "fixture"
    if not (folder / "model").is_dir():
        command = [sys.executable, str(harness / "make_fixture.py"), "--out", str(folder)]
        subprocess.run(command, check=True, stdout=sys.stderr)
    return folder


def make_peer() -> str:
    """An interpreter with lm-eval that sees the packages of this one, made on first use."""
    folder = SCRATCH / "peer"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        found = subprocess.run(
            [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        paths = "\n".join(path for path in sys.path if path.endswith("site-packages"))
        (Path(found.stdout.strip()) / "shared.pth").write_text(paths + "\n")
        install = [str(python), "-m", "pip", "install", "--quiet", "lm-eval==0.4.13"]
        subprocess.run(install, check=True, stdout=sys.stderr)
    return str(python)


def compare(given: argparse.Namespace, model: Path, task: str) -> None:
    """Alternating pairs of one task, and a line of the table."""
    shared = ["--fixture", str(given.fixture), "--task", task, "--limit", str(given.limit)]
    shared += ["--model", str(model), "--dtype", given.dtype]
    ratios, mine, theirs = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(given.pairs):
            other = peer(given.peer, given.harness, [*shared, "--batch-size", "16"],
                         Path(folder) / "peer.json")  # fmt: skip
            done = subprocess.run(
                [sys.executable, __file__, *shared, "--once"],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            ours = json.loads(done.stdout)
            mine.append(ours["cpu_s"])
            theirs.append(other["phases"]["lm_total"]["cpu_s"])
            ratios.append(theirs[-1] / mine[-1])
            print(f"{task}: {theirs[-1]:.2f} / {mine[-1]:.2f} s", file=sys.stderr, flush=True)
    floor, goal, _ = FLOORS[task]
    found = agreement(task, ours, other)
    memory = [f"{side['peak_bytes'] / 2**20:6.0f}M" for side in (ours, other)]
    print(
        f"{task:18} {statistics.median(ratios):5.1f}  {floor:5.1f} {goal:5.1f} "
        f"{min(mine):8.2f} {min(theirs):9.2f} {' '.join(memory)} "
        f"{found['difference']:13.2g}  {found['same']}, prompts equal: {found['prompts']}",
        flush=True,
    )


if __name__ == "__main__":
    main()
