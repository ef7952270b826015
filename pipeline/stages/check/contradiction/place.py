"""Owns whether amounts or events are of different places, or one of them of a place within that of the other.

Read from the names behind a preposition of place, and from a place that opens a sentence. Invariant: a place that the
summary of the article names is that of its event, and sets nothing apart.
"""

import re

from pipeline.stages.check.contradiction.slot import Slot
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.text.name import same_name
from pipeline.text.name.find import Name

_IN = re.compile(
    r"\b(?:in|at|near|outside)\s(?:the\s|north(?:ern)?\s|south(?:ern)?\s|east(?:ern)?\s|west(?:ern)?\s|central\s)?$",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:in|at|near|outside)\s(?:the\s)?(?P<place>[A-Z]\w*)")
# What is said of one place of several: a sentence that begins with it.
_HERE = re.compile(
    r"\s*(?:in|at|around|across|outside|near)\s(?P<place>(?-i:[A-Z])[\w’'-]+(?:\s(?-i:[A-Z])[\w’'-]+){0,3}"
    r"|the\s(?:[\w-]+\s){0,2}(?:capital|cit(?:y|ies)|towns?|villages?|regions?|districts?|provinces?|counties|county|suburbs?"
    r"|countryside|centre|center|north|south|east|west|islands?|valleys?|port|harbou?r)(?:\sof\s[A-Z][\w’'-]+)?),",
    re.IGNORECASE,
)
# A place behind an amount tells where it was: "300 were evacuated in ...", not "bitten twice while running in ...".
_DIRECTLY = re.compile(r"(?!.*\b(?:while|when|as|after|before|by|who|which|that)\b)(?:\s[\w-]+){0,5}\s?", re.IGNORECASE)
_TIGHT = 25


def differ_in_place(left: Slot, right: Slot) -> bool:
    """Tell whether two amounts are of two places, or the smaller of a place that only its own statement names."""
    first, second = _places(left), _places(right)
    if first and second:
        return not any(same_name(one, other) for one in first for other in second)
    if _is_set_apart(left.statement, right.statement) or _is_set_apart(right.statement, left.statement):
        return True
    return _is_within(left, right) or _is_within(right, left)


def names_another_place(statement: Statement, other: Statement) -> bool:
    """Tell whether a statement puts something in a place that neither the summary nor another statement names."""
    named = (found["place"] for found in _AT.finditer(statement.text))
    return any(place not in other.summary and place not in other.text for place in named)


def _is_set_apart(statement: Statement, other: Statement) -> bool:
    """Tell whether a statement begins with a place that its article names nowhere else, and the other with none."""
    here = _HERE.match(statement.text)
    if here is None or _HERE.match(other.text):
        return False
    return statement.article.text.count(here["place"]) == 1


def _is_within(part: Slot, whole: Slot) -> bool:
    """Tell whether an amount is the smaller one, and of a place that neither the other nor the summary names."""
    if not _is_smaller(part, whole):
        return False
    named = _own_places(part)
    elsewhere = whole.statement.text, part.statement.summary
    return bool(named) and not any(name in text for name in named for text in elsewhere)


def _own_places(slot: Slot) -> list[str]:
    """Return the place that opens the statement of an amount, and those directly behind it."""
    here = _HERE.match(slot.statement.text)
    text, statement = slot.statement.article.text, slot.statement
    behind = [name for name in statement.names if name.start > slot.end and _is_in(statement, name)]
    named = [name.text for name in behind if _DIRECTLY.fullmatch(text, slot.end, name.start)]
    return [here["place"], *named] if here else named


def _is_smaller(part: Slot, whole: Slot) -> bool:
    if part.quantity is None or whole.quantity is None:
        return False
    high, low = part.quantity.high, whole.quantity.low
    return high is not None and low is not None and high < low


def _places(slot: Slot) -> list[str]:
    """Return the names that a statement puts its event in or at."""
    return [name.text for name in slot.statement.names if _is_in(slot.statement, name)]


def _is_in(statement: Statement, name: Name) -> bool:
    return _IN.search(statement.article.text, max(statement.start, name.start - _TIGHT), name.start) is not None
