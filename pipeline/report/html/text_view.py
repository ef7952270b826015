"""The text of an article laid out: every character of it once, in paragraphs, with what is said of its passages.

What is said of passages may overlap in any way: a sentence is cut wherever something begins or ends, and a piece has
what all that cover it have. Invariant: the pieces of all paragraphs, put together, are the text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from pipeline.report.html.markup import Running
from schemas.article import Article, Sentence, SentenceRole


@dataclass(frozen=True)
class Target:
    """A part of the page that a passage leads to: its anchor and its number."""

    anchor: str
    number: int


@dataclass(frozen=True)
class Highlight:
    """Something that is said of `text[start:end]`: how it is shown (of several the lowest `rank`), and where it stands.

    `is_doubt` tells that a reviewer has to look at it; what has nothing against it is not shown beside that.
    """

    start: int
    end: int
    rank: int
    style: str
    is_doubt: bool
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; `style` is empty where nothing is said of it, `targets` are worst first."""

    text: Running
    style: str = ""
    is_doubt: bool = False
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Line:
    """Sentence `n` of the article, up to where the next begins; 0 for what stands before the first."""

    n: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Paragraph:
    """One block of the article; `role` is that of all its sentences, or `body`."""

    role: SentenceRole
    lines: tuple[Line, ...]


def text_view(article: Article, highlights: Sequence[Highlight]) -> tuple[Paragraph, ...]:
    """Lay out the text of an article; `highlights` are of spans of it, in any order."""
    blocks = [list(block) for _, block in groupby(article.sentences, key=lambda one: one.paragraph)]
    begins = [0, *(block[0].start for block in blocks[1:])]
    ends = [*begins[1:], len(article.text)]
    return tuple(
        Paragraph(_role(block), tuple(_lines(article.text, block, (start, end), _within(highlights, start, end))))
        for block, start, end in zip(blocks or [[]], begins, ends, strict=True)
    )


def _role(sentences: Iterable[Sentence]) -> SentenceRole:
    roles = {one.role for one in sentences}
    return roles.pop() if len(roles) == 1 else SentenceRole.BODY


def _within(highlights: Iterable[Highlight], start: int, end: int) -> list[Highlight]:
    return [one for one in highlights if one.start < end and start < one.end]


def _lines(
    text: str, sentences: Sequence[Sentence], block: tuple[int, int], highlights: Sequence[Highlight]
) -> Iterator[Line]:
    numbers = {block[0]: 0} | {one.start: one.n for one in sentences}
    for start, end in pairwise([*numbers, block[1]]):
        yield Line(numbers[start], tuple(_pieces(text, start, end, _within(highlights, start, end))))


def _pieces(text: str, start: int, end: int, highlights: Sequence[Highlight]) -> Iterator[Piece]:
    edges = {edge for one in highlights for edge in (one.start, one.end) if start < edge < end}
    for left, right in pairwise(sorted({start, end, *edges})):
        over = sorted(_within(highlights, left, right), key=lambda one: (not one.is_doubt, one.rank))
        shown = [one for one in over if one.is_doubt == over[0].is_doubt]
        targets = tuple(dict.fromkeys(target for one in shown for target in one.targets))
        piece = Running(text[left:right])
        yield Piece(piece, shown[0].style, shown[0].is_doubt, targets) if shown else Piece(piece)
