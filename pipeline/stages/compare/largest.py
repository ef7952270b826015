"""Owns the order in which rules go through the keys of an index: under which most is told first, then by the key."""

from collections.abc import Iterable, Iterator

from pipeline.stages.compare.kept import Codec, Key, Store

_MOST = 10**9 - 1
_KEYS: Codec[Key] = Codec(list, tuple)


def largest_first(keys: Iterable[tuple[int, Key]], store: Store) -> Iterator[Key]:
    """Yield keys of one length, those of the largest sizes first; none is held in memory where a store holds little.

    Args:
        keys: each key once, after its size.
        store: where they are put in order.
    """
    ordering = store.ordering(_KEYS)
    for size, key in keys:
        ordering.add((f"{_MOST - size:09}", *key), key)
    return iter(ordering)
