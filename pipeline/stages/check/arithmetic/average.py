"""Owns the rule that an average is its sum over its count ("£3 million from 120 people, an average of £25,000 each").

Sum, count and average must stand in one phrase, the average last.
"""

import re
from collections.abc import Iterator

from pipeline.stages.check.arithmetic.noun import is_additive, is_one_kind
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.wording import concluded, measured, middle, written
from pipeline.text import interval
from schemas.quantity import QuantityKind

_AMOUNT = mark(QuantityKind.MONEY, QuantityKind.MEASURE)
_SUM, _MEAN = rf"(?P<whole>{_AMOUNT})", rf"(?P<mean>{_AMOUNT})"
_COUNT = rf"(?P<count>{mark(QuantityKind.COUNT)})"
_EACH = r"(?:each|apiece|a head|per (?:head|person|capita)|on average)"
_TIME = rf"(?P<count>{mark(QuantityKind.DURATION)})"
_SAID = (rf"an average of {_MEAN}(?: {_EACH})?", rf"(?:or )?{_MEAN} {_EACH}")
_GIVEN = (rf"{_SUM}{words(5)} {_COUNT}", rf"{_COUNT}{words(6)} {_SUM}")
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        *(rf"{given}{words(3)}(?:,| [—–(-]) ?{said}(?= ?[),.;:—–]|$)" for given in _GIVEN for said in _SAID),
        rf"{_SUM}{words(4)} over {_TIME},? or {_MEAN} (?:an?|per|each|every) (?P<unit>[a-z]+)\b",
    )
)
_FEWEST = 3


def find_averages(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of an amount, how many share it, and what each gets."""
    shared = passage.counts[QuantityKind.COUNT] + passage.counts[QuantityKind.DURATION]
    if len(passage.quantities) < _FEWEST or not shared:
        return
    for pattern in _PATTERNS:
        for match in pattern.finditer(passage.masked):
            yield from _averaged(passage, match)


def _averaged(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    whole, count, mean = (passage.at(match[name]) for name in ("whole", "count", "mean"))
    if not (is_one_kind(whole, [mean]) and is_additive(whole) and middle(count) > 1):
        return
    unit = match.groupdict().get("unit")
    if unit is not None and unit.lower() != count.unit:
        return
    computed = interval.ratio(interval.range_of(whole), interval.range_of(count))
    value = middle(whole) / middle(count)
    holds = interval.agrees(computed, interval.range_of(mean), likely=value)
    if holds is None:
        return
    equation = concluded(f"{written(whole)} / {written(count)}", measured(value, mean), mean, holds=holds)
    saying = "as the article says" if holds else f"but the article says {written(mean)}"
    explanation = f"{written(whole)} over {written(count)} is {measured(value, mean)} each, {saying}."
    yield passage.report("average", (holds, equation, explanation), mean, whole, count)
