"""EQ-Bench v2: one file a model, with the answers of each iteration.

The file's own benchmark score is a mean over iterations of calibrated scores; it is stated, not
computed here.
"""

from collections.abc import Sequence

from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, by_file, count, number, table, text
from llmsite.interchange.keeping import keep

NAME = "eq-bench"
TOOL = "EQ-Bench"
SUMMARY = "result files of EQ-Bench v2 (one a model), and its questions"

_ENDING = "_results.json"
_MAPPED = frozenset(
    ("benchmark_score", "eqbench_version", "model_path", "n_questions_parseable", "lora_path")
)

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a file is one of EQ-Bench, from its first keys."""
    return file.stem.endswith(".json") and (
        b'"benchmark_score"' in file.head
        or (file.stem.startswith("eq_bench_v2_questions") and b'"prompt"' in file.head)
    )


def read(files: Sequence[SourceFile]) -> Reading:
    """One model."""
    (file,) = files
    reading = Reading((file.name,))
    document = table(file.json())
    if "benchmark_score" not in document:
        reading.warn(f"holds {len(document):,} questions, and no results")
        return reading
    score = number(document.get("benchmark_score"))
    model = text(document.get("model_path")).strip()
    if score is None or not model:
        reading.refuse("has no benchmark_score or no model_path")
        return reading
    if document.get("run_completed") is False:
        reading.warn("the run was not completed")
    lora = text(document.get("lora_path")).rstrip("/").rpartition("/")[2]
    n = count(document.get("n_questions_parseable"))
    version = text(document.get("eqbench_version"))
    claim = Claim(
        metric="eq_score",
        value=score,
        n=n,
        higher_is_better=True,
        most=100.0,
        stated_as="benchmark_score",
    )
    asked = Asked(
        "eq-bench", (claim,), version=version, n=n or 0, language="en", title=f"EQ-Bench {version}"
    )
    reading.n_fields += len(_MAPPED)
    kept = keep(document, leave_out=_MAPPED | {"raw_results"}, reading=reading)
    kept |= keep({"raw_results": document.get("raw_results")}, reading=reading)
    quantisation = text(document.get("bitsandbytes_quant"))
    reading.said.append(
        Said(
            f"{model}-{lora}" if lora else model,
            (asked,),
            variant={"quantisation": quantisation} if quantisation not in ("", "None") else {},
            source=kept,
        )
    )
    return reading
