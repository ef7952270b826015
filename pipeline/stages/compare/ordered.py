"""Owns the conflicts that comparing tells: each once, in a fixed order, kept where the store keeps what was read.

Invariant: where the store bounds what may be held, no conflict stays longer than it is in use.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import eq, itemgetter
from typing import overload

from pipeline.stages.compare.kept import Codec, Numbers, Series, Store
from schemas.conflict import Conflict, Relation

_RANK = {relation: rank for rank, relation in enumerate(Relation)}
_PLACED: Codec[tuple[str, str, str, int]] = Codec(list, tuple)
_NUMBER: Codec[int] = Codec(int, int)
_CODEC: Codec[Conflict] = Codec(lambda one: one.model_dump_json(), Conflict.model_validate_json)


def in_order(found: Iterable[Conflict], store: Store) -> Sequence[Conflict]:
    """Return conflicts each once, contradictions first, then by topic; of several with one id the last counts."""
    series, by_id, ordering = store.series(_CODEC), store.ordering(_PLACED), store.ordering(_NUMBER)
    for one in found:
        by_id.add((one.conflict_id,), (one.conflict_id, str(_RANK[one.relation]), one.topic, series.add(one)))
    for _, several in groupby(by_id, key=itemgetter(0)):
        *_, (conflict_id, rank, topic, number) = several
        ordering.add((rank, topic, conflict_id), number)
    numbers = store.numbers("Q")
    for number in ordering:
        numbers.append(number)
    kept = _Ordered(series, numbers)
    return tuple(kept) if store.most_held is None else kept


class _Ordered(Sequence[Conflict]):  # noqa: PLW1641  what decides a hash is on disk: nobody asks for one
    """Some conflicts of a series."""

    def __init__(self, series: Series[Conflict], numbers: Numbers) -> None:
        self._series, self._numbers = series, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Conflict: ...

    @overload
    def __getitem__(self, at: slice) -> "_Ordered": ...

    def __getitem__(self, at: int | slice) -> "Conflict | _Ordered":
        if isinstance(at, slice):
            return _Ordered(self._series, self._numbers[at])
        return self._series[self._numbers[at]]

    def __eq__(self, other: object) -> bool:
        """Tell whether another sequence has the same conflicts, wherever it keeps them."""
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))
