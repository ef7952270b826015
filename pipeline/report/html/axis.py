"""An axis of values: where on it a value stands, and which values are written under it.

Places are per cent of the width with one digit after the point, by exact decimals, so that they are the same on every
machine. The axis is logarithmic where the values span more than about twenty times: the small ones would be one dot.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

_LOG_FROM = 20
_EDGE, _MIDDLE, _FULL = Decimal(8), Decimal(50), Decimal(100)
_TENTH = Decimal("0.1")
_FEWEST_STEPS = 3
# Nearer than that two labels run into each other on a narrow screen.
_LEAST_GAP = Decimal(21)
_DIGITS = 28


@dataclass(frozen=True)
class Axis:
    """An axis from the least value that is shown to the greatest."""

    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, values: Iterable[Decimal]) -> "Axis":
        """Return the axis for values, of which there is at least one."""
        shown = list(values)
        return cls(min(shown), max(shown))

    @property
    def is_log(self) -> bool:
        """Tell whether equal steps are equal multiples."""
        return self.low > 0 and self.high > self.low * _LOG_FROM

    def place(self, value: Decimal) -> Decimal:
        """Return where a value stands, in per cent of the width; one beyond the ends stands at the edge."""
        with localcontext(prec=_DIGITS):
            return self._share(value).quantize(_TENTH).normalize() + 0

    def ticks(self) -> tuple[Decimal, ...]:
        """Return the values that are written under the axis, ascending; labels of them have room beside each other."""
        with localcontext(prec=_DIGITS):
            if self.low == self.high:
                return (self.low,)
            return tuple(self._apart(self._powers() if self.is_log else self._steps()))

    def _share(self, value: Decimal) -> Decimal:
        if self.low == self.high:
            return _MIDDLE
        low, high, own = (self._measure(one) for one in (self.low, self.high, min(max(value, self.low), self.high)))
        return _EDGE + (own - low) / (high - low) * (_FULL - 2 * _EDGE)

    def _measure(self, value: Decimal) -> Decimal:
        return value.log10() if self.is_log else value

    def _powers(self) -> Iterator[Decimal]:
        first, last = self.low.adjusted(), self.high.adjusted()
        mantissas = (1, 3) if last - first < _FEWEST_STEPS else (1,)
        for exponent in range(first, last + 1):
            yield from (Decimal(mantissa).scaleb(exponent) for mantissa in mantissas)

    def _steps(self) -> Iterator[Decimal]:
        least = (self.high - self.low) / (_FEWEST_STEPS + 1)
        power = Decimal(1).scaleb(least.adjusted())
        step = next(one for one in (power, power * 2, power * 5, power * 10) if one >= least)
        first = (self.low / step).to_integral_value(ROUND_CEILING)
        last = (self.high / step).to_integral_value(ROUND_FLOOR)
        return (step * n for n in range(int(first), int(last) + 1))

    def _apart(self, candidates: Iterable[Decimal]) -> Iterator[Decimal]:
        last = -_FULL
        for one in candidates:
            place = self._share(one)
            if self.low <= one <= self.high and place - last >= _LEAST_GAP:
                last = place
                yield one
