"""Owns how sums in two currencies compare: at a rate that the articles state, else at the rates of the time.

A rate is stated where an article gives one sum in two currencies ("50 billion yuan (about $7.35 billion)").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.telling import Telling
from pipeline.text.quantity import find_quantities
from pipeline.text.quantity.agree import tolerance
from pipeline.text.rate import plausible_rates
from pipeline.text.word import content_words
from schemas.quantity import Quantity, QuantityKind

# A sum converted at a rounded rate, or on another day of the month, is off by a few per cent.
MARGIN = Decimal("0.03")
MOST_STATED = 4096
OF_ANY_SUM = frozenset(
    content_words(
        """
    thousand million billion trillion year month week day last cost costs price pay pays paid payment spend spent worth
    value sell sold buy bought raise raised lend lent borrow borrowed fine fined company firm
        """
    )
)
"""Beside any sum of money stand a scale, a time and a verb of paying: they tell of none which one it is."""

_TWICE = re.compile(
    r"\s?[(\[](?:about|around|roughly|approximately|nearly|almost|some|or|equal\sto|i\.e\.|=|~|≈|\s)*|,?\sor\s(?:about\s)?|,?\sequivalent\sto\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is worth in another, from `low` to `high`; `told` is the plain quotient.

    `article_id` states it; None: a reference rate.
    """

    low: Decimal
    high: Decimal
    told: Decimal
    article_id: str | None


class Rates:
    """The rates that the articles of a batch state, read when two currencies first meet."""

    def __init__(self, batch: Batch) -> None:
        """Take the batch of whose passages the rates are read."""
        self._stated = lru_cache(MOST_STATED)(lambda article_id: _stated_by(batch, article_id))

    def between(self, first: str, second: str, article_ids: Sequence[str], day: date | None) -> Rate | None:
        """Return the rate of two currencies: as the first of these articles states it that does, else of the time."""
        for article_id in article_ids:
            stated = self._stated(article_id).get((first, second))
            if stated is not None:
                return stated
        known = plausible_rates(first, second, day, Decimal(0))
        if known is None or known.low is None or known.high is None:
            return None
        return Rate(known.low, known.high, (known.low + known.high) / 2, None)


def agree_at(left: Quantity, right: Quantity, rate: Rate) -> bool:
    """Tell whether two sums in different currencies can be one at a rate (units of `right` for one of `left`)."""
    low, high = tolerance(left)
    other_low, other_high = tolerance(right)
    widest = rate.high * (1 + MARGIN)
    least = rate.low * (1 - MARGIN)
    is_below = low is not None and other_high is not None and low * least > other_high
    is_above = high is not None and other_low is not None and high * widest < other_low
    return not is_below and not is_above


def is_same_digits(left: Quantity, right: Quantity) -> bool:
    """Tell whether two sums have the same digits in different currencies: the classic slip."""
    if left.kind is not QuantityKind.MONEY or right.kind is not QuantityKind.MONEY:
        return False
    return left.unit != right.unit and (left.low, left.high) == (right.low, right.high)


def _stated_by(batch: Batch, article_id: str) -> dict[tuple[str, str], Rate]:
    found: dict[tuple[str, str], Rate] = {}
    for telling in batch.archive.told_of(article_id):
        if any(quantity.kind is QuantityKind.MONEY for quantity in telling.quantities):
            for first, second, rate in _stated(telling):
                found.setdefault((first, second), rate)
                found.setdefault((second, first), Rate(1 / rate.high, 1 / rate.low, 1 / rate.told, article_id))
    return found


def _stated(telling: Telling) -> Iterator[tuple[str, str, Rate]]:
    sums = [q for q in find_quantities(telling.text) if q.kind is QuantityKind.MONEY and q.unit]
    for first, second in pairwise(sums):
        between = telling.text[first.end : second.start]
        if first.unit and second.unit and first.unit != second.unit and _TWICE.fullmatch(between):
            (low, high), (other_low, other_high) = tolerance(first), tolerance(second)
            if low and high and other_low and other_high and min(low, other_low) > 0:
                told = (other_low + other_high) / (low + high)
                rate = Rate(other_low / high, other_high / low, told, telling.article_id)
                yield first.unit, second.unit, rate
