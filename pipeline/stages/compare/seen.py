"""Owns which numbers were met before, at 16 bytes a number or less, where a set takes some seventy."""

from array import array

_FEWEST_PLACES = 1 << 6
_MOST_FULL = 2 / 3
_FREE = 0


class Seen:
    """A growing set of numbers of 64 bits, which are spread as hashes are: a number lies where its lowest bits say."""

    def __init__(self) -> None:
        """Begin without any."""
        self._places = array("Q", [_FREE]) * _FEWEST_PLACES
        self._count = 0

    def add(self, number: int) -> bool:
        """Add a number, and tell whether it was not there before."""
        # A free place is 0, so that a hash of 0 shares the place of 1.
        number = number or 1
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
