"""Owns what is known of the articles of a batch together: who is who, and what is one event.

Names are made one across the batch: "DeepSeek" and "Deepseek", a surname and the full name beside it, an acronym and
what it stands for.
"""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol, TypeVar

from pipeline.stages.compare.amount import read_amounts
from pipeline.stages.compare.archive import Archive
from pipeline.stages.compare.concept import Concept, Pace
from pipeline.stages.compare.kept import PLAIN, Codec, Index
from pipeline.stages.compare.reading import MOST_MAIN, AsOf, KnownReading, Reading, is_full_name, pack_reading
from pipeline.stages.compare.slip import NamesByWord
from pipeline.stages.compare.telling import Telling
from pipeline.text.memo import forgettable
from pipeline.text.once import Once
from pipeline.text.word import content_words
from schemas.article import Article
from schemas.quantity import Quantity

__all__ = ["ESTIMATED", "AsOf", "Batch", "Reading"]

OWNER_GAP = 3
# What is known of an article is small beside it, and asked for more often.
READINGS_TO_AN_ARTICLE = 2
MOST_EVENTS_KNOWN = 20_000
# Those of one article, unless it is a long one.
TELLINGS_AT_HAND = 64
ESTIMATED = "the latest day it names is"
# Reports of one event appear within weeks; a follow-up a season later tells of what came after.
EVENT_DAYS = 45
# Two names in common and two words, or one name and five words: one name alone ("Liverpool") is in many stories.
FEWEST_NAMES = 2
FEWEST_STEMS_BESIDE_NAMES = 2
FEWEST_STEMS = 5
# Of articles that are days apart, three words beside a name are enough.
FEWEST_STEMS_AT_A_TIME = 3
AT_A_TIME_DAYS = 3

_NOT_JUDGED = frozenset({Pace.UNKNOWN, Pace.UNSURE})
T = TypeVar("T")

_BACK = re.compile(
    r"(?:It|They|Its|Their)\b|(?:The|This)\s(?:\w+\s)?(?:company|firm|group|bank|club|party|agency|\w*maker|operator"
    r"|ministry|lab|start-?up|airline|retailer|union|university|hospital|school|team|charity|fund|chain|business)\b"
)
# What the one of an age is, before the name: "boy, ", "striker ".
_APPOSED_TO_AGE = re.compile(
    r"\s(?!(?:and|or|who|from|in|of|by|with|on|at|was|is|said|told|to)\b)[a-z-]{3,14}"
    r"(?:\s(?!(?:and|or|who|from|in|of|by|with|on|at|was|is|said|told|to)\b)[a-z-]{3,14})?,?\s"
)


class OfArticle(Protocol):
    """What is of one article: an answer, a telling, a sentence, or the article itself."""

    @property
    def article_id(self) -> str:
        """Return the id of the article."""
        ...


@dataclass(frozen=True, slots=True)
class Of:
    """The least that is of an article."""

    article_id: str


class Sourced(OfArticle, Protocol):
    """What is of one article, and gives it."""

    @property
    def article(self) -> Article:
        """Return the article."""
        ...


