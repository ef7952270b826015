"""What a page hides from its readers by its own mark-up: text that a machine reads and nobody else.

Only what an element says of itself counts (its attributes and its `style`), for a page's style sheets are not read. A
sentence that also stands where readers see it is not concealed, so that a second copy for small screens conceals
nothing. A page that hides more than it shows leaves showing it to a script, and conceals nothing either.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_SIGN = re.compile(
    r"\bhidden\b|<template|display\s*:|font-size\s*:|\bcolor\s*:|(?:left|top|indent)\s*:\s*-", re.IGNORECASE
)
_CONCEALS = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden"
    r"|font-size\s*:\s*(?:0(?:\.0\d*)?[a-z%]*|[01](?:\.\d+)?(?:px|pt|%))\s*(?:;|!|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_COLOUR = re.compile(
    r"(?<![-\w])(?P<property>background(?:-color)?|color)\s*:\s*(?P<colour>#[0-9a-f]{3,8}|[a-z]+)", re.IGNORECASE
)
# What is in these is shown to nobody, or to no reader with a script.
_UNREAD = frozenset({"script", "style", "noscript", "head"})
_NAMES = {"white": "#fff", "#ffffff": "#fff", "black": "#000", "#000000": "#000"}


@dataclass(frozen=True, slots=True)
class Concealment:
    """The texts of a page that nobody sees, and all the text that readers see, both without white space."""

    hidden: tuple[str, ...] = ()
    shown: str = ""

    def covers(self, sentence: str) -> bool:
        """Tell whether a sentence stands where nobody sees it, and nowhere else."""
        if not self.hidden:
            return False
        packed = _packed([sentence])
        return packed not in self.shown and any(packed in text for text in self.hidden)


def may_conceal(markup: str) -> bool:
    """Tell whether a page holds any of the words by which mark-up conceals."""
    return _SIGN.search(markup) is not None


def find_concealed(page: Any) -> Concealment:  # noqa: ANN401 - a tree of lxml, which has no types
    """Return what a page conceals, and take it out of the page.

    Args:
        page: the page as a tree of lxml without comments; it is changed.
    """
    hidden = [element for element in page.iter() if element.getparent() is not None and _is_concealed(element)]
    texts = tuple(dict.fromkeys(filter(None, (_packed(element.itertext()) for element in hidden))))
    for element in [*hidden, *(one for one in page.iter() if one.tag in _UNREAD)]:
        element.drop_tree()
    shown = _packed(page.itertext())
    return Concealment(texts, shown) if texts and max(map(len, texts)) < len(shown) else Concealment()


def _packed(texts: Iterable[Any]) -> str:
    return "".join("".join(str(text).split()) for text in texts)


def _is_concealed(element: Any) -> bool:  # noqa: ANN401 - as above
    is_hidden = element.get("hidden", "until-found") != "until-found"
    return is_hidden or element.tag == "template" or _is_styled_away(element.get("style") or "")


def _is_styled_away(style: str) -> bool:
    return _CONCEALS.search(style) is not None or _has_one_colour(style)


def _has_one_colour(style: str) -> bool:
    """Tell whether a style writes in the colour of its ground."""
    found = {
        match["property"].lower().removesuffix("-color"): match["colour"].lower() for match in _COLOUR.finditer(style)
    }
    return len(found) > 1 and len({_NAMES.get(colour, colour) for colour in found.values()}) == 1
