"""SQuAD 1.1 and 2.0 JSON: articles, paragraphs, questions with answers in the paragraph."""

from collections.abc import Iterator
from io import BufferedReader

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import FileSource
from llmsite.storage import Json, parse_json
from llmsite.tasks.formats import Row


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with `id`, `question`, `context`, `answers` (texts), `title` and `document`."""
    value = parse_json(stream.read(), name=name)
    articles = _list(value, "data", name)
    for n, article in enumerate(articles):
        for m, paragraph in enumerate(_list(article, "paragraphs", name)):
            context = _text(paragraph, "context", name)
            for question in _list(paragraph, "qas", name):
                answers = _list(question, "answers", name)
                yield (
                    0,
                    {
                        "id": _text(question, "id", name),
                        "question": _text(question, "question", name),
                        "context": context,
                        "answers": list(
                            dict.fromkeys(_text(each, "text", name) for each in answers)
                        ),
                        "title": _text(article, "title", name, default=str(n)),
                        "document": f"{n}.{m}",
                    },
                )


def _list(value: Json, key: str, name: str) -> list[Json]:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, list):
        raise TaskError(Fault(f"expected a list '{key}' as in SQuAD's files", name))
    return found


def _text(value: Json, key: str, name: str, *, default: str | None = None) -> str:
    found = value.get(key, default) if isinstance(value, dict) else None
    if not isinstance(found, str):
        raise TaskError(Fault(f"expected a text '{key}' as in SQuAD's files", name))
    return found
