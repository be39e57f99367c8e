"""Conversations through a model's chat template, as text.

The policy is explicit: only requests that are conversations are rendered, and the template opens
the assistant's turn.
"""

from collections.abc import Iterable

from llmsite.errors import BackendError, Fault
from llmsite.inference.tokens import Tokenizer
from llmsite.schema.request import ChatTurn


def render(tokenizer: Tokenizer, conversations: Iterable[tuple[ChatTurn, ...]]) -> list[str]:
    """Each conversation as the text that the model continues.

    Raises:
        BackendError: The tokenizer has no template, or the template refuses the conversation.
    """
    if not tokenizer.chat_template:
        fix = "ask with --no-chat"
        raise BackendError(Fault("the model has no chat template", fix=fix))
    return [_render(tokenizer, turns) for turns in conversations]


def _render(tokenizer: Tokenizer, turns: tuple[ChatTurn, ...]) -> str:
    messages = [{"role": turn.role, "content": turn.content} for turn in turns]
    try:
        return tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    except Exception as error:
        fix = "ask with --no-chat"
        raise BackendError(Fault(f"the chat template failed: {error}", fix=fix)) from error
