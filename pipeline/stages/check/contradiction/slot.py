"""Owns slots: the values of statements that another statement may fill differently.

A slot is a value (an amount, a day, a time, a place in an order) with the words around it. Two slots ask the same
question where their words agree; they exclude each other where no value fits both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pipeline.stages.check.contradiction.sense import read_meaning
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.stages.check.contradiction.surrounding import Surroundings
from pipeline.text.date.interval import MONTHS, WEEKDAYS
from pipeline.text.once import Once
from pipeline.text.ordinal import ORDINALS
from pipeline.text.quantity import admits, comparable
from pipeline.text.word import content_words
from schemas.quantity import Quantity, QuantityKind

FARTHEST = 1000
VAGUE = 5
LAST = -1
MOST_IN_STATEMENT = 16

_YEAR = re.compile(r"\b((?:1[5-9]|20)\d\d)\b")
_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_TIME = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s?([ap])\.?\s?m\b", re.IGNORECASE)
_PLACES = rf"(?P<rank>{'|'.join(ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th)|last|bottom|top)"
# What stands in an order and is one for an event; a first half or a second time is a part, or one of many.
ORDERED = frozenset(str.split("floor storey minute round lap hole inning grade district ward anniversary term edition"))
_RANK = re.compile(
    rf"\b(?:(?:finish(?:ed|es|ing)?|c[ao]m(?:e|es|ing)|rank(?:ed|s|ing)?|placed?|rated)\s(?:in\s)?(?:the\s)?|in\s(?:the\s)?"
    rf"(?=\w+(?:\splace|\sposition|\sspot|[,.;]))){_PLACES}\b",
    re.IGNORECASE,
)
_PLACE_STEMS = frozenset(content_words(" ".join((*ORDINALS, "last bottom top"))))
_NTH = re.compile(r"\d(?:st|nd|rd|th)\b", re.IGNORECASE)
_ORDERED = re.compile(
    rf"\b(?P<rank>{'|'.join(ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))[\s-](?P<of>{'|'.join(sorted(ORDERED))})\b",
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


@dataclass(frozen=True)
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

    @Once
    def meaning(self) -> str | None:
        """Return what a sum is said to be; None where nothing says so, or the value is no sum."""
        return read_meaning(self.statement, self.start, self.end) if self.key == QuantityKind.MONEY else None

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
    around: Surroundings | None = None
    for start, end, key, value in _values(statement):
        around = around or Surroundings(statement)
        yield Slot(statement, start, end, key, value, *around.around(start, end), around.owner(start, end))


def _values(statement: Statement) -> Iterator[tuple[int, int, str, Value]]:
    base = statement.start
    for quantity in statement.quantities:
        if quantity.kind is not QuantityKind.YEAR:
            yield quantity.start, quantity.end, _key(statement.article.text, quantity), quantity
    for mention in statement.dates:
        moment = read_moment(mention.text)
        if any(part is not None for part in moment.parts):
            yield base + mention.start, base + mention.start + len(mention.text), "moment", moment
    for match in _TIME.finditer(statement.text):
        yield base + match.start(), base + match.end(), "time", Moment(minute=_minute(match))
    if _PLACE_STEMS.isdisjoint(statement.stems) and not _NTH.search(statement.text):
        return
    for match in (*_RANK.finditer(statement.text), *_ORDERED.finditer(statement.text)):
        key = match.groupdict().get("of", "rank").lower()
        yield base + match.start("rank"), base + match.end("rank"), key, read_rank(match["rank"])


def read_rank(text: str) -> Rank:
    """Return the place that an ordinal names ("third", "3rd", "bottom")."""
    word = text.lower()
    if word[0].isdigit():
        return Rank(int(word.rstrip("stndrh")))
    return Rank(1 if word == "top" else LAST if word in {"last", "bottom"} else ORDINALS.index(word) + 1)


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


def excludes(left: Slot, right: Slot) -> bool:
    """Tell whether no value fits both slots; False where they cannot be compared."""
    if isinstance(left.value, Quantity) and isinstance(right.value, Quantity):
        return (
            not is_one_value(left, right)
            and comparable(left.value, right.value)
            and not admits(*_as_points(left.value, right.value))
        )
    if isinstance(left.value, Moment) and isinstance(right.value, Moment):
        pairs = zip(left.value.parts, right.value.parts, strict=True)
        return any(None not in pair and pair[0] != pair[1] for pair in pairs)
    is_ranked = isinstance(left.value, Rank) and isinstance(right.value, Rank)
    return is_ranked and left.value != right.value and left.key == right.key


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
    return left.value == right.value


def is_figure(left: Slot, right: Slot) -> bool:
    """Tell whether two amounts are one figure, whatever they count ("142 cases", "142 people")."""
    first, second = left.quantity, right.quantity
    return first is not None and second is not None and (first.low, first.high) == (second.low, second.high)


def is_one_value(left: Slot, right: Slot) -> bool:
    """Tell whether two amounts are one figure in one unit."""
    first, second = left.quantity, right.quantity
    return first is not None and second is not None and first.unit == second.unit and is_figure(left, right)


def is_far(left: Slot, right: Slot) -> bool:
    """Tell whether two amounts are no two figures for one thing: too far apart, or one of them hardly a figure."""
    if not isinstance(left.value, Quantity) or not isinstance(right.value, Quantity):
        return False
    sizes = [abs(value) for q in (left.value, right.value) for value in (q.low, q.high) if value]
    return bool(sizes) and (max(sizes) > FARTHEST * min(sizes) or _is_vague(left.value) or _is_vague(right.value))


def _is_vague(quantity: Quantity) -> bool:
    """Tell whether an amount names an order of size and no figure ("hundreds")."""
    return quantity.low is not None and quantity.high is not None and quantity.high >= VAGUE * quantity.low > 0
