"""Owns a sentence as this folder reads it: its words in place, and what it names, counts, dates and quotes.

Invariant: every offset is into the text of the sentence's article. The words are read once for all; the rest is read
only for a sentence that is laid beside another.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.stages.compare.archive import Archive
from pipeline.text.date.find import DateMention, find_dates
from pipeline.text.language import reads_as_english
from pipeline.text.memo import forgettable
from pipeline.text.name import find_names
from pipeline.text.name.find import Name
from pipeline.text.negation import Negation, find_negations
from pipeline.text.once import Once
from pipeline.text.quantity import find_quantities
from pipeline.text.retraction import retraction_in
from pipeline.text.word import content_words, fold, is_question
from schemas.article import Article, SentenceRole, Span
from schemas.quantity import Quantity

# A longer sentence is a table or a list set in running text, and pairs of its words are no statements.
MOST_WORDS = 90

_ROLES = frozenset({SentenceRole.TITLE, SentenceRole.BODY, SentenceRole.LIST})
_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")
# What that finds in a text of ASCII, in a third of the time.
_ASCII_WORD = re.compile(_WORD.pattern, re.ASCII)
_QUOTED = re.compile(r"[“\"](?P<words>[^“”\"]{15,600})[”\"]")


class Word(NamedTuple):
    """A word at `[start, end)`: its stem, or itself folded where it is a function word (`is_light`)."""

    stem: str
    start: int
    end: int
    is_light: bool


NamesOf = Callable[[Article], tuple[Name, ...]]


class Source:
    """An article by its number in an archive, and its names, which are read when they are first asked for."""

    def __init__(self, archive: Archive, number: int, names_of: NamesOf | None = None) -> None:
        """Keep where the article is, and what gives its names where they may be known; read nothing."""
        self._archive, self.number, self._names_of = archive, number, names_of
        self.article_id = archive.ids[number]

    @property
    def article(self) -> Article:
        """Return the article."""
        return self._archive.article(self.number)

    @Once
    def names(self) -> tuple[Name, ...]:
        """Return the names of the article, ascending."""
        return self._names_of(self.article) if self._names_of else find_names(self.article.text)


@dataclass(frozen=True, eq=False)
class Line:
    """The sentence at `[start, end)` of an article; `stems` are those that carry meaning, in order."""

    source: Source
    start: int
    end: int
    stems: tuple[str, ...]

    @property
    def article(self) -> Article:
        """Return the article of the sentence."""
        return self.source.article

    @property
    def article_id(self) -> str:
        """Return the id of the article of the sentence."""
        return self.source.article_id

    @Once
    def text(self) -> str:
        """Return the sentence."""
        return self.article.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Return the place of the sentence."""
        return Span(start=self.start, end=self.end)

    @Once
    def stem_set(self) -> frozenset[str]:
        """Return the stems, each once."""
        return frozenset(self.stems)

    @Once
    def words(self) -> tuple[Word, ...]:
        """Return all its words, function words too."""
        return tuple(
            Word(stem or fold(match.group()), self.start + match.start(), self.start + match.end(), not stem)
            for match in _word_in(self.text).finditer(self.text)
            for stem in (_stem_of(match.group()),)
        )

    @Once
    def word_set(self) -> frozenset[str]:
        """Return the stems of all its words, each once."""
        return frozenset(word.stem for word in self.words)

    @Once
    def capitals(self) -> frozenset[str]:
        """Return its words that are not in small letters."""
        return frozenset(word for word in _word_in(self.text).findall(self.text) if not word.islower())

    @Once
    def names(self) -> tuple[Name, ...]:
        """Return the names that stand in it."""
        return tuple(name for name in self.source.names if self.start <= name.start and name.end <= self.end)

    @Once
    def quantities(self) -> tuple[Quantity, ...]:
        """Return its quantities."""
        return tuple(
            quantity.model_copy(update={"start": quantity.start + self.start, "end": quantity.end + self.start})
            for quantity in find_quantities(self.text)
        )

    @Once
    def dates(self) -> tuple[DateMention, ...]:
        """Return its dates; their offsets are into the sentence."""
        return find_dates(self.text, self.article.published_at)

    @Once
    def negations(self) -> tuple[Negation, ...]:
        """Return its negations; their offsets are into the sentence."""
        return find_negations(self.text)

    @Once
    def quotations(self) -> tuple[Span, ...]:
        """Return where its longer quotations stand, without their marks."""
        return tuple(
            Span(start=self.start + match.start("words"), end=self.start + match.end("words"))
            for match in _QUOTED.finditer(self.text)
        )

    def words_beside(self, other: "Line") -> tuple[Word, ...]:
        """Return the words that another sentence does not hold."""
        known = other.word_set
        return tuple(word for word in self.words if word.stem not in known)

    def words_within(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that lie in `[start, end)`."""
        return tuple(word for word in self.words if start <= word.start and word.end <= end)

    def stems_within(self, start: int, end: int) -> frozenset[str]:
        """Return the stems of the words of meaning in `[start, end)`."""
        return frozenset(word.stem for word in self.words_within(start, end) if not word.is_light)

    def beside(self, start: int, end: int) -> tuple[str, str]:
        """Return the stems of the words of meaning next to `[start, end)`: before and after it, empty for none."""
        before = [word.stem for word in self.words if word.end <= start and not word.is_light]
        after = [word.stem for word in self.words if word.start >= end and not word.is_light]
        return "".join(before[-1:]), "".join(after[:1])


def read_lines(source: Source) -> Iterator[Line]:
    """Yield the sentences of an article that state something, in their order: no questions, no boilerplate.

    There are none in another language than English, and none that repeats what it takes back.
    """
    article = source.article
    is_retracted = retraction_in(article.title, article.text)
    for sentence in article.sentences if reads_as_english(article.text) else ():
        text = article.quote(sentence) if sentence.role in _ROLES else ""
        stems = tuple(filter(None, map(_stem_of, _word_in(text).findall(text))))
        if 0 < len(stems) <= MOST_WORDS and not is_question(text) and not is_retracted(text):
            yield Line(source, sentence.start, sentence.end, stems)


def _word_in(text: str) -> re.Pattern[str]:
    return _ASCII_WORD if text.isascii() else _WORD


@forgettable
@lru_cache(maxsize=8192)
def _stem_of(word: str) -> str:
    """Return the stem of a word; empty for a function word."""
    return next(iter(content_words(word)), "")
