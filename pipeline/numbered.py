"""Owns numbers by article id, 16 bytes each: where in a file what belongs to an article lies.

Invariant: the numbers of an id are found in the order in which they were added. An id goes by 63 bits of its hash: no
two articles of a run are expected to share them.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import groupby


class Numbered:
    """Numbers by article id; several threads may add, and one reads when they are through."""

    def __init__(self) -> None:
        """Begin without any."""
        # What was added since the numbers were last read: pairs of key and number, so that one call adds both.
        self._added = array("Q")
        self._keys, self._numbers = array("Q"), array("Q")

    def add(self, article_id: str, number: int) -> None:
        """Add a number of an article."""
        self._added.extend((_key(article_id), number))

    def of(self, article_id: str) -> Sequence[int]:
        """Return the numbers of an article."""
        self._sort()
        key = _key(article_id)
        first = bisect_left(self._keys, key)
        return self._numbers[first : bisect_right(self._keys, key, lo=first)]

    def last(self) -> Iterator[int]:
        """Yield the last number of each article, in no order that means anything."""
        self._sort()
        ends = -1
        for _, several in groupby(self._keys):
            ends += sum(1 for _ in several)
            yield self._numbers[ends]

    def count(self) -> int:
        """Return how many articles have numbers."""
        self._sort()
        return sum(1 for _ in groupby(self._keys))

    def _sort(self) -> None:
        if self._added:
            added, self._added = self._added, array("Q")
            keys, numbers = self._keys + added[::2], self._numbers + added[1::2]
            order = sorted(range(len(keys)), key=keys.__getitem__)
            self._keys = array("Q", map(keys.__getitem__, order))
            self._numbers = array("Q", map(numbers.__getitem__, order))


def _key(article_id: str) -> int:
    return int.from_bytes(blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1
