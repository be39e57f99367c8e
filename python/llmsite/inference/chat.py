"""Conversations through a model's chat template, as text.

The policy is explicit: only requests that are conversations are rendered, and the template opens
the assistant's turn. Templates run in a process of their own, with limits.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from llmsite.errors import BackendError, Fault
from llmsite.inference.tokens import Tokenizer
from llmsite.schema.request import ChatTurn
from llmsite.storage import shown

_TIME_S = 20
_MEMORY_BYTES = 1 << 30


def template_of(tokenizer: Tokenizer) -> str | None:
    """The chat template's text; of several the one named `default`."""
    template = tokenizer.chat_template
    if isinstance(template, dict):
        template = template.get("default")
    return template if isinstance(template, str) and template else None


def render(
    tokenizer: Tokenizer,
    conversations: Sequence[tuple[ChatTurn, ...]],
    *,
    time_s: int = _TIME_S,
    memory_bytes: int = _MEMORY_BYTES,
) -> list[str]:
    """Each conversation as the text that the model continues.

    Args:
        tokenizer: Whose template and special tokens are used.
        conversations: Turns in order.
        time_s: Seconds after which the template is stopped.
        memory_bytes: Most memory that it may use.

    Raises:
        BackendError: There is no template, it refuses a conversation, or it breaks a limit.
    """
    template = template_of(tokenizer)
    if template is None:
        raise BackendError(Fault("the model has no chat template", fix="ask with --no-chat"))
    job = {
        "template": template,
        "tokens": {name: str(each) for name, each in tokenizer.special_tokens_map.items()},
        "conversations": [
            [{"role": turn.role, "content": turn.content} for turn in turns]
            for turns in conversations
        ],
        "memory_bytes": memory_bytes,
        "cpu_s": time_s,
    }
    answer = _run(json.dumps(job), time_s)
    if "error" in answer:
        raise _failed(str(answer["error"]))
    texts: list[str] = answer["texts"]
    return texts


def _run(job: str, time_s: int) -> dict[str, list[str]]:
    """Let the worker do a job; its answer."""
    worker = Path(__file__).with_name("chat_worker.py")
    try:
        done = subprocess.run(  # noqa: S603 - our own file and interpreter
            [sys.executable, "-I", str(worker)],
            input=job,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=time_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _failed(f"it takes longer than {time_s} s") from None
    if done.returncode:
        raise _failed("it breaks the limits of time or memory")
    answer: dict[str, list[str]] = json.loads(done.stdout)
    return answer


def _failed(reason: str) -> BackendError:
    fix = "ask with --no-chat, or use another tokenizer"
    return BackendError(Fault(f"the chat template failed: {shown(reason)}", fix=fix))
