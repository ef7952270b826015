"""Where something stands for tools that open files: a file by its path from the root, and lines and columns in it.

Invariant: a region is told only of an article whose text is the text of its file, so that its lines are the file's.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from schemas.article import Article
from schemas.verdict import ArticleVerdict

PathFromRoot = Callable[[str], str | None]
"""Returns the path of an article from the root, in POSIX form; None for one that lies elsewhere."""

_ITEM = re.compile(r"(?P<file>.+\.(?:json|jsonl|ndjson)):\d+", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Region:
    """Lines and columns, counted from 1, columns in code points; `end_column` is the one behind the last character."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Place:
    """A file, by its path from the root, and where in it; None for the region where that cannot be told."""

    path: str
    region: Region | None


class Lines:
    """Where the lines of a text begin; four bytes a line, so that all articles of a run can be held."""

    def __init__(self, text: str) -> None:
        r"""Find them: lines end with `\n`."""
        self._starts = array("L", [0, *(match.end() for match in re.finditer("\n", text))])

    def region(self, start: int, end: int) -> Region:
        """Return the region of a span, half-open, in code points."""
        return Region(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True)
class Whereabouts:
    """What is known of an article elsewhere: its path from the root (None outside), its outlet or file, its lines."""

    path: str | None
    source: str
    lines: Lines | None

    def at(self, start: int, end: int) -> Place | None:
        """Return the place of a span; None for an article outside of the root."""
        if self.path is None:
            return None
        return Place(self.path, self.lines.region(start, end) if self.lines else None)


def whereabouts(verdicts: Iterable[ArticleVerdict], from_root: PathFromRoot) -> dict[str, Whereabouts]:
    """Return where the articles of a run are, by article id; one article is held at a time."""
    found: dict[str, Whereabouts] = {}
    for verdict in verdicts:
        found.setdefault(verdict.article.article_id, _where(verdict.article, from_root))
    return found


def file_of_article(path: str) -> str:
    """Return the path of the file that an article was read from: an item of a JSON file has a number behind it."""
    match = _ITEM.fullmatch(path)
    return match["file"] if match else path


def _where(article: Article, from_root: PathFromRoot) -> Whereabouts:
    path = file_of_article(article.path)
    return Whereabouts(
        path=from_root(path),
        source=article.publisher or PurePosixPath(path.replace("\\", "/")).name or path,
        lines=Lines(article.text) if article.is_verbatim else None,
    )
