"""Owns that a difference is told once: what one rule has found of some words, a coarser rule does not find again."""

from array import array
from collections.abc import Iterable, Iterator
from sys import intern

from pipeline.numbered import Numbered
from pipeline.stages.compare.found import Found
from pipeline.stages.compare.model import Answer, Disagreement

# A denial is of a whole clause, and speaks of its verb alone: not of a figure, a day or a name that stands in it.
_OF_CLAUSES = "denied"
_OF_VERBS = frozenset({"denied", "negation", "opposed", "opposite", "state", "property"})


def _may_be_one(rule: str, other: str) -> bool:
    """Tell whether what two rules find of the same words can be one difference."""
    return _OF_CLAUSES not in {rule, other} or {rule, other} <= _OF_VERBS


class Told:
    """The words of all answers of some disagreements, by article, as numbers."""

    def __init__(self, found: Iterable[Disagreement] = ()) -> None:
        """Go through some disagreements once."""
        self._rules: list[str] = []
        self._by_article = Numbered()
        self._starts, self._ends, self._numbers = array("Q"), array("Q"), array("Q")
        self._take_in(found)

    def catch_up(self, found: Found) -> None:
        """Take in what was added to a growing sequence since the last time; there is one for all times."""
        self._take_in(map(found.__getitem__, range(len(self._rules), len(found))))

    def not_yet(self, fresh: Iterable[Disagreement]) -> Iterator[Disagreement]:
        """Yield the fresh disagreements but those whose words one that was taken in sets against each other already."""
        for one in fresh:
            held = [set().union(*(self._holding(answer) for answer in group)) for group in one.groups]
            both = (left & right for i, left in enumerate(held) for right in held[i + 1 :])
            if not any(_may_be_one(one.rule, self._rules[number]) for numbers in both for number in numbers):
                yield one

    def _take_in(self, found: Iterable[Disagreement]) -> None:
        for one in found:
            for answer in (answer for group in one.groups for answer in group):
                self._by_article.add(answer.article_id, len(self._starts))
                self._starts.append(answer.start)
                self._ends.append(answer.end)
                self._numbers.append(len(self._rules))
            self._rules.append(intern(one.rule))

    def _holding(self, side: Answer) -> set[int]:
        """Return the disagreements that speak of the words of a side, or of the same words elsewhere in its article."""
        words = side.value.casefold()
        text = side.article.text
        places = ((self._starts[at], self._ends[at], self._numbers[at]) for at in self._by_article.of(side.article_id))
        return {
            number
            for start, end, number in places
            if (start < side.end and side.start < end) or text[start:end].casefold() == words
        }
