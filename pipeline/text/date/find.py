"""Owns finding the dates of a text, as intervals of days.

Spans index the text given, ascend and do not overlap. What cannot be told stays unresolved: a relative date without a
day of publication, and a date in digits whose order of day and month is open.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.text.date.absolute import read_absolute
from pipeline.text.date.interval import MONTHS, WEEKDAYS, Interval
from pipeline.text.date.relative import is_future, read_relative
from pipeline.text.quantity.numeral import STARTS

_TOKEN = re.compile(r"\d|[^\W\d_]++")
_TRIGGERS = frozenset(
    str.split(
        """
    early mid late end start beginning middle first second third fourth final q h the day yesterday today tonight
    tomorrow earlier later this last next past previous current coming same
"""
    )
) | {*MONTHS, *WEEKDAYS, *STARTS}
_RELATION = re.compile(
    r"\b(?:(?P<since>since|from|as\sof|starting(?:\sin)?|beginning(?:\sin)?)|(?P<until>until|till|by|through|no\slater\sthan)"
    r"|(?P<before>before|prior\sto|ahead\sof)|(?P<after>after|following|later\sthan))\s(?:the\s)?$",
    re.IGNORECASE,
)
_NAMES_YEAR = re.compile(r"(?:1[5-9]|20)\d\d|\d[/.-]\d\d?$")
_REACH = 24
_NEAR_DAYS = 90


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at `[start, end)`, with the days it may mean; both ends are included, None where they cannot be told.

    `relation` says how the statement lies to those days: "on" (within them), "since", "until", "before" or "after".
    `granularity` is "day", "week", "month", "quarter", "half", "year" or "decade"; None where unresolved.
    `candidates` are the two readings of a date in digits whose order is open; it stays unresolved.
    """

    text: str
    start: int
    end: int
    earliest: date | None
    latest: date | None
    granularity: str | None
    relation: str
    candidates: tuple[Interval, ...] = ()

    @property
    def is_resolved(self) -> bool:
        """Tell whether the days are known."""
        return self.earliest is not None

    @property
    def status(self) -> str:
        """Return "resolved" or "unresolved"."""
        return "resolved" if self.is_resolved else "unresolved"


def find_dates(text: str, published_at: datetime | None) -> tuple[DateMention, ...]:
    """Return the dates of a text, ascending; relative ones count from the day of `published_at`."""
    published = published_at.date() if published_at else None
    found: list[DateMention] = []
    position = 0
    for match in _TOKEN.finditer(text):
        start = match.start()
        if start < position or not _may_begin(text, start, match.group()):
            continue
        mention = _read_at(text, start, published)
        if mention:
            found.append(mention)
            position = mention.end
    return tuple(found)


def _may_begin(text: str, start: int, token: str) -> bool:
    before = text[start - 1] if start else " "
    if token.isdigit():
        return not (before.isalnum() or before in "$€£¥₹.,_#@") or (
            before == "-" and text[start - 2 : start - 1].islower()
        )
    return token.lower() in _TRIGGERS and not (before.isalnum() or before in "_@#")


def _read_at(text: str, start: int, published: date | None) -> DateMention | None:
    absolute = read_absolute(text, start, published.year if published else None)
    if absolute:
        end, readings = absolute
        days = _nearest(text, (start, end), readings[0], published) if len(readings) == 1 else None
        return _mention(text, start, end, days, readings if len(readings) > 1 else ())
    try:
        relative = read_relative(text, start, published)
    except (OverflowError, ValueError):  # before the year 1 or after 9999: a hyperbole, no date
        return None
    return _mention(text, start, relative[0], relative[1], ()) if relative else None


def _nearest(text: str, span: tuple[int, int], days: Interval, published: date | None) -> Interval:
    """Move a date without a year to the year before or after, where that lies nearer and the sentence agrees."""
    start, end = span
    if published is None or _NAMES_YEAR.search(text, start, end):
        return days
    ahead = (days.earliest - published).days
    near = _NEAR_DAYS if days.granularity == "day" else 0
    if ahead > near and not is_future(text, start, end):
        return _in_year(days, -1)
    if ahead < -_NEAR_DAYS and is_future(text, start, end):
        return _in_year(days, 1)
    return days


def _in_year(days: Interval, shift: int) -> Interval:
    try:
        first, last = (moment.replace(year=moment.year + shift) for moment in (days.earliest, days.latest))
    except ValueError:  # 29 February has no such day in most years
        return days
    return Interval(first, last, days.granularity)


def _mention(text: str, start: int, end: int, days: Interval | None, candidates: tuple[Interval, ...]) -> DateMention:
    match = _RELATION.search(text, max(0, start - _REACH), start)
    return DateMention(
        text=text[start:end],
        start=start,
        end=end,
        earliest=days.earliest if days else None,
        latest=days.latest if days else None,
        granularity=days.granularity if days else None,
        relation=match.lastgroup or "on" if match else "on",
        candidates=candidates,
    )
