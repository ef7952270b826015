"""What an article says to a machine rather than to a reader, laid out as a note.

It is no verdict, and no claim changes by it: it tells a reviewer that what the model said of this article may be bent
by the article itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

from pipeline.report import wording
from pipeline.report.inline import Passage, marked
from pipeline.report.passage_view import place_of, sentences_in
from pipeline.report.register import file_name
from pipeline.text.aside import Aside, AsideKind, find_asides
from schemas.article import Article, Sentence, Span

CONCEALED = "concealed"
"""The rule by which ingestion names a sentence that a page hides from its readers."""

_MOST_SHOWN = 8
_SHOWN_CHARS = 300


@dataclass(frozen=True)
class AsideView:
    """One place: where it is, what speaks to a machine there, its words as they stand, and what hidden ones spell."""

    place: str
    what: str
    words: Passage
    spelled: str


@dataclass(frozen=True)
class AsidesView:
    """The places of an article that speak to a machine, in the order of the text; `left` more are not shown."""

    shown: tuple[AsideView, ...]
    left: int

    @property
    def count(self) -> int:
        """Return how many there are."""
        return len(self.shown) + self.left

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.shown)


def asides_view(article: Article) -> AsidesView:
    """Lay out what speaks to a machine in an article: in its fields, then sentence by sentence."""
    found = [*_of_fields(article), *_of_text(article)]
    return AsidesView(tuple(found[:_MOST_SHOWN]), max(len(found) - _MOST_SHOWN, 0))


def _of_fields(article: Article) -> Iterator[AsideView]:
    """Yield what stands in fields and not in the text; a title that does is told by its sentence."""
    title = article.title if article.title and article.title not in article.text else None
    fields = (title, article.publisher, unquote_plus(article.url or ""), file_name(article.path))
    for place, value in zip(wording.FIELD_OF_ARTICLE, fields, strict=True):
        found = find_asides(value or "")
        if value and found:
            yield _view(place, value, 0, found)


def _of_text(article: Article) -> Iterator[AsideView]:
    asides: dict[tuple[int, ...], list[Aside]] = {}
    for sentence in article.sentences:
        if sentence.rule == CONCEALED:
            asides[(sentence.n,)] = [_concealed(sentence)]
    for aside in find_asides(article.text):
        numbers = sentences_in(article, aside.start, aside.end) or _nearest(article, aside.start)
        asides.setdefault(numbers, []).append(aside)
    for numbers, found in sorted((one for one in asides.items() if one[0]), key=lambda one: one[0]):
        start, end = article.sentence(numbers[0]).start, article.sentence(numbers[-1]).end
        yield _view(place_of(article, numbers), article.text[start:end], start, found)


def _concealed(sentence: Sentence) -> Aside:
    return Aside(AsideKind.CONCEALED, sentence.start, sentence.end, "")


def _nearest(article: Article, at: int) -> tuple[int, ...]:
    """Return the sentence before a place between sentences, which markers and white space alone have."""
    before = [one.n for one in article.sentences if one.end <= at]
    return (before[-1],) if before else tuple(one.n for one in article.sentences[:1])


def _view(place: str, text: str, start: int, found: Iterable[Aside]) -> AsideView:
    asides = list(found)
    kinds = sorted({aside.kind for aside in asides}, key=list(AsideKind).index)
    spans = [Span(start=max(aside.start - start, 0), end=aside.end - start) for aside in asides if aside.end > start]
    return AsideView(
        place=place,
        what=wording.joined([wording.ASIDE[kind.value] for kind in kinds]),
        words=marked(text, spans, _SHOWN_CHARS),
        spelled=" ".join(aside.words for aside in asides if aside.kind is AsideKind.HIDDEN and aside.words),
    )
