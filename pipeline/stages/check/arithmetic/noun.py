"""Owns whether numbers count one thing, so that they may be added: one unit, one noun, or people of any kind."""

import re
from collections.abc import Iterable

from pipeline.text.quantity import comparable
from schemas.quantity import Quantity, QuantityKind

PEOPLE = frozenset(
    str.split(
        """
    person man woman child boy girl adult victim casualty fatality death survivor passenger worker employee member
    resident civilian soldier troop officer student pupil teacher patient guest protester demonstrator player staff
    personnel villager tourist migrant refugee hostage prisoner militant rebel policeman firefighter driver crew
    killed dead injured wounded missing hurt died arrested detained voter respondent participant candidate
    lawmaker delegate senator deputy councillor director juror american citizen
"""
    )
)
_SCALE = re.compile(r"\b(?:thousand|million|billion|trillion)\b", re.IGNORECASE)
_LARGE = 1000
_GROUPS = frozenset(str.split("man woman boy girl child adult"))
_COUNTED = frozenset({QuantityKind.COUNT, QuantityKind.NUMBER})
_SINGLE = re.compile(r"\b(?:an?|one|single|lone|none|neither|nobody)\b", re.IGNORECASE)
# What a part is for, in or from is no part ("17 for a British label, 15 for a German one").
_BESIDE_PART = re.compile(r"\b(?:for|in|at|from|by|to|on|of)\san?\b(?:\s(?:[\w-]+\s){0,2}one\b)?", re.IGNORECASE)
_UNSAID = re.compile(
    r"\b(?:some|several|many|few|most|others?|another|dozens|rest|both|each|every|per|respectively|various|numerous"
    r"|unspecified|undisclosed|unknown|average|average[sd]|net)\b",
    re.IGNORECASE,
)


def head_of(quantity: Quantity) -> str | None:
    """Return the counted noun in the singular, without its modifier; None where no noun is counted."""
    if quantity.kind not in _COUNTED or quantity.unit is None:
        return None
    return quantity.unit.rpartition(" ")[2]


def is_one_kind(whole: Quantity, parts: Iterable[Quantity]) -> bool:
    """Tell whether parts may be added up to a whole: same currency or unit, same noun, no noun, or people all."""
    return all(_is_same_unit(whole, part) or _are_people(whole, part) for part in parts)


def _is_same_unit(left: Quantity, right: Quantity) -> bool:
    is_fixed = left.kind in {QuantityKind.MONEY, QuantityKind.MEASURE}
    return comparable(left, right) and (left.unit == right.unit or not is_fixed)


def _are_people(left: Quantity, right: Quantity) -> bool:
    return head_of(left) in PEOPLE and head_of(right) in PEOPLE


def leaves_unit_out(bare: Quantity, full: Quantity) -> bool:
    """Tell whether a number is told in the currency or unit of another, which stands there alone.

    Both are of one size in words ("412 million euros from 395 million"), or have thousands in digits: a smaller number
    may be a day, a rank or a count.
    """
    if bare.kind is not QuantityKind.NUMBER or full.kind not in {QuantityKind.MONEY, QuantityKind.MEASURE}:
        return False
    first, second = _SCALE.search(bare.text), _SCALE.search(full.text)
    if first or second:
        return first is not None and second is not None and first[0].lower() == second[0].lower()
    return all(item.low is not None and item.low >= _LARGE for item in (bare, full))


def is_one_kind_or_bare(whole: Quantity, parts: Iterable[Quantity]) -> bool:
    """Tell whether parts may be added up to a whole, those that leave its currency or unit out among them."""
    return all(is_one_kind(whole, [part]) or leaves_unit_out(part, whole) for part in parts)


def divides(whole: Quantity, parts: Iterable[Quantity]) -> bool:
    """Tell whether parts surely do not overlap: they share the whole's noun, have none, or are men, women, children."""
    return all(
        head_of(part) in {None, head_of(whole)} or (is_group(part) and head_of(whole) in PEOPLE) for part in parts
    )


def is_group(quantity: Quantity) -> bool:
    """Tell whether a quantity counts men, women, children: a whole of people is divided by them alone."""
    return head_of(quantity) in _GROUPS


def is_additive(quantity: Quantity) -> bool:
    """Tell whether a quantity has one plain value that can be a part or a whole."""
    return quantity.low is not None and quantity.low >= 0 and quantity.qualifier not in {"loss", "deficit"}


def leaves_unsaid(text: str) -> bool:
    """Tell whether a passage mentions an amount without a number ("several", "others")."""
    return _UNSAID.search(text) is not None


def has_single(text: str) -> bool:
    """Tell whether a passage may count one without a number ("a woman", "one against")."""
    return _SINGLE.search(_BESIDE_PART.sub("", text)) is not None
