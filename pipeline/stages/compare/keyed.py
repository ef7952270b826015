"""Owns numbers by keys that are hashes: all are added before the first is looked up.

Invariant: the numbers of a key are found in the order in which they were added; no two things should share 64 bits.
"""

from array import array
from hashlib import blake2b
from itertools import groupby

from pipeline.stages.compare.ascending import Ascending
from pipeline.stages.compare.kept import Store
from pipeline.stages.compare.spread import Spread


class Keyed:
    """Numbers by key, kept where a store keeps what was read."""

    def __init__(self, store: Store, fewest: int = 1) -> None:
        """Begin without any; a key that has fewer numbers than `fewest` is as one that has none."""
        self._added, self._fewest = Spread(store), fewest
        self._keys, self._numbers = Ascending(store), store.numbers("Q")
        self._is_closed = False

    def add(self, key: int, number: int) -> None:
        """Add a number under a key of 64 bits."""
        self._added.add((key,), number)

    def at(self, key: int) -> "array[int]":
        """Return the numbers of a key; nothing is added after this."""
        if not self._is_closed:
            self._close()
        places = self._keys.places_of(key)
        return self._numbers[places.start : places.stop]

    def _close(self) -> None:
        for keys, numbers in self._added.parts():
            order = sorted(range(len(keys)), key=keys.__getitem__)
            for key, several in groupby(order, key=keys.__getitem__):
                found = [numbers[at] for at in several]
                if len(found) >= self._fewest:
                    for number in found:
                        self._keys.append(key)
                        self._numbers.append(number)
        self._is_closed = True
        del self._added


def key_of(text: str) -> int:
    """Return the key of a text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
