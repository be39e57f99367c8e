"""What providers ask for their models (`prices.toml` in a project), with day and source."""

from pydantic import Field

from llmsite.schema.record import Day, Record


class Price(Record):
    """Price of one model on one day, in US dollars for a million tokens."""

    model: str = Field(min_length=1)
    """Name of the model at its provider, as in `openai:NAME`."""
    host: str = "api.openai.com"
    """Host of the provider's address."""
    date: Day
    """Day on which this price was read."""
    source: str = Field(pattern=r"^https?://")
    """Where it stands."""
    input_usd: float = Field(ge=0)
    """A million tokens of prompts."""
    cached_input_usd: float | None = Field(default=None, ge=0)
    """A million tokens of prompts that the provider had in its cache; none: as any other."""
    output_usd: float = Field(ge=0)
    """A million generated tokens, thinking included."""


class PriceList(Record):
    """`prices.toml`."""

    prices: tuple[Price, ...] = ()
    """Prices, in any order; of one model the newest counts."""
