"""The answers to a question laid out as a plot: one strip for the values of each unit, else one over days.

A plot says nothing that the table beside it does not say, and shortens what is long: what a source says twice it shows
once. Values of two units never share an axis. A side without a date stands below those that have one, in a lane apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal

from pipeline.report import wording
from pipeline.report.figure import digits, in_figures
from pipeline.report.html.axis import Axis
from pipeline.report.register import Register
from pipeline.report.side_view import in_short, letter_of, names_of
from schemas.conflict import Conflict, Side

_LANE_PX, _BARE_PX, _RULE_PX, _AXIS_PX = 56, 40, 28, 26
# So much goes beside each other on a screen of 400 pixels.
_SOURCE_CHARS, _VALUE_CHARS = 48, 32
_FIRST_FOUR_DIGITS = 1000


Drawn = tuple[str, tuple[str, str] | None]
"""A dot, or a bar from the left and as wide as that, in per cent of the width."""


@dataclass(frozen=True)
class Answer:
    """A side with what the page calls it: the letter of its answer and its source."""

    side: Side
    letter: str
    source: str


@dataclass(frozen=True)
class Lane:
    """One side in a strip, `y` pixels from its top: its words, and its dot or its bar, in per cent of the width.

    `dot` is empty where there is a bar, or nothing; `bar` is (left, width) or None. A copy is no voice of its own, and
    is drawn hollow.
    """

    letter: str
    value: str
    day: str
    source: str
    y: int
    dot: str
    bar: tuple[str, str] | None
    is_copy: bool


@dataclass(frozen=True)
class Tick:
    """What is written under the axis, and where, in per cent of the width."""

    x: str
    label: str


@dataclass(frozen=True)
class Strip:
    """Sides on one axis, in pixels from the top; `undated_y` is where those without a date begin, None for none.

    `description` is what is read out in place of it.
    """

    caption: str
    description: str
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    undated_y: int | None
    axis_y: int
    height: int


@dataclass(frozen=True)
class Plot:
    """The strips of one question."""

    title: str
    strips: tuple[Strip, ...]


def plot_of(conflict: Conflict, register: Register, own: str | None) -> Plot | None:
    """Lay out a conflict as it is read on the page of the article `own`, or on the index where that is None."""
    names = names_of(conflict.sides, register, own)
    once = {(one.article_id, one.answer, one.value, one.low, one.high, one.unit): one for one in conflict.sides}
    return plot_view(
        conflict.topic, [Answer(side, letter_of(side.answer), names[side.article_id]) for side in once.values()]
    )


def plot_view(topic: str, answers: Sequence[Answer]) -> Plot | None:
    """Lay out the sides of a question; None where there are neither two values of one unit nor two days.

    A value that is alone in its unit has no place: two of them in the middle of two axes would look alike.
    """
    groups = _by_unit(one for one in answers if _bounds(one.side))
    days = {_day(one.side) for one in answers} - {None}
    strips = [_value_strip(unit, group) for unit, group in groups.items() if len(group) > 1]
    alone = [group[0] for group in groups.values() if len(group) == 1]
    if strips and alone:
        strips.append(_strip(wording.PLOT_OTHERS, alone, (), {}))
    if not strips and len(days) > 1:
        strips.append(_day_strip(answers))
    return Plot(wording.PLOT_TITLE.format(topic), tuple(strips)) if strips else None


def _by_unit(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """Return sides by unit, the unit of most sides first.

    A bare number ("the toll stands at three") counts what the others count, where they count one thing.
    """
    groups: dict[str, list[Answer]] = {}
    for one in answers:
        groups.setdefault(one.side.unit or "", []).append(one)
    units = [unit for unit in groups if unit]
    if len(units) == 1 and "" in groups:
        groups[units[0]] += groups.pop("")
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def _bounds(side: Side) -> list[Decimal]:
    return [bound for bound in (side.low, side.high) if bound is not None]


def _day(side: Side) -> date | None:
    return side.published_at.astimezone(UTC).date() if side.published_at else None


def _value_strip(unit: str, answers: Sequence[Answer]) -> Strip:
    axis = Axis.of(bound for one in answers for bound in _bounds(one.side))
    is_date = unit == "year" and axis.low >= _FIRST_FOUR_DIGITS
    labels = {one: digits(one) if is_date else _short(one) for one in axis.ticks() if not is_date or one == int(one)}
    ticks = tuple(Tick(_spelled(axis.place(one)), label) for one, label in labels.items())
    words = "" if is_date else _words_of(unit)
    caption = wording.PLOT_LOG if axis.is_log else wording.PLOT_LINEAR
    drawn = {id(one): _drawn(one.side, axis) for one in answers}
    return _strip(caption.format(words or wording.PLOT_VALUES), answers, ticks, drawn)


def _day_strip(answers: Sequence[Answer]) -> Strip:
    days = {id(one): Decimal(day.toordinal()) for one in answers if (day := _day(one.side))}
    axis = Axis.of(days.values())
    ticks = tuple(Tick(_spelled(axis.place(day)), _iso(day)) for day in dict.fromkeys((axis.low, axis.high)))
    drawn: dict[int, Drawn] = {key: (_spelled(axis.place(day)), None) for key, day in days.items()}
    return _strip(wording.PLOT_DAYS, answers, ticks, drawn)


def _strip(
    caption: str,
    answers: Sequence[Answer],
    ticks: tuple[Tick, ...],
    drawn: dict[int, Drawn],
) -> Strip:
    """Stack the sides, the dated ones by day and the others below; the axis stands below the last that is drawn."""
    ordered = sorted(answers, key=lambda one: (_day(one.side) or date.max, one.letter, one.source))
    last_drawn = max((n for n, one in enumerate(ordered) if id(one) in drawn), default=-1)
    lanes: list[Lane] = []
    axis_y, undated_y, y = 0, None, 0
    for n, one in enumerate(ordered):
        if undated_y is None and not _day(one.side):
            undated_y, y = y, y + _RULE_PX
        lanes.append(_lane(one, y, *drawn.get(id(one), ("", None))))
        y += _LANE_PX if id(one) in drawn else _BARE_PX
        if n == last_drawn:
            axis_y, y = y, y + _AXIS_PX
    told = "; ".join(f"{one.letter}: {one.value} ({one.source}, {one.day or wording.NO_DATE})" for one in lanes)
    return Strip(caption, told, tuple(lanes), ticks, undated_y, axis_y, y)


def _lane(one: Answer, y: int, dot: str, bar: tuple[str, str] | None) -> Lane:
    side, day = one.side, _day(one.side)
    value = side.value or in_figures(side.low, side.high, side.unit, side.value)
    return Lane(
        letter=one.letter,
        value=in_short(value, _VALUE_CHARS),
        day=day.isoformat() if day else "",
        source=in_short(one.source, _SOURCE_CHARS),
        y=y,
        dot=dot,
        bar=bar,
        is_copy=side.repeats is not None,
    )


def _drawn(side: Side, axis: Axis) -> Drawn:
    """Return the place of a dot, or a bar from bound to bound; one without a bound goes on to the edge."""
    left = Decimal(0) if side.low is None else axis.place(side.low)
    right = Decimal(100) if side.high is None else axis.place(side.high)
    return (_spelled(left), None) if left == right else ("", (_spelled(left), _spelled(right - left)))


def _spelled(per_cent: Decimal) -> str:
    return f"{digits(per_cent)}%"


def _iso(day: Decimal) -> str:
    return date.fromordinal(int(day)).isoformat()


def _words_of(unit: str) -> str:
    return in_figures(Decimal(2), Decimal(2), unit, None).removeprefix("2").strip() if unit else ""


def _short(value: Decimal) -> str:
    """Return "1.5 billion" for 1,500,000,000."""
    for power, word in wording.SCALE.items():
        if abs(value) >= Decimal(10) ** power:
            return f"{digits(value.scaleb(-power))} {word}"
    return digits(value, ",")
