"""Owns that a difference is told once: what one rule has found of some words, a coarser rule does not find again."""

from array import array
from collections.abc import Iterable, Iterator
from sys import intern

from pipeline.numbered import Numbered
from pipeline.stages.compare.model import Answer, Disagreement

# A denial is of a whole clause, and speaks of its verb alone: not of a figure, a day or a name that stands in it.
_OF_CLAUSES = "denied"
_OF_VERBS = frozenset({"denied", "negation", "opposed", "opposite", "state", "property"})


def not_yet_told(fresh: Iterable[Disagreement], found: Iterable[Disagreement]) -> Iterator[Disagreement]:
    """Yield the fresh disagreements but those whose words one of `found` sets against each other already."""
    told = _Places(found)
    for one in fresh:
        held = [set().union(*(told.holding(answer) for answer in group)) for group in one.groups]
        both = (left & right for i, left in enumerate(held) for right in held[i + 1 :])
        if not any(_may_be_one(one.rule, told.rules[number]) for numbers in both for number in numbers):
            yield one


def _may_be_one(rule: str, other: str) -> bool:
    """Tell whether what two rules find of the same words can be one difference."""
    return _OF_CLAUSES not in {rule, other} or {rule, other} <= _OF_VERBS


class _Places:
    """The words of all answers of some disagreements, by article, as numbers; `rules` are who found these."""

    def __init__(self, found: Iterable[Disagreement]) -> None:
        """Go through the disagreements once."""
        self.rules: list[str] = []
        self._by_article = Numbered()
        self._starts, self._ends, self._numbers = array("Q"), array("Q"), array("Q")
        for number, one in enumerate(found):
            self.rules.append(intern(one.rule))
            for answer in (answer for group in one.groups for answer in group):
                self._by_article.add(answer.article_id, len(self._starts))
                self._starts.append(answer.start)
                self._ends.append(answer.end)
                self._numbers.append(number)

    def holding(self, side: Answer) -> set[int]:
        """Return the disagreements that speak of the words of a side, or of the same words elsewhere in its article."""
        words = side.value.casefold()
        text = side.article.text
        places = ((self._starts[at], self._ends[at], self._numbers[at]) for at in self._by_article.of(side.article_id))
        return {
            number
            for start, end, number in places
            if (start < side.end and side.start < end) or text[start:end].casefold() == words
        }
