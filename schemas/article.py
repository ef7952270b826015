"""An article as every later stage sees it: one canonical text, and its sentences as offsets into that text."""

from enum import StrEnum
from pathlib import PurePath
from typing import Self

from pydantic import AwareDatetime

from schemas.frozen import Frozen

VERBATIM_SUFFIXES = frozenset({".txt", ".md", ".markdown"})
"""Files of these names are their article: its text is the whole file, line by line."""


_SAME = "the same article as "


class Span(Frozen):
    """A half-open range of code points of an article's canonical text."""

    start: int
    end: int


class SentenceRole(StrEnum):
    """What a sentence is on the page."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    LIST = "list"
    BOILERPLATE = "boilerplate"
    REPEATED = "repeated"


class Sentence(Frozen):
    """Sentence `n` (counted from 1 through the whole text) and what it is.

    `paragraph` counts blocks from 1. `rule` names the rule that made it boilerplate or repeated;
    `repeats` is the number of the sentence whose words it repeats.
    """

    n: int
    start: int
    end: int
    role: SentenceRole
    paragraph: int
    rule: str | None = None
    repeats: int | None = None


class Article(Frozen):
    """One article: `text` is NFC and final; `article_id` is the SHA-256 of its content, wherever it lies."""

    article_id: str
    path: str
    title: str | None
    publisher: str | None
    published_at: AwareDatetime | None
    url: str | None
    text: str
    sentences: tuple[Sentence, ...]

    @property
    def is_verbatim(self) -> bool:
        """Tell whether the text is that of its file line by line, so that a line of one is that of the other.

        The name alone tells: of HTML and JSON the text is a part, and of a file of another name nobody said what it is.
        """
        return PurePath(self.path).suffix.lower() in VERBATIM_SUFFIXES

    def line_of(self, offset: int) -> int | None:
        """Return the line of its file on which a code point of the text stands, from 1; None where none can be told."""
        return self.text.count("\n", 0, offset) + 1 if self.is_verbatim else None

    def sentence(self, n: int) -> Sentence:
        """Return sentence `n`; raise IndexError where there is none."""
        if not 1 <= n <= len(self.sentences):
            raise IndexError(n)
        return self.sentences[n - 1]

    def quote(self, span: Span | Sentence) -> str:
        """Return the text of a span or a sentence, as it stands in the article."""
        return self.text[span.start : span.end]


class RejectedInput(Frozen):
    """Something that was given as an article and cannot be read: which, and why; never silently dropped."""

    path: str
    reason: str

    @classmethod
    def copy_of(cls, first: str, path: str) -> Self:
        """Return what is said of an input that could be read, and holds the same article as the one at `first`."""
        return cls(path=path, reason=f"{_SAME}{first!r}")

    @property
    def is_copy(self) -> bool:
        """Tell whether it could be read, and holds the same article as another."""
        return self.reason.startswith(_SAME)
