"""Rules on what a sum of money is called: one figure under two names, and two figures of what a subject has once.

A sum has a meaning where a word of a closed list stands next to it ("a valuation of", "raised"). Sums in two currencies
are compared at the article's own rate, read from a pair in it ("50 billion yuan (about $7.35 billion)"), not without.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from pipeline.stages.check.contradiction.model import Contradiction, Passage
from pipeline.stages.check.contradiction.scope import explain
from pipeline.stages.check.contradiction.slot import Slot
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.text.name import name_key, same_name
from pipeline.text.quantity import admits, says_same
from schemas.conflict import Relation
from schemas.finding import FindingKind
from schemas.quantity import Quantity, QuantityKind

_APART = frozenset(
    frozenset(pair.split("/"))
    for pair in str.split(
        "valuation/raise valuation/revenue valuation/profit valuation/debt valuation/loss price/fine revenue/profit"
        " revenue/loss revenue/debt profit/loss profit/debt fine/profit fine/revenue fine/raise raise/revenue"
        " raise/profit raise/loss"
    )
)
_ONCE = frozenset({"valuation"})
MOST_SIDES = 6
_PAIR_GAP = re.compile(r"\s?[(\[]\s?(?:or\s|i\.e\.\s|equivalent\sto\s)?$|\s?,?\sor\s$", re.IGNORECASE)
_RATE_SLACK = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money with its meaning and the folded name of its subject, empty where nobody is named."""

    slot: Slot
    quantity: Quantity
    meaning: str
    subject: str


def find_meanings(statements: Sequence[Statement], slots: Sequence[Slot]) -> Iterator[Contradiction]:
    """Yield figures that are called two things, then things that are given two figures."""
    main = _main_subject(statements)
    sums = [found for slot in slots if (found := _sum(slot, main))]
    rates = read_rates(statements)
    yield from _one_figure(sums)
    yield from _one_meaning(sums, rates)


def _main_subject(statements: Sequence[Statement]) -> str:
    """Return the name that most statements hold, folded."""
    counts = Counter(key for s in statements for key in {name_key(n.text) for n in s.names if not n.is_origin})
    return counts.most_common(1)[0][0] if counts else ""


def _sum(slot: Slot, main: str) -> Sum | None:
    quantity, meaning = slot.quantity, slot.meaning
    if quantity is None or meaning is None:
        return None
    named = [name.text for name in slot.statement.names if name.end <= slot.start and not name.is_origin]
    return Sum(slot, quantity, meaning, name_key(named[-1]) if named else main)


def read_rates(statements: Sequence[Statement]) -> dict[tuple[str, str], Decimal]:
    """Return the rates that the article itself gives: how much of the second currency one of the first is."""
    rates: dict[tuple[str, str], Decimal] = {}
    for statement in statements:
        money = [q for q in statement.quantities if q.kind is QuantityKind.MONEY and q.low and q.low == q.high]
        for left, right in pairwise(money):
            gap = statement.article.text[left.end : right.start]
            if left.unit and right.unit and left.unit != right.unit and left.low and right.low and _PAIR_GAP.match(gap):
                rates.setdefault((left.unit, right.unit), right.low / left.low)
                rates.setdefault((right.unit, left.unit), left.low / right.low)
    return rates


def _one_figure(sums: Sequence[Sum]) -> Iterator[Contradiction]:
    groups: dict[tuple[Decimal | None, Decimal | None, str | None], dict[str, Sum]] = defaultdict(dict)
    for each in sums:
        quantity = each.quantity
        groups[quantity.low, quantity.high, quantity.unit].setdefault(each.meaning, each)
    told: set[tuple[int, int]] = set()
    for group in groups.values():
        for left, right in combinations(group.values(), 2):
            place = left.slot.statement.n, right.slot.statement.n
            is_apart = frozenset({left.meaning, right.meaning}) in _APART and place[0] != place[1]
            if is_apart and place not in told and _is_one_subject(left, right):
                told.add(place)
                yield _two_meanings(left, right)


def _is_one_subject(left: Sum, right: Sum) -> bool:
    return left.subject == right.subject or same_name(left.subject, right.subject)


def _two_meanings(left: Sum, right: Sum) -> Contradiction:
    return Contradiction(
        rule="one_figure_two_meanings",
        kind=FindingKind.VALUE_CONFLICT,
        relation=Relation.CONTRADICTION,
        topic=f"What is {left.slot.text}: the {left.meaning} or the {right.meaning}?",
        sides=(_side(left), _side(right)),
        explanation=(
            f"Sentence {left.slot.statement.n} gives {left.slot.text} as the {left.meaning}, sentence"
            f" {right.slot.statement.n} gives the same sum as the {right.meaning}, and nothing relates the two."
        ),
    )


def _one_meaning(sums: Sequence[Sum], rates: Mapping[tuple[str, str], Decimal]) -> Iterator[Contradiction]:
    groups: dict[tuple[str, str], list[Sum]] = defaultdict(list)
    for each in sums:
        if each.meaning in _ONCE:
            groups[each.meaning, each.subject].append(each)
    for (meaning, subject), group in groups.items():
        first = group[0]
        others: list[Sum] = []
        for each in group[1:]:
            is_new = not any(says_same(each.quantity, other.quantity) for other in others)
            is_elsewhere = each.slot.statement.n != first.slot.statement.n
            if (
                len(others) < MOST_SIDES
                and is_new
                and is_elsewhere
                and not _fit(first, each, rates)
                and not explain(first.slot, each.slot)
            ):
                others.append(each)
        if others:
            yield _two_figures(first, others, f"What is the {meaning} of {_as_written(first, subject)}?")


def _as_written(place: Sum, subject: str) -> str:
    """Return a folded name as the article writes it, where it does so in these letters."""
    found = re.search(re.escape(subject), place.slot.statement.article.text, re.IGNORECASE) if subject else None
    return found.group() if found else subject or "it"


def _fit(left: Sum, right: Sum, rates: Mapping[tuple[str, str], Decimal]) -> bool:
    """Tell whether two sums can be one, in one currency or at the article's own rate."""
    one, other = left.quantity, right.quantity
    if one.unit == other.unit:
        return admits(one, other)
    rate = rates.get((one.unit or "", other.unit or ""))
    return rate is None or admits(converted(one, other.unit, rate), other)


def converted(quantity: Quantity, unit: str | None, rate: Decimal) -> Quantity:
    """Return a sum in another currency, widened by what a written rate is rounded."""
    low = None if quantity.low is None else quantity.low * rate * (1 - _RATE_SLACK)
    high = None if quantity.high is None else quantity.high * rate * (1 + _RATE_SLACK)
    step = None if quantity.step is None else quantity.step * rate
    return quantity.model_copy(update={"low": low, "high": high, "step": step, "unit": unit, "candidates": ()})


def _two_figures(first: Sum, others: Sequence[Sum], topic: str) -> Contradiction:
    told = ", ".join(f"{each.slot.text} (sentence {each.slot.statement.n})" for each in (first, *others))
    return Contradiction(
        rule="one_meaning_two_figures",
        kind=FindingKind.VALUE_CONFLICT,
        relation=Relation.CONTRADICTION,
        topic=topic,
        sides=tuple(_side(each) for each in (first, *others)),
        explanation=f"The article gives {told}; at its own figures these are not one sum.",
    )


def _side(each: Sum) -> Passage:
    return each.slot.statement.passage(each.slot.start, each.slot.end, each.quantity)
