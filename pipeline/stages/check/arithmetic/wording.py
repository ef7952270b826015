"""Owns how a sum is written out for an editor: the values as the article writes them, the result as a plain number."""

from decimal import ROUND_HALF_UP, Decimal

from schemas.quantity import Quantity, QuantityKind

_SCALES = ((Decimal(10**12), " trillion"), (Decimal(10**9), " billion"), (Decimal(10**6), " million"))
_SMALL = Decimal(10)
_LARGE = Decimal(100)


def number(value: Decimal) -> str:
    """Return a value with at most two decimals, in millions and above by name ("1,250", "5.4 million", "66.7")."""
    for size, name in _SCALES:
        if abs(value) >= size:
            return _digits(value / size) + name
    return _digits(value)


def _digits(value: Decimal) -> str:
    step = "1" if abs(value) >= _LARGE else "0.1" if abs(value) >= _SMALL else "0.01"
    rounded = value if value == value.to_integral_value() else value.quantize(Decimal(step), rounding=ROUND_HALF_UP)
    written = f"{rounded:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def measured(value: Decimal, like: Quantity) -> str:
    """Return a value in the unit of a quantity: a currency's code after it, "%" glued, a counted noun left out."""
    if like.kind is QuantityKind.SHARE:
        return number(value) + "%"
    if like.kind in {QuantityKind.MONEY, QuantityKind.MEASURE} and like.unit:
        return f"{number(value)} {like.unit}"
    return number(value)


def written(quantity: Quantity) -> str:
    """Return a quantity as the article writes it, on one line."""
    return " ".join(quantity.text.split())


def concluded(formula: str, computed: str, stated: Quantity, *, holds: bool) -> str:
    """Return the whole equation: what was computed and whether that is what the article states."""
    verdict = "as stated" if holds else f"not {written(stated)} as stated"
    return f"{formula} = {computed}, {verdict}"


def middle(quantity: Quantity) -> Decimal:
    """Return one value for a quantity: the middle of its range, or the side that is known."""
    sides = [side for side in (quantity.low, quantity.high) if side is not None]
    return sum(sides, Decimal(0)) / len(sides) if sides else Decimal(0)
