"""Owns slots: the values of statements that another statement may fill differently.

A slot is a value (an amount, a day or a time) with the words around it. Two slots ask the same question where their words
agree; they exclude each other where no value fits both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.stages.check.contradiction.statement import Statement
from pipeline.text.date.interval import MONTHS, WEEKDAYS
from pipeline.text.name import name_key
from pipeline.text.quantity import admits, comparable
from schemas.quantity import Quantity, QuantityKind

REACH = 5
FARTHEST = 1000

_GAP = 12
_YEAR = re.compile(r"\b((?:1[5-9]|20)\d\d)\b")
_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_TIME = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s?([ap])\.?\s?m\b", re.IGNORECASE)
_MONTH_OF = {name: number for name, number in MONTHS.items()}


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
class Slot:
    """A value at `[start, end)` of the article's text, and the stems around it: all of them, and the nearest.

    `owner` are the folded words of the name that stands directly before it ("Lee Wright, 56").
    """

    statement: Statement
    start: int
    end: int
    key: str
    value: Quantity | Moment
    around: frozenset[str]
    near: frozenset[str]
    owner: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the value as written."""
        return self.statement.published.text[self.start : self.end]

    @property
    def quantity(self) -> Quantity | None:
        """Return the value where it is an amount."""
        return self.value if isinstance(self.value, Quantity) else None


def find_slots(statement: Statement) -> Iterator[Slot]:
    """Yield the slots of a statement: amounts first, then days, then times of day."""
    for quantity in statement.quantities:
        if quantity.kind is not QuantityKind.YEAR:
            yield _slot(statement, quantity.start, quantity.end, _key(quantity), quantity)
    for mention in statement.dates:
        moment = read_moment(mention.text)
        if any(part is not None for part in moment.parts):
            start = statement.start + mention.start
            yield _slot(statement, start, start + len(mention.text), "moment", moment)
    for match in _TIME.finditer(statement.text):
        moment = Moment(minute=_minute(match))
        yield _slot(statement, statement.start + match.start(), statement.start + match.end(), "time", moment)


def _minute(match: re.Match[str]) -> int:
    hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
    return 60 * hour + int(match[2] or 0)


def read_moment(text: str) -> Moment:
    """Return what a date names of itself ("Friday, April 3")."""
    words = [word.lower() for word in _LETTERS.findall(text)]
    year = _YEAR.search(text)
    month = next((_MONTH_OF[word] for word in words if word in _MONTH_OF), None)
    day = _DAY.search(text) if month else None
    return Moment(
        month=month,
        day=int(day[1]) if day else None,
        year=int(year[1]) if year else None,
        weekday=next((WEEKDAYS[word] for word in words if word in WEEKDAYS), None),
    )


def _key(quantity: Quantity) -> str:
    if quantity.kind in {QuantityKind.COUNT, QuantityKind.NUMBER}:
        return "count"
    return str(quantity.kind)


def _slot(statement: Statement, start: int, end: int, key: str, value: Quantity | Moment) -> Slot:
    before = [word.stem for word in statement.words if word.end <= start]
    after = [word.stem for word in statement.words if word.start >= end]
    near = frozenset(before[-REACH:] + after[:REACH])
    return Slot(statement, start, end, key, value, frozenset(before + after), near, _owner(statement, start, end))


def _owner(statement: Statement, start: int, end: int) -> tuple[str, ...]:
    """Return the words of the name before a value, or of the one behind it where none is ("44-year-old Ann Lee")."""
    before = [name for name in statement.names if start - _GAP <= name.end <= start]
    after = [name for name in statement.names if end <= name.start <= end + _GAP]
    return tuple(name_key((before[-1:] or after[:1])[0].text).split()) if before or after else ()


def excludes(left: Slot, right: Slot) -> bool:
    """Tell whether no value fits both slots; False where they cannot be compared."""
    if isinstance(left.value, Quantity) and isinstance(right.value, Quantity):
        return comparable(left.value, right.value) and not admits(*_as_points(left.value, right.value))
    if isinstance(left.value, Moment) and isinstance(right.value, Moment):
        pairs = zip(left.value.parts, right.value.parts, strict=True)
        return any(None not in pair and pair[0] != pair[1] for pair in pairs)
    return False


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
        return comparable(left.value, right.value) and admits(*_as_points(left.value, right.value))
    if isinstance(left.value, Moment) and isinstance(right.value, Moment):
        pairs = list(zip(left.value.parts, right.value.parts, strict=True))
        return any(None not in pair for pair in pairs) and not excludes(left, right)
    return False


def is_far(left: Slot, right: Slot) -> bool:
    """Tell whether two amounts lie so far apart that they cannot be meant for one thing, slips of scale apart."""
    if not isinstance(left.value, Quantity) or not isinstance(right.value, Quantity):
        return False
    sizes = [abs(value) for q in (left.value, right.value) for value in (q.low, q.high) if value]
    return bool(sizes) and max(sizes) > FARTHEST * min(sizes)
