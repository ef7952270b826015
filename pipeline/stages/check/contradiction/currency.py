"""Rule: one sum is given in two currencies by the same digits ("12 million euros for repairs", "12 million dollars").

Invariant: nothing is told where a sentence gives both currencies, where the two sums are of other parties, kinds or
places, nor of two currencies that have one name (a plain dollar may be that of several countries).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.place import names_another_place
from pipeline.stages.check.contradiction.scope import explain
from pipeline.stages.check.contradiction.slot import Slot
from pipeline.stages.check.contradiction.value import same_subject
from pipeline.stages.check.contradiction.wording import topic_of
from pipeline.text.word import content_words
from schemas.conflict import Relation
from schemas.finding import FindingKind
from schemas.quantity import QuantityKind

MOST_ALIKE = 8
_FAMILIES = {
    "dollar": ("$", "dollar"),
    "franc": ("franc",),
    "crown": ("crown", "kron"),
    "rupee": ("rupee",),
    "peso": ("peso",),
    "pound": ("£", "pound"),
}
# Beside any sum of money stand a scale, a time and a verb of paying: they tell of none which one it is.
_OF_ANY_SUM = frozenset(
    content_words(
        """
    thousand million billion trillion year month week day cost costs price pay pays paid payment spend spent worth value
    sell sold buy bought raise raised lend lent borrow borrowed fine fined
        """
    )
)


def find_currencies(slots: Sequence[Slot]) -> Iterator[Contradiction]:
    """Yield pairs of sums of the same digits in two currencies, each pair of currencies once a figure."""
    by_figure: dict[Decimal, list[Slot]] = defaultdict(list)
    for slot in slots:
        quantity = slot.quantity
        if slot.key == QuantityKind.MONEY and quantity and quantity.low is not None and quantity.low == quantity.high:
            by_figure[quantity.low].append(slot)
    for alike in by_figure.values():
        told: set[frozenset[str]] = set()
        for left, right in combinations(alike[:MOST_ALIKE], 2):
            units = _units((left, right))
            if units not in told and _is_one_sum(left, right):
                told.add(units)
                yield from _contradiction(left, right)


def _units(slots: Sequence[Slot]) -> frozenset[str]:
    return frozenset(slot.quantity.unit for slot in slots if slot.quantity and slot.quantity.unit)


def _is_one_sum(left: Slot, right: Slot) -> bool:
    units = _units((left, right))
    if len(units) < len((left, right)) or left.statement is right.statement:
        return False
    if _families(left) & _families(right) or _is_elsewhere(left, right) or _is_elsewhere(right, left):
        return False
    if any(units <= {q.unit for q in slot.statement.quantities} for slot in (left, right)):
        return False
    if len({left.meaning, right.meaning} - {None}) > 1 or not same_subject(left, right):
        return False
    return any(stem.isalpha() and stem not in _OF_ANY_SUM for stem in left.near & right.near)


def _is_elsewhere(slot: Slot, other: Slot) -> bool:
    return names_another_place(slot.statement, other.statement)


def _families(slot: Slot) -> set[str]:
    """Return the currency names that several countries have: a plain dollar may be any of them."""
    return {family for family, signs in _FAMILIES.items() if any(sign in slot.text.lower() for sign in signs)}


def _contradiction(left: Slot, right: Slot) -> Iterator[Contradiction]:
    """Yield the contradiction; two sums that are explained by being two are no matter at all."""
    reason = explain(left, right)
    if reason and reason.relation is Relation.DIFFERENT_SCOPE:
        return
    told = f"Sentence {left.statement.n} says {left.text!r}, sentence {right.statement.n} says {right.text!r}"
    yield Contradiction(
        rule="two_currencies",
        kind=FindingKind.VALUE_CONFLICT,
        relation=reason.relation if reason else Relation.CONTRADICTION,
        topic=topic_of(left),
        sides=tuple(side.statement.passage(side.start, side.end, side.quantity) for side in (left, right)),
        explanation=f"{told}; {reason.words}." if reason else f"{told}: the same digits in two currencies.",
    )
