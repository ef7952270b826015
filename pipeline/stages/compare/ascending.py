"""Owns numbers in ascending order, in which one is looked up without reading the others.

Invariant: numbers are added in ascending order, and of the numbers one in `_AT_ONCE` is in memory.
"""

from array import array
from bisect import bisect_left, bisect_right

from pipeline.stages.compare.kept import Store

_AT_ONCE = 256


class Ascending:
    """Whole numbers of 64 bits, each as often as it was added."""

    def __init__(self, store: Store) -> None:
        """Begin without any."""
        self._numbers = store.numbers("Q")
        self._leading = array("Q")

    def append(self, number: int) -> None:
        """Add a number that is no smaller than the last one."""
        if len(self._numbers) % _AT_ONCE == 0:
            self._leading.append(number)
        self._numbers.append(number)

    def places_of(self, number: int) -> range:
        """Return where a number stands among all of them, from 0 on; an empty range where it does not."""
        start = _AT_ONCE * max(0, bisect_left(self._leading, number) - 1)
        some = self._numbers[start : start + _AT_ONCE]
        low = bisect_left(some, number)
        first, end = start + low, start + bisect_right(some, number, low)
        while some and end == start + len(some):
            start = end
            some = self._numbers[start : start + _AT_ONCE]
            end += bisect_right(some, number)
        return range(first, end)
