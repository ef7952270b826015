"""Passages of an article laid out on its own page: where they stand, who says them, and the words around them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.inline import Passage, marked
from schemas.article import Article, Sentence, SentenceRole, Span

PASSAGE_CHARS = 1200
_AROUND_CHARS = 140
_NO_CONTEXT = frozenset({SentenceRole.BOILERPLATE, SentenceRole.REPEATED})
_GAP = "…"


@dataclass(frozen=True)
class PassageView:
    """A passage of the page's own article: `place` says where, `says` who and what of it.

    `before` and `after` are the end of the sentence before it and the beginning of that after; they may be empty.
    """

    place: str
    says: str
    before: str
    words: Passage
    after: str


def place_of(article: Article, numbers: Sequence[int]) -> str:
    """Return "sentence 4, paragraph 2, line 7"; the line only where the file of the article is its text."""
    sentences = [article.sentence(n) for n in numbers]
    paragraphs = tuple(sorted({sentence.paragraph for sentence in sentences}))
    lines = sorted({line for one in sentences if (line := article.line_of(one.start)) is not None})
    told = [
        wording.numbered("sentence", tuple(numbers)),
        wording.numbered("paragraph", paragraphs),
        *([wording.numbered("line", tuple(lines))] if lines else []),
    ]
    return ", ".join(told)


def sentences_in(article: Article, start: int, end: int) -> tuple[int, ...]:
    """Return the numbers of the sentences that a part of the text touches."""
    return tuple(one.n for one in article.sentences if one.start < end and start < one.end)


def passage_view(article: Article, numbers: Sequence[int], words: Iterable[Span], says: str = "") -> PassageView:
    """Lay out some sentences of an article that stand side by side.

    Args:
        article: the article of the page.
        numbers: of the sentences, ascending, at least one.
        words: the words that decide, as spans of the article's text.
        says: who says what in it, in a few words; may be empty.
    """
    first, last = article.sentence(numbers[0]), article.sentence(numbers[-1])
    shifted = [Span(start=span.start - first.start, end=span.end - first.start) for span in words]
    return PassageView(
        place=place_of(article, numbers),
        says=says,
        before=_end_of(article, _neighbour(article, first.n - 1)),
        words=marked(article.text[first.start : last.end], shifted, PASSAGE_CHARS),
        after=_beginning_of(article, _neighbour(article, last.n + 1)),
    )


def runs_of(numbers: Iterable[int]) -> list[list[int]]:
    """Return ascending numbers as runs without a gap."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _neighbour(article: Article, n: int) -> Sentence | None:
    """Return a sentence that is context; what stands around the article is none."""
    if not 1 <= n <= len(article.sentences):
        return None
    sentence = article.sentence(n)
    return None if sentence.role in _NO_CONTEXT else sentence


def _end_of(article: Article, sentence: Sentence | None) -> str:
    if sentence is None:
        return ""
    words = article.quote(sentence)
    return words if len(words) <= _AROUND_CHARS else f"{_GAP} {words[-_AROUND_CHARS:].partition(' ')[2]}"


def _beginning_of(article: Article, sentence: Sentence | None) -> str:
    if sentence is None:
        return ""
    words = article.quote(sentence)
    return words if len(words) <= _AROUND_CHARS else f"{words[:_AROUND_CHARS].rpartition(' ')[0]} {_GAP}"
