"""The templates' contract: they name documented fields of their view, and nothing else."""

import ast
import dataclasses
import importlib
import inspect
import itertools
import typing
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from llmsite.site.page import Page
from llmsite.site.pages import page_builders
from llmsite.site.picture import Picture
from llmsite.site.render import Frame, Once, own_templates
from llmsite.site.tables import TableView

TEMPLATES = own_templates()
GLOBALS = {
    "_",
    "gettext",
    "ngettext",
    "board_rows",
    "score_rows",
    "task_rows",
    "sample_rows",
    "loop",
    "suffix",
}


def template_views():
    """Each page template with the dataclass of its variables."""
    for name in page_builders():
        module = importlib.import_module(f"llmsite.site.pages.{name}")
        for each in vars(module).values():
            if (
                inspect.isclass(each)
                and each.__module__ == module.__name__
                and each.__name__.endswith("View")
            ):
                stem = each.__name__.removesuffix("View").lower()
                if (TEMPLATES / "pages" / f"{stem}.html").is_file():
                    yield stem, each


PAGES = dict(template_views())


def element_of(hint):
    """Type of an element of `tuple[X, ...]`, and of `X | None` without the none."""
    arguments = [a for a in typing.get_args(hint) if a is not type(None) and a is not Ellipsis]
    return arguments[0] if arguments else hint


def field_type(owner, name):
    hints = typing.get_type_hints(owner)
    if name in hints:
        hint = hints[name]
        return element_of(hint) if type(None) in typing.get_args(hint) else hint
    if isinstance(getattr(owner, name, None), property):
        return typing.get_type_hints(getattr(owner, name).fget).get("return")
    raise AssertionError(f"{owner.__name__} has no field {name}")


class Resolver:
    """Follows every dotted name of a template to a field."""

    def __init__(self, view) -> None:
        self.used: set[tuple[type, str]] = set()
        self.view = view
        base = {"page": Page, "site": Frame, "root": str, "top": str}
        fields = {f.name: field_type(view, f.name) for f in dataclasses.fields(view)}
        self.scope = [base | fields]

    def look_up(self, name):
        for scope in reversed(self.scope):
            if name in scope:
                if name in {f.name for f in dataclasses.fields(self.view)}:
                    self.used.add((self.view, name))
                return scope[name]
        assert name in GLOBALS, f"{name} is no variable"
        return None

    def type_of(self, node):
        if isinstance(node, nodes.Name):
            return self.look_up(node.name)
        if isinstance(node, nodes.Getattr):
            owner = self.type_of(node.node)
            if owner is None:
                return None
            self.used.add((owner, node.attr))
            return field_type(owner, node.attr)
        if isinstance(node, nodes.Getitem):
            return element_of(self.type_of(node.node))
        for child in node.iter_child_nodes():
            self.type_of(child)
        return None

    def visit(self, node):
        if isinstance(node, nodes.For):
            element = element_of(self.type_of(node.iter))
            self.scope.append({node.target.name: element})
            if node.test is not None:
                self.type_of(node.test)
            for child in node.body:
                self.visit(child)
            self.scope.pop()
        elif isinstance(node, nodes.Assign):
            self.scope[0][node.target.name] = self.type_of(node.node)
        elif isinstance(node, nodes.Include):
            self.visit_file(node.template.value)
        elif isinstance(node, nodes.Extends):
            pass
        elif isinstance(node, (nodes.Expr, nodes.Name, nodes.Getattr, nodes.Getitem)):
            self.type_of(node)
        else:
            for child in node.iter_child_nodes():
                self.visit(child)

    def visit_file(self, name):
        environment = jinja2.Environment(extensions=["jinja2.ext.i18n", Once], autoescape=True)
        self.visit(environment.parse((TEMPLATES / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_template_names_only_fields_of_its_view(name):
    resolver = Resolver(PAGES[name])
    resolver.visit_file(f"pages/{name}.html")
    resolver.visit_file("base.html")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_field_of_a_view_is_shown(name):
    resolver = Resolver(PAGES[name])
    resolver.visit_file(f"pages/{name}.html")
    named = {field for owner, field in resolver.used if owner is PAGES[name]}
    assert named == {field.name for field in dataclasses.fields(PAGES[name])}


def test_every_page_template_has_a_view():
    assert set(PAGES) == {path.stem for path in (TEMPLATES / "pages").iterdir()}


@pytest.mark.parametrize(
    "owner", [*PAGES.values(), TableView, Frame, Page, Picture], ids=lambda c: c.__name__
)
def test_every_field_is_documented(owner):
    tree = ast.parse(inspect.getsource(owner))
    body = tree.body[0].body
    documented = {
        first.target.id
        for first, second in itertools.pairwise(body)
        if isinstance(first, ast.AnnAssign)
        and isinstance(second, ast.Expr)
        and isinstance(second.value, ast.Constant)
    }
    assert {field.name for field in dataclasses.fields(owner)} <= documented


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_templates_hold_no_code_and_quote_every_attribute(path: Path):
    text = path.read_text(encoding="utf-8")
    for unsafe in ("|safe", "| safe", "autoescape false", "style=", "onclick", "={{"):
        assert unsafe not in text


def test_what_is_kept_for_many_pages_is_kept_for_equal_ones_only():
    source = "{% once a, b %}{{ a }}<{{ b }}{{ count() }}>{% endonce %}{{ c }}"
    environment = jinja2.Environment(extensions=[Once], autoescape=True)
    environment.globals["count"] = itertools.count(1).__next__
    template = environment.from_string(source)
    pages = [template.render(a=a, b="&", c=c) for a, c in (("x", 1), ("y", 2), ("x", 3))]
    assert pages == ["x<&amp;1>1", "y<&amp;2>2", "x<&amp;1>3"]
