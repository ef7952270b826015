"""Owns which names look like slips of another: met under each word that they share, a few of a word at most."""

from collections.abc import Callable, Iterable, Iterator

from pipeline.stages.compare.kept import Index
from pipeline.text.name import near_miss

MOST_ALIKE = 16
MOST_RECENT = 5_000


class NamesByWord:
    """Names under each of their words; one that was entered a short while ago is not entered again."""

    def __init__(self, index: Index[str]) -> None:
        """Begin with no names, in an empty index."""
        self._index = index
        self._recent: set[str] = set()

    def add(self, names: Iterable[str]) -> None:
        """Enter names."""
        for name in names:
            if name not in self._recent:
                if len(self._recent) >= MOST_RECENT:
                    self._recent.clear()
                self._recent.add(name)
                for word in dict.fromkeys(name.split()):
                    self._index.add((word,), name, name)

    def slips(
        self, is_slip: Callable[[str, str], bool], most: int, *, is_first_enough: bool
    ) -> Iterator[tuple[str, str]]:
        """Yield names with the earlier ones of which they are slips, in the order of names and of their words.

        Held against a name are the first `most` that share a word with it; of these the first slip, or all.
        """
        found: list[tuple[str, int, int, str]] = []
        for (word,), names in self._index.shared():
            others: list[str] = []
            for key in sorted(set(names)):
                for at in (at for at, own in enumerate(key.split()) if own == word):
                    slips = [(n, other) for n, other in enumerate(others) if is_slip(key, other)]
                    found += ((key, at, n, other) for n, other in (slips[:1] if is_first_enough else slips))
                    if len(others) < most:
                        others.append(key)
        found.sort()
        yield from ((key, other) for key, _, _, other in found)

    def firsts(self) -> dict[str, str]:
        """Return the names that look like slips of another one, each with the first of them."""
        first: dict[str, str] = {}
        for key, slip in self.slips(near_miss, MOST_ALIKE, is_first_enough=True):
            first.setdefault(key, first.get(slip, slip))
        return first
