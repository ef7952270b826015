"""Owns how much two slots, or two statements, speak of the same thing: the words they share, rare words first.

The measure lies between 0 and 1 and looks from the shorter statement: how much of what it says stands in the other.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import fsum, log

from pipeline.stages.check.contradiction.slot import Slot
from pipeline.stages.check.contradiction.statement import Statement

NEIGHBOUR = 0.5
_POINTS = 2**32


class Weights:
    """The weight of each stem in one article: the fewer statements hold it, the more it weighs, 1 at most.

    The length of the article does not count, so that what one passage says never depends on an unrelated one.
    """

    def __init__(self, statements: Sequence[Statement]) -> None:
        """Count in how many of the statements each stem stands, and note which statements are neighbours."""
        counts = Counter(stem for statement in statements for stem in statement.stems)
        self._weights = {stem: 1 / (1 + log(count)) for stem, count in counts.items()}
        self._statements = statements
        self._places = {statement.n: index for index, statement in enumerate(statements)}

    def of(self, stems: Iterable[str]) -> float:
        """Return the weight of some stems together; exact, as the order of a set must not count."""
        weights = self._weights
        return fsum([weights.get(stem, 1.0) for stem in stems])

    def points(self, stem: str) -> int:
        """Return the weight of a stem as a whole number, so that sums in any order are one."""
        return round(self._weights.get(stem, 1.0) * _POINTS)

    def share(self, part: frozenset[str], whole: frozenset[str]) -> float:
        """Return how much of `part` stands in `whole`, between 0 and 1; 0 for an empty part."""
        return self.of(part & whole) / self.of(part) if part else 0.0

    def shares(self, left: frozenset[str], right: frozenset[str]) -> tuple[float, float]:
        """Return how much of each of two sets stands in the other."""
        both = left & right
        if not both:
            return 0.0, 0.0
        weight = self.of(both)
        return weight / self.of(left), weight / self.of(right)

    def affinity(self, left: Slot, right: Slot) -> float:
        """Return how surely two slots ask the same question: their sentences agree, and the words nearest to them.

        What the sentences beside the right one add counts half: a story goes on from one sentence to the next.
        """
        wide = self.share(left.around, right.around)
        beside = self._beside(right.statement) - right.around
        wide += NEIGHBOUR * self.of(left.around & beside) / self.of(left.around) if left.around else 0
        close = self.share(left.near, right.near)
        return (wide + close) / 2

    def _beside(self, statement: Statement) -> frozenset[str]:
        """Return the stems of the statements before and after one, those of the summary and of the body apart."""
        place = self._places[statement.n]
        around = (*self._statements[max(0, place - 1) : place], *self._statements[place + 1 : place + 2])
        return frozenset().union(*(each.stems for each in around if each.is_summary == statement.is_summary))
