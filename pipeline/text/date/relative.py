"""Owns reading dates that count from the day of publication ("on Tuesday", "two years ago", "last month").

Without that day they are found all the same, with no interval.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

from pipeline.text.date import interval
from pipeline.text.date.interval import DAYS_A_WEEK, MONTHS, WEEKDAYS, Interval
from pipeline.text.quantity.numeral import read_numeral

_UNIT = r"(?P<unit>day|week|month|quarter|year|decade)"
_NEAR_DAY = re.compile(
    r"(?:the\s)?day\s(?P<two>before\syesterday|after\stomorrow)\b|(?P<word>yesterday|today|tonight|tomorrow)\b"
    r"|(?P<now>(?:earlier\s)?this\s(?:morning|afternoon|evening)|last\snight)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(rf"(?P<which>last|this|next|past|previous|current|coming|same)\s{_UNIT}\b(?!-)", re.IGNORECASE)
_PART_SPAN = re.compile(
    r"(?P<part>early|late|end|start|beginning|middle|later|earlier)\s(?:in\s|of\s)?(?P<which>this|the|next|last)\s"
    rf"{_UNIT}\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:(?P<which>last|next|this)\s)?(?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?:(?P<which>last|next|this)\s)?(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b(?!\s\d)"
)
_MONTH_CUES = re.compile(
    r"\b(?:in|since|by|until|till|during|from|of|early|late|mid|before|after|through|between|and|to|through|for|this|last|next"
    r"|around|about)[\s-]$",
    re.IGNORECASE,
)
_AGO = re.compile(rf"\s{_UNIT}s?\s(?P<way>ago|from\snow)\b", re.IGNORECASE)
_WINDOW = re.compile(r"(?:last|past|next|coming|previous)\s", re.IGNORECASE)
_WINDOW_UNIT = re.compile(rf"\s{_UNIT}s\b", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:will|shall|plans?|is\sset|are\sset|expected|scheduled|due|slated|would|upcoming|next|tomorrow|aims?|intends?|expects?"
    r"|opens|starts|begins|takes\splace)\b",
    re.IGNORECASE,
)
_PARTS = {"beginning": "start", "middle": "mid"}
_STEPS = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "same": 0, "the": 0, "next": 1, "coming": 1}
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
_REACH = 160
_FARTHEST = 10_000
_AVERAGE_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365, "decade": 3652}

Reading = tuple[int, Interval | None]
"""Where a date ends, and its days; None where they cannot be told."""


def read_relative(text: str, start: int, published: date | None) -> Reading | None:
    """Read the date at `start` that counts from `published`."""
    for reader in (_read_near_day, _read_span, _read_weekday, _read_month, _read_ago, _read_window):
        reading = reader(text, start, published)
        if reading:
            return reading
    return None


def is_future(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence around a date speaks of what is to come."""
    before = text[max(0, start - _REACH) : start]
    after = text[end : end + _REACH]
    tail = _SENTENCE_END.split(before)[-1]
    head = _SENTENCE_END.split(after, maxsplit=1)[0]
    return _FUTURE.search(tail) is not None or _FUTURE.search(head) is not None


def _read_near_day(text: str, start: int, published: date | None) -> Reading | None:
    match = _NEAR_DAY.match(text, start)
    if match is None:
        return None
    if match["two"]:
        shift = -2 if match["two"].lower().startswith("before") else 2
    elif match["word"]:
        shift = {"yesterday": -1, "tomorrow": 1}.get(match["word"].lower(), 0)
    else:
        shift = -1 if "night" in match["now"].lower() else 0
    return match.end(), interval.around(published, "day", shift) if published else None


def _read_span(text: str, start: int, published: date | None) -> Reading | None:
    match = _PART_SPAN.match(text, start) or _SPAN.match(text, start)
    if match is None or match["unit"].lower() == "day":
        return None
    if published is None or match["which"].lower() in {"same", "past"}:
        return match.end(), _past(published, match["unit"].lower(), 1) if match["which"].lower() == "past" else None
    whole = interval.around(published, match["unit"].lower(), _STEPS[match["which"].lower()])
    return match.end(), _part_of(whole, match.groupdict().get("part"), published)


def _part_of(whole: Interval, word: str | None, published: date) -> Interval:
    if word is None:
        return whole
    folded = word.lower()
    if folded == "later":
        return Interval(max(published, whole.earliest), whole.latest, whole.granularity)
    if folded == "earlier":
        return Interval(whole.earliest, min(published, whole.latest), whole.granularity)
    return interval.part(whole, _PARTS.get(folded, folded))


def _past(published: date | None, unit: str, count: int) -> Interval | None:
    if published is None or count > _FARTHEST // _AVERAGE_DAYS[unit]:
        return None
    return Interval(published - timedelta(days=_AVERAGE_DAYS[unit] * count), published, unit)


def _read_weekday(text: str, start: int, published: date | None) -> Reading | None:
    match = _WEEKDAY.match(text, start)
    if match is None or match["day"][0].islower():
        return None
    if published is None:
        return match.end(), None
    ahead = (WEEKDAYS[match["day"].lower()] - published.weekday()) % DAYS_A_WEEK
    which = (match["which"] or "").lower()
    if which == "this":
        shift = ahead
    elif which == "next" or (not which and is_future(text, start, match.end())):
        shift = ahead or DAYS_A_WEEK
    else:
        shift = ahead - DAYS_A_WEEK if ahead or which else 0
    return match.end(), interval.around(published, "day", shift)


def _read_month(text: str, start: int, published: date | None) -> Reading | None:
    match = _MONTH.match(text, start)
    if match is None or not (match["which"] or _MONTH_CUES.search(text, max(0, start - 10), start)):
        return None
    if published is None:
        return match.end(), None
    ahead = (MONTHS[match["month"].lower()] - published.month) % 12
    which = (match["which"] or "").lower()
    if which == "this":
        ahead = MONTHS[match["month"].lower()] - published.month
    elif not (which == "next" or is_future(text, start, match.end())):
        ahead = ahead - 12 if ahead or which == "last" else 0
    return match.end(), interval.month(published.year, published.month + ahead)


def _read_ago(text: str, start: int, published: date | None) -> Reading | None:
    numeral = read_numeral(text, start)
    match = _AGO.match(text, numeral.end) if numeral else None
    if numeral is None or match is None:
        return None
    unit = match["unit"].lower()
    return match.end(), _counted(published, unit, numeral.value, is_past=match["way"].lower() == "ago")


def _counted(published: date | None, unit: str, count: Decimal, *, is_past: bool) -> Interval | None:
    if published is None or count != count.to_integral_value() or count > _FARTHEST:
        return None
    number = int(count)
    return interval.around(published, unit, -number if is_past else number)


def _read_window(text: str, start: int, published: date | None) -> Reading | None:
    """Read "the past two years": the days from then until publication, or the same ahead."""
    lead = _WINDOW.match(text, start)
    numeral = read_numeral(text, lead.end()) if lead else None
    match = _WINDOW_UNIT.match(text, numeral.end) if numeral else None
    if lead is None or numeral is None or match is None:
        return None
    unit, count = match["unit"].lower(), min(int(numeral.value), _FARTHEST)
    past = _past(published, unit, count)
    if past and lead.group().lower().startswith(("next", "coming")):
        past = Interval(past.latest, past.latest + (past.latest - past.earliest), unit)
    return match.end(), past
