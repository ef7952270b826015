"""Owns which sentences are laid beside one another: those that share rare words, or rare pairs of neighbouring words.

A sentence that several articles tell in the same words is looked at once, in the first of them.

Invariant: no word that stands in more than `MOST_POSTED` sentences is looked up, and each sentence looks up and keeps a
bounded number, so the work grows with the text alone.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from math import fsum, log

from pipeline.stages.compare.restated.line import Line

MOST_POSTED = 24
MOST_LOOKED_UP = 12
MOST_KEPT = 4
FEWEST_KEYS = 2


class Weights:
    """The weight of each stem in a batch: the fewer sentences besides one hold it, the more it weighs, 1 at most."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Take in how many sentences each stem stands."""
        self._weights = {stem: 1 / (1 + log(max(1, count - 1))) for stem, count in counts.items()}

    def of(self, stems: Iterable[str]) -> float:
        """Return the weight of some stems of the batch together, the same in whatever order they come."""
        return fsum(map(self._weights.__getitem__, stems))

    def share(self, left: frozenset[str], right: frozenset[str]) -> float:
        """Return how much of the lighter of two sets stands in the other, between 0 and 1; 0 where one is empty."""
        least = min(self.of(left), self.of(right))
        return self.of(left & right) / least if least else 0.0


# More than any batch has stems: below it a key is a stem, from it on a pair.
_PAIR = 1 << 30


def distinct(lines: Iterable[Line]) -> list[Line]:
    """Return the first of the sentences that consist of the same words."""
    found: dict[str, Line] = {}
    for line in lines:
        found.setdefault(" ".join(line.text.casefold().split()), line)
    return list(found.values())


def find_candidates(lines: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Return pairs of sentences of different articles that may say the same, each once, in the order of the lines."""
    numbers: dict[str, int] = {}
    keys = [_keys(line, numbers) for line in lines]
    words = list(numbers)
    counts = Counter(chain.from_iterable(keys))
    index: dict[int, array[int]] = {key: array("Q") for key, count in counts.items() if 1 < count <= MOST_POSTED}
    posted = [array("Q", filter(index.__contains__, each)) for each in keys]
    for at, each in enumerate(posted):
        for key in each:
            index[key].append(at)
    pairs: set[int] = set()
    for at, each in enumerate(posted):
        best = _best(at, _rarest(each, counts, words), lines, index) if len(each) >= FEWEST_KEYS else ()
        pairs.update(min(at, other) * len(lines) + max(at, other) for other in best)
    return [(lines[pair // len(lines)], lines[pair % len(lines)]) for pair in sorted(pairs)]


def _keys(line: Line, numbers: dict[str, int]) -> "array[int]":
    """Return the stems of a line and the pairs of neighbours, each once and as a number: objects would be too many.

    `numbers` are those of the stems, and takes in the new ones.
    """
    stems = [numbers.setdefault(stem, len(numbers)) for stem in line.stems]
    return array("Q", {*stems, *(_PAIR + first * _PAIR + second for first, second in pairwise(stems))})


def _shown(key: int, words: Sequence[str]) -> str:
    """Return a key in words: a stem as it is, a pair as Python writes one."""
    if key < _PAIR:
        return words[key]
    first, second = divmod(key - _PAIR, _PAIR)
    return str((words[first], words[second]))


def _rarest(keys: Sequence[int], counts: Mapping[int, int], words: Sequence[str]) -> Sequence[int]:
    """Return the keys that stand in the fewest sentences, a bounded number; ties by spelling."""
    if len(keys) <= MOST_LOOKED_UP:
        return keys
    edge = sorted(map(counts.__getitem__, keys))[MOST_LOOKED_UP - 1]
    rarer = [key for key in keys if counts[key] < edge]
    tied = sorted((key for key in keys if counts[key] == edge), key=lambda key: _shown(key, words))
    return [*rarer, *tied[: MOST_LOOKED_UP - len(rarer)]]


def _best(at: int, keys: Sequence[int], lines: Sequence[Line], index: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the sentences of other articles that share most of the keys, the first of those that share as many."""
    shared = Counter(chain.from_iterable(map(index.__getitem__, keys)))
    own = lines[at].source
    others = [other for other, count in shared.items() if count >= FEWEST_KEYS and lines[other].source is not own]
    return sorted(others, key=lambda other: (-shared[other], other))[:MOST_KEPT]
