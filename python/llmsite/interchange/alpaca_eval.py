"""AlpacaEval: judgements, outputs and leaderboards.

A preference of 1 is a loss, 2 a win, 0 a draw (one half), a fraction between 1 and 2 a share of a
win, and null no judgement: it is left out. Samples are joined by their instruction, because files
are in different orders.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from llmsite.interchange.claims import Asked, Claim, Reading, Said, mean_claim
from llmsite.interchange.intake import (
    SourceFile,
    by_file,
    count,
    items,
    number,
    spelled,
    table,
    text,
)
from llmsite.interchange.keeping import keep
from llmsite.interchange.names import metric_name
from llmsite.interchange.tables import Row, header_of, read_table
from llmsite.storage import Json

NAME = "alpaca-eval"
TOOL = "AlpacaEval"
SUMMARY = "judgements, outputs and leaderboards of AlpacaEval"

_SAME_SHARE = 0.95
_ENOUGH = 30
_BASELINE_WINS, _MODEL_WINS = 1.0, 2.0
_LEADERBOARD = frozenset({"", "win_rate", "standard_error", "n_total"})
_JUDGES = frozenset({"", "Human agreement", "# parsed"})
_ERRORS = {
    "win_rate": "standard_error",
    "length_controlled_winrate": "lc_standard_error",
}
_RATES = ("length_controlled_winrate", "win_rate", "discrete_win_rate")

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a file is one of AlpacaEval, from its name, first bytes or columns."""
    if file.stem == "annotations.json":
        return b'"preference"' in file.head or b'"instruction"' in file.head
    if file.stem == "model_outputs.json":
        return b'"instruction"' in file.head
    header = set(header_of(file)) if file.stem.endswith(".csv") else set()
    return header >= _LEADERBOARD or header >= _JUDGES


def read(files: Sequence[SourceFile]) -> Reading:
    """One file."""
    (file,) = files
    reading = Reading((file.name,))
    if file.stem.endswith(".csv"):
        judges = "Human agreement" in header_of(file)
        for row in read_table(file, reading):
            _read_row(row, file, reading, judges=judges)
        return reading
    rows = [table(row) for row in items(file.json())]
    if not rows:
        reading.refuse("holds no list of samples")
    elif file.stem == "annotations.json":
        _read_judgements(file, rows, reading)
    else:
        _read_outputs(rows, reading)
    return reading


