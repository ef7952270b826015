"""Asides: passages of a text that speak to a machine rather than to a reader.

An aside is no verdict and no proof of bad faith: an article about such passages quotes them. It tells a reviewer that
what a model said about the article may be bent by the article itself. What is looked for are forms of words, templates
and hidden characters that are common to such passages; whoever words one freely is not found.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pipeline.text.aside.hidden import find_hidden, spelled
from pipeline.text.aside.phrase import PHRASES
from pipeline.text.aside.plain import read_plain


class AsideKind(StrEnum):
    """What an aside does; the order is that in which they are told.

    `CONCEALED` is what a page hides from its readers: of HTML the text does not show it, so that ingestion tells.
    """

    ORDER = "order"
    ROLE = "role"
    ADDRESS = "address"
    ANSWER = "answer"
    GRADE = "grade"
    TEMPLATE = "template"
    SCHEMA = "schema"
    HIDDEN = "hidden"
    CONCEALED = "concealed"


@dataclass(frozen=True, slots=True)
class Aside:
    """One passage `[start, end)`; `words` are its words as a machine reads them, empty where it reads none."""

    kind: AsideKind
    start: int
    end: int
    words: str


@lru_cache(maxsize=8)  # a page and the line of its article in the index ask for the same
def find_asides(text: str) -> tuple[Aside, ...]:
    """Return the asides of a text, ascending."""
    return tuple(sorted([*_phrases(text), *_hidden(text)], key=lambda aside: (aside.start, aside.end, aside.kind)))


def _phrases(text: str) -> Iterator[Aside]:
    plain = read_plain(text)
    for name, phrases in PHRASES.items():
        for start, end in phrases.spans(plain.text):
            yield Aside(AsideKind(name), plain.places[start], plain.places[end - 1] + 1, plain.text[start:end])


def _hidden(text: str) -> Iterator[Aside]:
    for start, end in find_hidden(text):
        yield Aside(AsideKind.HIDDEN, start, end, spelled(text[start:end]))
