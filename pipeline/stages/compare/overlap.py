"""Owns that a difference is told once: what one rule has found of some words, a coarser rule does not find again."""

from collections.abc import Iterable, Iterator

from pipeline.stages.compare.model import Answer, Disagreement

# A denial is of a whole clause, and speaks of its verb alone: not of a figure, a day or a name that stands in it.
_OF_CLAUSES = "denied"
_OF_VERBS = frozenset({"denied", "negation", "opposite", "state", "property"})

_Places = dict[str, list[tuple[int, int, int]]]


def not_yet_told(fresh: Iterable[Disagreement], found: Iterable[Disagreement]) -> Iterator[Disagreement]:
    """Yield the fresh disagreements but those whose words one of `found` sets against each other already."""
    told: _Places = {}
    rules: list[str] = []
    for number, one in enumerate(found):
        rules.append(one.rule)
        for group in one.groups:
            for answer in group:
                told.setdefault(answer.article_id, []).append((answer.start, answer.end, number))
    for one in fresh:
        held = [set().union(*(_held(answer, told) for answer in group)) for group in one.groups]
        both = (left & right for i, left in enumerate(held) for right in held[i + 1 :])
        if not any(_may_be_one(one.rule, rules[number]) for numbers in both for number in numbers):
            yield one


def _may_be_one(rule: str, other: str) -> bool:
    """Tell whether what two rules find of the same words can be one difference."""
    return _OF_CLAUSES not in {rule, other} or {rule, other} <= _OF_VERBS


def _held(side: Answer, told: _Places) -> set[int]:
    """Return the disagreements that speak of the words of a side, or of the same words elsewhere in its article."""
    words = side.value.casefold()
    text = side.article.text
    return {
        number
        for start, end, number in told.get(side.article_id, ())
        if (start < side.end and side.start < end) or text[start:end].casefold() == words
    }
