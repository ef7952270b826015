"""What stands inside a line beside plain text, as data: links to own pages, and passages with their decisive words.

Views hold these and plain text, so that pages of markdown and of HTML are made of the same views. Invariant: the target
of a link was made by this package, and the parts of a passage joined are its text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.article import Span

CUT = " […] "
_TARGET = re.compile(r"(?:\.\./)?(?:[a-z0-9-]+(?:\.marked-\d+)?\.md)?(?:#[a-z0-9-]+)?")


class UnshowableError(TypeError):
    """A template shows a value that nobody meant to show; the message names its type and nothing of it."""

    def __init__(self, value: object) -> None:
        """Take the value."""
        name = type(value).__name__
        told = "value that is not there" if name.endswith("Undefined") else name
        super().__init__(f"a template shows a {told}: give it text or a whole number")


@dataclass(frozen=True)
class Link:
    """A link to a page of the same run, or what was set aside of one, or to a part; `label` may be anything."""

    label: str
    target: str

    def __post_init__(self) -> None:
        """Refuse a target that no page of ours can have."""
        if not self.target or not _TARGET.fullmatch(self.target):
            raise ValueError(f"{self.target!r} is no page of ours: link to a page by its name, or to a part by its id")


@dataclass(frozen=True)
class Passage:
    """Words of an article in order, each part with whether it decides; an empty passage has no parts."""

    parts: tuple[tuple[str, bool], ...] = ()

    @property
    def text(self) -> str:
        """Return the words alone."""
        return "".join(words for words, _ in self.parts)

    def __bool__(self) -> bool:
        """Tell whether there is anything in it."""
        return bool(self.text)


def marked(text: str, spans: Iterable[Span], limit: int) -> Passage:
    """Return a text with the words at some spans of it marked, cut around the first of them where it is too long.

    Args:
        text: any text.
        spans: offsets into it; what of them lies outside is left out.
        limit: the most code points that are shown.
    """
    decisive = _merged(spans, len(text))
    start, end = _shown(len(text), decisive[0] if decisive else None, limit)
    parts: list[tuple[str, bool]] = [(CUT, False)] if start else []
    at = start
    for first, last in decisive:
        here, there = max(first, at), min(last, end)
        if here < there:
            parts += [(text[at:here], False), (text[here:there], True)]
            at = there
    parts.append((text[at:end], False))
    if end < len(text):
        parts.append((CUT, False))
    return Passage(tuple(part for part in parts if part[0]))


def found_in(text: str, words: str | None) -> tuple[Span, ...]:
    """Return where some words stand first in a text, as they are or in other letters of the same size; else nothing."""
    if not words:
        return ()
    start = text.find(words)
    if start < 0 and len(text.lower()) == len(text):
        start = text.lower().find(words.lower())
    return (Span(start=start, end=start + len(words)),) if start >= 0 else ()


def _shown(length: int, decisive: tuple[int, int] | None, limit: int) -> tuple[int, int]:
    """Return the part of a text that is shown: all of it, or as much as `limit` admits around what decides."""
    if length <= limit:
        return 0, length
    start = min(max((decisive[0] if decisive else 0) - limit // 2, 0), length - limit)
    return start, start + limit


def _merged(spans: Iterable[Span], length: int) -> list[tuple[int, int]]:
    """Return spans in order, those that touch as one, within a text of some length."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(span.start, 0), min(span.end, length)) for span in spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
