"""Renders a leaderboard as a static site.

Four phases, each a module: `pages` turns the leaderboard into typed views (pure), `render` turns
views into bytes, `write` swaps the folder in; `serve` does the same on request for a preview.
Knows nothing of how scores come about.
"""

from collections.abc import Callable
from pathlib import Path

from llmsite.errors import Fault, ProjectError
from llmsite.leaderboard.records import Leaderboard
from llmsite.project import Project
from llmsite.site.inputs import inputs_digest
from llmsite.site.plan import Plan, make_plan
from llmsite.site.proposed import preview_page
from llmsite.site.render import template_folders
from llmsite.site.write import Built, unchanged_site, write_site

__all__ = [
    "Built",
    "Plan",
    "build_site",
    "make_plan",
    "preview_page",
    "site_warnings",
    "template_folders",
]


def build_site(
    project: Project,
    load: Callable[[Project], Leaderboard],
    out: Path,
    *,
    jobs: int = 1,
    base_url: str = "",
    templates: Path | None = None,
    strict: bool = False,
    note: Callable[[int], None] = lambda _n: None,
) -> tuple[Built, tuple[Fault, ...]]:
    """Build the site of a project; nothing is done if nothing changed since the last build.

    Args:
        project: Whose site.
        load: Makes the leaderboard of the project (`llmsite.leaderboard.load`).
        out: Folder of the site; must be absent, empty or an earlier build.
        jobs: Processes that render.
        base_url: Address of the published site, over that of `site.toml`.
        templates: Folder of templates, over the project's own.
        strict: Whether a warning is an error.
        note: Told now and then how many more files are done.

    Returns:
        What was built, and what a host should know.

    Raises:
        LlmsiteError: The project, a result or a task is wrong.
        TemplateError: A template, catalog or static file is wrong.
        ProjectError: `out` or a page of the host is wrong; or a warning, if strict.
        OSError: The site cannot be written.
    """
    folders = template_folders(project.templates_dir, templates)
    inputs = inputs_digest(project, folders, base_url)
    unchanged = unchanged_site(out, inputs)
    if unchanged is not None and not strict:
        return unchanged, ()
    plan = make_plan(project, load(project), folders, base_url)
    warnings = site_warnings(plan)
    serious = [warning for warning in warnings if warning.severity == "warning"]
    if strict and serious:
        raise ProjectError(*serious)
    return write_site(plan, out, jobs=jobs, inputs=inputs, note=note), warnings


def site_warnings(plan: Plan) -> tuple[Fault, ...]:
    """What does not stop a build but should be seen."""
    found = []
    if not plan.base_url:
        message = "has no base_url, so the site has no canonical links, sitemap or sharing pictures"
        fix = 'write base_url = "https://…", or give --base-url'
        found.append(Fault(message, "site.toml", fix=fix, severity="notice"))
    if not plan.leaderboard.boards:
        message = "there is no leaderboard: no suite has results"
        found.append(
            Fault(
                message,
                "site.toml",
                fix="'llmsite run' and 'llmsite add' make one",
                severity="warning",
            )
        )
    found.extend(
        Fault(
            "has no model.json",
            f"results/{model.id}",
            fix=f"'llmsite model new {model.id}'",
            severity="warning",
        )
        for model in plan.leaderboard.models
        if not model.has_card
    )
    return tuple(found)
