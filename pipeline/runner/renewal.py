"""Which conflicts stand after a night: those that were found before, and those that new articles bring or take.

Invariant: a conflict is told anew where one of its articles is new or has gone; every other stays under its key.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.conflict import Conflict, Relation

_Place = tuple[str, int, int]
_ByPlace = dict[_Place, list[tuple[Relation, frozenset[_Place]]]]


@dataclass(frozen=True)
class Renewed:
    """What became of conflicts between articles: `found` are new, `lost` (by key) stand no more."""

    found: tuple[Conflict, ...] = ()
    lost: Mapping[str, Conflict] = field(default_factory=dict)

    @property
    def article_ids(self) -> frozenset[str]:
        """Return the articles of all sides of what changed."""
        return frozenset(side.article_id for one in (*self.found, *self.lost.values()) for side in one.sides)


def renew_conflicts(
    before: Mapping[str, Conflict], told: Sequence[Conflict], fresh: Collection[str], parted: Collection[str]
) -> Renewed:
    """Return what became of the conflicts of some articles that were compared anew with those that they meet.

    Args:
        before: the conflicts of these articles, by key, as they were found before.
        told: what comparing them found now. Between two that were compared before it may hold a part of what stands, as
            not all are here that these meet.
        fresh: the ids of the articles that are new.
        parted: the ids of those that have gone, or are new again in their place.
    """
    lost = {key: one for key, one in before.items() if _is_of(one, parted)}
    orphaned = {place for one in lost.values() for place in _places(one) if place[0] not in parted}
    standing = _by_place(one for key, one in before.items() if key not in lost)
    found = [
        one
        for one in told
        if _is_of(one, fresh) or (orphaned.intersection(_places(one)) and not _stands(one, standing))
    ]
    grown = _by_place(one for one in found if _is_of(one, fresh))
    for key, one in before.items():
        if key not in lost and _is_told_by(one, grown):
            lost[key] = one
    return Renewed(tuple(found), lost)


def _is_of(conflict: Conflict, article_ids: Collection[str]) -> bool:
    return any(side.article_id in article_ids for side in conflict.sides)


def _places(conflict: Conflict) -> Iterator[_Place]:
    return ((side.article_id, side.start, side.end) for side in conflict.sides)


def _by_place(conflicts: Iterable[Conflict]) -> _ByPlace:
    """Return conflicts by each of their passages."""
    found: _ByPlace = defaultdict(list)
    for one in conflicts:
        told = one.relation, frozenset(_places(one))
        for place in told[1]:
            found[place].append(told)
    return found


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
