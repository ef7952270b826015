"""Owns what is known of the articles of a batch together: who is who, and what is one event.

Names are made one across the batch: "DeepSeek" and "Deepseek", a surname and the full name beside it, an acronym and
what it stands for.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pipeline.stages.compare.amount import read_amounts
from pipeline.stages.compare.concept import Concept
from pipeline.stages.compare.once import Once
from pipeline.stages.compare.reading import MOST_MAIN, AsOf, Reading, is_full_name
from pipeline.stages.compare.telling import Telling
from pipeline.text.name import near_miss
from pipeline.text.word import content_words
from schemas.article import Article
from schemas.quantity import Quantity

__all__ = ["ESTIMATED", "AsOf", "Batch", "Reading"]

MOST_ALIKE = 16
OWNER_GAP = 3
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

_BACK = re.compile(
    r"(?:It|They|Its|Their)\b|(?:The|This)\s(?:\w+\s)?(?:company|firm|group|bank|club|party|agency|\w*maker|operator"
    r"|ministry|lab|start-?up|airline|retailer|union|university|hospital|school|team|charity|fund|chain|business)\b"
)


class Batch:
    """The tellings of a batch (`tellings`), and what its articles are about."""

    def __init__(self, tellings: Sequence[Telling], copies: Mapping[str, str] | None = None) -> None:
        """Hold the tellings; `copies` maps the id of an article to that of the one whose text it repeats."""
        self.tellings = tuple(tellings)
        self.copies = dict(copies or {})
        known = {one.article.article_id: one.article for one in tellings}
        self.readings = {one: Reading(article, known.get(self.copies.get(one, ""))) for one, article in known.items()}
        # By the lower id, then by the higher: a dict for each costs less than a tuple for each pair.
        self._events: dict[str, dict[str, bool]] = defaultdict(dict)

    @Once
    def amounts(self) -> tuple[tuple[Telling, Quantity, Concept], ...]:
        """Return the amounts of all tellings with what they are."""
        return tuple((telling, *amount) for telling in self.tellings for amount in read_amounts(telling))

    def reading(self, article: Article) -> Reading:
        """Return what is known of an article."""
        try:
            return self.readings[article.article_id]
        except KeyError:
            return self.readings.setdefault(article.article_id, Reading(article))

    def telling_at(self, article_id: str, place: int) -> Telling | None:
        """Return the shortest telling of an article that holds a place of its text."""
        held = [one for one in self._by_article.get(article_id, ()) if one.start <= place < one.end]
        return min(held, key=lambda one: (one.end - one.start, one.start), default=None)

    @Once
    def _by_article(self) -> dict[str, list[Telling]]:
        found: dict[str, list[Telling]] = {}
        for telling in self.tellings:
            found.setdefault(telling.article.article_id, []).append(telling)
        return found

    def days_apart(self, left: Article, right: Article) -> int:
        """Return how many days lie between two articles; 0 where a day is missing."""
        return _days_apart(self.reading(left), self.reading(right))

    def entities(self, telling: Telling) -> frozenset[str]:
        """Return whom a passage speaks of: the subjects of its claims, else its names, else the main one."""
        reading = self.reading(telling.article)
        inside = self.named(telling)
        subjects = {reading.key_of(subject) for subject in telling.subjects}
        known = subjects & reading.entities
        if known and known <= inside:
            return frozenset(known)
        meant = frozenset(reading.main[:1])
        if not known and _BACK.match(telling.text):
            return inside | meant
        return frozenset(known) | inside or meant

    def subject_of(self, articles: Sequence[Article]) -> str:
        """Return the name that articles of one event are most about, as they write it; empty where they name nobody."""
        ranked: Counter[str] = Counter()
        for article in articles:
            main = self.reading(article).main
            ranked.update({key: MOST_MAIN - rank for rank, key in enumerate(main)})
        best = min(ranked, key=lambda key: (-ranked[key], key), default="")
        readings = [self.reading(article) for article in articles]
        written = Counter(name.text for one in readings for name in one.names if one.key_of(name.text) == best)
        return min(written, key=lambda text: (-written[text], text), default=best)

    def owner_of(self, telling: Telling, quantity: Quantity) -> frozenset[str]:
        """Return the entity whose age an amount is: the name right before it, else right after; empty where none is."""
        reading = self.reading(telling.article)
        names = reading.names_in(telling.start, telling.end)
        before = [name for name in names if 0 <= quantity.start - name.end <= OWNER_GAP]
        after = [name for name in names if 0 <= name.start - quantity.end <= OWNER_GAP]
        return frozenset(reading.key_of(name.text) for name in (*before[-1:], *after[:1])[:1])

    def named(self, telling: Telling) -> frozenset[str]:
        """Return the entities that a passage names."""
        return self.reading(telling.article).keys_in(telling.start, telling.end)

    def is_near(self, left: Article, right: Article) -> bool:
        """Tell whether two articles are of days close enough to report one thing; a missing day is no hindrance."""
        return self.days_apart(left, right) <= EVENT_DAYS

    def canonical(self, key: str) -> str:
        """Return an entity as the whole batch knows it: full names that differ by a slip are one."""
        return self._slips.get(key, key)

    @Once
    def _slips(self) -> dict[str, str]:
        """Return full names that look like slips of another one, each with the first of them; met by a shared word."""
        full = sorted(filter(is_full_name, frozenset().union(*(one.entities for one in self.readings.values()))))
        first: dict[str, str] = {}
        met: dict[str, list[str]] = {}
        for key in full:
            for word in key.split():
                others = met.setdefault(word, [])
                slip = next((other for other in others if near_miss(key, other)), None)
                if slip is not None:
                    first.setdefault(key, first.get(slip, slip))
                if len(others) < MOST_ALIKE:
                    others.append(key)
        return first

    def written(self, articles: Iterable[Article], key: str) -> str:
        """Return an entity as some articles write it most often, else its folded form."""
        found: Counter[str] = Counter()
        for article in {one.article_id: one for one in articles}.values():
            reading = self.reading(article)
            found.update(name.text for name in reading.names if self.canonical(reading.key_of(name.text)) == key)
        return min(found, key=lambda text: (-found[text], text), default=key)

    def note(self, article: Article) -> str:
        """Return what a reader has to know of an article's date; empty where it carries one."""
        if self.reading(article).published_at is not None:
            return ""
        as_of = self.reading(article).as_of
        return f"no date; {ESTIMATED} {as_of.day}" if as_of else "no date"

    def is_same_event(self, left: Article, right: Article) -> bool:
        """Tell whether two articles report one event: whom they are about, how they open, and when they appeared."""
        first, second = left.article_id, right.article_id
        if first == second:
            return True
        if first > second:
            first, second = second, first
        told = self._events[first]
        known = told.get(second)
        if known is None:
            known = told[second] = self._is_same_event(self.reading(left), self.reading(right))
        return known

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


@lru_cache(maxsize=65_536)
def stems_of_key(key: str) -> frozenset[str]:
    """Return the stems of the words of an entity."""
    return frozenset(content_words(key))


def _are_of_one_time(left: Reading, right: Reading) -> bool:
    return left.as_of is not None and right.as_of is not None and _days_apart(left, right) <= AT_A_TIME_DAYS


def _days_apart(left: Reading, right: Reading) -> int:
    if left.as_of is None or right.as_of is None:
        return 0
    return abs((left.as_of.day - right.as_of.day).days)
