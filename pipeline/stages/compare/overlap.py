"""Owns that a difference is told once: what one rule has found of some words, a coarser rule does not find again.

Invariant: what is known of the words of a difference lies where the store keeps what was read; four bytes an article
and one a difference are in memory.
"""

from array import array
from collections.abc import Iterable, Iterator

from pipeline.stages.compare.archive import Archive
from pipeline.stages.compare.found import Found
from pipeline.stages.compare.model import Answer, Disagreement

# A denial is of a whole clause, and speaks of its verb alone: not of a figure, a day or a name that stands in it.
_OF_CLAUSES = "denied"
_OF_VERBS = frozenset({"denied", "negation", "opposed", "opposite", "state", "property"})
# Of a side are kept where its words start and end, the number of its disagreement, and the side before it.
_KEPT = 4


def _may_be_one(rule: str, other: str) -> bool:
    """Tell whether what two rules find of the same words can be one difference."""
    return _OF_CLAUSES not in {rule, other} or {rule, other} <= _OF_VERBS


class Told:
    """The words of all answers of some disagreements, by article, as numbers."""

    def __init__(self, archive: Archive, found: Iterable[Disagreement] = ()) -> None:
        """Go through some disagreements of an archive once."""
        self._archive = archive
        # The rule of each disagreement, by its place among the names of rules.
        self._rules, self._names = array("B"), list[str]()
        # The last side of each article, counted from 1; 0 where there is none.
        self._last, self._sides = array("I", bytes(4 * len(archive))), archive.store.numbers("Q")
        self._take_in(found)

    def catch_up(self, found: Found) -> None:
        """Take in what was added to a growing sequence since the last time; there is one for all times."""
        self._take_in(map(found.__getitem__, range(len(self._rules), len(found))))

    def not_yet(self, fresh: Iterable[Disagreement]) -> Iterator[Disagreement]:
        """Yield the fresh disagreements but those whose words one that was taken in sets against each other already."""
        for one in fresh:
            held = [set().union(*(self._holding(answer) for answer in group)) for group in one.groups]
            both = (left & right for i, left in enumerate(held) for right in held[i + 1 :])
            if not any(_may_be_one(one.rule, self._rule(number)) for numbers in both for number in numbers):
                yield one

    def _rule(self, number: int) -> str:
        return self._names[self._rules[number]]

    def _take_in(self, found: Iterable[Disagreement]) -> None:
        for one in found:
            for answer in (answer for group in one.groups for answer in group):
                article = self._archive.number(answer.article_id)
                self._sides.extend((answer.start, answer.end, len(self._rules), self._last[article]))
                self._last[article] = len(self._sides) // _KEPT
            if one.rule not in self._names:
                self._names.append(one.rule)
            self._rules.append(self._names.index(one.rule))

    def _holding(self, side: Answer) -> set[int]:
        """Return the disagreements that speak of the words of a side, or of the same words elsewhere in its article."""
        words = side.value.casefold()
        text = side.article.text
        return {
            number
            for start, end, number in self._of(self._archive.number(side.article_id))
            if (start < side.end and side.start < end) or text[start:end].casefold() == words
        }

    def _of(self, article: int) -> Iterator[tuple[int, int, int]]:
        """Yield where the words of the sides of an article start and end, and the number of each one's disagreement."""
        at = self._last[article]
        while at:
            start, end, number, at = self._sides[(at - 1) * _KEPT : at * _KEPT]
            yield start, end, number
