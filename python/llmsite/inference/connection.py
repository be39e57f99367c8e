"""A server of the OpenAI API: sends requests, waits as it is told, asks again what failed.

What the run must not lose hangs on this: nothing here raises but a fault in a sentence. The key
stands in the client alone; it is taken out of whatever a server says.
"""

import asyncio
import os
import re
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib import import_module
from time import time
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from llmsite.errors import BackendError, Fault, LlmsiteError
from llmsite.inference.paying import Purse
from llmsite.inference.replies import Unusable, at, usage_of
from llmsite.storage import Json, parse_foreign_json, shown, suggest

T = TypeVar("T")

OPENAI_URL = "https://api.openai.com/v1"
_KEY_NAME = "OPENAI_API_KEY"
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 30.0
_LONGEST_RATE_LIMIT_S = 2 * 3600
_TOLD_WAIT_S = 5.0
"""Shorter waits are nobody's business."""
_UNUSABLE_TRIES = 2
"""Times that an unusable reply is asked for again; each is paid."""
_PATIENCE = 3
"""Requests that may fail for good, none answered between them, before the server counts as down."""
_MAX_REPLY_BYTES = 64 << 20
_REVISION = re.compile(r"(v?\d+([.-]\d+)*|latest)(-preview)?")
"""What may follow a name, such as `2026-08-06` or `001`; `mini` or `70b` names another model."""


class Refused(Exception):  # noqa: N818 - one request has no answer; others may have
    """The server does not answer this request; its text says why."""

    def __init__(self, reason: str, *, is_unusable: bool = False) -> None:
        super().__init__(reason)
        self.is_unusable = is_unusable
        """Whether there was a reply, but none with what was asked for."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a server is, and how patiently it is asked."""

    base_url: str | None
    """Its address; none: the provider's."""
    concurrency: int
    """Requests at once."""
    timeout_s: float
    """Longest time that one answer may take."""
    n_retries: int
    """Times that a failed request is sent again."""
    tell: Callable[[str], None]
    """Called with a sentence where something takes its time."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a server."""

    api: Literal["chat", "completions"]
    """Where it goes."""
    body: dict[str, Json]
    """What is sent, without the model's name."""
    most_usd: float = 0.0
    """Most that it can cost."""


class _Again(Exception):  # noqa: N818 - a state, told in words
    """Something failed that may work later."""

    def __init__(
        self,
        reason: str,
        *,
        wait_s: float | None = None,
        is_rate_limit: bool = False,
        may_be_paid: bool = False,
        is_unreachable: bool = False,
        is_unusable: bool = False,
    ) -> None:
        super().__init__(reason)
        self.wait_s = wait_s
        self.is_rate_limit = is_rate_limit
        self.may_be_paid = may_be_paid
        self.is_unreachable = is_unreachable
        self.is_unusable = is_unusable


