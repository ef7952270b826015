"""What templates are given: which values each page has, and the fields of all that these hold.

It is read from the views themselves, so that what is told of them cannot differ from what they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

from pipeline.report.article_view import ArticleView
from pipeline.report.headline import RunHeadline
from pipeline.report.html.page_view import PageView
from pipeline.report.html.question_view import QuestionViews
from pipeline.report.index_view import IndexView
from pipeline.report.inline import Link, Passage
from pipeline.report.night_view import NightView

PAGES: Mapping[str, Mapping[str, type]] = MappingProxyType(
    {
        "article.md.j2": {"article": ArticleView, "headline": RunHeadline},
        "index.md.j2": {"index": IndexView, "headline": RunHeadline},
        "night.md.j2": {"night": NightView},
        "html/article.html.j2": {"page": PageView, "article": ArticleView, "headline": RunHeadline},
        "html/index.html.j2": {"index": IndexView, "questions": QuestionViews, "headline": RunHeadline},
    }
)
"""The templates that are pages, and the views that each is given by name; every other one is part of these."""

# Shown as a whole by the finaliser; a template that takes one apart shows its pieces as text.
_WHOLE = frozenset({Link, Passage})


@cache
def view_fields() -> Mapping[str, tuple[str, ...]]:
    """Return the fields and properties of every class that a template can reach: by "article_view.ArticleView"."""
    found: dict[str, tuple[str, ...]] = {}
    left = [view for views in PAGES.values() for view in views.values()]
    while left:
        view = left.pop()
        if _name_of(view) not in found:
            found[_name_of(view)] = tuple(_names(view))
            left += _inner(view)
    return MappingProxyType(dict(sorted(found.items())))


def _name_of(view: type) -> str:
    return f"{view.__module__.rpartition('.')[2]}.{view.__name__}"


def _names(view: type) -> Iterator[str]:
    models: dict[str, Any] = getattr(view, "model_fields", {})
    yield from (one.name for one in fields(view)) if is_dataclass(view) else models
    yield from (name for name, value in vars(view).items() if isinstance(value, property))


def _inner(view: type) -> Iterator[type]:
    """Yield the classes of the fields and properties of a class that hold fields themselves."""
    hints = list(get_type_hints(view).values())
    hints += [get_type_hints(one.fget).get("return") for one in vars(view).values() if isinstance(one, property)]
    yield from (one for hint in hints for one in _classes(hint))


def _classes(hint: Any) -> Iterator[type]:  # noqa: ANN401  whatever may stand in an annotation
    if isinstance(hint, type) and not get_args(hint) and hint not in _WHOLE:
        if is_dataclass(hint) or issubclass(hint, BaseModel):
            yield hint
        return
    for argument in get_args(hint):
        yield from _classes(argument)
