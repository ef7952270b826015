"""The templates of pages: the packaged ones, and a newsroom's own in front of them.

Invariant: whichever template shows a value, the value is escaped. Templates of one's own may come from somebody else:
they run in Jinja2's sandbox, read what a view holds, and change nothing. What is wrong with one of them is a mistake of
the configuration that names the template and the line; with a packaged one it is a bug.
"""

import hashlib
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FunctionLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.errors import ConfigurationError
from pipeline.report import wording
from pipeline.report.inline import UnshowableError

PACKAGED = "packaged"
"""Under this name a template of one's own includes the one whose place it takes: "packaged/article.md.j2"."""

PACKAGE = PackageLoader("pipeline.report")
_OPTIONS: Mapping[str, Any] = {
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}


@dataclass(frozen=True)
class OwnTemplates:
    """Templates that take the place of packaged ones: pairs of name and source, sorted by name."""

    sources: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, sources: Mapping[str, str]) -> "OwnTemplates":
        """Take them by name."""
        return cls(tuple(sorted(sources.items())))

    @property
    def names(self) -> tuple[str, ...]:
        """Return their names."""
        return tuple(name for name, _ in self.sources)

    @property
    def digest(self) -> str:
        """Return a hash of all of them; nothing for none."""
        return hashlib.sha256(repr(self.sources).encode()).hexdigest() if self.sources else ""


NO_TEMPLATES = OwnTemplates()


@cache  # translating the templates takes longer than the pages of a few articles, and no run changes anything in it
def template_environment(finalize: Callable[[Any], str], own: OwnTemplates) -> Environment:
    """Return the environment of one sort of pages.

    Args:
        finalize: escapes every value that a template shows.
        own: templates that come before the packaged ones.
    """
    if not own.sources:
        templates = Environment(loader=PACKAGE, finalize=finalize, **_OPTIONS)  # noqa: S701 - `finalize` escapes
    else:
        sources = dict(own.sources)
        first = FunctionLoader(lambda name: (sources[name], name, None) if name in sources else None)
        loader = ChoiceLoader([first, PACKAGE, PrefixLoader({PACKAGED: PACKAGE})])
        templates = ImmutableSandboxedEnvironment(loader=loader, finalize=finalize, **_OPTIONS)
    templates.globals["counted"] = wording.counted
    return templates


def fill_template(templates: Environment, own: OwnTemplates, name: str, values: Mapping[str, object]) -> str:
    """Return a template filled in.

    Raises:
        ConfigurationError: a template of one's own asks for something that is not there, or fails otherwise.
    """
    if not own.sources:
        return templates.get_template(name).render(**values)
    try:
        return templates.get_template(name).render(**values)
    except Exception as error:
        place = _place(error, own.names)
        if place is None:
            raise
        raise ConfigurationError(f"{place}: {_told(error)}. Correct it, or leave --templates out") from error


def _place(error: BaseException, names: tuple[str, ...]) -> str | None:
    """Return the template and the line in which something went wrong, None where it was none of one's own."""
    found = [one for one in traceback.extract_tb(error.__traceback__) if one.filename in names]
    return f"template {found[-1].filename!r}, line {found[-1].lineno}" if found else None


def _told(error: Exception) -> str:
    """Return what went wrong; the message of an error that is none of a template may hold words of an article."""
    is_of_templates = isinstance(error, TemplateError | UnshowableError)
    return str(error).rstrip(".") if is_of_templates else type(error).__name__
