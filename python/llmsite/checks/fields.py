"""LS105 to LS107, LS2xx and LS3xx: one file as text and as a record, before its numbers.

The strict reader finds most of it; what needs more than one field is here. Knows nothing of scores.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from pathlib import PurePosixPath
from typing import TypeVar

from llmsite.checks.names import shown_path
from llmsite.checks.target import Target
from llmsite.errors import Fault, LlmsiteError
from llmsite.results.reading import StoredResult, newer_schema, parse
from llmsite.schema import generation, model, result, run, snapshot, trust
from llmsite.schema.model import ModelCard
from llmsite.schema.record import Record
from llmsite.schema.snapshot import SNAPSHOT_BYTES, Snapshot
from llmsite.schema.trust import EvaluationRequest, Redaction, Retraction, Verification
from llmsite.storage import canonical_json, parse_record, parse_toml, shown

R = TypeVar("R", bound=Record)

_RECORD_BYTES = 64 << 10
"""Largest card or record beside results."""
_ADDRESS = re.compile(r"^\$\.(url|paper|evidence)\b")
_REASON = re.compile(r"^\$\.(reason|why)\b")
_ADDITIONS: dict[str, type[Retraction | Redaction | Verification]] = {
    "retractions": Retraction,
    "redactions": Redaction,
    "verifications": Verification,
}


def read_result(target: Target, path: str) -> tuple[StoredResult, bytes]:
    """A proposed result and its bytes, with every fault of text, fields, name and place.

    Raises:
        LlmsiteError: All faults.
    """
    name = shown_path(path)
    content = target.read(path, target.base.config.limits.result_bytes)
    stem = PurePosixPath(path).stem
    stored = parse(content, name=name, stem=stem)
    record = stored.record
    faults = [*_date_faults(record.date, "$.date", name, target.today)]
    folder = "/".join(path.split("/")[1:-1])
    if folder != record.model.id:
        message = f"the folder says {shown(folder)}, the file says model.id {record.model.id!r}"
        faults.append(Fault(message, name, code="LS105", fix="'llmsite add' picks the folder"))
    if not target.exists(f"results/{folder}/model.json"):
        fix = f"'llmsite model new {folder}'"
        faults.append(Fault("no model.json in this folder", name, code="LS107", fix=fix))
    if faults:
        raise LlmsiteError(*faults)
    return stored, content


def read_card(target: Target, path: str) -> ModelCard:
    """A proposed card.

    Raises:
        LlmsiteError: All faults.
    """
    name = shown_path(path)
    card = _read_json(target, path, ModelCard)
    folder = "/".join(path.split("/")[1:-1])
    if folder != card.id:
        message = f"the folder says {shown(folder)}, the card says id {card.id!r}"
        fix = f"'llmsite model new {folder}' writes one"
        raise LlmsiteError(Fault(message, name, code="LS105", fix=fix))
    return card


def read_addition(target: Target, path: str) -> Retraction | Redaction | Verification:
    """A proposed record beside results.

    Raises:
        LlmsiteError: All faults.
    """
    name = shown_path(path)
    top, *_, last = path.split("/")
    record = _read_json(target, path, _ADDITIONS[top])
    faults = list(_date_faults(record.date, "$.date", name, target.today))
    place = path.split("/")[1] if top == "verifications" else PurePosixPath(last).stem
    if place != record.result:
        message = f"the place says {shown(place)}, the file says result {record.result!r}"
        faults.append(Fault(message, name, code="LS105", fix=f"'llmsite {_verb(top)}' picks it"))
    if faults:
        raise LlmsiteError(*faults)
    return record


def read_snapshot(target: Target, path: str) -> Snapshot:
    """A proposed snapshot.

    Raises:
        LlmsiteError: All faults.
    """
    name = shown_path(path)
    record = _read_json(target, path, Snapshot, limit=SNAPSHOT_BYTES)
    faults = list(_date_faults(record.date, "$.date", name, target.today))
    stem = PurePosixPath(path).stem
    if stem != record.date.replace("-", ""):
        message = f"the place says {shown(stem)}, the file says date {record.date!r}"
        fix = "'llmsite snapshot' picks the name"
        faults.append(Fault(message, name, code="LS105", fix=fix))
    if faults:
        raise LlmsiteError(*faults)
    return record


def _verb(folder: str) -> str:
    verbs = {"retractions": "retract", "redactions": "redact", "verifications": "verify"}
    return verbs[folder]


def read_request(target: Target, path: str) -> EvaluationRequest:
    """A proposed evaluation request.

    Raises:
        LlmsiteError: All faults.
    """
    name = shown_path(path)
    content = target.read(path, _RECORD_BYTES)
    try:
        return parse_toml(content, EvaluationRequest, name=name)
    except LlmsiteError as error:
        raise LlmsiteError(*(_named(fault) for fault in error.faults)) from None


def _read_json(target: Target, path: str, record: type[R], *, limit: int = _RECORD_BYTES) -> R:
    name = shown_path(path)
    content = target.read(path, limit)
    try:
        found = parse_record(content, record, name=name)
    except LlmsiteError as error:
        faults = newer_schema(content, name) or [_named(fault) for fault in error.faults]
        raise LlmsiteError(*faults) from None
    newer = newer_schema(content, name)
    if newer:
        raise LlmsiteError(*newer)
    if canonical_json(found) != content:
        message = "formatted differently from 'llmsite fmt'"
        raise LlmsiteError(Fault(message, name, code="LS212", fix=f"'llmsite fmt {name}'"))
    return found


def _named(fault: Fault) -> Fault:
    """A fault of the strict reader under the code of the rule that it breaks."""
    if fault.code == "LS303" and _ADDRESS.match(fault.message):
        field, _, given = fault.message.partition(":")
        got = given.rpartition(", got ")[2]
        message = f"{field} must be an https address, got {got}"
        return replace(fault, message=message, code="LS306", fix="give an https address or none")
    if _REASON.match(fault.message):
        field = fault.message.split(" ")[0].rstrip(":")
        message = f"{field} is missing or too short"
        fix = "say in one sentence what was wrong, or why it is of interest"
        return replace(fault, message=message, code="LS602", fix=fix)
    return fault


def _date_faults(day: str, field: str, name: str, today: date) -> Iterator[Fault]:
    """LS307."""
    try:
        given = date.fromisoformat(day)
    except ValueError:
        message = f"{field}: {shown(day)} is not a day of the calendar"
        yield Fault(message, name, code="LS307", fix="write YYYY-MM-DD")
        return
    # One day ahead is allowed: it may be tomorrow already where the run was made.
    if given > today + timedelta(days=1):
        message = f"{field}: {day} is in the future"
        yield Fault(message, name, code="LS307", fix="set the clock of the machine that ran it")


@cache
def known_fields() -> frozenset[str]:
    """Names of all fields of the records that are checked."""
    modules = (generation, model, result, run, snapshot, trust)
    return frozenset(
        name
        for module in modules
        for record in vars(module).values()
        if isinstance(record, type) and issubclass(record, Record)
        for name in record.model_fields
    )


def correct_name(fault: Fault) -> str:
    """What a field that is not known may have been meant to be; for LS302."""
    name = fault.message.split(" ", maxsplit=1)[0].rpartition(".")[2]
    close = get_close_matches(name, sorted(known_fields()), n=1)
    return f"did you mean '{close[0]}'? Otherwise remove it" if close else ""
