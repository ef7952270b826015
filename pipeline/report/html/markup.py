"""The one place where a value of a view becomes HTML: whatever goes in, text, our own links and bold words come out.

`finalize_html` is handed to the template environment, so that every value is escaped; links and bold words come of
values that say so by their type. A template puts values into text and into attributes in double quotes, nowhere else.
"""

import html

from pipeline.report.escape import clean, ends_right_to_left
from pipeline.report.inline import Link, Passage, UnshowableError


class Running(str):
    """Text that goes on in the next value: white space at its ends stays, as one space."""

    __slots__ = ()


class Style(str):
    """The style sheet of the pages; only the template that holds it may be one."""

    __slots__ = ()


def finalize_html(value: object) -> str:
    """Turn the value of a template expression into HTML.

    Raises:
        UnshowableError: the value is neither text, a link, a passage nor a whole number, so that a template shows
            something nobody meant to show.
    """
    if isinstance(value, Style):
        return value
    if isinstance(value, str):
        return _running(value) if isinstance(value, Running) else _plain(value)
    if isinstance(value, Link):
        target = target_in_html(value.target)
        return f'<a href="{target}">{_plain(value.label) or target}</a>'
    if isinstance(value, Passage):
        return "".join(_part(words, is_decisive=is_decisive) for words, is_decisive in value.parts).strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise UnshowableError(value)


def _plain(text: str) -> str:
    """Return text that ends where the value ends, so that what the template has behind it stays in its place."""
    shown = clean(text)
    return html.escape(shown) + ("&lrm;" if ends_right_to_left(shown) else "")


def target_in_html(target: str) -> str:
    """Return where a link to one of our pages leads on pages of HTML, which stand in one folder under like names."""
    page, sign, anchor = target.partition("#")
    return html.escape(page.removesuffix(".md") + ".html" * bool(page) + sign + anchor)


def _part(words: str, *, is_decisive: bool) -> str:
    shown = _running(words)
    return f"<mark>{shown}</mark>" if is_decisive and shown.strip() else shown


def _running(text: str) -> str:
    inner = html.escape(clean(text))
    if not inner:
        return " " if any(map(str.isspace, text)) else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")
