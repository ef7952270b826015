"""Which conflicts stand after a night: those that were found before, and those that new articles bring or take.

Invariant: a conflict is told anew where one of its articles is new or has gone; every other stays under its key.
"""

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

from schemas.conflict import Conflict, Relation

_Place = tuple[str, int, int]
_ByPlace = dict[_Place, list[tuple[Relation, frozenset[_Place]]]]


@dataclass(frozen=True)
class Renewed:
    """What became of conflicts between articles: `found` are new, `lost` (by key) stand no more.

    `article_ids` are the articles of all sides of what changed, but for those that are new themselves.
    """

    found: Sequence[Conflict] = ()
    lost: Mapping[str, Conflict] = field(default_factory=dict)
    article_ids: frozenset[str] = frozenset()


def renew_conflicts(
    before: Mapping[str, Conflict], told: Sequence[Conflict], fresh: Container[str], parted: Container[str]
) -> Renewed:
    """Return what became of the conflicts of some articles that were compared anew with those that they meet.

    Args:
        before: the conflicts of these articles, by key, as they were found before.
        told: what comparing them found now; it may lie on disk, and is read again when what was found is read. Between
            two that were compared before it may hold a part of what stands, as not all are here that these meet.
        fresh: the ids of the articles that are new.
        parted: the ids of those that have gone, or are new again in their place.
    """
    lost = {key: one for key, one in before.items() if _is_of(one, parted)}
    orphaned = {place for one in lost.values() for place in _places(one) if place[0] not in parted}
    standing = _by_place(one for key, one in before.items() if key not in lost)
    known = {place for one in before.values() for place in _places(one)}
    numbers, grown, touched = array("Q"), _by_place(()), set[str]()
    for number, one in enumerate(told):
        is_new = _is_of(one, fresh)
        if is_new or (orphaned.intersection(_places(one)) and not _stands(one, standing)):
            numbers.append(number)
            touched.update(side.article_id for side in one.sides if side.article_id not in fresh)
        if is_new and not known.isdisjoint(_places(one)):
            _enter(one, grown)
    for key, one in before.items():
        if key not in lost and _is_told_by(one, grown):
            lost[key] = one
    touched.update(side.article_id for one in lost.values() for side in one.sides if side.article_id not in fresh)
    return Renewed(_Chosen(told, numbers), lost, frozenset(touched))


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


def _is_of(conflict: Conflict, article_ids: Container[str]) -> bool:
    return any(side.article_id in article_ids for side in conflict.sides)


def _places(conflict: Conflict) -> Iterator[_Place]:
    return ((side.article_id, side.start, side.end) for side in conflict.sides)


def _by_place(conflicts: Iterable[Conflict]) -> _ByPlace:
    """Return conflicts by each of their passages."""
    found: _ByPlace = defaultdict(list)
    for one in conflicts:
        _enter(one, found)
    return found


def _enter(one: Conflict, found: _ByPlace) -> None:
    told = one.relation, frozenset(_places(one))
    for place in told[1]:
        found[place].append(told)


def _is_told_by(one: Conflict, larger: _ByPlace) -> bool:
    """Tell whether a conflict is part of a larger one of the same relation: all its passages are sides of that."""
    places = frozenset(_places(one))
    return any(relation is one.relation and places <= others for relation, others in _at(places, larger))


def _stands(one: Conflict, standing: _ByPlace) -> bool:
    """Tell whether a conflict that stands sets all its passages against each other already, whatever it makes of it."""
    places = frozenset(_places(one))
    return any(places <= others for _, others in _at(places, standing))


def _at(places: frozenset[_Place], conflicts: _ByPlace) -> Sequence[tuple[Relation, frozenset[_Place]]]:
    return conflicts.get(next(iter(places)), ())
