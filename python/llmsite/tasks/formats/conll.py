"""CoNLL columns with BIO tags: a token a line, its tag last, blank lines between sentences.

Columns are parted by tabs, or by spaces where a line has no tab. A sentence becomes a text (tokens
joined by one space) with spans in it.
"""

from collections.abc import Iterator, Sequence
from io import BufferedReader

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import FileSource
from llmsite.storage import Json
from llmsite.tasks.formats import Row, lines

_COMMENT = "-DOCSTART-"


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with `text`, `tokens`, `tags` and `spans` (start, end, label), and their first lines."""
    tokens: list[str] = []
    tags: list[str] = []
    start = 0
    for line, row in lines.read_rows(stream, source, name):
        text = str(row["text"])
        if text.strip() and not text.startswith(_COMMENT):
            token, tag = _columns(text, name, line)
            start = start if tokens else line
            tokens.append(token)
            tags.append(tag)
        elif tokens:
            yield start, _row(tokens, tags)
            tokens, tags = [], []
    if tokens:
        yield start, _row(tokens, tags)


def _columns(text: str, name: str, line: int) -> tuple[str, str]:
    cells = text.split("\t") if "\t" in text else text.split(" ")
    cells = [cell for cell in cells if cell.strip()]
    if len(cells) < 2:  # noqa: PLR2004 - a token and its tag
        raise TaskError(Fault("expected a token and a tag", name, line))
    return cells[0].strip(), cells[-1].strip()


def _row(tokens: Sequence[str], tags: Sequence[str]) -> Row:
    return {
        "text": " ".join(tokens),
        "tokens": list(tokens),
        "tags": list(tags),
        "spans": list(spans_of(tokens, tags)),
    }


def spans_of(tokens: Sequence[str], tags: Sequence[str]) -> Iterator[Json]:
    """Entities of BIO tags as character spans in the tokens joined by one space.

    An entity begins at `B-x`, or at `I-x` after another label, and goes on over `I-x`.
    """
    label, start, end, at = "", 0, 0, 0
    for token, tag in zip(tokens, tags, strict=True):
        mark, _, kind = tag.partition("-")
        kind = "" if mark == "O" else kind
        if label and (kind != label or mark == "B"):
            yield {"start": start, "end": end, "label": label}
            label = ""
        if kind:
            start = start if label else at
            label, end = kind, at + len(token)
        at += len(token) + 1
    if label:
        yield {"start": start, "end": end, "label": label}
