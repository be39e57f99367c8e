"""What answers of a provider cost, and a purse that is never overdrawn.

Knows prices and tokens, nothing of connections.
"""

import asyncio

from llmsite.errors import BackendError, Fault
from llmsite.inference.replies import Usage
from llmsite.schema.prices import Price

_MILLION = 1_000_000
_TURN_TOKENS = 32
"""More tokens than a chat template puts around a turn."""


def find_price(prices: tuple[Price, ...], model: str, host: str) -> Price | None:
    """The newest price of a model at a host; none where nobody wrote one down."""
    known = [each for each in prices if each.model == model and each.host == host]
    return max(known, key=lambda each: each.date, default=None)


class Purse:
    """Money that may be spent. Every request sets aside what it could cost before it is sent."""

    def __init__(self, price: Price | None) -> None:
        self.price = price
        self.spent_usd = 0.0
        self._limit_usd: float | None = None
        self._set_aside_usd = 0.0
        self._n_open = 0
        self._freed = asyncio.Event()

    def most(self, n_prompt_bytes: int, n_turns: int, n_new_tokens: int) -> float:
        """Most that a request can cost: a token holds at least one byte."""
        if self.price is None:
            return 0.0
        n_prompt = n_prompt_bytes + _TURN_TOKENS * n_turns
        price = self.price
        return (n_prompt * price.input_usd + n_new_tokens * price.output_usd) / _MILLION

    def cost(self, usage: Usage) -> float:
        """What an answer costs."""
        if self.price is None:
            return 0.0
        cached_usd = self.price.cached_input_usd
        n_cached = min(usage.n_cached, usage.n_prompt) if cached_usd is not None else 0
        total = (usage.n_prompt - n_cached) * self.price.input_usd
        total += n_cached * (cached_usd or 0.0) + usage.n_new * self.price.output_usd
        return total / _MILLION

    def limit(self, usd: float) -> None:
        """From now on, spend at most so much."""
        self._limit_usd = self.spent_usd + usd

    async def set_aside(self, usd: float) -> None:
        """Wait until there is money for a request.

        Raises:
            BackendError: There is too little, and no answer is under way that could cost less.
        """
        while self._limit_usd is not None:
            left = self._limit_usd - self.spent_usd - self._set_aside_usd
            if usd <= left + 1e-12:
                break
            if not self._n_open:
                message = (
                    f"the next request could cost ${usd:.6f}, and ${max(left, 0.0):.6f} are left"
                )
                fix = "run the same command again with a higher --max-cost: it goes on here"
                raise BackendError(Fault(message, fix=fix))
            self._freed.clear()
            await self._freed.wait()
        self._n_open += 1
        self._set_aside_usd += usd

    def settle(self, set_aside_usd: float, paid_usd: float) -> None:
        """Pay for a request, and free what it did not need."""
        self._n_open -= 1
        self._set_aside_usd = self._set_aside_usd - set_aside_usd if self._n_open else 0.0
        self.spent_usd += paid_usd
        self._freed.set()
