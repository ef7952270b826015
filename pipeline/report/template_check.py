"""Tries templates of one's own before anything is asked of a model: what is wrong with them is told at once.

Each is parsed, its names are held against those that there are, and pages of a made-up run are made with it. Invariant:
what passes here can fail on a real page only where a template computes with what it shows.
"""

from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, TemplateSyntaxError, meta, nodes
from jinja2.defaults import DEFAULT_NAMESPACE

from pipeline.errors import ConfigurationError
from pipeline.report.html.render import environment as html_environment
from pipeline.report.html.render import render_site
from pipeline.report.page_marks import read_page
from pipeline.report.render import environment, render_night, render_report
from pipeline.report.sample_run import HEADLINE, known_mark, sample_night, sample_run
from pipeline.report.template import NO_TEMPLATES, PACKAGE, PACKAGED, OwnTemplates
from pipeline.report.template_fields import view_fields

_OF_LOOPS = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "cycle", "changed"}
)
_OF_VALUES = frozenset(name for kind in (str, int, tuple, dict) for name in dir(kind) if not name.startswith("_"))


def check_templates(own: OwnTemplates) -> tuple[str, ...]:
    """Try templates of one's own; return what a person should know of them.

    Raises:
        ConfigurationError: one of them cannot be what it is named for; the message says which, where and what.
    """
    if not own.sources:
        return ()
    trees = {name: _parsed(name, source) for name, source in own.sources}
    _require_use(trees)
    packaged = _packaged_names()
    variables = packaged[0] | {name for tree in trees.values() for name in _assigned(tree)}
    for name, tree in trees.items():
        _require_names(name, tree, variables, packaged[1])
    return tuple(_rendered_warnings(own))


def _parsed(name: str, source: str) -> nodes.Template:
    try:
        environment().compile(source, name)
        return environment().parse(source, name)
    except TemplateSyntaxError as error:
        said = (error.message or "it cannot be read").rstrip(".")
        raise ConfigurationError(f"template {name!r}, line {error.lineno}: {said}. Correct it") from error


def _require_use(trees: dict[str, nodes.Template]) -> None:
    """Refuse a template that takes the place of none and that none of the others includes, and what is not there."""
    there = environment().list_templates(filter_func=lambda name: name.endswith(".j2"))
    known = {*there, *(f"{PACKAGED}/{name}" for name in there), *trees}
    included = {(name, to, line) for name, tree in trees.items() for to, line in _references(tree)}
    for name, to, line in sorted(included):
        if to not in known:
            raise ConfigurationError(f"template {name!r}, line {line}: there is no template {to!r}: correct the name")
    for name in trees:
        if name not in there and not any(to == name for _, to, _ in included):
            raise ConfigurationError(
                f"template {name!r} takes the place of none, and no other includes it: the names are {', '.join(there)}"
            )


def _references(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    for node in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
        for name in node.find_all(nodes.Const):
            yield str(name.value), node.lineno


def _require_names(name: str, tree: nodes.Template, variables: set[str], attributes: set[str]) -> None:
    """Refuse a name that no template has, and a field that no value has."""
    undeclared = meta.find_undeclared_variables(tree) - variables
    for used in tree.find_all(nodes.Name):
        if used.name in undeclared:
            raise ConfigurationError(f"template {name!r}, line {used.lineno}: there is no {used.name!r}: correct it")
    for got in tree.find_all(nodes.Getattr):
        if got.attr not in attributes:
            raise ConfigurationError(
                f"template {name!r}, line {got.lineno}: nothing that is shown has a field {got.attr!r}: correct it"
            )


@cache
def _packaged_names() -> tuple[set[str], set[str]]:
    """Return the variables and the fields that the packaged templates use, and the fields that there are beside."""
    templates = environment()
    variables, attributes = {*DEFAULT_NAMESPACE, *templates.globals}, {*_OF_LOOPS, *_OF_VALUES}
    for name in templates.list_templates(filter_func=lambda name: name.endswith(".j2")):
        tree = templates.parse(_source(templates, name), name)
        variables |= meta.find_undeclared_variables(tree) | set(_assigned(tree))
        attributes |= {node.attr for node in tree.find_all(nodes.Getattr)}
    return variables, attributes | {field for names in view_fields().values() for field in names}


def _source(templates: Environment, name: str) -> str:
    return PACKAGE.get_source(templates, name)[0]


def _assigned(tree: nodes.Template) -> Iterator[str]:
    return (node.name for node in tree.find_all(nodes.Name) if node.ctx in ("store", "param"))


def _rendered_warnings(own: OwnTemplates) -> Iterator[str]:
    """Render the pages of the made-up run; tell where marks that packaged pages have cannot be read on these."""
    if any(not name.startswith("html/") for name in own.names):
        expected, found = _marks(NO_TEMPLATES), _marks(own)
        render_night(sample_night(), own)
        if not expected[1] <= found[1]:
            yield (
                "the templates of --templates leave out boxes to tick, so that what they are about cannot be marked on "
                "pages: keep `boxes.md.j2` in every part of an article's page, or mark by `factgrade mark`"
            )
        if not expected[0] <= found[0]:
            yield (
                "the templates of --templates leave out the lines `- Run:` and `- Article:` of an article's page, so "
                "that `factgrade marks collect` cannot tell where a mark was made: keep them"
            )
    if any(name.startswith("html/") for name in own.names):
        html_environment(own)
        run = sample_run()
        for _ in render_site(run.verdicts, run.conflicts, run.rejected, HEADLINE, known_mark, own=own):
            pass


def _marks(own: OwnTemplates) -> tuple[set[tuple[str | None, str | None]], set[str]]:
    """Return what can be read of the pages of the made-up run: run and article, and the ids of the boxes."""
    run = sample_run()
    parts = render_report(run.verdicts, run.conflicts, run.rejected, HEADLINE, known_mark, own=own)
    pages = [read_page(part.text.encode()) for part in parts if part.is_whole]
    told = {(page.run_id, page.article_id) for page in pages if page.article_id or page.groups}
    return told, {group.mark_id for page in pages for group in page.groups}