class Batch:
    """The articles of a batch with their tellings, and what they are about."""

    def __init__(
        self, archive: Archive, copies: Mapping[str, str] | None = None, concerned: Container[str] | None = None
    ) -> None:
        """Take the articles.

        `copies` maps the id of an article to that of the one whose text it repeats; `concerned` are the ids of those
        for whose sake the others are here; None: of all.
        """
        self.archive, self._concerned = archive, concerned
        self.copies = dict(copies or {})
        most = archive.store.most_held
        self._reading = lru_cache(None if most is None else most * READINGS_TO_AN_ARTICLE)(self._read)
        self._judged = lru_cache(most)(self._read_judged)
        self._amounts = lru_cache(TELLINGS_AT_HAND)(lambda telling: tuple(read_amounts(telling)))
        self._read_once = archive.store.series(Codec(pack_reading, lambda kept: kept))
        self._read_at = array("i", [-1]) * len(archive)
        # By the lower id, then by the higher: a dict for each costs less than a tuple for each pair.
        self._events: dict[str, dict[str, bool]] = defaultdict(dict)
        self._events_known = 0

    @property
    def is_of_concerned_alone(self) -> bool:
        """Tell whether every article is compared for its own sake."""
        return self._concerned is None

    def is_concerned(self, told: OfArticle) -> bool:
        """Tell whether what an article tells is compared for its own sake."""
        return self._concerned is None or told.article_id in self._concerned

    @Once
    def is_bounded(self) -> bool:
        """Tell whether what is remembered is to be forgotten again where there is much of it."""
        return self.archive.store.most_held is not None

    def index(self, codec: Codec[T]) -> Index[T]:
        """Return an empty index for what a rule reads."""
        return self.archive.store.index(codec)

    def all_told(self) -> Iterator[tuple[Telling, ...]]:
        """Yield the tellings of every article that has some, in the order of article ids."""
        return self.archive.all_told()

    def reading(self, told: OfArticle) -> Reading:
        """Return what is known of an article."""
        return self._reading(told.article_id)

    def _read(self, article_id: str) -> Reading:
        number = self.archive.number(article_id)
        if not self.is_bounded:
            return Reading(self.archive.article(number), self._original_day(article_id))
        if self._read_at[number] < 0:
            reading = Reading(self.archive.article(number), self._original_day(article_id))
            self._read_at[number] = self._read_once.add(reading)
        return KnownReading(lambda: self.archive.article(number), self._read_once[self._read_at[number]])

    def _original_day(self, article_id: str) -> datetime | None:
        """Return when the original of a copy appeared, where claims were taken from both."""
        first = self.copies.get(article_id)
        if first is None or not (self.archive.has_told(article_id) and self.archive.has_told(first)):
            return None
        return self.archive.article(self.archive.number(first)).published_at

    def amounts(self, telling: Telling) -> tuple[tuple[Quantity, Concept], ...]:
        """Return the amounts of a passage and their attributes; two rules ask for those of an article in turn."""
        return self._amounts(telling)

    def judged(self, article_id: str) -> frozenset[int]:
        """Return where the amounts of an article start whose attribute the rule of amounts knows."""
        return self._judged(article_id)

    def _read_judged(self, article_id: str) -> frozenset[int]:
        amounts = (amount for telling in self.archive.told_of(article_id) for amount in read_amounts(telling))
        return frozenset(quantity.start for quantity, concept in amounts if concept.pace not in _NOT_JUDGED)

    def telling_at(self, article_id: str, place: int) -> Telling | None:
        """Return the shortest telling of an article that holds a place of its text."""
        held = [one for one in self.archive.told_of(article_id) if one.start <= place < one.end]
        return min(held, key=lambda one: (one.end - one.start, one.start), default=None)

    def days_apart(self, left: OfArticle, right: OfArticle) -> int:
        """Return how many days lie between two articles; 0 where a day is missing."""
        return _days_apart(self.reading(left), self.reading(right))

    def entities(self, telling: Telling) -> frozenset[str]:
        """Return whom a passage speaks of: the subjects of its claims, else its names, else the main one."""
        reading = self.reading(telling)
        inside = self.named(telling)
        subjects = {reading.key_of(subject) for subject in telling.subjects}
        known = subjects & reading.entities
        if known and known <= inside:
            return frozenset(known)
        meant = frozenset(reading.main[:1])
        if not known and _BACK.match(telling.text):
            return inside | meant
        return frozenset(known) | inside or meant

    def subject_of(self, told: Sequence[OfArticle]) -> str:
        """Return the name that articles of one event are most about, as they write it; empty where they name nobody."""
        ranked: Counter[str] = Counter()
        for one in told:
            main = self.reading(one).main
            ranked.update({key: MOST_MAIN - rank for rank, key in enumerate(main)})
        best = min(ranked, key=lambda key: (-ranked[key], key), default="")
        readings = [self.reading(one) for one in told]
        written = Counter(name.text for one in readings for name in one.names if one.key_of(name.text) == best)
        return min(written, key=lambda text: (-written[text], text), default=best)

    def owner_of(self, telling: Telling, quantity: Quantity) -> frozenset[str]:
        """Return the entity whose age an amount is: the name right before it, else right after; empty where none is.

        What somebody is may stand between the age and the name ("a nine-year-old boy, Ann Lee").
        """
        reading = self.reading(telling)
        names = reading.names_in(telling.start, telling.end)
        text = telling.article.text
        before = [
            name
            for name in names
            if 0 <= quantity.start - name.end <= OWNER_GAP or text[name.end : quantity.start] == ", aged "
        ]
        after = [name for name in names if 0 <= name.start - quantity.end <= OWNER_GAP]
        after = after or [name for name in names if _APPOSED_TO_AGE.fullmatch(text[quantity.end : name.start])]
        return frozenset(reading.key_of(name.text) for name in (*before[-1:], *after[:1])[:1])

    def named(self, telling: Telling) -> frozenset[str]:
        """Return the entities that a passage names."""
        return self.reading(telling).keys_in(telling.start, telling.end)

    def is_near(self, left: OfArticle, right: OfArticle) -> bool:
        """Tell whether two articles are of days close enough to report one thing; a missing day is no hindrance."""
        return self.days_apart(left, right) <= EVENT_DAYS

    def canonical(self, key: str) -> str:
        """Return an entity as the whole batch knows it: full names that differ by a slip are one."""
        return self._slips.get(key, key)

    @Once
    def _slips(self) -> dict[str, str]:
        """Return full names that look like slips of another one, each with the first of them; met by a shared word."""
        words = NamesByWord(self.index(PLAIN))
        for article_id in filter(self.archive.has_told, self.archive.ids):
            words.add(filter(is_full_name, self.reading(Of(article_id)).entities))
        return words.firsts()

    def written(self, told: Iterable[OfArticle], key: str) -> str:
        """Return an entity as some articles write it most often, else its folded form."""
        found: Counter[str] = Counter()
        for one in {one.article_id: one for one in told}.values():
            reading = self.reading(one)
            found.update(name.text for name in reading.names if self.canonical(reading.key_of(name.text)) == key)
        return min(found, key=lambda text: (-found[text], text), default=key)

    def note(self, told: OfArticle) -> str:
        """Return what a reader has to know of an article's date; empty where it carries one."""
        if self.reading(told).published_at is not None:
            return ""
        as_of = self.reading(told).as_of
        return f"no date; {ESTIMATED} {as_of.day}" if as_of else "no date"

    def is_same_event(self, left: OfArticle, right: OfArticle) -> bool:
        """Tell whether two articles report one event: whom they are about, how they open, and when they appeared."""
        first, second = left.article_id, right.article_id
        if first == second:
            return True
        if first > second:
            first, second = second, first
        told = self._events[first]
        known = told.get(second)
        if known is None:
            self._forget_events()
            known = told[second] = self._is_same_event(self.reading(left), self.reading(right))
        return known

    def _forget_events(self) -> None:
        """Forget which articles are of one event when there are too many; they are read again where they are met."""
        self._events_known += 1
        if self.is_bounded and self._events_known > MOST_EVENTS_KNOWN:
            self._events.clear()
            self._events_known = 0

    @staticmethod
    def _is_same_event(left: Reading, right: Reading) -> bool:
        shared = left.main_set & right.main_set
        if not shared or _days_apart(left, right) > EVENT_DAYS:
            return False
        stems = left.opening_stems & right.opening_stems
        least = FEWEST_STEMS_BESIDE_NAMES if len(shared) >= FEWEST_NAMES else FEWEST_STEMS
        if least == FEWEST_STEMS and _are_of_one_time(left, right):
            least = FEWEST_STEMS_AT_A_TIME
        return len(stems) >= least and len(stems.difference(*map(stems_of_key, shared))) >= least


@forgettable
@lru_cache(maxsize=4096)
def stems_of_key(key: str) -> frozenset[str]:
    """Return the stems of the words of an entity."""
    return frozenset(content_words(key))


def _are_of_one_time(left: Reading, right: Reading) -> bool:
    return left.as_of is not None and right.as_of is not None and _days_apart(left, right) <= AT_A_TIME_DAYS


def _days_apart(left: Reading, right: Reading) -> int:
    if left.as_of is None or right.as_of is None:
        return 0
    return abs((left.as_of.day - right.as_of.day).days)
