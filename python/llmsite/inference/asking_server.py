"""From requests to generations, by a server of the OpenAI API: bodies in between.

Knows prompts and what is counted. Knows nothing of connections and of what a run is.
"""

import asyncio
import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from llmsite.errors import BackendError, Fault
from llmsite.inference.answering import key_of
from llmsite.inference.connection import OPENAI_URL, Call, Refused, Server
from llmsite.inference.probe import TEXT, why_not_trusted
from llmsite.inference.replies import (
    Echo,
    Spoken,
    Unusable,
    echo_of,
    first_token_of,
    spoken_of,
    usage_of,
)
from llmsite.inference.stops import cut
from llmsite.schema.generation import (
    ChoicesGeneration,
    Generation,
    RollingGeneration,
    TextGeneration,
)
from llmsite.schema.request import ChatTurn, Decoding, Request
from llmsite.storage import Json, sha256_bytes, shown

T = TypeVar("T")

_PROBE_TOKENS = 16
"""The least that every provider allows."""
_PROBE_RETRIES = 2
_MOST_STOPS = 4
"""What the API takes; all stops are looked for here anyway."""
_FAILED: dict[str, Callable[..., Generation]] = {
    "choices": ChoicesGeneration,
    "generate": TextGeneration,
    "rolling": RollingGeneration,
}


@dataclass(frozen=True, slots=True)
class Trust:
    """What a server's log-likelihoods are good for."""

    why_not: str
    """Why they cannot be used; empty if they can."""
    predicts_first: bool = False
    """Whether a text's first token has one."""


