"""From a task to requests: pure, with ids and prompts that are equal on every machine.

A prompt depends on the task, the sample and the arguments alone; never on the order, number or
selection of the samples, or on how many processes ask. Knows nothing of models.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from llmsite.errors import Fault, TaskError
from llmsite.schema.request import ChatTurn, Decoding, Request, SampleInputs
from llmsite.schema.task import PromptDefinition, Sample, TaskDefinition
from llmsite.storage import Json, canonical_line
from llmsite.tasks import styles
from llmsite.tasks.loading import Task, restyle
from llmsite.tasks.reading import pause_collector


def build_requests(
    task: Task,
    *,
    style: str | None = None,
    shots: int | None = None,
    chat: bool = False,
    seed: int = 0,
    limit: int | None = None,
) -> tuple[Request, ...]:
    """Everything that is asked for a task, in the order of its samples.

    Args:
        task: What is asked.
        style: Prompt style instead of the task's own.
        shots: Examples in the prompt instead of the task's own number.
        chat: Make conversations for the model's chat template instead of text to continue.
        seed: Seed of the draw of examples and of sampling. Where the task's examples are fixed, 0
            means the pool's first, another seed one draw for all samples.
        limit: Only the first so many samples.

    Raises:
        TaskError: The style is unknown or does not fit, or the pool has too few examples.
    """
    asked = restyle(task, style) if style else task
    definition = asked.definition
    n_shots = definition.prompt.shots if shots is None else shots
    _check(definition, n_shots, len(task.shots))
    asking = _Asking(definition, task.shots, n_shots, chat, seed)
    with pause_collector():
        return tuple(
            request for sample in task.samples[:limit] for request in _requests_of(sample, asking)
        )


def requests_sha256(requests: Iterable[Request]) -> str:
    """Hash over prompts, continuations and decoding of requests, in order."""
    digest = hashlib.sha256()
    for each in requests:
        prompt = each.prompt
        digest.update(
            canonical_line(
                {
                    "task": each.task,
                    "id": each.sample_id,
                    "index": each.index,
                    "kind": each.kind,
                    "prompt": prompt
                    if isinstance(prompt, str)
                    else [[turn.role, turn.content] for turn in prompt],
                    "continuations": list(each.continuations),
                    "decoding": _listed(each.decoding),
                }
            )
        )
    return digest.hexdigest()


def _listed(decoding: Decoding | None) -> Json:
    if decoding is None:
        return None
    said: list[Json] = [
        decoding.max_new_tokens,
        list(decoding.stop),
        decoding.n,
        decoding.temperature,
        decoding.top_p,
        decoding.seed,
        decoding.thinking_end,
    ]
    # Added later; what is listed without it keeps its hash.
    return said if decoding.thinking_budget is None else [*said, decoding.thinking_budget]


def _check(definition: TaskDefinition, n_shots: int, n_pool: int) -> None:
    style = styles.STYLES[definition.prompt.style]
    kind = definition.request.kind
    if kind not in style.kinds:
        fits = [name for name, each in styles.STYLES.items() if kind in each.kinds]
        message = f"the prompt style '{definition.prompt.style}' does not fit '{kind}' requests"
        fix = "use one of " + ", ".join(fits)
        raise TaskError(Fault(f"task {definition.name}: {message}", fix=fix))
    if n_shots < 0 or n_shots > n_pool:
        message = f"{n_shots} examples asked for, the pool has {n_pool}"
        fix = "use fewer shots or add examples to shots.jsonl"
        raise TaskError(Fault(f"task {definition.name}: {message}", fix=fix))
    if definition.request.thinking_budget and not definition.request.thinking_end:
        message = "a thinking budget needs the delimiter that ends a thinking block"
        fix = "add thinking_end = '</think>' or what the model writes"
        raise TaskError(Fault(f"task {definition.name}: {message}", fix=fix))


@dataclass(frozen=True, slots=True)
class _Asking:
    """What all requests of a task share."""

    definition: TaskDefinition
    pool: tuple[Sample, ...]
    n_shots: int
    chat: bool
    seed: int


def _requests_of(sample: Sample, asking: _Asking) -> Iterator[Request]:
    """The requests of one sample: one, or as many as generations are wanted."""
    definition = asking.definition
    prompt, kind = definition.prompt, definition.request.kind
    asked = _conversation(sample, asking) if asking.chat else _text(sample, asking)
    # A chat template ends its opening of the assistant's turn itself, so nothing comes between.
    delimiter = "" if asking.chat else prompt.delimiter
    chosen = styles.continuations(sample, prompt, delimiter=delimiter) if kind == "choices" else ()
    decoding = _decoding(asking) if kind == "generate" else None
    inputs = SampleInputs(
        text=styles.text_of(sample),
        pair=sample.pair or "",
        choices=sample.choices,
        attributes=sample.attributes or {},
    )
    for index in range(decoding.n if decoding else 1):
        yield Request(
            task=definition.name,
            sample_id=sample.id,
            index=index,
            kind=kind,
            prompt=asked,
            inputs=inputs,
            continuations=chosen,
            decoding=decoding,
        )


def _decoding(asking: _Asking) -> Decoding:
    request = asking.definition.request
    stop = request.stop
    if asking.chat and styles.STYLES[asking.definition.prompt.style].form == "chain":
        # A chat model reasons in paragraphs, and its template ends the turn.
        stop = tuple(each for each in stop if not each.isspace())
    return Decoding(
        max_new_tokens=request.max_new_tokens,
        stop=stop,
        n=request.n,
        temperature=request.temperature,
        top_p=request.top_p,
        seed=asking.seed,
        thinking_end=request.thinking_end,
        thinking_budget=request.thinking_budget,
    )


def _text(sample: Sample, asking: _Asking) -> str:
    """The prompt as text to continue: instruction, examples, sample."""
    prompt, kind = asking.definition.prompt, asking.definition.request.kind
    if kind in ("rolling", "embed", "classify"):
        return styles.text_of(sample)
    parts = [prompt.instruction] if prompt.instruction else []
    parts += [
        styles.question(shot, prompt) + prompt.delimiter + styles.answer(shot, prompt)
        for shot in _examples(sample, asking)
    ]
    parts.append(styles.question(sample, prompt))
    return prompt.separator.join(parts)


def _conversation(sample: Sample, asking: _Asking) -> str | tuple[ChatTurn, ...]:
    """The prompt as turns: each example a question and its answer, the instruction up front."""
    prompt, kind = asking.definition.prompt, asking.definition.request.kind
    if kind in ("rolling", "embed", "classify"):
        return styles.text_of(sample)
    turns: list[ChatTurn] = []
    for shot in _examples(sample, asking):
        turns += _turns(shot, prompt)
        turns.append(ChatTurn("assistant", styles.answer(shot, prompt)))
    turns += _turns(sample, prompt)
    return _with_instruction(tuple(turns), prompt)


def _turns(sample: Sample, prompt: PromptDefinition) -> list[ChatTurn]:
    return [ChatTurn(turn.role, turn.content) for turn in styles.turns_of(sample, prompt)]


def _with_instruction(
    turns: tuple[ChatTurn, ...], prompt: PromptDefinition
) -> tuple[ChatTurn, ...]:
    """The system message first, the instruction at the head of the user's first turn."""
    if prompt.instruction:
        first = next(n for n, turn in enumerate(turns) if turn.role == "user")
        said = prompt.instruction + prompt.separator + turns[first].content
        turns = (*turns[:first], ChatTurn("user", said), *turns[first + 1 :])
    if not prompt.system:
        return turns
    if turns[0].role == "system":
        said = prompt.system + prompt.separator + turns[0].content
        return (ChatTurn("system", said), *turns[1:])
    return (ChatTurn("system", prompt.system), *turns)


def _examples(sample: Sample, asking: _Asking) -> tuple[Sample, ...]:
    """The examples of one sample: the pool's first, or those with the smallest hash."""
    prompt, n = asking.definition.prompt, asking.n_shots
    if n == 0 or (prompt.draw == "fixed" and asking.seed == 0):
        return asking.pool[:n]
    drawn_for = f"{sample.id}|" if prompt.draw == "seeded" else ""
    head = f"{asking.seed}|{asking.definition.name}|{drawn_for}"

    def position(shot: Sample) -> bytes:
        return hashlib.sha256((head + shot.id).encode()).digest()

    return tuple(sorted(asking.pool, key=position)[:n])
