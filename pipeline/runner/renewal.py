"""Which conflicts stand after a night: those that were found before, and those that new articles bring or take.

Invariant: a conflict is told anew where one of its articles is new or has gone; every other stays under its key.
"""

from array import array
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import overload

from pipeline.runner.before import ConflictsBefore, places_of
from pipeline.store.touching import StandingPassages
from schemas.conflict import Conflict

# Conflicts come in the order of what they are about, and so those of one article often together.
_MOST_KNOWN = 1024


@dataclass(frozen=True)
class Renewed:
    """What became of conflicts between articles: `found` are new, `lost` (by key) stand no more.

    `article_ids` are the articles of all sides of what changed, but for those that are new themselves.
    """

    found: Sequence[Conflict] = ()
    lost: frozenset[str] = frozenset()
    article_ids: frozenset[str] = frozenset()


def renew_conflicts(
    before: Iterable[StandingPassages], told: Sequence[Conflict], fresh: Container[str], parted: Container[str]
) -> Renewed:
    """Return what became of the conflicts of some articles that were compared anew with those that they meet.

    Args:
        before: the passages of the conflicts of these articles as they were found before; gone through once.
        told: what comparing them found now; it may lie on disk, and is read again when what was found is read. Between
            two that were compared before it may hold a part of what stands, as not all are here that these meet.
        fresh: the ids of the articles that are new.
        parted: the ids of those that have gone, or are new again in their place.
    """
    stood, is_fresh = ConflictsBefore(before, parted), lru_cache(_MOST_KNOWN)(fresh.__contains__)
    numbers, touched = array("Q"), set[str]()
    for number, one in enumerate(told):
        places, old = places_of(one), [side.article_id for side in one.sides if not is_fresh(side.article_id)]
        is_new = len(old) < len(one.sides)
        if is_new or (any(place in stood.orphaned for place in places) and not stood.holds(places, one.by)):
            numbers.append(number)
            touched.update(old)
        if is_new and any(place in stood.places for place in places):
            stood.outgrow(one.relation, places)
    touched.update(article_id for article_id in stood.articles_of_lost() if not is_fresh(article_id))
    return Renewed(_Chosen(told, numbers), frozenset(stood.lost()), frozenset(touched))


class _Chosen(Sequence[Conflict]):
    """Some conflicts of a sequence, each read from there when it is asked for."""

    def __init__(self, told: Sequence[Conflict], numbers: "array[int]") -> None:
        self._told, self._numbers = told, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Conflict: ...

    @overload
    def __getitem__(self, at: slice) -> "_Chosen": ...

    def __getitem__(self, at: int | slice) -> "Conflict | _Chosen":
        if isinstance(at, slice):
            return _Chosen(self._told, self._numbers[at])
        return self._told[self._numbers[at]]
