"""Private references: what is published proves later what they were, and does not say it now.

`commitments.jsonl` beside `task.toml` holds one SHA-256 a sample, over a random salt and the
references; the maintainers keep salts and references in `<task>.references.jsonl` under a data
folder. Without that file a task can be asked and not scored.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from llmsite.errors import Fault, LlmsiteError
from llmsite.schema.task import (
    COMMITMENT_ROWS,
    SAMPLE_ROWS,
    SEALED_ROWS,
    Commitment,
    Reference,
    Sample,
    SealedReferences,
)
from llmsite.storage import Json, canonical_line, parse_rows, read_bytes, sha256_bytes, shown

COMMITMENTS_FILE = "commitments.jsonl"
"""Sample → commitment, beside `task.toml`."""
_MAX_BYTES = 1 << 30


def sealed_name(task: str) -> str:
    """Name of the private file of a task."""
    return f"{task}.references.jsonl"


def commitment(salt: str, references: Sequence[Reference]) -> str:
    """What is published about the references of a sample.

    Args:
        salt: 32 hexadecimal digits that nobody could guess.
        references: Accepted answers, in order.
    """
    values: list[Json] = [
        each if isinstance(each, str | int | float) else each.model_dump(mode="json")
        for each in references
    ]
    return sha256_bytes(salt.encode() + b"\n" + canonical_line(values))


def seal(samples: Sequence[Sample], canary: str | None) -> tuple[bytes, bytes, bytes]:
    """Part samples from their references; the canary, if any, heads the samples.

    Returns:
        `samples.jsonl` without references, `commitments.jsonl`, and the private file.
    """
    public = [canonical_line({"canary": canary})] if canary else []
    published, private = [], []
    for sample in samples:
        row = _plain(sample)
        sealed = SealedReferences(
            id=sample.id, salt=secrets.token_hex(16), references=sample.references
        )
        row.pop("references", None)
        public.append(canonical_line(row))
        proof: Json = {"id": sample.id, "sha256": commitment(sealed.salt, sealed.references)}
        published.append(canonical_line(proof))
        private.append(canonical_line(sealed))
    return b"".join(public), b"".join(published), b"".join(private)


def _plain(sample: Sample) -> dict[str, Json]:
    """A sample as a row of JSON, without what it does not have."""
    value: dict[str, Json] = SAMPLE_ROWS.dump_python(sample, mode="json")
    return {key: each for key, each in value.items() if each not in (None, [], {})}


def unseal(
    samples: list[Sample], published: Path, private: Path | None, names: tuple[str, str]
) -> Iterator[Fault]:
    """Check that every sample has its commitment; put references in where they are known.

    Args:
        samples: Samples of the task, changed in place.
        published: `commitments.jsonl`.
        private: The private file; none where this machine does not have it.
        names: Both files as messages call them.
    """
    try:
        proofs = {each.id: each.sha256 for each in _commitments(published, names[0])}
        known = {each.id: each for each in _sealed(private, names[1])}
    except LlmsiteError as error:
        yield from error.faults
        return
    yield from _pairing_faults([sample.id for sample in samples], proofs, names[0])
    for n, sample in enumerate(samples):
        sealed = known.get(sample.id)
        if private and sealed is None:
            yield Fault(f"sample {shown(sample.id)} has no references here", names[1])
        elif sealed and commitment(sealed.salt, sealed.references) != proofs.get(sample.id):
            message = f"sample {shown(sample.id)}: the references are not those committed to"
            yield Fault(message, names[1], fix="use the file that was made with the commitments")
        elif sealed:
            samples[n] = replace(sample, references=sealed.references)


def _pairing_faults(ids: Sequence[str], proofs: Mapping[str, str], name: str) -> Iterator[Fault]:
    for each in ids:
        if each not in proofs:
            yield Fault(f"sample {shown(each)} has no commitment", name)
    for each in sorted(proofs.keys() - set(ids)):
        yield Fault(f"there is no sample {shown(each)}", name)


def _commitments(path: Path, name: str) -> Iterator[Commitment]:
    content = read_bytes(path, limit=_MAX_BYTES, name=name)
    return parse_rows(content, COMMITMENT_ROWS, name=name)


def _sealed(path: Path | None, name: str) -> Iterator[SealedReferences]:
    content = read_bytes(path, limit=_MAX_BYTES, name=name) if path else b""
    return parse_rows(content, SEALED_ROWS, name=name)