class Server:
    """One model behind one address."""

    def __init__(self, model: str, reach: Reach) -> None:
        self.model = model
        self.address = _checked_address(reach.base_url or os.environ.get("OPENAI_BASE_URL"))
        self.host = urlsplit(self.address).hostname or ""
        self._key = _read_key(self.address, self.host)
        self._openai = import_module("openai")
        self._client = self._openai.AsyncOpenAI(
            api_key=self._key or "none",
            base_url=self.address,
            max_retries=0,
            timeout=reach.timeout_s,
        )
        self._reach = reach
        self._turns = asyncio.Semaphore(reach.concurrency)
        self.purse = Purse(None)
        self.served_as: str | None = None
        """Name under which the first answer came; later ones must bear it."""
        self.n_retries = 0
        self.served_by: Counter[str] = Counter()
        self._opens_at = 0.0
        self._n_lost = 0
        self._ended: BackendError | None = None

    async def send(self, call: Call, read: Callable[[Json], T], *, n_retries: int = -1) -> T:
        """Send a request until it has an answer.

        Args:
            call: What to send.
            read: Makes something of the reply; `Unusable` has it asked again.
            n_retries: Times that it may be sent again; -1: as `Reach` says.

        Raises:
            Refused: This request has no answer.
            BackendError: No request will have one.
        """
        tries = self._reach.n_retries if n_retries < 0 else n_retries
        n_failed = 0
        while True:
            await self._wait_for_opening()
            try:
                async with self._turns:
                    found = await self._send_once(call, read)
            except _Again as again:
                n_failed += not again.is_rate_limit or again.wait_s is None
                if n_failed > (min(tries, _UNUSABLE_TRIES) if again.is_unusable else tries):
                    raise self._give_up(again) from None
                self.n_retries += 1
                await self._pause(again, n_failed)
            except BackendError as error:
                self._ended = error
                raise
            else:
                self._n_lost = 0
                return found

    def _give_up(self, again: _Again) -> Exception:
        """What a request ends with that failed too often."""
        self._n_lost += not again.is_unusable
        if not again.is_unreachable and self._n_lost < _PATIENCE:
            return Refused(str(again), is_unusable=again.is_unusable)
        fix = "see that it runs at this address, then run the same command again: it goes on here"
        self._ended = BackendError(Fault(str(again), fix=fix))
        return self._ended

    async def _wait_for_opening(self) -> None:
        """Wait until the server takes requests again."""
        clock = asyncio.get_running_loop().time
        while self._ended is None and (left := self._opens_at - clock()) > 0:  # noqa: ASYNC110 - it moves
            await asyncio.sleep(min(left, 1.0))
        if self._ended is not None:
            raise self._ended

    async def _pause(self, again: _Again, n_failed: int) -> None:
        if again.wait_s is None:
            await asyncio.sleep(min(_FIRST_WAIT_S * 2 ** (n_failed - 1), _LONGEST_WAIT_S))
            return
        if again.wait_s > _LONGEST_RATE_LIMIT_S:
            message = f"{again}, and asks to wait {again.wait_s / 3600:.0f} hours"
            self._ended = BackendError(Fault(message, fix="run the same command again then"))
            raise self._ended
        opens_at = asyncio.get_running_loop().time() + again.wait_s
        if again.wait_s >= _TOLD_WAIT_S and opens_at > self._opens_at + 1.0:
            self._reach.tell(f"{again}: waiting {again.wait_s:.0f} s; Ctrl-C keeps all answers.")
        self._opens_at = max(self._opens_at, opens_at)

    async def _send_once(self, call: Call, read: Callable[[Json], T]) -> T:
        if self._ended is not None:
            raise self._ended
        await self.purse.set_aside(call.most_usd)
        paid = 0.0
        try:
            async with self._explained():
                content = await self._content(call)
            paid = call.most_usd
            reply = _parsed(content)
            usage = usage_of(reply)
            paid = self.purse.cost(usage) if usage else paid
            self._check_served(reply)
            try:
                return read(reply)
            except Unusable as error:
                raise _Again(str(error), is_unusable=True) from None
        except asyncio.CancelledError:
            paid = call.most_usd  # nobody will hear whether it was answered
            raise
        except _Again as again:
            paid = max(paid, call.most_usd if again.may_be_paid else 0.0)
            raise
        finally:
            self.purse.settle(call.most_usd, paid)

    async def _content(self, call: Call) -> bytes:
        """The bytes of a good reply."""
        chat = call.api == "chat"
        place = self._client.chat.completions if chat else self._client.completions
        async with asyncio.timeout(self._reach.timeout_s):
            reply = await place.with_raw_response.create(model=self.model, **call.body)
        content: bytes = reply.content
        return content

    def _check_served(self, reply: Json) -> None:
        """See that the model answers that was asked, and note who served it."""
        name = at(reply, "model")
        name = name if isinstance(name, str) else ""
        if self.served_as is None:
            if name and not is_same_model(self.model, name):
                message = f"asked for {shown(self.model)}, the server answers as {shown(name)}"
                raise BackendError(Fault(message, fix="ask for the model by the server's name"))
            self.served_as = name
        if not name and self.served_as:
            raise _Again("the server's answer names no model", is_unusable=True)
        if name != self.served_as:
            message = f"the server answers as {shown(name)}, no longer as {shown(self.served_as)}"
            fix = "run the same command again when the first model is back, or start a new run"
            raise BackendError(Fault(message, fix=fix))
        mark = at(reply, "system_fingerprint")
        if isinstance(mark, str) and mark:
            self.served_by[mark[:80]] += 1

    @asynccontextmanager
    async def _explained(self) -> AsyncIterator[None]:
        """What the client raises, as ours."""
        openai, broken = self._openai, import_module("httpx2").HTTPError
        try:
            yield
        except (openai.APITimeoutError, TimeoutError) as error:
            if any(type(each).__name__ == "ConnectTimeout" for each in _causes(error)):
                raise _Again(f"no server answers at {self.address}", is_unreachable=True) from None
            seconds = f"{self._reach.timeout_s:.0f} s"
            reason = f"the server at {self.host} gave no answer in {seconds}"
            raise _Again(reason, may_be_paid=True) from None
        except openai.APIStatusError as error:
            raise await self._status_fault(error) from None
        except (openai.APIConnectionError, broken) as error:
            raise self._connection_fault(error) from None

    def _connection_fault(self, error: Exception) -> Exception:
        causes = _causes(error)
        for each in causes:
            if isinstance(each, ssl.SSLError):
                reason = getattr(each, "verify_message", "") or getattr(each, "reason", "") or each
                message = f"the certificate of {self.host} is not trusted: {reason}"
                fix = "correct the address, or name its authority's file in SSL_CERT_FILE"
                return BackendError(Fault(message, fix=fix))
        if any(type(each).__name__ == "ConnectError" for each in causes):
            return _Again(f"no server answers at {self.address}", is_unreachable=True)
        return _Again(f"the server at {self.host} broke off its answer", may_be_paid=True)

    async def _status_fault(self, error: Any) -> Exception:
        """What an HTTP status means for the request and for all others."""
        status = int(error.status_code)
        said = self._words(error)
        if status in (401, 403):
            has = f"refuses the key in {_KEY_NAME}" if self._key else f"wants a key in {_KEY_NAME}"
            return BackendError(Fault(f"the server at {self.host} {has}", fix="set the right key"))
        if status == 404:  # noqa: PLR2004 - not found
            return BackendError(await self._unknown_model())
        if status == 429 and error.code == "insufficient_quota":  # noqa: PLR2004 - too many requests
            message = f"the account at {self.host} has no money left"
            fix = "fill it, then run the same command again: it goes on here"
            return BackendError(Fault(message, fix=fix))
        if status == 429:  # noqa: PLR2004 - as above
            reason = f"the server at {self.host} limits the rate"
            wait_s = _retry_after_s(error.response.headers) or None
            return _Again(reason, wait_s=wait_s, is_rate_limit=True)
        if status >= 500 or status in (408, 409):  # noqa: PLR2004 - faults of the server
            reason = f"the server at {self.host} failed ({status}{said})"
            return _Again(reason, wait_s=_retry_after_s(error.response.headers) or None)
        return Refused(f"the server refuses the request ({status}{said})")

    def _words(self, error: Any) -> str:
        """What the server says of it, one short line without the key."""
        body = error.body
        said = at(body, "message") or at(body, "detail") or at(body, "error") or body
        words = " ".join(str(said).split()) if said else ""
        if self._key:
            words = words.replace(self._key, "…")
        return f": {shown(words[:160])}" if words else ""

    async def _unknown_model(self) -> Fault:
        names = await self.model_names()
        message = f"the server at {self.host} does not know the model {shown(self.model)}"
        if not names:
            return Fault(message, fix="check the name and --base-url")
        if self.model in names:
            message = f"the server at {self.host} has no such API for {shown(self.model)}"
            return Fault(message, fix="ask with the other --api")
        return Fault(message, fix=suggest(self.model, names))

    async def model_names(self) -> list[str]:
        """Names of the models that the server offers; empty where it does not say."""
        try:
            async with asyncio.timeout(min(10.0, self._reach.timeout_s)):
                raw = await self._client.models.with_raw_response.list()
            reply = _parsed(raw.content)
        except (self._openai.OpenAIError, TimeoutError, _Again, import_module("httpx2").HTTPError):
            return []
        rows = at(reply, "data")
        found = [at(each, "id") for each in rows] if isinstance(rows, list) else []
        return [each for each in found if isinstance(each, str)]

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()


