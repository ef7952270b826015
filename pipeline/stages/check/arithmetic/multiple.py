"""Owns the rule that a multiple is what its two values make it ("$60 million, three times as much as the $20 million").

"Three times more than" is read both ways, as three or as four times, and fails only where neither fits.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.stages.check.arithmetic.noun import is_additive, is_one_kind
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.scope import is_told_apart
from pipeline.stages.check.arithmetic.wording import concluded, middle, number, written
from pipeline.text import interval
from schemas.quantity import QuantityKind

_VALUE = mark(QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.MEASURE, QuantityKind.SHARE)
_YEAR = mark(QuantityKind.YEAR)
_TIMES = rf"(?P<times>{mark(QuantityKind.MULTIPLE)})"
_THAN = r"(?P<than>(?:more|higher|larger|greater|bigger) than)"
_AS = r"as (?:many|much|large|big|high|long|heavy|tall|fast|great) as"
_THE = r"(?:the|its|their|that of|what|last year['’]s|the previous|the record|the original)"
_PATTERN = re.compile(
    rf"(?P<more>{_VALUE}){words(5, also=_YEAR)}(?:,| [—–(-])? ?(?:or |which is |that is |is |was |are |were )?"
    rf"{_TIMES} (?:(?:{_AS}|{_THAN})(?: {_THE})?|{_THE}){words(2)} (?P<less>{_VALUE})",
    re.IGNORECASE,
)


def find_multiples(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of a value that is told as a multiple of another in one phrase."""
    if not passage.counts[QuantityKind.MULTIPLE]:
        return
    for match in _PATTERN.finditer(passage.masked):
        more, times, less = (passage.at(match[name]) for name in ("more", "times", "less"))
        if not (is_one_kind(less, [more]) and is_additive(more) and is_additive(less)):
            continue
        computed = interval.ratio(interval.range_of(more), interval.range_of(less))
        stated = interval.range_of(times)
        if not computed.is_positive:
            continue
        likely = middle(more) / middle(less)
        holds = interval.agrees(computed, stated, likely=likely)
        if match["than"] and not holds:
            raised = interval.total([stated, interval.Range(Decimal(1), Decimal(1))])
            again = interval.agrees(computed, raised, likely=likely)
            holds = True if again else None if holds is None or again is None else False
        if holds is None or (not holds and is_told_apart(passage.masked, match)):
            continue
        value = number(likely)
        equation = concluded(f"{written(more)} / {written(less)}", value, times, holds=holds)
        saying = "as the article says" if holds else f"but the article says {written(times)}"
        explanation = f"{written(more)} is {value} times {written(less)}, {saying}."
        yield passage.report("multiple", (holds, equation, explanation), times, more, less)
