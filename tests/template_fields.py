"""The lists of docs/templates.md that are made of the views: which values each page has, and the fields of a class."""

import re
from collections.abc import Mapping

from pipeline.report.template_fields import PAGES, view_fields


def listed(name: str) -> str:
    """Return one of the two lists, "given" or "fields", as it stands in the document."""
    if name == "given":
        rows = (f"| `{page}` | {_values(views)} |" for page, views in PAGES.items())
        return "\n".join(["| page | values |", "| --- | --- |", *rows])
    classes = sorted((name.partition(".")[2], name, names) for name, names in view_fields().items())
    return "\n".join(f"- {short} (`{name}`): {', '.join(map(_code, names))}" for short, name, names in classes)


def renewed(document: str) -> str:
    """Return the document with its lists made anew."""
    for name in ("given", "fields"):
        old = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        document = old.sub(rf"\g<1>\n{listed(name)}\n\n\g<2>", document)
    return document


def _values(views: Mapping[str, type]) -> str:
    return ", ".join(f"{_code(name)} ({view.__name__})" for name, view in views.items())


def _code(name: str) -> str:
    return f"`{name}`"
