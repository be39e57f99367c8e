"""A site in memory: pages are made and rendered when they are asked for, from one snapshot.

A request sees one snapshot from beginning to end, so it never meets a half-made page, and nothing
is rendered that nobody looks at. Knows nothing of HTTP.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from llmsite.errors import LlmsiteError
from llmsite.leaderboard.records import Leaderboard
from llmsite.project import Project
from llmsite.site.inputs import ADDITIONS
from llmsite.site.page import Planned, PlannedDocument
from llmsite.site.plan import Plan, make_plan
from llmsite.site.render import Renderer, template_folders

Loader = Callable[[Project], Leaderboard]


@dataclass(frozen=True)
class Snapshot:
    """All pages and documents of one state of the project's files."""

    pages: dict[str, tuple[Renderer, Planned]]
    """Pages by path from the site's root."""
    documents: dict[str, PlannedDocument]
    """Documents by path."""
    style: str
    """Path of the style sheet."""
    fault: LlmsiteError | None = None
    """Why there is no site; pages show it."""
    made: dict[str, bytes] = field(default_factory=dict)
    """What was asked for already."""

    def get(self, path: str) -> bytes | None:
        """Bytes of a file of the site; none where there is none.

        Raises:
            LlmsiteError: The project or the page's template is wrong.
        """
        if self.fault is not None:
            raise self.fault
        if path in self.made:
            return self.made[path]
        if path in self.documents:
            content = self.documents[path].make()
        elif path in self.pages:
            renderer, page = self.pages[path]
            content = renderer.render(page.make())
        else:
            return None
        self.made[path] = content
        return content


class Preview:
    """Keeps the newest snapshot, and tells those who wait when there is a newer one."""

    def __init__(
        self, project: Project, load: Loader, *, templates: Path | None = None, base_url: str = ""
    ) -> None:
        self.root, self._load = project.root, load
        self._templates, self._base_url = templates, base_url
        self._leaderboard: Leaderboard | None = None
        self._changed = threading.Condition()
        self.version = 0
        self.snapshot = Snapshot({}, {}, "")
        self.rebuild(frozenset())

    def watched(self) -> tuple[Path, ...]:
        """Folders whose files decide about the site, with everything below them."""
        project = Project(self.root)
        folders = (
            project.results_dir,
            project.tasks_dir,
            project.suites_dir,
            project.content_dir,
            *(project.records_root / name for name in ADDITIONS),
            *template_folders(project.templates_dir, self._templates),
        )
        return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))

    def rebuild(self, changed: frozenset[Path]) -> None:
        """Make a new snapshot after files changed; a fault becomes the snapshot."""
        project = Project(self.root)  # reads site.toml anew
        try:
            folders = template_folders(project.templates_dir, self._templates)
            of_templates = changed and all(
                any(path.is_relative_to(folder) for folder in folders) for path in changed
            )
            leaderboard = self._leaderboard if of_templates else None
            self._leaderboard = None  # unless it can be loaded, the next change loads it again
            self._leaderboard = leaderboard or self._load(project)
            snapshot = _snapshot(make_plan(project, self._leaderboard, folders, self._base_url))
        except LlmsiteError as error:
            snapshot = Snapshot({}, {}, "", fault=error)
        with self._changed:
            self.snapshot = snapshot
            self.version += 1
            self._changed.notify_all()

    def wait(self, version: int, timeout_s: float) -> int:
        """The newest version, after waiting until it is not this one any more or time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != version, timeout_s)
            return self.version


def _snapshot(plan: Plan) -> Snapshot:
    pages = {renderer.frame.prefix + page.path: (renderer, page) for renderer, page in plan.pages()}
    documents = {document.path: document for document in plan.documents()}
    return Snapshot(pages, documents, plan.assets.style)
