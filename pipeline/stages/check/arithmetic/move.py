"""Owns what a move from one value to another amounts to: in per cent, in points, as a difference, as a multiple."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.stages.check.arithmetic.noun import head_of, is_one_kind, leaves_unit_out
from pipeline.stages.check.arithmetic.wording import measured, middle, number, written
from pipeline.text import interval
from pipeline.text.interval import Range
from pipeline.text.quantity import comparable
from schemas.quantity import Quantity, QuantityKind

_SCALE = re.compile(r"\d\s?(?:(?P<word>thousand|million|billion|trillion)|(?P<short>[kmbt]n?))\b", re.IGNORECASE)
_SIZES = {"t": Decimal(1000), "m": Decimal(10**6), "b": Decimal(10**9), "tr": Decimal(10**12)}
_BARE = Decimal(1000)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Move:
    """A value that went from `before` to `after`."""

    before: Quantity
    after: Quantity

    @property
    def is_readable(self) -> bool:
        """Tell whether both ends measure one thing, in plain positive values."""
        ends = (self.before, self.after)
        is_same = is_one_kind(self.before, [self.after]) and (
            self.before.kind is self.after.kind or head_of(self.before) is None
        )
        is_same = is_same or leaves_unit_out(self.before, self.after) or leaves_unit_out(self.after, self.before)
        return is_same and all(end.low is not None and end.high is not None and end.low > 0 for end in ends)

    @property
    def ranges(self) -> tuple[Range, Range]:
        """Return the values of both ends; a bare number beside "4 million" is taken in millions ("from 2 to 4")."""
        left, right = interval.range_of(self.before), interval.range_of(self.after)
        return _scaled(left, self._factor(self.before, self.after)), _scaled(
            right, self._factor(self.after, self.before)
        )

    @property
    def middles(self) -> tuple[Decimal, Decimal]:
        """Return one value for each end, on one scale."""
        before = middle(self.before) * self._factor(self.before, self.after)
        return before, middle(self.after) * self._factor(self.after, self.before)

    @staticmethod
    def _factor(bare: Quantity, scaled: Quantity) -> Decimal:
        is_bare = _SCALE.search(bare.text) is None and middle(bare) < _BARE and head_of(bare) is None
        match = _SCALE.search(scaled.text)
        if match is None or not is_bare:
            return _ONE
        name = (match["word"] or match["short"]).lower()
        return _SIZES["tr" if name.startswith("tr") else {"k": "t"}.get(name[0], name[0])]


def _scaled(found: Range, factor: Decimal) -> Range:
    return Range(*(None if side is None else side * factor for side in found))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a change comes to: `computed` and `likely` are in the direction told, so that a wrong way is negative."""

    computed: Range
    likely: Decimal
    formula: str


def readings_of(move: Move, delta: Quantity, sign: int) -> Iterator[Reading]:
    """Yield what the change may mean: the change of a share may be told in per cent or in points."""
    before, after = move.ranges
    first, last = move.middles
    if delta.kind is QuantityKind.MULTIPLE:
        formula = f"{written(move.after)} / {written(move.before)} = {number(last / first)}"
        yield Reading(interval.ratio(after, before), last / first, formula)
        return
    if delta.kind is QuantityKind.SHARE:
        shift = (last - first) / first * 100
        formula = f"from {written(move.before)} to {written(move.after)} = {shift:+.1f}%".replace(".0%", "%")
        yield Reading(_signed(interval.change(before, after), sign), shift * sign, formula)
    if _is_difference(move, delta):
        is_share = move.after.kind is QuantityKind.SHARE
        shift_text = f"{number(last - first)} points" if is_share else measured(last - first, move.after)
        formula = f"{written(move.after)} - {written(move.before)} = {shift_text}"
        yield Reading(_signed(interval.difference(after, before), sign), (last - first) * sign, formula)


def _is_difference(move: Move, delta: Quantity) -> bool:
    is_proportion = move.after.kind is QuantityKind.SHARE
    if delta.kind in {QuantityKind.SHARE, QuantityKind.POINTS} or head_of(delta) == "point":
        return is_proportion or delta.kind is QuantityKind.COUNT
    return comparable(delta, move.after)


def _signed(found: Range, sign: int) -> Range:
    if sign > 0:
        return found
    low, high = found
    return Range(None if high is None else -high, None if low is None else -low)
