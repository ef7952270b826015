"""Owns which conflicts concern which article: two numbers for each side, and no conflict.

Invariant: the conflicts of an article are found in the order in which they were given, each once.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from hashlib import blake2b

from schemas.conflict import Conflict


class Concerning:
    """The conflicts with a side in an article, each read from where it is kept when it is asked for."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        """Go through the conflicts once."""
        self._conflicts = conflicts
        keys, places = array("Q"), array("Q")
        for place, conflict in enumerate(conflicts):
            for article_id in dict.fromkeys(side.article_id for side in conflict.sides):
                keys.append(_key(article_id))
                places.append(place)
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self._keys = array("Q", map(keys.__getitem__, order))
        self._places = array("Q", map(places.__getitem__, order))

    def of(self, article_id: str) -> list[Conflict]:
        """Return those of an article."""
        key = _key(article_id)
        first = bisect_left(self._keys, key)
        last = bisect_left(self._keys, key + 1, lo=first)
        return [self._conflicts[place] for place in self._places[first:last]]


def _key(article_id: str) -> int:
    """Return 63 bits of a hash: no two articles of a run are expected to share them."""
    return int.from_bytes(blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1
