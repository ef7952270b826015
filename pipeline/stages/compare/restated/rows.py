"""Owns numbers in rows, end to end in one sequence, and what holds each of them.

Invariant: rows are added once and then read; where the store bounds what may be held, they lie outside of memory.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate, groupby

from pipeline.stages.compare.kept import Numbers, Store
from pipeline.stages.compare.spread import Part, Spread


class Rows:
    """Rows of whole numbers below 2**32."""

    def __init__(self, store: Store, numbers: Numbers | None = None, ends: Numbers | None = None) -> None:
        """Begin without rows, or with these: 0 and where each ends."""
        self._store = store
        self._numbers = store.numbers("I") if numbers is None else numbers
        if ends is None:
            ends = store.numbers("I")
            ends.append(0)
        self._ends = ends

    def add(self, row: Collection[int]) -> None:
        """Append a row."""
        self._numbers.extend(row)
        self._ends.append(len(self._numbers))

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> "array[int]":
        """Return a row."""
        start, end = self._ends[number : number + 2]
        return self._numbers[start:end]

    def size(self, number: int) -> int:
        """Return how many numbers a row has."""
        start, end = self._ends[number : number + 2]
        return end - start

    def turned(self, count: int) -> "Rows":
        """Return for each number below `count` the rows that hold it, ascending."""
        if self._store.most_held is None:
            return self._turned_in_memory(count)
        spread = Spread.over(self._store, count)
        for row in range(len(self)):
            spread.add(self[row], row)
        turned = Rows(self._store)
        for number, rows in _grouped(spread.parts()):
            turned._add_until(number)
            turned.add(rows)
        turned._add_until(count)
        return turned

    def _turned_in_memory(self, count: int) -> "Rows":
        sizes = array("I", bytes(4 * count))
        for number in self._numbers[:]:
            sizes[number] += 1
        ends = array("I", accumulate(sizes, initial=0))
        free, turned = ends[:-1], array("I", bytes(4 * len(self._numbers)))
        for row in range(len(self)):
            for number in self[row]:
                turned[free[number]] = row
                free[number] += 1
        return Rows(self._store, turned, ends)

    def _add_until(self, count: int) -> None:
        """Add empty rows until there are so many."""
        while len(self) < count:
            self.add(())


def _grouped(parts: Iterable[Part]) -> Iterator[tuple[int, list[int]]]:
    """Yield the first numbers of some parts, ascending, each with those beside it in their order."""
    for firsts, seconds in parts:
        order = sorted(range(len(firsts)), key=firsts.__getitem__)
        for first, several in groupby(order, key=firsts.__getitem__):
            yield first, [seconds[at] for at in several]
