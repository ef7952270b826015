"""Owns two sentences laid beside one another: what they share, and which words stand in the same place of both."""

import re
from dataclasses import dataclass

from pipeline.stages.compare.restated.candidate import Weights
from pipeline.stages.compare.restated.line import Line, Word
from pipeline.text.once import Once
from schemas.finding import FindingKind

Place = tuple[int, int]
NOWHERE = (0, 0)

_PREPOSITION = re.compile(
    r"\b(in|at|near|to|into|from|of|on|by|for|with|outside|across|around|against|after|before)\s(?:the\s)?$",
    re.IGNORECASE,
)
_OF_PLACE = frozenset({"in", "at", "near", "outside", "across", "around"})
_LEAD_CHARS = 16


@dataclass(frozen=True)
class Difference:
    """What decides: the words at `left` and `right`, each a place in its own article.

    `is_slip`: the words are two spellings of one name, so that what else differs is told of the same.
    """

    kind: FindingKind
    rule: str
    left: Place
    right: Place
    share: float
    is_slip: bool = False


@dataclass(frozen=True)
class Pair:
    """Two sentences of different articles."""

    left: Line
    right: Line
    weights: Weights

    @property
    def turned(self) -> "Pair":
        """Return the pair with its sides exchanged."""
        return Pair(self.right, self.left, self.weights)

    @Once
    def shared(self) -> frozenset[str]:
        """Return the stems that both hold."""
        return self.left.stem_set & self.right.stem_set

    @Once
    def own(self) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
        """Return the words of either sentence that the other does not hold."""
        return self.left.words_beside(self.right), self.right.words_beside(self.left)

    def is_close(self, count: int, weight: float, share: float) -> bool:
        """Tell whether the sentences share so many stems, of such weight together, and such a part of the lighter."""
        if len(self.shared) < count:
            return False
        known = self.weights.of(self.shared)
        least = min(self.weights.of(self.left.stem_set), self.weights.of(self.right.stem_set))
        return known >= weight and known >= share * least

    def share_without(self, left: Place, right: Place) -> float:
        """Return how much of the lighter sentence stands in the other, the words at two places left out."""
        return self.weights.share(
            self.left.stem_set - self.left.stems_within(*left), self.right.stem_set - self.right.stems_within(*right)
        )

    def is_same_place(self, left: Place, right: Place) -> bool:
        """Tell whether two places have the same word before or after them, and the same preposition before them."""
        sides = zip(self.left.beside(*left), self.right.beside(*right), strict=True)
        return any(one and one == other for one, other in sides) and self._lead(self.left, left) == self._lead(
            self.right, right
        )

    def is_between_same(self, left: Place, right: Place) -> bool:
        """Tell whether two places stand between the same words of meaning."""
        return self.left.beside(*left) == self.right.beside(*right)

    def is_like_place(self, left: Place, right: Place) -> bool:
        """Tell whether the nearest words that both hold are the same before two places, and after them."""
        first, second = self._shared_beside(self.left, left), self._shared_beside(self.right, right)
        return first == second and bool(first[0]) and self._lead(self.left, left) == self._lead(self.right, right)

    def _shared_beside(self, line: Line, place: Place) -> tuple[str, str]:
        words = [word for word in line.words if word.stem in self.shared]
        before = [word.stem for word in words if word.end <= place[0]]
        after = [word.stem for word in words if word.start >= place[1]]
        return "".join(before[-1:]), "".join(after[:1])

    @staticmethod
    def _lead(line: Line, place: Place) -> str:
        before = line.article.text[max(line.start, place[0] - _LEAD_CHARS) : place[0]]
        match = _PREPOSITION.search(before)
        return "" if match is None else "in" if match[1].lower() in _OF_PLACE else match[1].lower()
