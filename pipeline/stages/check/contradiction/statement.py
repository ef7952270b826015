"""Owns an article as the rules of this folder read it: its sentences as statements, with their words in place.

Invariant: offsets of words, names, quantities and dates are into the article's text. Reading is linear in its length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.stages.check.contradiction.model import Passage
from pipeline.text.date.find import DateMention, find_dates
from pipeline.text.irregular import BASES
from pipeline.text.memo import forgettable
from pipeline.text.name import find_names
from pipeline.text.name.find import Name
from pipeline.text.once import Once
from pipeline.text.quantity import find_quantities
from pipeline.text.retraction import retraction_in
from pipeline.text.status import attribution_of, status_of
from pipeline.text.word import content_words, is_question
from schemas.article import Article, Sentence, SentenceRole, Span
from schemas.claim import ClaimStatus
from schemas.quantity import Quantity

LONGEST_LEAD = 4
LONGEST_SUMMARY = 12

_ROLES = frozenset({SentenceRole.TITLE, SentenceRole.HEADING, SentenceRole.BODY, SentenceRole.LIST})
_PROSE = frozenset({SentenceRole.BODY, SentenceRole.LIST})
_LABEL = re.compile(
    r"\s*(?:in\s(?:brief|short|a\snutshell|summary)|summary|key\s(?:points|facts|takeaways)|highlights|at\sa\sglance|tl;?dr"
    r"|the\sgist|bottom\sline)\s?[:–—-]\s?",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"\W*(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:\s?(?P<half>[ap])\.?m\.?)?(?:\s[A-Z]{2,4})?\s?(?:[:–—|-](?:\s|$)|$)",
    re.IGNORECASE,
)
_APPOSITION = re.compile(r",\s[^,.;:]{1,60},")
_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")
# Verbs and nouns of casualties that tell one event: a toll is given now in one of them, now in the other.
_SAME = {
    "die": "kill",
    "dead": "kill",
    "death": "kill",
    "fatal": "kill",
    "wound": "injur",
    "hurt": "injur",
    "injuri": "injur",
}
_SAME |= BASES


@forgettable
@lru_cache(maxsize=8192)
def _stem_of(word: str) -> str:
    """Return the stem of a word, one for words of one meaning; empty for a function word."""
    return one_stem(next(iter(content_words(word)), ""))


def one_stem(stem: str) -> str:
    """Return the one stem that stands for all of one meaning ("kill" for "die", "take" for "took")."""
    return _SAME.get(stem, stem)


class Word(NamedTuple):
    """A word that carries meaning: its stem, and where it stands."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True)
class Statement:
    """One sentence: where it stands, what it says, and whether it belongs to the summary of the article.

    `summary` is the text of that whole summary; `stamp` the minute of the day that opens the entry of a live report
    which it stands in, None before the first one.
    """

    sentence: Sentence
    text: str
    start: int
    is_summary: bool
    names: tuple[Name, ...]
    article: Article
    summary: str
    stamp: int | None

    @property
    def n(self) -> int:
        """Return the number of the sentence."""
        return self.sentence.n

    @Once
    def places(self) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]:
        """Return the stems of the words that carry meaning, in their order, where they begin, and where they end.

        An object for each word would keep the garbage collector busy in a long article.
        """
        stems: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for match in _WORD.finditer(self.article.text, self.start, self.sentence.end):
            stem = _stem_of(match.group())
            if stem:
                stems.append(stem)
                starts.append(match.start())
                ends.append(match.end())
        return tuple(stems), tuple(starts), tuple(ends)

    @Once
    def words(self) -> tuple[Word, ...]:
        """Return the words that carry meaning, in their order."""
        return tuple(map(Word, *self.places))

    @Once
    def stems(self) -> frozenset[str]:
        """Return the stems of its words."""
        return frozenset(self.places[0])

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
    def status(self) -> ClaimStatus | None:
        """Return how far its event has come."""
        return status_of(self.text)

    @Once
    def voice(self) -> str | None:
        """Return who is said to tell it."""
        return attribution_of(self.text)

    @Once
    def told(self) -> tuple[tuple[Word, ...], tuple[Name, ...]]:
        """Return its words and its names without those of the one who tells it."""
        at = self.text.find(self.voice) if self.voice else -1
        if at < 0 or self.voice is None:
            return self.words, self.names
        end = at + len(self.voice)
        apposition = _APPOSITION.match(self.text, end)
        start, end = self.start + at, self.start + (apposition.end() if apposition else end)
        return (
            tuple([word for word in self.words if not start <= word.start < end]),
            tuple([name for name in self.names if not start <= name.start < end]),
        )

    def passage(self, start: int, end: int, quantity: Quantity | None = None) -> Passage:
        """Return the statement as a side whose decisive words stand at `[start, end)` of the article's text."""
        return Passage(
            n=self.n,
            span=Span(start=self.sentence.start, end=self.sentence.end),
            words=Span(start=start, end=end),
            value=self.article.text[start:end],
            quantity=quantity,
        )


def read_statements(article: Article) -> tuple[Statement, ...]:
    """Return the sentences that state something, in order: no questions, no boilerplate, nothing that is taken back."""
    names = find_names(article.text)
    lead = _lead(article)
    return tuple(_statements(article, names, lead))


def _statements(article: Article, names: tuple[Name, ...], lead: frozenset[int]) -> Iterator[Statement]:
    is_retracted = retraction_in(article.title, article.text)
    summary = "\n".join(article.quote(sentence) for sentence in article.sentences if sentence.n in lead)
    paragraph = 0
    stamp: int | None = None
    at = 0
    for sentence in article.sentences:
        while at < len(names) and names[at].start < sentence.start:
            at += 1
        first = at
        while at < len(names) and names[at].end <= sentence.end:
            at += 1
        if sentence.role not in _ROLES:
            continue
        text = article.quote(sentence)
        opening = _STAMP.match(text) if sentence.paragraph != paragraph else None
        paragraph, stamp = sentence.paragraph, _minute(opening) if opening else stamp
        label = opening or _LABEL.match(text)
        start = sentence.start + (label.end() if label else 0)
        own = tuple(name for name in names[first:at] if name.start >= start)
        if not is_question(text) and not is_retracted(text):
            said = article.text[start : sentence.end]
            yield Statement(sentence, said, start, sentence.n in lead, own, article, summary, stamp)


def _minute(stamp: re.Match[str]) -> int:
    """Return the minute of the day that opens an entry of a live report."""
    hour = int(stamp["hour"]) if stamp["half"] is None else int(stamp["hour"]) % 12 + 12 * (stamp["half"] in "pP")
    return 60 * hour + int(stamp["minute"])


def _lead(article: Article) -> frozenset[int]:
    """Return the numbers of the sentences that sum the article up: titles, and the first paragraph of prose.

    A paragraph that says so ("In brief: ...") counts whole, any other with its first sentences.
    """
    titles = {sentence.n for sentence in article.sentences if sentence.role is SentenceRole.TITLE}
    prose = [sentence for sentence in article.sentences if sentence.role in _PROSE]
    if not prose:
        return frozenset(titles)
    first = [sentence for sentence in prose if sentence.paragraph == prose[0].paragraph]
    is_labelled = _LABEL.match(article.quote(first[0])) is not None
    kept = first[: LONGEST_SUMMARY if is_labelled else LONGEST_LEAD]
    return frozenset(titles | {sentence.n for sentence in kept})
