"""Owns how often things were counted, by their hashes: all are counted before one is asked for.

Invariant: where a store bounds what may be held, the counts lie outside of memory. No two things should share 64 bits.
"""

from collections import Counter
from collections.abc import Collection

from pipeline.stages.compare.ascending import Ascending
from pipeline.stages.compare.kept import Store
from pipeline.stages.compare.spread import Spread

_FEWEST = 2


class Counted:
    """Counts by keys of 64 bits."""

    def __init__(self, store: Store) -> None:
        """Begin without any."""
        self._added = Spread(store)
        self._keys, self._counts = Ascending(store), store.numbers("I")
        self._is_closed = False

    def add(self, keys: Collection[int]) -> None:
        """Count each of some keys once more."""
        self._added.add(keys, 0)

    def of(self, key: int) -> int:
        """Return how often a key was counted, 1 if never; nothing is counted after this."""
        if not self._is_closed:
            self._close()
        places = self._keys.places_of(key)
        return self._counts[places.start] if places else 1

    def _close(self) -> None:
        for keys, _ in self._added.parts():
            for key, count in sorted(Counter(keys).items()):
                if count >= _FEWEST:
                    self._keys.append(key)
                    self._counts.append(count)
        self._is_closed = True
        del self._added
