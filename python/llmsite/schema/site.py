"""What `site.toml` says about a leaderboard project."""

from pydantic import Field

from llmsite.schema.record import Count, Localised, Record


class Limits(Record):
    """What the project accepts."""

    result_bytes: Count = 1 << 20
    """Largest result file."""
    samples_bytes: Count = 1 << 20
    """Largest samples file beside a result; larger ones are kept by address and hash."""
    results_per_request: Count = 100
    """Most result files in one pull request."""


class Link(Record):
    """A link in the site's footer."""

    title: Localised
    """What is read."""
    url: str = Field(pattern=r"^https://")
    """Where it leads."""


class SiteConfig(Record):
    """`site.toml`: everything a host decides. Every field has a default but the title."""

    title: Localised
    """Name of the leaderboard."""
    description: Localised = ""
    """One sentence on what is ranked."""
    languages: tuple[str, ...] = ("en",)
    """Languages of the site; the first is the one without a prefix."""
    suites: tuple[str, ...] = ()
    """Suites that have a leaderboard, the first on the home page; empty: the project's own
    suites, or every suite of which there are results."""
    base_url: str = ""
    """Address of the published site, for canonical links, feeds and the sitemap."""
    repository_url: str = ""
    """Address of the project's repository, for links to evidence and for issues."""
    organisation: str = ""
    """Who hosts the leaderboard."""
    accent: str = Field(default="#0b57d0", pattern=r"^#[0-9a-fA-F]{6}$")
    """Accent colour in light mode."""
    accent_dark: str = Field(default="#8ab4f8", pattern=r"^#[0-9a-fA-F]{6}$")
    """Accent colour in dark mode."""
    logo: str = ""
    """Picture beside the title: a file in the project, SVG or PNG."""
    links: tuple[Link, ...] = ()
    """Links in the footer."""
    limits: Limits = Limits()
    """What the project accepts."""
    parquet: bool = False
    """Whether the API also has Parquet files (needs the extra `parquet`)."""
    level: float = Field(default=0.95, gt=0.5, lt=1)
    """Coverage of intervals and rank ranges."""
