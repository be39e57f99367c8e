"""What a model says about itself: `results/<org>/<model>/model.json`."""

from typing import Annotated, Literal

from pydantic import Field

from llmsite.schema.record import Count, LanguageCode, ModelId, Record, Slug

UNKNOWN = "unknown"
"""What a card says where nobody said more."""

Phrase = Annotated[str, Field(max_length=100)]
"""A few words."""

Sentences = Annotated[str, Field(max_length=1000)]
"""A few plain sentences."""

Address = Annotated[str, Field(pattern=r"^https://[^\s\"'<>\\]+$", max_length=500)]
"""A web address."""


class ModelCard(Record):
    """Facts about a model that its readers ask for; written once, corrected by hand."""

    schema_version: int
    """Version of this record."""
    id: ModelId
    """`<org>/<model>`: the folder of the model's results."""
    name: Phrase
    """Name as readers see it."""
    kind: Literal["base", "instruct", "reasoning", "encoder", "baseline", "system", "unknown"] = (
        "unknown"
    )
    """What the model was made for; `baseline` is a rule that no model should lose to."""
    organisation: Phrase = UNKNOWN
    """Who made it."""
    licence: Phrase = UNKNOWN
    """Licence of the weights, as an SPDX identifier where there is one."""
    released: str = Field(default=UNKNOWN, pattern=r"^(unknown|\d{4}(-\d{2}(-\d{2})?)?)$")
    """Day, month or year of release."""
    n_parameters: Count | None = None
    """Number of weights; none where unknown."""
    architecture: Phrase = UNKNOWN
    """Class of the model, as its configuration names it."""
    context_length: Count | None = None
    """Most tokens of prompt and answer together; none where unknown."""
    languages: tuple[Annotated[str, Field(max_length=35)], ...] = ()
    """Languages that its makers name, as BCP 47 tags."""
    base: ModelId | None = None
    """Model that it was made from."""
    open_weights: bool | None = None
    """Whether the weights can be had; none where unknown."""
    training_data: Sentences | dict[LanguageCode, Sentences] = UNKNOWN
    """What it was trained on, and whether tasks of this leaderboard were left out; one text, or one
    a language."""
    description: Sentences | dict[LanguageCode, Sentences] = ""
    """A few plain sentences; one text, or one a language."""
    url: Address | None = None
    """Home of the model."""
    paper: Address | None = None
    """Report on the model."""
    aliases: tuple[Phrase, ...] = ()
    """Other names under which it is known."""
    maintainers: tuple[Slug, ...] = ()
    """Logins, lower case, that speak for the model."""
