"""Owns the rule that a part over its whole is the share stated with them ("12 of 18 members (67%)").

The three numbers must be tied by the words: "of", "or", brackets. Nothing is guessed from numbers that merely fit.
"""

import re
from collections.abc import Iterator

from pipeline.stages.check.arithmetic.noun import is_additive, is_one_kind
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.wording import concluded, measured, middle, number, written
from pipeline.text import interval
from schemas.quantity import Quantity, QuantityKind

VALUE = mark(QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.MEASURE)
SHARE = mark(QuantityKind.SHARE)

_THE = r"(?:(?:the|its|their|his|her|our|these|those|all(?: the| of the)?|some|a total of)(?: total(?: of)?)? )?"
_OR = r"(?:or|i\.e\.,?|that is,?|which is|meaning|equivalent to|equal to)"
_PART, _WHOLE = rf"(?P<part>{VALUE})", rf"(?P<whole>{VALUE})(?!-)"
_STATED = rf"(?P<share>{SHARE})"
_PART_OF_WHOLE = rf"{_PART}{words(4)},? (?:out )?of {_THE}{_WHOLE}{words(5)}"
_OF_WHOLE = rf"\b(?:of|among|out of) {_THE}{_WHOLE}{words(6)}"
_END = r"(?= ?[),.;:—–]|$)"
_FEWEST = 3
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_PART_OF_WHOLE} ?[(\[](?:{_OR} )?{_STATED}(?: of (?:them|the (?:total|whole)))?[)\]]",
        rf"{_PART_OF_WHOLE}(?:,| [—–-]) {_STATED}{_END}",
        rf"{_PART_OF_WHOLE},? {_OR} {_STATED}(?:{_END}|(?= of (?:them|the (?:total|whole))\b))",
        rf"{_STATED} of {_THE}{_WHOLE}{words(4)},? {_OR} {_PART}{words(2)}{_END}",
        rf"{_STATED} of {_THE}{_WHOLE}{words(4)} \({_PART}{words(2)}\)",
        rf"{_PART}{words(3)},? or {_STATED},? of {_THE}{_WHOLE}",
        rf"{_PART}{words(2)}(?P<apposed>,) {_STATED} of {_THE}{_WHOLE}{words(3)}{_END}",
        rf"{_PART}{words(3)} \({_STATED}\) of {_THE}{_WHOLE}",
        rf"{_STATED},? or {_PART}{words(3)},? of {_THE}{_WHOLE}",
        rf"{_STATED} \({_PART}{words(3)}\) of {_THE}{_WHOLE}",
        rf"{_OF_WHOLE}, {_PART}{words(3)} ?[(\[](?:{_OR} )?{_STATED}[)\]]",
        rf"{_OF_WHOLE}, {_PART}{words(6)},? {_OR} {_STATED}{_END}",
        rf"{_WHOLE}{words(5)},? of (?:which|whom) {_PART}{words(3)} ?[(\[](?:{_OR} )?{_STATED}[)\]]",
        rf"{_WHOLE}{words(5)},? of (?:which|whom) {_PART}{words(3)},? {_OR} {_STATED}{_END}",
    )
)


def find_shares(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of a sentence whose part, whole and share are tied to one another."""
    if len(passage.quantities) < _FEWEST or not passage.counts[QuantityKind.SHARE]:
        return
    for pattern in _PATTERNS:
        for match in pattern.finditer(passage.masked):
            part, whole, share = (passage.at(match[name]) for name in ("part", "whole", "share"))
            is_apposed = match.groupdict().get("apposed") is not None and {part.kind, whole.kind} == {
                QuantityKind.COUNT
            }
            found = share_of(passage, part, whole, share, is_one_thing=is_apposed)
            if found:
                yield found


def share_of(
    passage: Passage, part: Quantity, whole: Quantity, share: Quantity, *, is_one_thing: bool = False
) -> Sum | None:
    """Compare part over whole with the share stated; None where the words leave it open.

    `is_one_thing`: the words say that the part is of the whole, whatever nouns they have ("90 people, 5% of the 1,800
    inhabitants").
    """
    if not (is_one_thing or is_one_kind(whole, [part])) or not (is_additive(part) and is_additive(whole)):
        return None
    computed = interval.per_cent(interval.ratio(interval.range_of(part), interval.range_of(whole)))
    if not computed.is_positive:
        return None
    value = 100 * middle(part) / middle(whole)
    slack = (share.step or interval.FRACTION_SLACK) / 2
    holds = interval.agrees(computed, interval.range_of(share), slack, likely=value)
    if holds is None:
        return None
    formula = f"{written(part)} / {written(whole)}"
    equation = concluded(formula, measured(value, share), share, holds=holds)
    saying = "as the article says" if holds else f"but the article says {written(share)}"
    explanation = f"{written(part)} of {written(whole)} is {number(value)}%, {saying}."
    return passage.report("share_of_total", (holds, equation, explanation), share, part, whole)
