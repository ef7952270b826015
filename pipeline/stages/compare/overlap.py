"""Owns that a difference is told once: what one rule has found of some words, a coarser rule does not find again."""

from collections.abc import Iterable, Iterator

from pipeline.stages.compare.model import Answer, Disagreement

_Places = dict[str, list[tuple[int, int, int]]]


def not_yet_told(fresh: Iterable[Disagreement], found: Iterable[Disagreement]) -> Iterator[Disagreement]:
    """Yield the fresh disagreements but those whose words one of `found` sets against each other already."""
    told: _Places = {}
    for number, one in enumerate(found):
        for group in one.groups:
            for answer in group:
                told.setdefault(answer.article_id, []).append((answer.start, answer.end, number))
    for one in fresh:
        held = [set().union(*(_held(answer, told) for answer in group)) for group in one.groups]
        if not any(left & right for i, left in enumerate(held) for right in held[i + 1 :]):
            yield one


def _held(side: Answer, told: _Places) -> set[int]:
    """Return the disagreements that speak of the words of a side, or of the same words elsewhere in its article."""
    words = side.value.casefold()
    text = side.article.text
    return {
        number
        for start, end, number in told.get(side.article_id, ())
        if (start < side.end and side.start < end) or text[start:end].casefold() == words
    }
