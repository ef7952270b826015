"""Owns finding the dates of a text, as intervals of days.

Spans index the text given, ascend and do not overlap. What cannot be told stays unresolved: a relative date without a
day of publication, and a date in digits whose order of day and month is open.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.text.date import absolute, relative
from pipeline.text.date.absolute import read_absolute
from pipeline.text.date.interval import Interval
from pipeline.text.date.relative import read_relative
from pipeline.text.date.setting import Setting, setting_of

_STARTS = absolute.STARTING_WORDS | relative.STARTING_WORDS
_FIRST_LETTERS = "".join(
    sorted({letter for word in _STARTS if word.isalpha() for letter in (word[0], word[0].upper())})
)
_TOKEN = re.compile(rf"(?<![\w$€£¥₹.,#@])\d++|(?<![\w@#])[{_FIRST_LETTERS}][^\W\d_]*+")
_RELATION = re.compile(
    r"\b(?:(?P<since>since|from|as\sof|starting(?:\sin)?|beginning(?:\sin)?)|(?P<until>until|till|by|through|no\slater\sthan)"
    r"|(?P<before>before|prior\sto|ahead\sof)|(?P<after>after|following|later\sthan))\s(?:the\s)?$",
    re.IGNORECASE,
)
_LAST_OF_RELATION = frozenset("efghlmnoryEFGHLMNORY")
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
    setting = setting_of(text, published_at.date() if published_at else None)
    found: list[DateMention] = []
    position = 0
    for match in _TOKEN.finditer(text):
        word = match.group().lower()
        if match.start() < position or not (word in _STARTS or word.isdecimal()):
            continue
        mention = _read_at(setting, match.start(), word)
        if mention:
            found.append(mention)
            position = mention.end
    return tuple(found)


def _read_at(setting: Setting, start: int, word: str) -> DateMention | None:
    text, published = setting.text, setting.published
    dated = read_absolute(text, start, word, published.year if published else None)
    if dated:
        end, readings = dated
        days = _nearest(setting, (start, end), readings[0]) if len(readings) == 1 else None
        return _mention(text, start, end, days, readings if len(readings) > 1 else ())
    try:
        counted = read_relative(setting, start, word)
    except (OverflowError, ValueError):  # before the year 1 or after 9999: a hyperbole, no date
        return None
    return _mention(text, start, counted[0], counted[1], ()) if counted else None


def _nearest(setting: Setting, span: tuple[int, int], days: Interval) -> Interval:
    """Move a date without a year to the year before or after, where that lies nearer and the sentence agrees."""
    start, end = span
    published = setting.published
    if published is None or _NAMES_YEAR.search(setting.text, start, end):
        return days
    ahead = (days.earliest - published).days
    near = _NEAR_DAYS if days.granularity == "day" else 0
    if ahead > near and not setting.outlook.is_future(start, end):
        return _in_year(days, -1)
    if ahead < -_NEAR_DAYS and setting.outlook.is_future(start, end):
        return _in_year(days, 1)
    return days


def _in_year(days: Interval, shift: int) -> Interval:
    try:
        first, last = (moment.replace(year=moment.year + shift) for moment in (days.earliest, days.latest))
    except ValueError:  # 29 February has no such day in most years
        return days
    return Interval(first, last, days.granularity)


def _mention(text: str, start: int, end: int, days: Interval | None, candidates: tuple[Interval, ...]) -> DateMention:
    # The letter the search would end on is looked at first: before most dates it is another.
    may_relate = text[start - 2 : start - 1] in _LAST_OF_RELATION
    match = _RELATION.search(text, max(0, start - _REACH), start) if may_relate else None
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
