"""Owns the judgement of two amounts that answer one question: they agree, or how they differ and why."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.concept import Concept, Pace
from pipeline.stages.compare.fate import are_apart, is_of_one_end, is_of_one_fate
from pipeline.stages.compare.measured import is_a_birthday_apart, is_below, is_rounding, meet, middle
from pipeline.stages.compare.model import Answer
from pipeline.stages.compare.money import OF_ANY_SUM, Rate, Rates, agree_at, is_same_digits
from pipeline.stages.compare.scope import Setting, explain, explain_event
from pipeline.text.quantity import admits, comparable, says_same
from schemas.claim import ClaimStatus
from schemas.conflict import Relation
from schemas.quantity import QuantityKind

# What moves over months stands still for this long: two values within it contradict each other.
STANDS_DAYS = 30
MOST_COMPARED = 6
# What stands around an amount is remembered, as one is met under several subjects; of these at most.
MOST_SETTINGS = 300

FEWEST_WORDS = 2
SMALL = 3
_MAY_MOVE = "it may have changed between the reports"
_MAY_BE_OTHERS = "hardly a word around them is the same, so they may count different things"
_PLANNED = frozenset({ClaimStatus.PLANNED, ClaimStatus.UNCERTAIN})
_RISE = re.compile(
    r"\b(?:ris(?:es|en|ing)|rose|raised?|increased?|climb\w*|grown|grew|cut|lowered|reduced|fell|fallen|now|updated?|revised)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Difference:
    """How two groups of answers differ, and what explains it in a few words; empty for a plain contradiction."""

    relation: Relation
    reason: str


AtOne = Mapping[frozenset[str], Sequence[Answer]]
"""The answers that pairs of articles, by id, give both."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """The articles that give one of the two answers that are compared, and those that give any answer together."""

    lefts: AbstractSet[str]
    rights: AbstractSet[str]
    at_one: AtOne


_CONTRADICTS = Difference(Relation.CONTRADICTION, "")
_NO_DATE = "a date is missing, so one may be an update of the other"


class Judge:
    """Judges pairs of amounts; remembers nothing but what a pure function may."""

    def __init__(self, batch: Batch, rates: Rates) -> None:
        """Judge by what the batch knows of its articles and by its rates."""
        self.batch = batch
        self._rates = rates
        self._settings: dict[tuple[str, int, int, int, int], Setting] = {}

    def setting(self, answer: Answer) -> Setting:
        """Return what stands around an answer, read once."""
        key = answer.article_id, answer.start, answer.end, answer.telling.start, answer.telling.end
        known = self._settings.get(key)
        if known is None:
            if self.batch.is_bounded and len(self._settings) >= MOST_SETTINGS:
                self._settings.clear()
            known = self._settings[key] = Setting(answer)
        return known

    def breadth(self, answer: Answer) -> tuple[Decimal, str, int]:
        """Return the key that orders answers: the narrowest value first, then by place."""
        return answer.width, answer.article_id, answer.start

    def distance(self, left: Answer, right: Answer) -> Decimal:
        """Return how far the middles of two values lie apart, as a share of the larger; 1 across currencies."""
        first, second = (middle(one.measured) for one in (left, right))
        if first is None or second is None or not comparable(left.measured, right.measured):
            return Decimal(1)
        return abs(first - second) / max(abs(first), abs(second), Decimal(1))

    def rate(self, left: Answer, right: Answer) -> Rate | None:
        """Return the rate at which two sums compare; None where they are of one currency, or none is known."""
        first, second = left.measured, right.measured
        if (
            first.kind is not QuantityKind.MONEY
            or second.kind is not QuantityKind.MONEY
            or not first.unit
            or not second.unit
        ):
            return None
        if comparable(first, second):
            return None
        ids = (left.article_id, right.article_id)
        return self._rates.between(first.unit, second.unit, ids, self._day(left) or self._day(right))

    def agree(self, left: Answer, right: Answer) -> bool:
        """Tell whether two answers can be one value; those that cannot be compared do not agree."""
        first, second = left.measured, right.measured
        if first.unit == second.unit and first.kind is second.kind and first.qualifier is second.qualifier is None:
            is_one = meet(left.ends, right.ends)
        elif comparable(first, second):
            is_one = admits(first, second)
        else:
            rate = None if is_same_digits(first, second) else self.rate(left, right)
            is_one = rate is not None and agree_at(first, second, rate)
        return is_one and not explain(self.setting(left), self.setting(right))

    def rounded(self, group: Sequence[Answer]) -> list[list[Answer]]:
        """Return a group by figure, where articles write one value with different precision; empty where none does."""
        if len({answer.figure for answer in group}) == 1:
            return []
        figures: list[list[Answer]] = []
        for answer in group:
            home = next((kept for kept in figures if says_same(answer.measured, kept[0].measured)), None)
            if home is None:
                figures.append([answer])
            else:
                home.append(answer)
        first, *others = figures
        is_apart = any(kept[0].article_id != first[0].article_id and is_rounding(kept[0], first[0]) for kept in others)
        return figures if is_apart else []

    def differ(
        self, left: Sequence[Answer], right: Sequence[Answer], concept: Concept, at_one: AtOne = MappingProxyType({})
    ) -> Difference | None:
        """Return the weightiest difference between two groups; None where no pair of articles differs.

        Two articles that are `at_one` on the question tell other values of other things.
        """
        lefts, rights = ({one.article_id for one in side} for side in (left, right))
        sides = _Sides(lefts, rights, at_one)
        found = [
            (self._day(one) is None or self._day(other) is None, difference)
            for one in left[:MOST_COMPARED]
            for other in right[:MOST_COMPARED]
            if one.article_id != other.article_id and (difference := self._pair(one, other, concept, sides))
        ]
        if any(not is_undated for is_undated, _ in found):
            found = [pair for pair in found if not pair[0] or pair[1].relation is not Relation.UNCLEAR]
        weigh = (Relation.CONTRADICTION, Relation.UNCLEAR, Relation.UPDATE, Relation.DIFFERENT_SCOPE, Relation.ROUNDING)
        return min((one for _, one in found), key=lambda one: (weigh.index(one.relation), one.reason), default=None)

    def _pair(self, one: Answer, other: Answer, concept: Concept, sides: "_Sides") -> Difference | None:
        """Return how two amounts of two groups differ."""
        is_slip = is_same_digits(one.measured, other.measured)
        if not self._asks_one_thing(one, other, concept, is_slip=is_slip):
            return None
        reason = self._scope(one, other, concept)
        if reason:
            return Difference(Relation.DIFFERENT_SCOPE, reason)
        is_settled = is_slip or _is_at_odds(one) or _is_at_odds(other) or self._is_of_two_units(one, other)
        if not is_settled and self._are_at_one(one, other, concept, sides):
            return None
        # An article that gives the other's value as well is at one with it, unless it contradicts itself.
        are_both = (one.article_id in sides.rights, one), (other.article_id in sides.lefts, other)
        if any(is_both and not _is_at_odds(answer) for is_both, answer in are_both):
            return None
        if is_slip:
            words = f"{one.value} and {other.value} are the same digits in two currencies"
            return Difference(Relation.CONTRADICTION, words)
        return self._by_time(one, other, concept)

    def _is_of_two_units(self, one: Answer, other: Answer) -> bool:
        """Tell whether like words give one number of two units of time ("lasted 14 months", "lasted 14 weeks").

        That is a slip, whatever else two articles agree on; small numbers stand beside any unit by chance.
        """
        first, second = one.measured, other.measured
        if first.kind is not QuantityKind.DURATION or first.unit == second.unit or (first.low or 0) <= SMALL:
            return False
        is_one_number = (first.low, first.high) == (second.low, second.high)
        return is_one_number and len(self.setting(one).words & self.setting(other).words) >= FEWEST_WORDS

    def _are_at_one(self, one: Answer, other: Answer, concept: Concept, sides: _Sides) -> bool:
        """Tell whether both articles give one answer to what an amount answers: a whole is no answer to a part.

        Of what no word names, and where each passage names somebody of its own, any common answer shows that the
        others are of other things.
        """
        both = sides.at_one.get(frozenset({one.article_id, other.article_id}), ())
        first, second = self.batch.named(one.telling), self.batch.named(other.telling)
        if concept.is_counted or (first - second and second - first):
            return bool(both)
        return any(not self._scope(one, agreed, concept) for agreed in both[:MOST_COMPARED])

    def _asks_one_thing(self, one: Answer, other: Answer, concept: Concept, *, is_slip: bool) -> bool:
        """Tell whether two amounts can be held against each other at all."""
        first, second = one.measured, other.measured
        if not comparable(first, second) and not is_slip and self.rate(one, other) is None:
            return False
        if first.kind is QuantityKind.AGE:
            return not is_a_birthday_apart(first, second)
        here, there = self.setting(one), self.setting(other)
        named = self.batch.named(one.telling), self.batch.named(other.telling)
        if is_slip and not (here.words & there.words) - OF_ANY_SUM and not named[0] & named[1]:
            return False
        if concept.is_counted:
            if _is_of_others(*named):
                return False
            fewest = 1 if first.kind is QuantityKind.COUNT else FEWEST_WORDS
            return len(here.words & there.words) >= fewest or is_of_one_fate(one, other)
        return not (concept.is_of_event and here.period and there.period)

    def _scope(self, one: Answer, other: Answer, concept: Concept) -> str | None:
        here, there = self.setting(one), self.setting(other)
        reason = explain(here, there)
        return reason or (explain_event(here, there) if concept.is_of_event else None)

    def _unsure(self, one: Answer, other: Answer) -> Difference:
        """Return how two amounts differ that no rule knows: for sure on one day and in like words alone."""
        first, second = self._day(one), self._day(other)
        if first is None or second is None or (first != second and not _has_shrunk(one, other, first < second)):
            return Difference(Relation.UNCLEAR, _MAY_MOVE)
        if are_apart(one, other):
            return Difference(Relation.UNCLEAR, _MAY_BE_OTHERS)
        shared = self.setting(one).words & self.setting(other).words
        is_one = len(shared) >= FEWEST_WORDS or is_of_one_fate(one, other)
        return _CONTRADICTS if is_one else Difference(Relation.UNCLEAR, _MAY_BE_OTHERS)

    def _by_time(self, one: Answer, other: Answer, concept: Concept) -> Difference:
        if concept.pace is Pace.UNKNOWN:
            return Difference(Relation.UNCLEAR, "no rule knows whether this moves with time, or of what it is a part")
        if concept.pace is Pace.UNSURE:
            return self._unsure(one, other)
        first, second = self._day(one), self._day(other)
        is_like = _is_plan(one) == _is_plan(other)
        if first is None or second is None:
            is_sure = concept.pace is Pace.FIXED and is_like
            return _CONTRADICTS if is_sure else Difference(Relation.UNCLEAR, _NO_DATE)
        older, newer = (one, other) if first <= second else (other, one)
        if is_like:
            return self._moved(older, newer, abs((first - second).days), concept.pace)
        if first != second and _is_plan(older):
            return Difference(Relation.DIFFERENT_SCOPE, "the earlier report tells a plan, the later one the result")
        return _CONTRADICTS

    def _moved(self, older: Answer, newer: Answer, days: int, pace: Pace) -> Difference:
        if pace is Pace.FIXED or (pace is Pace.SLOW and days <= STANDS_DAYS and not _RISE.search(newer.telling.text)):
            return _CONTRADICTS
        is_later = days > 0 or _is_later(older, newer)
        if pace is Pace.UP:
            if not is_later and not _is_later(newer, older):
                return Difference(Relation.UNCLEAR, "both are of one day, so one may be an update of the other")
            older, newer = (older, newer) if is_later else (newer, older)
            if is_below(newer, older):
                return Difference(Relation.CONTRADICTION, "the later report gives the lower figure")
            return Difference(Relation.UPDATE, "the later report gives the higher figure")
        if days == 0:
            return _CONTRADICTS
        return Difference(Relation.UPDATE, "the later report gives a new figure")

    def _day(self, answer: Answer) -> date | None:
        as_of = self.batch.reading(answer).as_of
        return as_of.day if as_of else None


def _is_of_others(first: AbstractSet[str], second: AbstractSet[str]) -> bool:
    """Tell whether two passages name somebody each, and nobody in common."""
    return bool(first and second) and first.isdisjoint(second)


def _has_shrunk(one: Answer, other: Answer, is_first: bool) -> bool:  # noqa: FBT001  one of two orders
    """Tell whether the later report counts fewer of what cannot have become fewer."""
    older, newer = (one, other) if is_first else (other, one)
    return is_below(newer, older) and is_of_one_end(one, other)


def _is_plan(answer: Answer) -> bool:
    """Tell whether an amount is planned: its claim or its passage says so."""
    claim = answer.telling.claim_at(answer.start, answer.end)
    return ((claim and claim.status) or answer.telling.status) in _PLANNED


def _is_at_odds(answer: Answer) -> bool:
    """Tell whether a rule found the claim to contradict its own article."""
    claim = answer.telling.claim_at(answer.start, answer.end)
    return claim is not None and claim.is_at_odds


def _is_later(older: Answer, newer: Answer) -> bool:
    """Tell whether one article appeared later on the same day."""
    first, second = older.article.published_at, newer.article.published_at
    return first is not None and second is not None and first < second
