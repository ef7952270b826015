"""Owns how much two slots, or two statements, speak of the same thing: the words they share, rare words first.

The measure lies between 0 and 1 and looks from the shorter statement: how much of what it says stands in the other.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

from pipeline.stages.check.contradiction.slot import Slot
from pipeline.stages.check.contradiction.statement import Statement

NEIGHBOUR = 0.5


class Weights:
    """The weight of each stem in one article: the fewer statements hold it, the more it weighs, 1 at most.

    The length of the article does not count, so that what one passage says never depends on an unrelated one.
    """

    def __init__(self, statements: Sequence[Statement]) -> None:
        """Count in how many of the statements each stem stands, and note which statements are neighbours."""
        counts = Counter(stem for statement in statements for stem in statement.stems)
        self._weights = {stem: 1 / (1 + log(count)) for stem, count in counts.items()}
        self._beside: dict[int, frozenset[str]] = {}
        for left, right in pairwise(statements):
            if left.is_summary == right.is_summary:
                self._beside[right.n] = self._beside.get(right.n, frozenset()) | left.stems
                self._beside[left.n] = self._beside.get(left.n, frozenset()) | right.stems

    def of(self, stems: Iterable[str]) -> float:
        """Return the weight of some stems together."""
        return sum(self._weights.get(stem, 1.0) for stem in stems)

    def share(self, part: frozenset[str], whole: frozenset[str]) -> float:
        """Return how much of `part` stands in `whole`, between 0 and 1; 0 for an empty part."""
        return self.of(part & whole) / self.of(part) if part else 0.0

    def affinity(self, left: Slot, right: Slot) -> float:
        """Return how surely two slots ask the same question: their sentences agree, and the words nearest to them.

        What the sentences beside the right one add counts half: a story goes on from one sentence to the next.
        """
        wide = self.share(left.around, right.around)
        beside = self._beside.get(right.statement.n, frozenset()) - right.around
        wide += NEIGHBOUR * self.of(left.around & beside) / self.of(left.around) if left.around else 0
        close = self.share(left.near, right.near)
        return (wide + close) / 2
