"""Owns a set of numbers of 64 bits that are looked up, or gone through in order, at eight bytes a number.

Invariant: the numbers come out ascending, each once.
"""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from heapq import merge
from itertools import groupby

# So many are sorted in memory at a time, as objects.
_AT_ONCE = 1 << 13


class KeySet(Collection[int]):
    """Signed numbers, such as the keys under which articles meet; a set of Python takes ten times as much."""

    def __init__(self, numbers: Iterable[int] = (), at_once: int = _AT_ONCE) -> None:
        """Begin with some numbers; `at_once` are sorted at a time."""
        self._at_once = at_once
        self._added = set[int]()
        self._runs = [array("q")]
        self.update(numbers)

    def update(self, numbers: Iterable[int]) -> None:
        """Add numbers."""
        for number in numbers:
            self._added.add(number)
            if len(self._added) >= self._at_once:
                self._sort()

    def __contains__(self, number: object) -> bool:
        """Tell whether a number was added."""
        if not isinstance(number, int):
            return False
        ordered = self._ordered()
        place = bisect_left(ordered, number)
        return place < len(ordered) and ordered[place] == number

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers, ascending; none is added meanwhile."""
        return iter(self._ordered())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ordered())

    def _ordered(self) -> "array[int]":
        if self._added or len(self._runs) > 1:
            self._sort()
            self._runs = [array("q", (number for number, _ in groupby(merge(*self._runs))))]
        return self._runs[0]

    def _sort(self) -> None:
        self._runs.append(array("q", sorted(self._added)))
        self._added.clear()
