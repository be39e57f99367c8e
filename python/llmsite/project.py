"""A leaderboard project on disk: where its results, tasks, templates and pages are.

Owns the folder's layout and `site.toml`. Knows nothing of what is in the files.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from llmsite.errors import Fault, LlmsiteError, ProjectError
from llmsite.schema.prices import Price, PriceList
from llmsite.schema.site import SiteConfig
from llmsite.storage import read_toml

CONFIG_NAME = "site.toml"
PRICES_NAME = "prices.toml"


@dataclass(frozen=True)
class Project:
    """A folder with a `site.toml`."""

    root: Path
    """The folder, absolute."""
    records: Path | None = None
    """Another folder with results and the records beside them, absolute: what somebody proposes is
    read under the rules of the project. None means the project's own."""

    @cached_property
    def config(self) -> SiteConfig:
        """The checked content of `site.toml`.

        Raises:
            ProjectError: It is wrong; every fault with its line.
        """
        try:
            return read_toml(self.root / CONFIG_NAME, SiteConfig, name=CONFIG_NAME)
        except LlmsiteError as error:
            raise ProjectError(*error.faults) from error

    @cached_property
    def prices(self) -> tuple[Price, ...]:
        """What `prices.toml` says of models behind an API; empty where there is none.

        Raises:
            ProjectError: It is wrong; every fault with its line.
        """
        if not (self.root / PRICES_NAME).exists():
            return ()
        try:
            return read_toml(self.root / PRICES_NAME, PriceList, name=PRICES_NAME).prices
        except LlmsiteError as error:
            raise ProjectError(*error.faults) from error

    @property
    def records_root(self) -> Path:
        """Folder of results, retractions, verifications, redactions and requests."""
        return self.records or self.root

    @property
    def results_dir(self) -> Path:
        """Committed results: `<org>/<model>/<date>-<hash16>.json`."""
        return self.records_root / "results"

    @property
    def runs_dir(self) -> Path:
        """Run folders; not committed."""
        return self.root / "runs"

    @property
    def tasks_dir(self) -> Path:
        """The project's own tasks, one folder each."""
        return self.root / "tasks"

    @property
    def suites_dir(self) -> Path:
        """The project's own suites, one TOML file each."""
        return self.root / "suites"

    @property
    def content_dir(self) -> Path:
        """The host's own pages in Markdown."""
        return self.root / "content"

    @property
    def templates_dir(self) -> Path:
        """The host's own templates, over those of the package."""
        return self.root / "site_templates"

    @property
    def public_dir(self) -> Path:
        """Default place of the built site."""
        return self.root / "public"

    def name_of(self, path: Path) -> str:
        """A path as messages show it: relative to the project where it lies inside, with `/`."""
        for root in (self.records_root, self.root):
            try:
                return path.resolve().relative_to(root).as_posix()
            except ValueError:
                continue
        return str(path)


def find_project(start: Path, *, exact: bool = False) -> Project:
    """The project at a folder, or the nearest one above it.

    Args:
        start: Folder to look in.
        exact: Look in this folder only.

    Raises:
        ProjectError: There is none.
    """
    folder = start.resolve()
    for candidate in (folder,) if exact else (folder, *folder.parents):
        if (candidate / CONFIG_NAME).is_file():
            return Project(candidate)
    where = f"no {CONFIG_NAME} in {folder}" + ("" if exact else " or above it")
    fix = "'llmsite init DIR' makes a project, 'llmsite --project DIR …' names one"
    raise ProjectError(Fault(where, fix=fix))
