"""Owns how two measured amounts lie to one another, whoever tells them."""

from decimal import Decimal

from pipeline.stages.compare.model import Answer
from pipeline.text.quantity import tolerance
from schemas.quantity import Quantity

# Two figures of one value with different precision lie this close; what is further apart is no rounding.
ROUNDING_SHARE = Decimal("0.05")

Ends = tuple[Decimal | None, Decimal | None]


def is_rounding(left: Answer, right: Answer) -> bool:
    """Tell whether two agreeing amounts are one figure, written with different precision."""
    ends = [end for one in (left, right) for end in (one.measured.low, one.measured.high)]
    if any(end is None for end in ends) or left.measured.unit != right.measured.unit:
        return False
    first, second = middle(left.measured), middle(right.measured)
    return (
        first is not None
        and second is not None
        and abs(first - second) <= ROUNDING_SHARE * max(abs(first), abs(second))
    )


def is_a_birthday_apart(left: Quantity, right: Quantity) -> bool:
    """Tell whether two ages may be of one person, who had a birthday between."""
    return left.low is not None and right.low is not None and abs(left.low - right.low) <= 1


def middle(quantity: Quantity) -> Decimal | None:
    """Return the middle of a quantity, or its one end; None where it has none."""
    if quantity.low is None or quantity.high is None:
        return quantity.low if quantity.high is None else quantity.high
    return (quantity.low + quantity.high) / 2


def meet(left: Ends, right: Ends) -> bool:
    """Tell whether two plain amounts of one kind and unit can be one value."""
    (low, high), (other_low, other_high) = left, right
    is_below = high is not None and other_low is not None and high < other_low
    return not is_below and (low is None or other_high is None or low <= other_high)


def is_below(left: Answer, right: Answer) -> bool:
    """Tell whether one amount is below another, however either was rounded."""
    high, low = tolerance(left.measured)[1], tolerance(right.measured)[0]
    return high is not None and low is not None and high < low
