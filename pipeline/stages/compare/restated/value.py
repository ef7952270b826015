"""Rule: an amount or a day in the same place of the same sentence that excludes the other's.

Two sums of the same digits in two currencies exclude each other; so do two equal sums for two periods.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.stages.compare.money import is_same_digits
from pipeline.stages.compare.restated.line import Line
from pipeline.stages.compare.restated.moment import days_exclude, parts_of
from pipeline.stages.compare.restated.pair import Difference, Pair, Place
from pipeline.stages.compare.restated.scope import is_scoped
from pipeline.text.date.find import DateMention
from pipeline.text.quantity import admits, comparable
from pipeline.text.quantity.qualifier import BOUNDS, Bound
from pipeline.text.status import status_of
from schemas.claim import ClaimStatus
from schemas.finding import FindingKind
from schemas.quantity import Quantity, QuantityKind

LEAST_SHARE = 0.5
# Where other words stand between a day and the last that both sentences hold, nearly all else must agree.
LEAST_SHARE_OF_LIKE = 0.8
FARTHEST = 1000
VAGUE = 5

_EACH = re.compile(
    r"\s(?:an?|per|each|every)\s(?P<unit>second|minute|hour|day|night|week|month|quarter|year)\b", re.IGNORECASE
)
_IN_TURN = {ClaimStatus.PLANNED, ClaimStatus.DONE}
_ESTIMATED = frozenset({Bound.ABOUT, Bound.JUST_UNDER, Bound.JUST_OVER})


def find_amounts(pair: Pair) -> Iterator[Difference]:
    """Yield amounts that exclude each other in the same place, of which the other sentence holds neither."""
    lefts, rights = _own(pair.left, pair.right), _own(pair.right, pair.left)
    for quantity in lefts:
        for other in rights:
            left, right = (quantity.start, quantity.end), (other.start, other.end)
            if _is_one_of_several(quantity, lefts, rights) and not pair.is_between_same(left, right):
                continue
            is_slip = is_same_digits(quantity, other)
            if not (is_slip or _exclude(quantity, other)) or is_scoped(pair, left, right):
                continue
            share = pair.share_without(left, right)
            if share >= LEAST_SHARE and pair.is_same_place(left, right):
                rule = "currency" if is_slip else "amount"
                yield Difference(FindingKind.VALUE_CONFLICT, rule, left, right, share)


def _is_one_of_several(quantity: Quantity, lefts: Sequence[Quantity], rights: Sequence[Quantity]) -> bool:
    """Tell whether either sentence lists amounts that an amount could answer: then one word beside it is no place."""
    return any(sum(comparable(quantity, each) for each in several) > 1 for several in (lefts, rights))


def find_rates(pair: Pair) -> Iterator[Difference]:
    """Yield equal amounts in the same place that one sentence tells for one period, the other for another."""
    for quantity, left, unit in _rates(pair.left):
        for other, right, period in _rates(pair.right):
            if unit == period or not (comparable(quantity, other) and admits(quantity, other)):
                continue
            share = pair.share_without(left, right)
            if share >= LEAST_SHARE and pair.is_same_place(left, right):
                yield Difference(FindingKind.VALUE_CONFLICT, "rate", left, right, share)


def _rates(line: Line) -> Iterator[tuple[Quantity, Place, str]]:
    """Yield the amounts of a sentence that are for a period, each with the place of both, and the period."""
    text = line.article.text
    for quantity in line.quantities:
        each = _EACH.match(text, quantity.end, line.end) if quantity.kind is not QuantityKind.YEAR else None
        if each:
            yield quantity, (quantity.start, each.end()), each["unit"].lower()


def _own(line: Line, other: Line) -> list[Quantity]:
    """Return the amounts of a sentence that no amount of the other can be."""
    return [
        quantity
        for quantity in line.quantities
        if quantity.kind is not QuantityKind.YEAR
        and not any(comparable(quantity, each) and admits(quantity, each) for each in other.quantities)
    ]


def _exclude(left: Quantity, right: Quantity) -> bool:
    """Tell whether two amounts are two figures for one thing: comparable, not too far apart, not two estimates."""
    sizes = [abs(value) for q in (left, right) for value in (q.low, q.high) if value]
    is_far = bool(sizes) and (max(sizes) > FARTHEST * min(sizes) or _is_vague(left) or _is_vague(right))
    are_estimates = all(BOUNDS.get(q.qualifier or "") in _ESTIMATED for q in (left, right))
    return comparable(left, right) and not admits(left, right) and not is_far and not are_estimates


def _is_vague(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.high is not None and quantity.high >= VAGUE * quantity.low > 0


def find_days(pair: Pair) -> Iterator[Difference]:
    """Yield days that exclude each other in the same place; one of several days of a sentence must not be the other.

    What is planned for a day may be done on another.
    """
    if pair.left.dates and pair.right.dates and {status_of(line.text) for line in (pair.left, pair.right)} == _IN_TURN:
        return
    for mention in pair.left.dates:
        for other in pair.right.dates:
            left, right = _place(pair.left, mention), _place(pair.right, other)
            if not days_exclude(mention, other):
                continue
            is_same = pair.is_same_place(left, right)
            if not (is_same or pair.is_like_place(left, right)):
                continue
            if not (_fits(mention, pair.right.dates) or _fits(other, pair.left.dates)):
                share = pair.share_without(left, right)
                if share >= (LEAST_SHARE if is_same else LEAST_SHARE_OF_LIKE):
                    yield Difference(FindingKind.VALUE_CONFLICT, "day", left, right, share)


def _place(line: Line, mention: DateMention) -> Place:
    return line.start + mention.start, line.start + mention.end


def _fits(mention: DateMention, others: Sequence[DateMention]) -> bool:
    return any(_parts(mention) & _parts(other) and not days_exclude(mention, other) for other in others)


def _parts(mention: DateMention) -> set[str]:
    return set(parts_of(mention.text))
