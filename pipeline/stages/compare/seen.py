"""Owns which things were met before, at 12 to 24 bytes a thing, where a set of small tuples takes two hundred.

Invariant: a thing that was added is known. Things go by hashes of 64 bits, of which no two should be alike.
"""

from array import array
from collections.abc import Hashable, Iterable

_FEWEST_PLACES = 1 << 6
_MOST_FULL = 2 / 3
_FREE = 0
_UNSIGNED = (1 << 64) - 1


class Seen:
    """A growing set of things; the hash of one lies where its lowest bits say, or in the next free place."""

    def __init__(self) -> None:
        """Begin without any."""
        self._places = array("Q", [_FREE]) * _FEWEST_PLACES
        self._count = 0

    def __contains__(self, thing: Hashable) -> bool:
        """Tell whether a thing was added."""
        number = _number(thing)
        return self._places[self._place(number)] == number

    def update(self, things: Iterable[Hashable]) -> bool:
        """Add things, and tell whether one of them was not there before."""
        return sum(map(self.add, things)) > 0

    def add(self, thing: Hashable) -> bool:
        """Add a thing, and tell whether it was not there before."""
        number = _number(thing)
        at = self._place(number)
        if self._places[at] == number:
            return False
        self._places[at] = number
        self._count += 1
        if self._count > len(self._places) * _MOST_FULL:
            self._grow()
        return True

    def _place(self, number: int) -> int:
        """Return where a number lies, else the free place where it would."""
        places, last = self._places, len(self._places) - 1
        at = number & last
        while places[at] not in (_FREE, number):
            at = (at + 1) & last
        return at

    def _grow(self) -> None:
        old = self._places
        self._places = array("Q", [_FREE]) * (2 * len(old))
        for number in filter(None, old):
            self._places[self._place(number)] = number


def _number(thing: Hashable) -> int:
    # A free place is 0, so that a hash of 0 shares the place of 1.
    return hash(thing) & _UNSIGNED or 1
