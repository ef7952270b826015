"""Owns what is known of one article of a batch: whom it names, what it is about, of which day it is.

What is costly is read when it is first asked for, once, and in time that grows with the article's length alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from pipeline.text.date.find import find_dates
from pipeline.text.memo import forgettable
from pipeline.text.name import find_names, name_key, same_name
from pipeline.text.name.find import Name
from pipeline.text.name.lexicon import ORIGINS
from pipeline.text.name.title import key_without_title
from pipeline.text.once import Once
from pipeline.text.word import content_words
from schemas.article import Article, Sentence, SentenceRole

LEAD_SENTENCES = 3
MOST_MAIN = 5
MOST_NAMES = 200
LONGEST_PERSON = 4

# What opens a sentence with a capital and names nobody.
_ROLES = frozenset(
    str.split(
        "former officials police prosecutors investigators investors rescuers authorities experts analysts scientists"
        " researchers lawmakers shareholders workers residents witnesses firefighters doctors lawyers voters rebels"
        " troops soldiers carmaker automaker drugmaker chipmaker management regulators campaigners critics supporters"
    )
)
# Acronyms of things: no report is about one of them, and no answer is anybody's for naming one.
TERMS = frozenset(
    str.split(
        "ai it tv pc pcs gdp ceo ceos cfo ipo gpu gpus cpu api apis llm llms dna rna hiv aids covid ev evs suv app apps"
        " ngo ngos utc gmt est id ad ads pr hr q1 q2 q3 q4 vat vip diy faq pdf usb wifi"
    )
)
# Capitals that name a thing or an office, never a body.
_COMMON = frozenset(str.split("ai api apis ceo cfo cto coo gpu gpus ipo it tv gdp pm mp dna covid lng ev evs"))
_READ = frozenset({SentenceRole.TITLE, SentenceRole.HEADING, SentenceRole.BODY, SentenceRole.LIST})
_PROSE = frozenset({SentenceRole.BODY, SentenceRole.LIST})
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class AsOf:
    """The day an article speaks from; `is_estimated`: it carries none, and this is the latest day that it names."""

    day: date
    is_estimated: bool = False


class Reading:
    """One article as the batch knows it; what is costly is read when it is first asked for."""

    def __init__(self, article: Article, original_at: datetime | None = None) -> None:
        """Hold the article, and when the one appeared of which it is a copy; nothing is read yet."""
        self._article = article
        self._original_at = original_at
        self._forget()

    def _forget(self) -> None:
        self._keys_in: dict[tuple[int, int], frozenset[str]] = {}
        self._key_of: dict[str, str] = {}

    @property
    def article(self) -> Article:
        """Return the article."""
        return self._article

    @Once
    def opening(self) -> tuple[Sentence, ...]:
        """Return the title and the first sentences of the prose."""
        titles = [s for s in self.article.sentences if s.role is SentenceRole.TITLE]
        prose = (s for s in self.article.sentences if s.role in _PROSE)
        return (*titles, *(s for s, _ in zip(prose, range(LEAD_SENTENCES), strict=False)))

    @Once
    def opening_stems(self) -> frozenset[str]:
        """Return the stems of the opening that carry meaning; no numbers."""
        words = {word for sentence in self.opening for word in content_words(self.article.quote(sentence))}
        return frozenset(word for word in words if word.isalpha() or not _DIGIT.search(word))

    @Once
    def all_names(self) -> tuple[Name, ...]:
        """Return the names of the whole text, of origins too."""
        return find_names(self.article.text)

    @Once
    def names(self) -> tuple[Name, ...]:
        """Return the names of the title and the prose."""
        read = iter([(s.start, s.end) for s in self.article.sentences if s.role in _READ])
        start, end = next(read, (0, 0))
        kept = []
        for name in self.all_names:
            while end <= name.start and start < end:
                start, end = next(read, (0, 0))
            if start <= name.start and name.end <= end and not name.is_origin:
                kept.append(name)
        return tuple(kept)

    @Once
    def keys(self) -> dict[str, str]:
        """Return the folded names of the article, each with the fuller name that it is a variant of.

        A surname means the full name wherever that stands; a first part or an acronym means it only after it. A word
        that opens a sentence is no part of a name that is known without it ("Carmaker Acme").
        """
        known = {name_key(name.text) for name in self.names}
        surnames = self._surnames
        fullest: dict[str, str] = {}
        people: dict[str, str] = {}
        for name in self.names:
            key = name_key(name.text)
            if key in fullest or not _can_be_key(key, name) or len(fullest) >= MOST_NAMES:
                continue
            rest = key.partition(" ")[2]
            whole = people.get(key, surnames.get(key, key_without_title(key)))
            fullest[key] = rest if rest in known and self._opens(name) else whole
            for short in _short_forms(name.text):
                people.setdefault(short, key)
        return fullest

    @Once
    def _surnames(self) -> dict[str, str]:
        """Return the last words of full names, each with the name that it is the surname of."""
        named = {name_key(name.text) for name in self.names if not name.is_initial}
        surnames: dict[str, str] = {}
        for key in sorted(filter(is_full_name, named)):
            first, *_, last = key.split()
            if first not in ORIGINS:
                surnames.setdefault(last, key)
        return surnames

    def _opens(self, name: Name) -> bool:
        """Tell whether a name opens its sentence."""
        at = bisect_right(self._starts, name.start) - 1
        return at >= 0 and not self.article.text[self._starts[at] : name.start].strip("“\"'‘• ")

    @Once
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.article.sentences]

    @Once
    def entities(self) -> frozenset[str]:
        """Return whom the article names, each under the fullest of its names."""
        return frozenset(self.keys.values())

    @Once
    def main(self) -> tuple[str, ...]:
        """Return the entities that the article is about: those of its opening, the most named first."""
        known = [self.keys.get(name_key(name.text)) for name in self.names]
        counted = Counter(key for key in known if key is not None)
        opening = {self.key_of(name.text) for s in self.opening for name in self.names_in(s.start, s.end)}
        return tuple(sorted(opening & counted.keys(), key=lambda key: (-counted[key], key))[:MOST_MAIN])

    @Once
    def main_set(self) -> frozenset[str]:
        """Return the entities that the article is about."""
        return frozenset(self.main)

    @Once
    def as_of(self) -> AsOf | None:
        """Return the day the article speaks from; None where it carries no date and names no full day.

        A copy without a date speaks from the day of its original.
        """
        if self.published_at:
            return AsOf(self.published_at.date())
        days = [
            mention.earliest
            for sentence in self.article.sentences
            if sentence.role in _PROSE
            for mention in find_dates(self.article.quote(sentence), None)
            if mention.granularity == "day" and mention.earliest and mention.earliest == mention.latest
        ]
        return AsOf(max(days), is_estimated=True) if days else None

    @Once
    def published_at(self) -> datetime | None:
        """Return when the article appeared, or for a copy without a date its original."""
        return self.article.published_at or self._original_at

    def key_of(self, name: str) -> str:
        """Return the entity that a name means in this article: its folded form, or that of the full name."""
        known = self._key_of.get(name)
        if known is None:
            key = name_key(name)
            known = self._key_of[name] = self.keys.get(key, key)
        return known

    def names_in(self, start: int, end: int) -> tuple[Name, ...]:
        """Return the names that stand in `[start, end)`."""
        first = bisect_left(self._name_starts, start)
        last = bisect_left(self._name_starts, end, lo=first)
        if first < last and self.names[last - 1].end > end:
            last -= 1
        return self.names[first:last]

    def bodies_in(self, start: int, end: int) -> tuple[Name, ...]:
        """Return the names in `[start, end)` that can be those of bodies or persons."""
        return tuple(name for name in self.names_in(start, end) if is_body(self.key_of(name.text)))

    @Once
    def _name_starts(self) -> list[int]:
        return [name.start for name in self.names]

    def keys_in(self, start: int, end: int) -> frozenset[str]:
        """Return the entities that `[start, end)` names."""
        known = self._keys_in.get((start, end))
        if known is None:
            known = frozenset(self.key_of(name.text) for name in self.names_in(start, end)) - TERMS
            self._keys_in[start, end] = known
        return known


class KnownReading(Reading):
    """What is known of an article that was read before: it holds the article no more, and loads it where it must."""

    def __init__(self, load: Callable[[], Article], kept: list[Any]) -> None:
        """Take what `pack_reading` made of the reading; `load` gives the article."""
        self._load = load
        self._forget()
        published_at, day, is_estimated, main, stems, names, read, keys = kept
        self.__dict__ |= {
            "published_at": published_at and datetime.fromisoformat(published_at),
            "as_of": day and AsOf(date.fromisoformat(day), is_estimated),
            "main": tuple(main),
            "opening_stems": frozenset(stems),
            "keys": keys,
        }
        self._all, self._read = names, read

    @property
    def article(self) -> Article:
        """Return the article."""
        return self._load()

    @Once
    def all_names(self) -> tuple[Name, ...]:
        """Return the names of the whole text, of origins too."""
        return tuple(Name(*name) for name in self._all)

    @Once
    def names(self) -> tuple[Name, ...]:
        """Return the names of the title and the prose."""
        return tuple(Name(*self._all[at]) for at in self._read)


def pack_reading(reading: Reading) -> list[Any]:
    """Return what is dear to read, or often asked for, as JSON can hold it."""
    as_of, published_at, read = reading.as_of, reading.published_at, set(reading.names)
    return [
        published_at.isoformat() if published_at else None,
        as_of.day.isoformat() if as_of else None,
        as_of is not None and as_of.is_estimated,
        reading.main,
        sorted(reading.opening_stems),
        reading.all_names,
        [at for at, name in enumerate(reading.all_names) if name in read],
        reading.keys,
    ]


def is_body(key: str) -> bool:
    """Tell whether a folded name can be that of a body or a person."""
    return bool(key) and key not in _COMMON


def is_full_name(key: str) -> bool:
    """Tell whether a folded name has the parts of a full one: two words to `LONGEST_PERSON`, and no digit."""
    words = key.split()
    return 1 < len(words) <= LONGEST_PERSON and not _DIGIT.search(key)


def _can_be_key(key: str, name: Name) -> bool:
    return bool(key) and key not in TERMS and not (name.is_initial and key in _ROLES)


@forgettable
@lru_cache(maxsize=4096)
def _short_forms(name: str) -> tuple[str, ...]:
    """Return the folded forms that a full name may take later: its first word, its last, its initials."""
    key = name_key(name)
    if not is_full_name(key):
        return ()
    words = key.split()
    shorts = {words[0], words[-1], "".join(word[0] for word in words)}
    return tuple(one for one in sorted(shorts) if same_name(name, one if len(one) != len(words) else one.upper()))
