"""Owns slots: the values of statements that another statement may fill differently.

A slot is a value (an amount, a day, a time, a place in an order) with the words around it. Two slots ask the same
question where their words agree; they exclude each other where no value fits both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from pipeline.stages.check.contradiction.statement import Statement
from pipeline.text.date.interval import MONTHS, WEEKDAYS
from pipeline.text.quantity import admits, comparable
from schemas.quantity import Quantity, QuantityKind

REACH = 5
FARTHEST = 1000
VAGUE = 5
LAST = -1
MOST_IN_STATEMENT = 16

_GAP = 12
_ROUND = 100
_YEAR = re.compile(r"\b((?:1[5-9]|20)\d\d)\b")
_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_TIME = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s?([ap])\.?\s?m\b", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_PLACES = rf"(?P<rank>{'|'.join(_ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th)|last|bottom|top)"
_RANK = re.compile(
    rf"\b(?:(?:finish(?:ed|es|ing)?|c[ao]m(?:e|es|ing)|rank(?:ed|s|ing)?|placed?|rated)\s(?:in\s)?(?:the\s)?|in\s(?:the\s)?"
    rf"(?=\w+(?:\splace|\sposition|\sspot|[,.;]))){_PLACES}\b",
    re.IGNORECASE,
)


# "Three years after the deal" says when, "a deal of three years" how long.
_OFFSET = re.compile(r"\s(?:after|ago|earlier|later|before|since|from\snow|on\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a date names of itself: month, day, year, weekday, minute of the day; None where it does not."""

    month: int | None = None
    day: int | None = None
    year: int | None = None
    weekday: int | None = None
    minute: int | None = None

    @property
    def parts(self) -> tuple[int | None, ...]:
        """Return the parts, in one order."""
        return self.month, self.day, self.year, self.weekday, self.minute


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in an order: 1 is the first; the last is `LAST`."""

    place: int


Value = Quantity | Moment | Rank


@dataclass(frozen=True, slots=True)
class Slot:
    """A value at `[start, end)` of the article's text, and the stems around it: all of them, and the nearest.

    `owner` is the name that stands directly before it ("Lee Wright, 56").
    """

    statement: Statement
    start: int
    end: int
    key: str
    value: Value
    around: frozenset[str]
    near: frozenset[str]
    owner: str = ""

    @property
    def text(self) -> str:
        """Return the value as written."""
        return self.statement.article.text[self.start : self.end]

    @property
    def quantity(self) -> Quantity | None:
        """Return the value where it is an amount."""
        return self.value if isinstance(self.value, Quantity) else None


def find_slots(statement: Statement) -> Iterator[Slot]:
    """Yield the slots of a statement: amounts first, then days, times of day and places in an order.

    No more than `MOST_IN_STATEMENT`: a sentence with more of them is a table.
    """
    return islice(_slots(statement), MOST_IN_STATEMENT)


def _slots(statement: Statement) -> Iterator[Slot]:
    for quantity in statement.quantities:
        if quantity.kind is not QuantityKind.YEAR:
            yield _slot(statement, quantity.start, quantity.end, _key(statement.article.text, quantity), quantity)
    for mention in statement.dates:
        moment = read_moment(mention.text)
        if any(part is not None for part in moment.parts):
            start = statement.start + mention.start
            yield _slot(statement, start, start + len(mention.text), "moment", moment)
    for match in _TIME.finditer(statement.text):
        moment = Moment(minute=_minute(match))
        yield _slot(statement, statement.start + match.start(), statement.start + match.end(), "time", moment)
    for match in _RANK.finditer(statement.text):
        start, end = match.span("rank")
        yield _slot(statement, statement.start + start, statement.start + end, "rank", read_rank(match["rank"]))


def read_rank(text: str) -> Rank:
    """Return the place that an ordinal names ("third", "3rd", "bottom")."""
    word = text.lower()
    if word[0].isdigit():
        return Rank(int(word.rstrip("stndrh")))
    return Rank(1 if word == "top" else LAST if word in {"last", "bottom"} else _ORDINALS.index(word) + 1)


def _minute(match: re.Match[str]) -> int:
    hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
    return 60 * hour + int(match[2] or 0)


def read_moment(text: str) -> Moment:
    """Return what a date names of itself ("Friday, April 3")."""
    words = [word.lower() for word in _LETTERS.findall(text)]
    year = _YEAR.search(text)
    month = next((MONTHS[word] for word in words if word in MONTHS), None)
    day = _DAY.search(text) if month else None
    return Moment(
        month=month,
        day=int(day[1]) if day else None,
        year=int(year[1]) if year else None,
        weekday=next((WEEKDAYS[word] for word in words if word in WEEKDAYS), None),
    )


def _key(text: str, quantity: Quantity) -> str:
    if quantity.kind is QuantityKind.DURATION and _OFFSET.match(text, quantity.end):
        return "offset"
    if quantity.kind in {QuantityKind.COUNT, QuantityKind.NUMBER}:
        return "count"
    return str(quantity.kind)


def _slot(statement: Statement, start: int, end: int, key: str, value: Value) -> Slot:
    before = [word.stem for word in statement.words if word.end <= start]
    after = [word.stem for word in statement.words if word.start >= end]
    near = frozenset(before[-REACH:] + after[:REACH])
    return Slot(statement, start, end, key, value, frozenset(before + after), near, _owner(statement, start, end))


def _owner(statement: Statement, start: int, end: int) -> str:
    """Return the name before a value, or of the one behind it where none is ("44-year-old Ann Lee")."""
    before = [name for name in statement.names if start - _GAP <= name.end <= start]
    after = [name for name in statement.names if end <= name.start <= end + _GAP]
    return next((name.text for name in (*before[-1:], *after[:1])), "")


def excludes(left: Slot, right: Slot) -> bool:
    """Tell whether no value fits both slots; False where they cannot be compared."""
    if isinstance(left.value, Quantity) and isinstance(right.value, Quantity):
        return comparable(left.value, right.value) and not _fit(*_as_points(left.value, right.value))
    if isinstance(left.value, Moment) and isinstance(right.value, Moment):
        pairs = zip(left.value.parts, right.value.parts, strict=True)
        return any(None not in pair and pair[0] != pair[1] for pair in pairs)
    return isinstance(left.value, Rank) and isinstance(right.value, Rank) and left.value != right.value


def _fit(left: Quantity, right: Quantity) -> bool:
    """Tell whether two amounts can be one figure.

    Rounding explains a difference between two precisions only: of two plain figures written to the same digit ("19",
    "20") each is meant as it stands.
    """
    if not admits(left, right):
        return False
    if left.unit != right.unit or None in (left.low, right.low) or not (_is_plain(left) and _is_plain(right)):
        return True
    first, second = precision_of(left), precision_of(right)
    return left.low == right.low or first is None or second is None or first != second


def _is_plain(quantity: Quantity) -> bool:
    return quantity.qualifier is None and quantity.low == quantity.high


def precision_of(quantity: Quantity) -> Decimal | None:
    """Return the weight of the last digit that counts: zeros at the end of a whole number above 100 may be rounding."""
    value, step = quantity.low, quantity.step
    if value is None or step is None or value == 0 or value % step or value < _ROUND * step or value % (_ROUND * step):
        return step
    while value % (step * 10) == 0:
        step *= 10
    return step


def _as_points(left: Quantity, right: Quantity) -> tuple[Quantity, Quantity]:
    """Return two bounds of one sort as the figures written: "more than 500" and "more than 900" are two figures."""
    is_floor = left.high is None and right.high is None
    is_ceiling = left.low is None and right.low is None
    if is_floor == is_ceiling:
        return left, right
    first, second = ((q.low if is_floor else q.high) for q in (left, right))
    plain = {"qualifier": None}
    return (
        left.model_copy(update={"low": first, "high": first, **plain}),
        right.model_copy(update={"low": second, "high": second, **plain}),
    )


def agrees(left: Slot, right: Slot) -> bool:
    """Tell whether both slots can hold one value, and say enough to tell so."""
    if isinstance(left.value, Quantity) and isinstance(right.value, Quantity):
        return comparable(left.value, right.value) and _fit(*_as_points(left.value, right.value))
    if isinstance(left.value, Moment) and isinstance(right.value, Moment):
        pairs = list(zip(left.value.parts, right.value.parts, strict=True))
        return any(None not in pair for pair in pairs) and not excludes(left, right)
    return left.value == right.value


def is_figure(left: Slot, right: Slot) -> bool:
    """Tell whether two amounts are one figure, whatever they count ("142 cases", "142 people")."""
    first, second = left.quantity, right.quantity
    return first is not None and second is not None and (first.low, first.high) == (second.low, second.high)


def is_far(left: Slot, right: Slot) -> bool:
    """Tell whether two amounts are no two figures for one thing: too far apart, or one of them hardly a figure."""
    if not isinstance(left.value, Quantity) or not isinstance(right.value, Quantity):
        return False
    sizes = [abs(value) for q in (left.value, right.value) for value in (q.low, q.high) if value]
    return bool(sizes) and (max(sizes) > FARTHEST * min(sizes) or _is_vague(left.value) or _is_vague(right.value))


def _is_vague(quantity: Quantity) -> bool:
    """Tell whether an amount names an order of size and no figure ("hundreds")."""
    return quantity.low is not None and quantity.high is not None and quantity.high >= VAGUE * quantity.low > 0