def _ids(
    rows: Sequence[Mapping[str, Json]], reading: Reading
) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Rows with their ids; the same instruction twice is an error."""
    seen: set[str] = set()
    for place, row in enumerate(rows):
        instruction = text(row.get("instruction"))
        if not instruction:
            reading.refuse(f"[{place}] has no instruction")
            continue
        identity = sha256(instruction.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if identity in seen:
            reading.refuse(f"[{place}]: its instruction stands twice", fix="keep one of them")
            continue
        seen.add(identity)
        yield identity, row


def _read_judgements(
    file: SourceFile, rows: Sequence[Mapping[str, Json]], reading: Reading
) -> None:
    ids: list[str] = []
    wins: list[float] = []
    n_failed = 0
    for identity, row in _ids(rows, reading):
        given = row.get("preference")
        preference = number(given)
        if given is None:
            n_failed += 1
        elif preference == 0.0:
            ids.append(identity)
            wins.append(50.0)
        elif preference is not None and _BASELINE_WINS <= preference <= _MODEL_WINS:
            ids.append(identity)
            wins.append(100.0 * (preference - _BASELINE_WINS))
        else:
            reading.refuse(f"a preference is {ascii(given)[:40]}; 0, null or 1 to 2 was expected")
    _refuse_several(rows, "generator_2", reading)
    if not ids or any(fault.severity == "error" for fault in reading.faults):
        if not reading.faults:
            reading.refuse("holds no judgement")
        return
    judge = file.path.parent.name
    baseline = text(rows[0].get("generator_1"))
    claim = mean_claim("win_rate", tuple(wins), most=100.0)
    asked = Asked(
        task=f"{judge}.{baseline}" if baseline else judge,
        claims=(claim,),
        n=len(ids),
        ids=tuple(ids),
        language="en",
        title=f"AlpacaEval, judged by {judge} against {baseline or 'the baseline'}",
    )
    reading.n_fields += len(ids)
    kept: Mapping[str, Json] = {"judge": judge, "baseline": baseline, "n_failed": n_failed}
    model = text(rows[0].get("generator_2")) or file.path.parent.parent.name
    source = keep(kept, reading=reading)
    reading.said.append(Said(model, (asked,), source=source, is_system=False))


def _refuse_several(rows: Sequence[Mapping[str, Json]], key: str, reading: Reading) -> None:
    names = {text(row.get(key)) for row in rows}
    if len(names) > 1:
        reading.refuse(f"{key} names several models: {sorted(names)[:3]!a}")


def _read_outputs(rows: Sequence[Mapping[str, Json]], reading: Reading) -> None:
    """Outputs have no score; their lengths are what the leaderboard calls avg_length."""
    ids, texts = [], []
    for identity, row in _ids(rows, reading):
        output = row.get("output")
        if not isinstance(output, str):
            reading.refuse(f"an output is {ascii(output)[:40]}, which is no text")
            return
        ids.append(identity)
        texts.append(output)
    if not ids:
        return
    common, n_common = Counter(texts).most_common(1)[0]
    if len(texts) >= _ENOUGH and n_common >= _SAME_SHARE * len(texts):
        message = (
            f"{n_common:,} of {len(texts):,} outputs are the same text ({ascii(common)[:40]}…)"
        )
        reading.warn(f"{message}; such a model can win judgements without answering")
    lengths = tuple(float(len(each)) for each in texts)
    claim = mean_claim(
        "length", lengths, most=None, higher_is_better=None, stated_as="characters of an output"
    )
    asked = Asked("outputs", (claim,), n=len(ids), ids=tuple(ids), language="en")
    reading.n_fields += len(ids)
    _refuse_several(rows, "generator", reading)
    model = text(rows[0].get("generator"))
    if model and not any(fault.severity == "error" for fault in reading.faults):
        reading.said.append(Said(model, (asked,)))
    elif not model:
        reading.refuse("names no generator")


def _read_row(row: Row, file: SourceFile, reading: Reading, *, judges: bool) -> None:
    """One row of a leaderboard of models, or of judges."""
    model = row.cells[""].strip()
    if not model:
        reading.refuse("a row names no model", file.name, line=row.line)
        return
    claims: list[Claim] = []
    wanted = tuple(row.cells) if judges else (*_RATES, "avg_length")
    total = count(spelled(row.cells.get("n_total") or row.cells.get("# parsed") or ""))
    for column in wanted:
        cell = row.cells.get(column, "")
        if column in ("", "mode", "# parsed") or not cell.strip():
            continue
        value = spelled(cell)
        if value is None:
            message = f"{column!a} is {ascii(cell)[:40]}, which is no number"
            reading.refuse(message, file.name, line=row.line)
            continue
        is_rate = column in _RATES
        claims.append(
            Claim(
                metric=metric_name(column),
                value=value,
                stderr=spelled(row.cells.get(_ERRORS.get(column, ""), "")),
                n=total,
                higher_is_better=True if is_rate or column == "Human agreement" else None,
                least=0.0 if is_rate else None,
                most=100.0 if is_rate else None,
                stated_as=column,
            )
        )
    reading.n_fields += len(claims)
    if not claims:
        return
    stem = file.stem.removesuffix("_leaderboard.csv")
    asked = Asked(stem, tuple(claims), n=total or 0, language="en", title=f"AlpacaEval: {stem}")
    mapped = {*wanted, "n_total", "# parsed", *_ERRORS.values(), ""}
    source = keep({**row.cells}, leave_out=mapped, reading=reading)
    reading.said.append(Said(model, (asked,), source=source, is_system=judges))
