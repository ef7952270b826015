"""Owns what is known of the articles of a batch together: who is who, what is one event, and of which day each is.

Names are made one across the batch: "DeepSeek" and "Deepseek", a surname and the full name beside it, an acronym and
what it stands for. Everything is read once for each article and in time that grows with its length alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter

from pipeline.stages.compare.concept import Concept, counted_alike, named_alike, read_concepts
from pipeline.stages.compare.telling import Telling
from pipeline.text.date.find import find_dates
from pipeline.text.name import find_names, name_key, near_miss, same_name
from pipeline.text.name.find import Name
from pipeline.text.name.lexicon import ORIGINS
from pipeline.text.word import content_words
from schemas.article import Article, Sentence, SentenceRole
from schemas.quantity import Quantity, QuantityKind

LEAD_SENTENCES = 3
MOST_MAIN = 5
MOST_NAMES = 200
LONGEST_PERSON = 4
MOST_ALIKE = 16
VAGUE = 5
OWNER_GAP = 3
# What opens a sentence with a capital and names nobody.
_ROLES = frozenset(
    str.split(
        "former officials police prosecutors investigators investors rescuers authorities experts analysts scientists researchers"
        " lawmakers shareholders workers residents witnesses firefighters doctors lawyers voters rebels troops soldiers"
        " carmaker automaker drugmaker chipmaker police management regulators campaigners critics supporters"
    )
)
_BACK = re.compile(
    r"(?:It|They|Its|Their)\b|(?:The|This)\s(?:\w+\s)?(?:company|firm|group|bank|club|party|agency|\w*maker|operator|ministry|lab"
    r"|start-?up|airline|retailer|union|university|hospital|school|team|charity|fund|chain|business)\b"
)
_NONE_WORDS = frozenset({"nobody", "no"})
_NONE = re.compile(
    r"\b(?:nobody|no[\s-]one|no(?=\s(?:injuries|casualties|deaths|fatalities|victims)\b))", re.IGNORECASE
)
ESTIMATED = "the latest day it names is"
# Reports of one event appear within weeks; a follow-up a season later tells of what came after.
EVENT_DAYS = 45
# Two names in common and two words, or one name and five words: one name alone ("Liverpool") is in many stories.
FEWEST_NAMES = 2
FEWEST_STEMS_BESIDE_NAMES = 2
FEWEST_STEMS = 5

# Acronyms of things: no report is about one of them, and no answer is anybody's for naming one.
_TERMS = frozenset(
    str.split("""ai it tv pc pcs gdp ceo ceos cfo ipo gpu gpus cpu api apis llm llms dna rna hiv aids covid ev evs suv app apps
    ngo ngos utc gmt est id ad ads pr hr q1 q2 q3 q4 vat vip diy faq pdf usb wifi""")
)
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

    def __init__(self, article: Article, original: Article | None = None) -> None:
        """Hold the article, and the one of which it is a copy; nothing is read yet."""
        self.article = article
        self._original = original
        self._keys_in: dict[tuple[int, int], frozenset[str]] = {}

    @cached_property
    def opening(self) -> tuple[Sentence, ...]:
        """Return the title and the first sentences of the prose."""
        titles = [s for s in self.article.sentences if s.role is SentenceRole.TITLE]
        prose = (s for s in self.article.sentences if s.role in _PROSE)
        return (*titles, *(s for s, _ in zip(prose, range(LEAD_SENTENCES), strict=False)))

    @cached_property
    def opening_stems(self) -> frozenset[str]:
        """Return the stems of the opening that carry meaning; no numbers."""
        words = {word for sentence in self.opening for word in content_words(self.article.quote(sentence))}
        return frozenset(word for word in words if not _DIGIT.search(word))

    @cached_property
    def all_names(self) -> tuple[Name, ...]:
        """Return the names of the whole text, of origins too."""
        return find_names(self.article.text)

    @cached_property
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

    @cached_property
    def keys(self) -> dict[str, str]:
        """Return the folded names of the article, each with the fuller name that it is a variant of.

        A surname means the full name wherever that stands; a first part or an acronym means it only after it. A word
        that opens a sentence is no part of a name that is known without it ("Carmaker Acme").
        """
        named = {name_key(name.text) for name in self.names if not name.is_initial}
        known = {name_key(name.text) for name in self.names}
        surnames: dict[str, str] = {}
        for key in sorted(named):
            words = key.split()
            if _is_full(key) and words[0] not in ORIGINS and words[-1] not in named - {words[-1]} | {key}:
                surnames.setdefault(words[-1], key)
        fullest: dict[str, str] = {}
        people: dict[str, str] = {}
        for name in self.names:
            key = name_key(name.text)
            if not key or key in _TERMS or key in fullest or len(fullest) >= MOST_NAMES:
                continue
            words = key.split()
            if name.is_initial and key in _ROLES:
                continue
            rest = " ".join(words[1:])
            fullest[key] = rest if rest in known and self._opens(name) else people.get(key, surnames.get(key, key))
            if _is_full(key):
                for short in {words[0], words[-1], "".join(word[0] for word in words)}:
                    if same_name(name.text, short if len(short) != len(words) else short.upper()):
                        people.setdefault(short, key)
        return fullest

    def _opens(self, name: Name) -> bool:
        """Tell whether a name opens its sentence."""
        at = bisect_right(self._starts, name.start) - 1
        return at >= 0 and not self.article.text[self._starts[at] : name.start].strip("“\"'‘• ")

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.article.sentences]

    @cached_property
    def entities(self) -> frozenset[str]:
        """Return whom the article names, each under the fullest of its names."""
        return frozenset(self.keys.values())

    @cached_property
    def main(self) -> tuple[str, ...]:
        """Return the entities that the article is about: those of its opening, the most named first."""
        spans = [(s.start, s.end) for s in self.opening]
        counted: dict[str, int] = {}
        opening = set()
        for name in self.names:
            key = self.keys.get(name_key(name.text))
            if key is not None:
                counted[key] = counted.get(key, 0) + 1
                if any(start <= name.start < end for start, end in spans):
                    opening.add(key)
        return tuple(sorted(opening, key=lambda key: (-counted[key], key))[:MOST_MAIN])

    @cached_property
    def main_set(self) -> frozenset[str]:
        """Return the entities that the article is about."""
        return frozenset(self.main)

    @cached_property
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

    @property
    def published_at(self) -> datetime | None:
        """Return when the article appeared, or for a copy without a date its original."""
        return self.article.published_at or (self._original.published_at if self._original else None)

    def key_of(self, name: str) -> str:
        """Return the entity that a name means in this article: its folded form, or that of the full name."""
        key = name_key(name)
        return self.keys.get(key, key)

    def names_in(self, start: int, end: int) -> tuple[Name, ...]:
        """Return the names that stand in `[start, end)`."""
        first = bisect_left(self.names, start, key=_start_of)
        last = bisect_left(self.names, end, lo=first, key=_start_of)
        return tuple(name for name in self.names[first:last] if name.end <= end)

    def keys_in(self, start: int, end: int) -> frozenset[str]:
        """Return the entities that `[start, end)` names."""
        known = self._keys_in.get((start, end))
        if known is None:
            known = frozenset(self.key_of(name.text) for name in self.names_in(start, end)) - _TERMS
            self._keys_in[start, end] = known
        return known


class Batch:
    """The tellings of a batch (`tellings`), and what its articles are about."""

    def __init__(self, tellings: Sequence[Telling], copies: Mapping[str, str] | None = None) -> None:
        """Hold the tellings; `copies` maps the id of an article to that of the one whose text it repeats."""
        self.tellings = tuple(tellings)
        self.copies = dict(copies or {})
        known = {one.article.article_id: one.article for one in tellings}
        self.readings = {one: Reading(article, known.get(self.copies.get(one, ""))) for one, article in known.items()}
        self._events: dict[tuple[str, str], bool] = {}

    @cached_property
    def amounts(self) -> tuple[tuple[Telling, Quantity, Concept], ...]:
        """Return the amounts whose attribute their passage or their claim names; orders of size ("hundreds") left out."""
        return tuple(
            (telling, quantity, concept)
            for telling in self.tellings
            if telling.quantities or not _NONE_WORDS.isdisjoint(telling.words)
            for quantity, concept in _concepts(telling)
            if not _is_vague(quantity)
        )

    def reading(self, article: Article) -> Reading:
        """Return what is known of an article."""
        known = self.readings.get(article.article_id)
        if known is None:
            known = self.readings[article.article_id] = Reading(article)
        return known

    def telling_at(self, article_id: str, place: int) -> Telling | None:
        """Return the shortest telling of an article that holds a place of its text."""
        held = [one for one in self._by_article.get(article_id, ()) if one.start <= place < one.end]
        return min(held, key=lambda one: (one.end - one.start, one.start), default=None)

    @cached_property
    def _by_article(self) -> dict[str, list[Telling]]:
        found: dict[str, list[Telling]] = {}
        for telling in self.tellings:
            found.setdefault(telling.article.article_id, []).append(telling)
        return found

    def is_one_voice(self, left: Article, right: Article) -> bool:
        """Tell whether two articles are copies of one text."""
        first, second = (self.copies.get(one.article_id, one.article_id) for one in (left, right))
        return first == second

    def days_apart(self, left: Article, right: Article) -> int:
        """Return how many days lie between two articles; 0 where a day is missing."""
        return _days_apart(self.reading(left), self.reading(right))

    def entities(self, telling: Telling) -> frozenset[str]:
        """Return whom a passage speaks of: the subjects of its claims that its article names, else its names, else the main."""
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

    @cached_property
    def _slips(self) -> dict[str, str]:
        """Return full names that look like slips of another one, each with the first of them; met by a shared word."""
        full = sorted(filter(_is_full, frozenset().union(*(one.entities for one in self.readings.values()))))
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
        if left.article_id > right.article_id:
            left, right = right, left
        pair = left.article_id, right.article_id
        known = self._events.get(pair)
        if known is None:
            known = self._events[pair] = self._is_same_event(self.reading(left), self.reading(right))
        return known

    @staticmethod
    def _is_same_event(left: Reading, right: Reading) -> bool:
        if left is right:
            return True
        shared = left.main_set & right.main_set
        if not shared or _days_apart(left, right) > EVENT_DAYS:
            return False
        stems = left.opening_stems & right.opening_stems
        least = FEWEST_STEMS_BESIDE_NAMES if len(shared) >= FEWEST_NAMES else FEWEST_STEMS
        return len(stems) >= least and len(stems.difference(*map(content_words, shared))) >= least


def _concepts(telling: Telling) -> Iterator[tuple[Quantity, Concept]]:
    """Yield the attributes that the words name; then those that a claim of one amount names, for what is left."""
    known = set()
    amounts = telling.quantities if _NONE_WORDS.isdisjoint(telling.words) else (*telling.quantities, *_none(telling))
    for quantity, concept in read_concepts(telling.text, telling.words, amounts, telling.start):
        known.add(quantity.start)
        yield quantity, concept
    for graded in telling.claims:
        if len(graded.checked.quantities) == 1 and graded.checked.quantities[0].start not in known:
            quantity = graded.checked.quantities[0]
            named = named_alike(graded.checked.grounded.claim.attribute, quantity)
            if named and telling.start <= quantity.start < telling.end:
                known.add(quantity.start)
                yield quantity, named
    for quantity in telling.quantities:
        counted = counted_alike(quantity) if quantity.start not in known else None
        if counted:
            yield quantity, counted


def _none(telling: Telling) -> Iterator[Quantity]:
    """Yield what says that there was nobody ("nobody was hurt", "no injuries") as the count that it is."""
    for match in _NONE.finditer(telling.text):
        start = telling.start + match.start()
        yield Quantity(
            text=match.group(), start=start, end=telling.start + match.end(), kind=QuantityKind.COUNT,
            low=Decimal(0), high=Decimal(0), unit="person", step=Decimal(1),
        )  # fmt: skip


def _is_vague(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.high is not None and quantity.high >= VAGUE * quantity.low > 0


_start_of = attrgetter("start")


def _is_full(key: str) -> bool:
    words = key.split()
    return 1 < len(words) <= LONGEST_PERSON and not _DIGIT.search(key)


def _days_apart(left: Reading, right: Reading) -> int:
    if left.as_of is None or right.as_of is None:
        return 0
    return abs((left.as_of.day - right.as_of.day).days)


def articles_of(tellings: Iterable[Telling]) -> dict[str, Article]:
    """Return the articles of some tellings by id."""
    return {telling.article.article_id: telling.article for telling in tellings}
