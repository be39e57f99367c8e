"""Time and memory of loading a task, for rows of several lengths.

usage: python benchmarks/loading.py [MEGABYTES]

Prints CPU seconds and growth of resident memory per 100 MB of samples, and CPU seconds of building
and hashing all requests. Each length is measured in a process of its own.
"""

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from llmsite.project import Project
from llmsite.tasks import build_requests, load_task, requests_sha256

LENGTHS = (300, 1000, 5000)
TOML = """name = "big"
version = 1
title = "Big"
type = "classification"
language = "en"
licence = "CC0-1.0"
[data]
path = "samples.jsonl"
sha256 = "{sha256}"
"""


def write_task(root: Path, length: int, n_bytes: int) -> None:
    """A task whose samples have inputs of about so many characters."""
    folder = root / "tasks" / "big"
    folder.mkdir(parents=True)
    digest = hashlib.sha256()
    written = n = 0
    with (folder / "samples.jsonl").open("wb") as file:
        while written < n_bytes:
            text = f"{n} " + ("word " * (length // 5))[:length]
            sample = {"id": f"s-{n}", "input": text, "choices": ["yes", "no"]}
            line = json.dumps({**sample, "references": ["yes"]}).encode() + b"\n"
            file.write(line)
            digest.update(line)
            written += len(line)
            n += 1
    (folder / "task.toml").write_text(TOML.format(sha256=digest.hexdigest()))


def measure(root: Path, n_bytes: int) -> str:
    """One line of the table."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    task = load_task("big", Project(root))
    loaded = time.process_time()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    requests = build_requests(task)
    built = time.process_time()
    requests_sha256(requests)
    hashed = time.process_time()
    share = 100e6 / n_bytes
    return (
        f"{len(task.samples):>9} samples  load {(loaded - start) * share:5.2f} s  "
        f"memory {(after - before) * 1024 / n_bytes:4.2f} x  "
        f"build {(built - loaded) * share:5.2f} s  hash {(hashed - built) * share:5.2f} s"
    )


def main() -> None:
    """Write each task, then measure it in a fresh process."""
    if sys.argv[1:2] == ["--measure"]:
        print(measure(Path(sys.argv[2]), int(sys.argv[3])))
        return
    n_bytes = int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else 100_000_000
    for length in LENGTHS:
        with tempfile.TemporaryDirectory() as folder:
            write_task(Path(folder), length, n_bytes)
            command = [sys.executable, __file__, "--measure", folder, str(n_bytes)]
            line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            print(f"{length:>5} characters  {line}", end="")


if __name__ == "__main__":
    main()
