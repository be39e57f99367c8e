"""Models behind the OpenAI API: hosted ones, and local servers that speak it.

MODEL is `openai:NAME`. Nothing about such a model is verified; what the server says of itself is
kept. Log-likelihoods are asked for only where a probe finds that they can be trusted.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import PurePath
from typing import TYPE_CHECKING

from llmsite.errors import BackendError, Fault
from llmsite.inference.asking_server import Asker, Trust
from llmsite.inference.backends.base import Backend, Capabilities, Options
from llmsite.inference.background import Background
from llmsite.inference.connection import OPENAI_URL, Reach, Server
from llmsite.inference.estimates import Estimate
from llmsite.inference.paying import Purse, find_price
from llmsite.schema.generation import Generation
from llmsite.schema.request import ChatTurn, Decoding, Request
from llmsite.schema.run import BackendIdentity, Measured, ModelIdentity, Variant
from llmsite.storage import shown

if TYPE_CHECKING:
    from llmsite.schema.record import RequestKind

if find_spec("openai") is None:  # said when this module is loaded; imported when it is needed
    raise ModuleNotFoundError(name="openai")

_VERSION = 1
_PREFIX = "openai:"
_MODEL_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}/[a-z0-9][a-z0-9._-]{0,63}")
_BYTES_PER_TOKEN = 3.5
"""Of English prose, for the plan; what must not be exceeded is counted in bytes."""


class OpenAi(Backend):
    """One model behind one address."""

    def __init__(self, name: str, options: Options, identity: ModelIdentity) -> None:
        self._options = options
        self._is_chat = options.api == "chat"
        reach = Reach(
            options.base_url,
            options.concurrency,
            options.timeout_s,
            options.n_retries,
            options.tell,
        )
        self._server = Server(name, reach)
        self._server.purse = Purse(find_price(options.prices, name, self._server.host))
        self._asker = Asker(self._server, options.api, options.reasoning_effort)
        self._loop = Background()
        try:
            self._loop.result(self._asker.meet())
        except BaseException:
            self.close()
            raise
        served = _without_folder(self._server.served_as or "")
        self._identity = identity.model_copy(update={"revision": served or None})

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """Name and revision as the server says them; nothing is verified."""
        numerics: dict[str, str] = {"api": self._options.api}
        if self._options.reasoning_effort:
            # The provider decides how such models draw.
            numerics |= {"reasoning_effort": self._options.reasoning_effort, "sampling": "provider"}
        return self._identity, BackendIdentity(
            name="openai",
            version=_VERSION,
            packages={"openai": version("openai")},
            numerics=numerics,
            method=None if self._is_chat else "log-likelihood",
        )

    def variant(self) -> Variant:
        """Who serves it, with which effort."""
        effort = self._options.reasoning_effort
        return Variant(provider=self._server.host, reasoning_effort=effort)

    def capabilities(self) -> Capabilities:
        """Text; options and whole texts where their log-likelihoods can be trusted."""
        kinds: set[RequestKind] = {"generate"}
        if not self._trust.why_not:
            kinds.add("choices")
        if self._trust.predicts_first:
            kinds.add("rolling")
        no_first = "the server gives no log-likelihood of a text's first token"
        return Capabilities(
            frozenset(kinds),
            has_chat_template=self._is_chat,
            is_exact=False,
            keeps_answers=True,
            why_not=self._trust.why_not or ("" if self._trust.predicts_first else no_first),
        )

    @cached_property
    def _trust(self) -> Trust:
        if self._is_chat:
            return Trust("the chat API gives no log-likelihoods of given texts")
        return self._loop.result(self._asker.probe())

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:
        """Ask for all answers at once, as far as `concurrency` allows.

        Raises:
            BackendError: No request will be answered: the server is down, the key is wrong, there
                is no money left.
        """
        parts = [[each] for each in requests] if exact else [list(requests)]
        for part in parts:
            begin = [partial(self._asker.answer, each) for each in part]
            yield from self._loop.results(begin, n_open=self._options.concurrency)

    def check(self, requests: Sequence[Request]) -> None:
        """Refuse prompts of the other API.

        Raises:
            BackendError: There are some.
        """
        for request in requests[:1]:
            self._refuse_other_api(request)

    def _refuse_other_api(self, request: Request) -> None:
        if self._is_chat and isinstance(request.prompt, str):
            fix = "leave --no-chat out, or ask with --api completions"
            message = f"task {request.task}: the chat API asks every prompt as a conversation"
            raise BackendError(Fault(message, fix=fix))
        if not self._is_chat and not isinstance(request.prompt, str):
            fix = "ask with --no-chat, or leave --api completions out"
            message = f"task {request.task}: the completions API takes no conversations"
            raise BackendError(Fault(message, fix=fix))

    def estimate(self, requests: Sequence[Request]) -> Estimate:
        """Tokens of prompts as prose has them, and the most that all of it can cost."""
        n_tokens, n_new, cost_usd = 0, 0, 0.0
        for request in requests:
            prompts = _prompts(request)
            decoding = request.decoding or Decoding(max_new_tokens=1)
            limit = decoding.max_new_tokens if request.kind == "generate" else 1
            n_new += limit if request.kind == "generate" else 0
            for prompt in prompts:
                body = self._asker.body(prompt, Decoding(max_new_tokens=limit))
                cost_usd += self._asker.most_usd(body)
                n_tokens += math.ceil(_n_bytes(prompt) / _BYTES_PER_TOKEN)
        is_paid = self._server.purse.price is not None
        return Estimate(n_tokens, n_tokens, n_new, 0, 0.0, cost_usd if is_paid else None)

    def measured(self) -> Measured:
        """Retries, fingerprints of the server, and the day of the prices."""
        price = self._server.purse.price
        return Measured(
            n_retries=self._server.n_retries or None,
            served_by=dict(self._server.served_by) or None,
            price_date=price.date if price else None,
        )

    def spent_usd(self) -> float:
        """What was paid since loading, the probe included."""
        return self._server.purse.spent_usd

    def limit_cost(self, usd: float) -> None:
        """From now on, spend at most so much.

        Raises:
            BackendError: The price is not known.
        """
        if self._server.purse.price is None:
            name, host = shown(self._server.model), self._server.host
            fix = "write its price into prices.toml, with day and source"
            raise BackendError(Fault(f"no price is known of {name} at {host}", fix=fix))
        self._server.purse.limit(usd)

    def close(self) -> None:
        """Close all connections."""
        if self._loop.is_open:
            self._loop.result(self._server.close())
            self._loop.close()


def load(model: str, options: Options) -> OpenAi:
    """Ask a server who it is.

    Raises:
        BackendError: There is no server, it does not know the model, or nothing says how to file
            its results.
    """
    name = model.removeprefix(_PREFIX)
    if not name:
        raise BackendError(Fault("no model is named", fix="write openai:NAME"))
    identity = ModelIdentity(
        id=_model_id(name, options),
        source=f"{_PREFIX}{_without_folder(name)}",
        verified=False,
    )
    return OpenAi(name, options, identity)


def _model_id(name: str, options: Options) -> str:
    guess = f"openai/{name}" if options.base_url in (None, OPENAI_URL) else name
    found = options.name or (name if "/" in name else guess).lower()
    if not _MODEL_ID.fullmatch(found):
        fix = "write --name ORG/MODEL in lower case, such as 'my-lab/my-model'"
        what = shown(options.name) if options.name else f"openai:{name[:80]}"
        raise BackendError(Fault(f"{what} does not say whose model it is", fix=fix))
    return found


def _without_folder(name: str) -> str:
    """A name as it may be published: a path of this machine becomes its last part."""
    return PurePath(name).name if PurePath(name).is_absolute() else name


def _prompts(request: Request) -> list[str | tuple[ChatTurn, ...]]:
    """Everything that is sent for a request: each option has a prompt of its own."""
    if request.kind == "choices" and isinstance(request.prompt, str):
        return [request.prompt + each for each in request.continuations]
    return [request.prompt]


def _n_bytes(prompt: str | tuple[ChatTurn, ...]) -> int:
    texts = [prompt] if isinstance(prompt, str) else [turn.content for turn in prompt]
    return sum(len(each.encode()) for each in texts)