class Asker:
    """Asks one server in one of the two APIs."""

    def __init__(
        self, server: Server, api: Literal["chat", "completions"], effort: str | None
    ) -> None:
        self._server = server
        self._api = api
        self._effort = effort
        self._is_chat = api == "chat"
        # Reasoning models take the new name only, most local servers the old one only.
        is_new = server.address == OPENAI_URL or effort
        self._limit_name = "max_completion_tokens" if is_new and self._is_chat else "max_tokens"
        self._n_echoed = 0

    async def meet(self) -> None:
        """Ask for a few tokens: who answers, and does it at all?

        Raises:
            BackendError: It does not.
        """
        probe = ChatTurn("user", "Say yes.")
        body = self.body((probe,) if self._is_chat else probe.content, Decoding(_PROBE_TOKENS))
        try:
            await self._send(body, lambda reply: reply, _PROBE_RETRIES)
        except Refused as error:
            fix = "check MODEL, --api and --base-url"
            names = await self._server.model_names()
            if names and self._server.model not in names:
                fix = "the server offers " + ", ".join(shown(each) for each in names[:5])
            raise BackendError(Fault(str(error), fix=fix)) from None

    async def probe(self) -> Trust:
        """Find out whether log-likelihoods of given texts can be had and trusted."""
        try:
            why_not = await why_not_trusted(self._echo_for_probe, self._first_token)
        except Refused:
            # Some servers want at least one token generated behind the given ones.
            self._n_echoed = 1
            try:
                why_not = await why_not_trusted(self._echo_for_probe, self._first_token)
            except Refused as error:
                return Trust(str(error))
        if why_not:
            return Trust(why_not)
        return Trust("", (await self._echo(TEXT)).log_likelihoods[0] is not None)

    async def answer(self, request: Request) -> Generation:
        """Answer one request; what this one has no answer to comes with `error`.

        Raises:
            BackendError: No request will be answered.
        """
        try:
            if request.kind == "choices":
                return await self._choices(request)
            if request.kind == "rolling":
                return await self._rolling(request)
            return await self._text(request)
        except Refused as error:
            return _FAILED[request.kind](**key_of(request), error=str(error))

    def body(
        self, prompt: str | tuple[ChatTurn, ...], decoding: Decoding, draw_key: str = ""
    ) -> dict[str, Json]:
        """What is sent for a text.

        Args:
            prompt: Text to continue, or a conversation.
            decoding: How.
            draw_key: What the draws of sampling depend on.
        """
        made: dict[str, Json] = {self._limit_name: decoding.max_new_tokens}
        if isinstance(prompt, str):
            made["prompt"] = prompt
        else:
            made["messages"] = [{"role": each.role, "content": each.content} for each in prompt]
        if self._effort:
            # Such models take neither a temperature nor stop strings.
            return made | {"reasoning_effort": self._effort}
        made["temperature"] = decoding.temperature
        if decoding.temperature:
            digest = hashlib.sha256(f"{decoding.seed}\x1f{draw_key}".encode()).digest()
            made["seed"] = int.from_bytes(digest[:4]) >> 1
            made["top_p"] = decoding.top_p
        if decoding.stop and not decoding.thinking_end:
            made["stop"] = list(decoding.stop[:_MOST_STOPS])
        return made

    def most_usd(self, body: dict[str, Json]) -> float:
        """Most that a request can cost."""
        prompt = body.get("prompt", body.get("messages"))
        turns = prompt if isinstance(prompt, list) else [{"content": prompt}]
        texts = [str(each["content"]) for each in turns if isinstance(each, dict)]
        n_new = body.get(self._limit_name)
        return self._server.purse.most(
            sum(len(each.encode()) for each in texts),
            len(texts),
            n_new if isinstance(n_new, int) else 0,
        )

    async def _text(self, request: Request) -> TextGeneration:
        decoding = request.decoding or Decoding(max_new_tokens=128)
        body = self.body(request.prompt, decoding, "\x1f".join(map(str, request.key)))
        spoken, usage = await self._send(body, lambda reply: (spoken_of(reply), usage_of(reply)))
        text, raw = _split_thinking(spoken, decoding)
        text, found = cut(text, decoding.stop)
        return TextGeneration(
            **key_of(request),
            prompt_sha256=_prompt_sha256(request),
            n_prompt_tokens=usage.n_prompt if usage else None,
            text=text,
            raw_text=raw,
            n_tokens=usage.n_new if usage else None,
            n_thinking_tokens=usage.n_thinking if usage else 0,
            finish_reason=_finish_reason(spoken, found, decoding),
        )

    async def _choices(self, request: Request) -> ChoicesGeneration:
        prompt = str(request.prompt)
        if not request.continuations or not all(request.continuations):
            raise Refused("an option is empty")
        echoes = await asyncio.gather(
            *(self._echo(prompt + each) for each in request.continuations)
        )
        # White space at the end of a prompt is the option's: most tokenizers put it there.
        place = len(prompt.rstrip())
        scored = [(echo, echo.after(place)) for echo in echoes]
        numbers = [[echo.log_likelihoods[i] for i in places] for echo, places in scored]
        known = [[each for each in row if each is not None] for row in numbers]
        if known != numbers:
            raise Refused("the server gives no log-likelihood of an option's first token")
        return ChoicesGeneration(
            **key_of(request),
            prompt_sha256=_prompt_sha256(request),
            n_prompt_tokens=len(scored[0][0].starts) - len(scored[0][1]),
            log_likelihoods=tuple(math.fsum(row) for row in known),
            n_tokens=tuple(len(row) for row in known),
            n_bytes=tuple(len(each.encode()) for each in request.continuations),
            is_greedy=tuple(all(echo.is_greedy[i] for i in places) for echo, places in scored),
            n_merged=sum(echo.starts[places[0]] < place for echo, places in scored),
        )

    async def _rolling(self, request: Request) -> RollingGeneration:
        text = str(request.prompt)
        if not text:
            raise Refused("no text to read")
        echo = await self._echo(text)
        known = [each for each in echo.log_likelihoods if each is not None]
        if len(known) < len(echo.starts):
            raise Refused("the server gives no log-likelihood of a text's first token")
        return RollingGeneration(
            **key_of(request),
            prompt_sha256=_prompt_sha256(request),
            n_prompt_tokens=len(known),
            log_likelihoods=(math.fsum(known),),
            n_tokens=(len(known),),
            n_bytes=(len(text.encode()),),
            is_greedy=(all(echo.is_greedy),),
        )

    async def _echo(self, text: str, n_retries: int = -1) -> Echo:
        body: dict[str, Json] = {
            "prompt": text,
            "max_tokens": self._n_echoed,
            "temperature": 0,
            "echo": True,
            "logprobs": 1,
        }
        return await self._send(body, lambda reply: echo_of(reply, text), n_retries=n_retries)

    async def _echo_for_probe(self, text: str) -> Echo:
        """As `_echo`; a reply without what is needed speaks against the server."""
        try:
            return await self._echo(text, _PROBE_RETRIES)
        except Refused as error:
            if error.is_unusable:
                raise Unusable(str(error)) from None
            raise

    async def _first_token(self, prompt: str) -> tuple[str, float]:
        body: dict[str, Json] = {"prompt": prompt, "max_tokens": 1, "temperature": 0, "logprobs": 1}
        try:
            return await self._send(body, first_token_of, _PROBE_RETRIES)
        except Refused as error:
            raise Unusable(str(error)) from None

    async def _send(
        self, body: dict[str, Json], read: Callable[[Json], T], n_retries: int = -1
    ) -> T:
        call = Call(self._api, body, self.most_usd(body))
        return await self._server.send(call, read, n_retries=n_retries)


def _split_thinking(spoken: Spoken, decoding: Decoding) -> tuple[str, str]:
    """The answer, and everything that was said."""
    end = decoding.thinking_end
    if not end:
        return spoken.text, spoken.text
    if spoken.thinking:
        return spoken.text, f"{spoken.thinking}{end}{spoken.text}"
    _, found, answer = spoken.text.partition(end)
    # Cut off while thinking: there is no answer.
    return (answer if found else ""), spoken.text


def _finish_reason(spoken: Spoken, found: str, decoding: Decoding) -> str | None:
    if found:
        return f"stop:{found}"
    if spoken.finish == "length":
        return "length"
    # A server that was given stop strings does not say whether one of them ended the text.
    return "eos" if spoken.finish == "stop" and not decoding.stop else None


def _prompt_sha256(request: Request) -> str | None:
    """Hash of a text that the model saw as it is; a chat template's work is not known."""
    return sha256_bytes(request.prompt.encode()) if isinstance(request.prompt, str) else None