def is_same_model(asked: str, served: str) -> bool:
    """Whether a server's name is the one asked for, perhaps with a date, revision or folder."""
    bare = asked.partition(":")[0].rstrip("/") if asked.endswith(".gguf") else asked.rstrip("/")
    name = served.partition("@")[0].rstrip("/")
    if name in (asked, bare, bare.rpartition("/")[2]) or name.rpartition("/")[2] == bare:
        return True
    return name.startswith(f"{bare}-") and bool(_REVISION.fullmatch(name[len(bare) + 1 :]))


def _checked_address(given: str | None) -> str:
    address = (given or OPENAI_URL).rstrip("/")
    parts = urlsplit(address)
    try:
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        fix = "write it like http://localhost:8000/v1"
        raise BackendError(Fault(f"{shown(address[:80])} is no address of a server", fix=fix))
    if parts.username or parts.password or parts.query or parts.fragment:
        fix = f"put the key into the environment as {_KEY_NAME}"
        raise BackendError(Fault("--base-url holds more than an address", fix=fix))
    return address


def _read_key(address: str, host: str) -> str:
    key = os.environ.get(_KEY_NAME, "").strip()
    if not key and host == urlsplit(OPENAI_URL).hostname:
        fix = f"set {_KEY_NAME}, or name another server with --base-url"
        raise BackendError(Fault(f"no key in the environment ({_KEY_NAME})", fix=fix))
    if not key.isascii() or not key.isprintable() or " " in key:
        raise BackendError(Fault(f"what {_KEY_NAME} holds is no key", fix="set it again"))
    if key and address.startswith("http:") and host not in _LOCAL_HOSTS:
        fix = f"use https, or unset {_KEY_NAME}"
        raise BackendError(Fault(f"the key would travel to {host} unencrypted", fix=fix))
    return key


def _parsed(content: bytes) -> Json:
    if len(content) > _MAX_REPLY_BYTES:
        raise _Again("the server's answer is too long", is_unusable=True)
    try:
        return parse_foreign_json(content, name="the server's answer")
    except LlmsiteError:
        raise _Again("the server's answer is no JSON", may_be_paid=True, is_unusable=True) from None


def _retry_after_s(headers: Any) -> float | None:
    """Seconds that the server asks to wait; none where it does not say."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        said = headers.get(name, "")
        try:
            return min(max(0.0, float(said) * unit_s), 1e9)
        except ValueError:
            continue
    try:
        return max(0.0, parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - time())
    except (TypeError, ValueError, OverflowError):
        return None


def _causes(error: BaseException) -> list[BaseException]:
    """An error and everything that it came from."""
    found: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in found:
        found.append(each)
        each = each.__cause__ or each.__context__
    return found
