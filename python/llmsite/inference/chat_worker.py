"""Renders conversations by a chat template, in a process of its own that may be stopped.

A template comes with a model and is a program: it could loop for ever or fill the memory. This file
is run by path, imports nothing of llmsite, sets its own limits, reads one JSON document from
standard input and writes one to standard output.
"""

import json
import sys
from typing import TypedDict

import jinja2
import jinja2.ext
import jinja2.sandbox

_DAY = "26 Jul 2024"
"""What templates that ask for today's date are told, so that a prompt is the same every day."""


class Job(TypedDict):
    """What is asked for."""

    template: str
    tokens: dict[str, str]
    conversations: list[list[dict[str, str]]]
    memory_bytes: int
    cpu_s: int


class _Generation(jinja2.ext.Extension):
    """`{% generation %}` marks what an assistant said; it changes nothing here."""

    tags = {"generation"}  # noqa: RUF012 - as in the base class

    def parse(self, parser: jinja2.parser.Parser) -> list[jinja2.nodes.Node]:
        """The body as it is."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _limit(memory_bytes: int, cpu_s: int) -> None:
    try:
        import resource
    except ImportError:  # Windows; the parent's time limit remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))


def _refuse(message: str) -> None:
    raise jinja2.TemplateError(message)


def _to_json(value: object, indent: int | None = None) -> str:
    """JSON without the escapes for web pages that Jinja's own filter adds."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def render(job: Job) -> list[str]:
    """Each conversation as text, with the assistant's turn opened."""
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_Generation, jinja2.ext.loopcontrols],
    )
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = lambda _: _DAY
    template = environment.from_string(job["template"])
    return [
        template.render(messages=turns, add_generation_prompt=True, **job["tokens"])
        for turns in job["conversations"]
    ]


def main() -> None:
    """Answer one job."""
    job: Job = json.load(sys.stdin)
    _limit(job["memory_bytes"], job["cpu_s"])
    try:
        answer: dict[str, list[str] | str] = {"texts": render(job)}
    except MemoryError:
        answer = {"error": "it needs too much memory"}
    except Exception as error:  # noqa: BLE001 - whatever a template does is reported
        answer = {"error": f"{type(error).__name__}: {error}"[:300]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
