"""Owns sums of values that are known only to their written precision; what is open on a side stays open.

A comparison has three answers: it holds, it fails, or it cannot be told (None). It fails only where every value that
the words admit is off by more than the slack.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from pipeline.text.quantity import tolerance
from schemas.quantity import Quantity, QuantityKind

FRACTION_SLACK = Decimal(3)
NOTHING = Decimal(0)

_EXACT = frozenset({QuantityKind.COUNT, QuantityKind.NUMBER})
_PROPORTIONS = frozenset({QuantityKind.SHARE, QuantityKind.POINTS})
_ONE = Decimal(1)
_ROUND = Decimal(100)
_WHOLE = Decimal(100)


class Range(NamedTuple):
    """The values from `low` to `high`, both included; None is open on that side."""

    low: Decimal | None
    high: Decimal | None

    @property
    def is_closed(self) -> bool:
        """Tell whether both sides are known."""
        return self.low is not None and self.high is not None

    @property
    def is_positive(self) -> bool:
        """Tell whether every value is above zero."""
        return self.low is not None and self.low > 0


def range_of(quantity: Quantity) -> Range:
    """Return the values that a quantity can stand for, in its own unit.

    A plain count is exact unless it is written round ("12", not "1,500"); a share is good to half its last digit
    however small it is, and a fraction in words ("a third") to three points.
    """
    if is_exact(quantity):
        return Range(quantity.low, quantity.high)
    found = Range(*tolerance(quantity))
    if quantity.kind not in _PROPORTIONS:
        return found
    half = FRACTION_SLACK if quantity.step is None else quantity.step / 2
    return _widened(found, quantity, half) if not quantity.qualifier else found


def is_exact(quantity: Quantity) -> bool:
    """Tell whether a quantity is a whole number that nobody rounded."""
    return (
        quantity.kind in _EXACT
        and quantity.qualifier is None
        and quantity.step == _ONE
        and quantity.low is not None
        and quantity.low == quantity.high
        and quantity.low % _ROUND != 0
    )


def _widened(found: Range, quantity: Quantity, half: Decimal) -> Range:
    low = None if found.low is None or quantity.low is None else min(found.low, quantity.low - half)
    high = None if found.high is None or quantity.high is None else max(found.high, quantity.high + half)
    return Range(low, high)


def total(ranges: Iterable[Range]) -> Range:
    """Return the range of a sum."""
    low: Decimal | None = Decimal(0)
    high: Decimal | None = Decimal(0)
    for item in ranges:
        low = None if low is None or item.low is None else low + item.low
        high = None if high is None or item.high is None else high + item.high
    return Range(low, high)


def difference(left: Range, right: Range) -> Range:
    """Return the range of `left` minus `right`."""
    low = None if left.low is None or right.high is None else left.low - right.high
    high = None if left.high is None or right.low is None else left.high - right.low
    return Range(low, high)


def ratio(left: Range, right: Range) -> Range:
    """Return the range of `left` over `right`; open on both sides unless both are above zero."""
    if not (left.is_positive and right.is_positive):
        return Range(None, None)
    low = None if left.low is None or right.high is None else left.low / right.high
    high = None if left.high is None or right.low is None else left.high / right.low
    return Range(low, high)


def per_cent(found: Range) -> Range:
    """Return a ratio as a percentage."""
    return Range(*(None if side is None else side * _WHOLE for side in found))


def change(before: Range, after: Range) -> Range:
    """Return the change from `before` to `after` in per cent, negative for a fall."""
    found = per_cent(ratio(after, before))
    return Range(*(None if side is None else side - _WHOLE for side in found))


def agrees(computed: Range, stated: Range, slack: Decimal = NOTHING, *, likely: Decimal | None = None) -> bool | None:
    """Tell whether a computed value is the stated one; None where the words leave it open.

    Args:
        computed: the values that the sum can have.
        stated: the values that the stated result can stand for.
        slack: a gap between the two that is too small to be called an error.
        likely: the result of the values as written; where it is not near the stated one, nothing is confirmed.
    """
    gap = _gap(computed, stated)
    if gap > 0:
        return None if gap <= slack else False
    if likely is not None and _gap(Range(likely, likely), stated) > slack:
        return None
    if computed.is_closed and (stated.is_closed or _lies_within(computed, stated)):
        return True
    return None


def _gap(left: Range, right: Range) -> Decimal:
    above = left.low - right.high if left.low is not None and right.high is not None else Decimal(-1)
    below = right.low - left.high if right.low is not None and left.high is not None else Decimal(-1)
    return max(above, below)


def _lies_within(inner: Range, outer: Range) -> bool:
    above = outer.low is None or (inner.low is not None and inner.low >= outer.low)
    below = outer.high is None or (inner.high is not None and inner.high <= outer.high)
    return above and below
