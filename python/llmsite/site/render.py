"""Pages to bytes. Owns the Jinja environment; no other module of the site knows Jinja.

Templates hold no logic beyond loops and conditions on fields of the view. Everything is escaped;
what is markup already comes from `llmsite.site.prose`, `llmsite.site.rows` and
`llmsite.site.charts`.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension

from llmsite.errors import Fault, TemplateError
from llmsite.site.language import Language
from llmsite.site.links import link_shared
from llmsite.site.page import Page, depth_prefix
from llmsite.site.rows import board_rows, sample_rows, score_rows, task_rows

if TYPE_CHECKING:
    from types import TracebackType

    from jinja2.parser import Parser

TEMPLATES_NAME = "site_templates"


def template_folders(project_folder: Path, given: Path | None = None) -> tuple[Path, ...]:
    """Folders in which templates are looked up, the first that has a file wins.

    Args:
        project_folder: The project's own `site_templates`.
        given: Folder named by `--templates`.

    Raises:
        TemplateError: `given` is no folder.
    """
    if given is not None and not given.is_dir():
        raise TemplateError(Fault("no such folder", str(given), fix="name a folder of templates"))
    candidates = [given, project_folder, own_templates()]
    found: list[Path] = []
    for folder in candidates:
        if folder is not None and folder.is_dir() and folder.resolve() not in found:
            found.append(folder.resolve())
    return tuple(found)


def own_templates() -> Path:
    """The templates that come with llmsite: of the checkout, else of the installed package."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1]
    if (checkout / "pyproject.toml").is_file() and (checkout / TEMPLATES_NAME).is_dir():
        return checkout / TEMPLATES_NAME
    return package / TEMPLATES_NAME


@dataclass(frozen=True, slots=True)
class Link:
    """A link that every page shows."""

    title: str
    """What is read."""
    href: str
    """Where it leads: from the language's root, or a whole address."""
    key: str = ""
    """Section it stands for; empty in the footer."""


@dataclass(frozen=True, slots=True)
class Twin:
    """The same page in another language."""

    tag: str
    """BCP 47 tag."""
    name: str
    """What the language calls itself."""
    prefix: str
    """Folder of the language from the site's root."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of one language share: the template variable `site`."""

    title: str
    """Name of the leaderboard."""
    description: str
    """One sentence on what is ranked."""
    tag: str
    """BCP 47 tag of the language."""
    prefix: str
    """Folder of the language from the site's root."""
    base_url: str
    """Address of the published site with a final slash; empty where it is not known."""
    navigation: tuple[Link, ...]
    """Entries of the header."""
    pages: tuple[Link, ...]
    """Further pages, in the footer: the host's own, then glossary and status."""
    links: tuple[Link, ...]
    """The host's links, in the footer."""
    twins: tuple[Twin, ...]
    """All languages of the site, empty where there is one."""
    style: str
    """The style sheet from the site's root."""
    theme: str
    """The script that applies the chosen colours before anything is drawn."""
    scripts: dict[str, str]
    """Scripts by stem, from the site's root."""
    icon: str
    """The icon from the site's root."""
    logo: str
    """The host's logo from the site's root, empty where there is none."""
    data_date: str
    """Day of the newest result, as people write it; empty where there is none."""
    licence: str
    """Licence of the results."""
    space: str
    """What stands between two sentences."""
    feed: str
    """The Atom feed from the language's root; empty where nothing has happened."""


class Once(Extension):
    """`{% once a, b %}…{% endonce %}`: what depends on `a` and `b` alone is rendered once for them.

    The frame is the same on thousands of pages; rendering it costs more than what a page adds. A
    body may name what stands in the tag, `site` and nothing else.
    """

    tags = {"once"}  # noqa: RUF012 - as Jinja declares it

    def __init__(self, environment: jinja2.Environment) -> None:
        super().__init__(environment)
        self._kept: dict[tuple[str, object], str] = {}

    def parse(self, parser: "Parser") -> nodes.Node:
        """The tag as a call of `once` with its place in the templates and its values."""
        line = next(parser.stream).lineno
        place = nodes.Const(f"{parser.filename}:{line}")
        call = self.call_method("once", [place, parser.parse_tuple()])
        body = parser.parse_statements(("name:endonce",), drop_needle=True)
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def once(self, place: str, values: object, caller: Callable[[], str]) -> str:
        """The body, rendered for these values if it was not yet."""
        key = place, values
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = caller()
        return kept


