"""The base of all records and the types they share."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 0
"""Version of everything on disk; stays 0 until the first tagged release."""


class Record(BaseModel):
    """Base of all records on disk: immutable, strict, no unknown fields, finite numbers.

    Every field is documented by the string below it; `docs/schema` is generated from these.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        # Building validators costs milliseconds a class; most commands use a few of them.
        defer_build=True,
    )


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""64 lower-case hexadecimal digits."""

SLUG_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,63}$"
Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]
"""A name that is also a folder on every operating system."""

ModelId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}/[a-z0-9][a-z0-9._-]{0,63}$")]
"""`<org>/<model>`, lower case."""

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A UTC day, `YYYY-MM-DD`."""

Instant = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
"""A UTC second, `YYYY-MM-DDThh:mm:ssZ`."""

ResultId = Annotated[str, Field(pattern=r"^\d{8}-[0-9a-f]{16}$")]
"""`<YYYYMMDD>-<hash16>`: UTC day of the run's first start and the first 16 digits of the hash."""

PATTERN_WORDS: dict[str, str] = {
    r"^[0-9a-f]{64}$": "64 lower-case hexadecimal digits",
    SLUG_PATTERN: "a name of at most 64 of a-z 0-9 . _ -",
    r"^[a-z0-9][a-z0-9._-]{0,63}/[a-z0-9][a-z0-9._-]{0,63}$": (
        "'org/model' in lower case, such as 'my-lab/my-model'"
    ),
    r"^\d{4}-\d{2}-\d{2}$": "a day, YYYY-MM-DD",
    r"^\d{8}-[0-9a-f]{16}$": "the name of a result, <YYYYMMDD>-<16 hexadecimal digits>",
    r"^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$": "a login on the forge (letters, digits, single hyphens)",
}
"""Pattern of a text → what a text of this pattern is, for people who wrote another one."""

Count = Annotated[int, Field(ge=0)]
"""A number of things."""

LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Za-z0-9]+)*$")]
"""Code of a language, such as `zh`."""

Localised = str | dict[LanguageCode, str]
"""One text, or one a language (`{en = "…", zh = "…"}`)."""

RequestKind = Literal["choices", "generate", "rolling", "classify", "embed"]
"""What is asked of a model."""


class Message(Record):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    """Who speaks."""
    content: str
    """What is said."""
