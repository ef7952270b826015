"""Owns whether two quantities can both be true of the same thing.

Values are compared as intervals: what a quantity states, widened by the precision of its last digit and by its
qualifier. Nothing is converted between currencies, and what cannot be compared is never said to conflict.
"""

import re
from decimal import Decimal

from pipeline.text.quantity.qualifier import BOUNDS, LOSSES, Bound
from pipeline.text.quantity.unit import BASES
from schemas.quantity import Quantity, QuantityKind

ABOUT_SHARE = Decimal("0.10")
ROUNDING_SHARE = Decimal("0.15")
ROUND_NUMBER_SHARE = Decimal("0.01")
# News calls 52% "half", and 68% "two thirds".
FRACTION_STEP = Decimal(5)
# A rounded value ends short of half a step, so that neighbours (12 and 13, 3.2 and 3.3) do not meet.
JUST_BELOW_HALF = Decimal("0.4999")

_EXACT = frozenset({QuantityKind.YEAR, QuantityKind.AGE})
_LOOSE = frozenset({QuantityKind.NUMBER, QuantityKind.COUNT})
_ROUND = Decimal(100)
_DECIMALS = re.compile(r"\d\.\d{1,2}(?!\d)")

Interval = tuple[Decimal | None, Decimal | None]


def tolerance(quantity: Quantity) -> Interval:
    """Return the lowest and the highest value that a quantity can stand for, in its own unit; None is open.

    Just under half a step on either side, but at most 15 % ("$1 billion" is no rounding of $1.4 billion); 1 % for a
    number whose figures end in two zeros ("1,200 million", not "612 million" or "$7.35 billion"); 10 % on the sides
    that "about", "nearly" or "just over" leave open. Years and ages are exact.
    """
    bound = _bound(quantity)
    low = None if quantity.low is None else quantity.low - _slack(quantity, quantity.low, _shares(bound)[0])
    high = None if quantity.high is None else quantity.high + _slack(quantity, quantity.high, _shares(bound)[1])
    if bound is Bound.JUST_OVER:
        low = quantity.low
    if bound is Bound.JUST_UNDER:
        high = quantity.high
    return low, high


def _bound(quantity: Quantity) -> Bound:
    return BOUNDS.get(quantity.qualifier or "", Bound.PLAIN)


def _shares(bound: Bound) -> tuple[Decimal, Decimal]:
    """Return the shares of the value by which a qualifier lets it be lower and higher."""
    none = Decimal(0)
    return {
        Bound.ABOUT: (ABOUT_SHARE, ABOUT_SHARE),
        Bound.JUST_UNDER: (ABOUT_SHARE, none),
        Bound.JUST_OVER: (none, ABOUT_SHARE),
    }.get(bound, (none, none))


def _slack(quantity: Quantity, value: Decimal, share: Decimal) -> Decimal:
    if quantity.kind in _EXACT and not share:
        return Decimal(0)
    if _bound(quantity) in {Bound.AT_LEAST, Bound.AT_MOST}:
        return Decimal(0)
    size = abs(value)
    step = quantity.step if quantity.step is not None else FRACTION_STEP
    rounding = min(step * JUST_BELOW_HALF, ROUNDING_SHARE * size)
    written = size / quantity.step if quantity.step else size
    is_round = written >= _ROUND and written % _ROUND == 0 and not _DECIMALS.search(quantity.text)
    if is_round and quantity.kind is not QuantityKind.YEAR:
        rounding = max(rounding, ROUND_NUMBER_SHARE * size)
    return max(rounding, share * size)


def comparable(left: Quantity, right: Quantity) -> bool:
    """Tell whether two quantities speak in units that can be compared: a currency in common, a dimension, one noun."""
    if QuantityKind.MONEY in {left.kind, right.kind}:
        return left.kind is right.kind and bool(_currencies(left) & _currencies(right))
    if {left.kind, right.kind} <= _LOOSE:
        return left.unit is None or right.unit is None or _same_noun(left.unit, right.unit)
    if left.kind is not right.kind:
        return False
    return left.unit == right.unit or _dimension(left) == _dimension(right) is not None


def _currencies(quantity: Quantity) -> frozenset[str]:
    return frozenset(quantity.candidates or ([quantity.unit] if quantity.unit else []))


def _same_noun(left: str, right: str) -> bool:
    return left.rpartition(" ")[2] == right.rpartition(" ")[2]


def _dimension(quantity: Quantity) -> str | None:
    return BASES[quantity.unit][0] if quantity.unit in BASES else None


def admits(left: Quantity, right: Quantity) -> bool:
    """Tell whether two quantities can both be true of the same thing; True where they cannot be compared.

    Strict bounds are read loosely: "more than 500" admits 500.
    """
    if not comparable(left, right):
        return True
    first, second = _in_base(left, tolerance(left)), _in_base(right, tolerance(right))
    if _is_loss(left) != _is_loss(right):
        first, second = _magnitude(first), _magnitude(second)
    return _not_above(first[0], second[1]) and _not_above(second[0], first[1])


def _is_loss(quantity: Quantity) -> bool:
    return quantity.qualifier in LOSSES


def _magnitude(interval: Interval) -> Interval:
    low, high = interval
    if high is not None and high < 0:
        return -high, None if low is None else -low
    return interval


def _in_base(quantity: Quantity, interval: Interval) -> Interval:
    if (
        quantity.kind not in {QuantityKind.DURATION, QuantityKind.MEASURE, QuantityKind.AGE}
        or quantity.unit not in BASES
    ):
        return interval
    size = BASES[quantity.unit][1]
    low, high = interval
    return None if low is None else low * size, None if high is None else high * size


def _not_above(low: Decimal | None, high: Decimal | None) -> bool:
    return low is None or high is None or low <= high


def says_same(left: Quantity, right: Quantity) -> bool:
    """Tell whether two quantities state the same values in the same unit, however written ("4%", "four percent")."""
    if not comparable(left, right):
        return False
    first, second = _in_base(left, (left.low, left.high)), _in_base(right, (right.low, right.high))
    if _is_loss(left) != _is_loss(right):
        first, second = _magnitude(first), _magnitude(second)
    return first == second