class _Environment(jinja2.Environment):
    """Templates of one language: whole messages are translated once, when a template is compiled.

    A page shows two dozen of them, and looking each up costs more than all of the rest of a frame.
    """

    say: Callable[[str], str]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for output in tree.find_all(nodes.Output):
            output.nodes = [self._translated(each) for each in output.nodes]
        return tree

    def _translated(self, node: nodes.Expr) -> nodes.Expr:
        if not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name)):
            return node
        said = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if node.node.name not in ("_", "gettext") or len(said) != 1 or node.kwargs:
            return node
        # A catalog is markup as templates are; `%%` stands for a sign where values are filled in.
        return nodes.TemplateData(self.say(said[0]) % {}, lineno=node.lineno)


class Renderer:
    """Renders the pages of one language."""

    def __init__(
        self, folders: Sequence[Path], language: Language, frame: Frame, *, is_sharing: bool = False
    ) -> None:
        self._is_led = is_sharing and bool(frame.prefix)
        self._folders = [str(folder) for folder in folders]
        self.frame = frame
        loader = jinja2.ChoiceLoader(
            [
                jinja2.FileSystemLoader(self._folders),
                # An overriding template extends what it overrides as `default/<name>`.
                jinja2.PrefixLoader({"default": jinja2.FileSystemLoader(self._folders[-1])}),
            ]
        )
        self._environment = environment = _Environment(
            loader=loader,
            autoescape=True,  # for every file: select_autoescape leaves .svg and .html.j2 out
            undefined=jinja2.StrictUndefined,
            extensions=["jinja2.ext.i18n", Once],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.policies["ext.i18n.trimmed"] = True
        environment.say = language.translations.gettext
        environment.install_gettext_translations(  # type: ignore[attr-defined] # of the extension
            language.translations, newstyle=True
        )
        environment.globals.update(
            site=frame,
            board_rows=board_rows,
            score_rows=score_rows,
            task_rows=task_rows,
            sample_rows=sample_rows,
        )

    def prepare(self) -> None:
        """Compile all templates, so that processes that are forked later need not each do it."""
        for name in self._environment.list_templates(["html"]):
            if not name.startswith("default/"):
                with suppress(jinja2.TemplateError):  # said where a page needs it
                    self._environment.get_template(name)

    def render(self, page: Page) -> bytes:
        """A page as UTF-8.

        Raises:
            TemplateError: A template is wrong, with its name and line.
        """
        root = depth_prefix(page.path)
        top = root + depth_prefix(self.frame.prefix)
        if page.path == "404.html":  # shown for any address, so its links start at the site's root
            top = url_path(self.frame.base_url)
            root = top + self.frame.prefix
        try:
            template = self._environment.get_template(page.template)
            text = template.render(
                {field.name: getattr(page.view, field.name) for field in fields(page.view)},  # type: ignore[arg-type] # a dataclass, by contract
                page=page,
                root=root,
                top=top,
            )
        except jinja2.TemplateNotFound as error:
            fix = "restore the file, or take your own version of what includes it away"
            raise TemplateError(Fault("no such template", str(error.name), fix=fix)) from error
        except jinja2.TemplateSyntaxError as error:
            fault = Fault(str(error.message), str(error.filename or error.name), error.lineno)
            raise TemplateError(fault) from error
        except Exception as error:
            path, line = self._place(error.__traceback__, page.template)
            message = f"{type(error).__name__}: {error} (while rendering {page.path})"
            fix = "name only fields of the page's view (docs/extending/page.md)"
            raise TemplateError(Fault(message, path, line, fix=fix)) from error
        return (link_shared(text) if self._is_led else text).encode()

    def _place(self, traceback: "TracebackType | None", template: str) -> tuple[str, int]:
        """File and line of the innermost template line in a traceback."""
        place = (template, 0)
        while traceback is not None:
            name = traceback.tb_frame.f_code.co_filename
            if any(name.startswith(folder) for folder in self._folders):
                place = (name, traceback.tb_lineno)
            traceback = traceback.tb_next
        return place


def url_path(base_url: str) -> str:
    """Path of an address, with a slash at both ends."""
    path = re.sub(r"^https?://[^/]*", "", base_url)
    return f"/{path.strip('/')}/" if path.strip("/") else "/"
