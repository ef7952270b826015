"""Owns reading dates that count from the day of publication ("on Tuesday", "two years ago", "last month").

Without that day they are found all the same, with no interval.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from pipeline.text.date import interval
from pipeline.text.date.interval import DAYS_A_WEEK, MONTHS, WEEKDAYS, Interval
from pipeline.text.date.setting import Setting
from pipeline.text.quantity.numeral import STARTS, read_numeral

_UNIT = r"(?P<unit>(?a:day|week|month|quarter|year|decade))"
_NEAR_DAY = re.compile(
    r"(?:the\s)?day\s(?P<two>before\syesterday|after\stomorrow)\b|(?P<word>(?a:yesterday|today|tonight|tomorrow))\b"
    r"|(?P<now>(?:earlier\s)?this\s(?:morning|afternoon|evening)|last\snight)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(rf"(?P<which>(?a:last|this|next|past|previous|current|coming|same))\s{_UNIT}\b(?!-)", re.IGNORECASE)
_PART_SPAN = re.compile(
    r"(?P<part>(?a:early|late|end|start|beginning|middle|later|earlier))\s(?:in\s|of\s)?(?P<which>(?a:this|the|next|last))\s"
    rf"{_UNIT}\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:(?P<which>(?a:last|next|this))\s)?(?P<day>(?a:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))\b",
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
_WAY = r"\s(?P<way>ago|from\snow|earlier|later)\b"
_AGO = re.compile(rf"\s{_UNIT}s?{_WAY}", re.IGNORECASE)
_ONE_AGO = re.compile(rf"an?\s{_UNIT}{_WAY}", re.IGNORECASE)
_WINDOW = re.compile(r"(?:last|past|next|coming|previous)\s", re.IGNORECASE)
_WINDOW_UNIT = re.compile(rf"\s{_UNIT}s\b", re.IGNORECASE)
_PARTS = {"beginning": "start", "middle": "mid"}
_STEPS = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "same": 0, "the": 0, "next": 1, "coming": 1}
_FARTHEST = 10_000
_AVERAGE_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365, "decade": 3652}

Reading = tuple[int, Interval | None]
"""Where a date ends, and its days; None where they cannot be told."""


def read_relative(setting: Setting, start: int, word: str) -> Reading | None:
    """Read the date that begins at `start` with `word`, in lower case or a digit, and counts from publication."""
    key = "0" if word.isdecimal() else word
    return next((reading for reader in _READERS.get(key, ()) if (reading := reader(setting, start))), None)


def _read_near_day(setting: Setting, start: int) -> Reading | None:
    match = _NEAR_DAY.match(setting.text, start)
    if match is None:
        return None
    if match["two"]:
        shift = -2 if match["two"].lower().startswith("before") else 2
    elif match["word"]:
        shift = {"yesterday": -1, "tomorrow": 1}.get(match["word"].lower(), 0)
    else:
        shift = -1 if "night" in match["now"].lower() else 0
    return match.end(), interval.around(setting.published, "day", shift) if setting.published else None


def _read_span(setting: Setting, start: int) -> Reading | None:
    match = _PART_SPAN.match(setting.text, start) or _SPAN.match(setting.text, start)
    if match is None or match["unit"].lower() == "day":
        return None
    which, unit, published = match["which"].lower(), match["unit"].lower(), setting.published
    if published is None or which in {"same", "past"}:
        return match.end(), _past(published, unit, 1) if which == "past" else None
    whole = interval.around(published, unit, _STEPS[which])
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


def _read_weekday(setting: Setting, start: int) -> Reading | None:
    match = _WEEKDAY.match(setting.text, start)
    if match is None or match["day"][0].islower():
        return None
    published = setting.published
    if published is None:
        return match.end(), None
    ahead = (WEEKDAYS[match["day"].lower()] - published.weekday()) % DAYS_A_WEEK
    which = (match["which"] or "").lower()
    if which == "this":
        shift = ahead
    elif which == "next":
        shift = ahead or DAYS_A_WEEK
    elif not which and setting.outlook.is_future(start, match.end()):
        shift = ahead
    else:
        shift = ahead - DAYS_A_WEEK if ahead or which else 0
    return match.end(), interval.around(published, "day", shift)


def _read_month(setting: Setting, start: int) -> Reading | None:
    match = _MONTH.match(setting.text, start)
    if match is None or not (match["which"] or _MONTH_CUES.search(setting.text, max(0, start - 10), start)):
        return None
    published = setting.published
    if published is None:
        return match.end(), None
    ahead = (MONTHS[match["month"].lower()] - published.month) % 12
    which = (match["which"] or "").lower()
    if which == "this":
        ahead = MONTHS[match["month"].lower()] - published.month
    elif not (which == "next" or setting.outlook.is_future(start, match.end())):
        ahead = ahead - 12 if ahead or which == "last" else 0
    return match.end(), interval.month(published.year, published.month + ahead)


def _read_ago(setting: Setting, start: int) -> Reading | None:
    """Read "two years ago"; "two days earlier" counts from a day the text names elsewhere, and stays open."""
    if not setting.may_count:
        return None
    one = _ONE_AGO.match(setting.text, start)
    numeral = None if one else read_numeral(setting.text, start)
    match = one or (_AGO.match(setting.text, numeral.end) if numeral else None)
    if match is None:
        return None
    way, count = match["way"].lower(), numeral.value if numeral else Decimal(1)
    if way in {"earlier", "later"}:
        return match.end(), None
    return match.end(), _counted(setting.published, match["unit"].lower(), count, is_past=way == "ago")


def _counted(published: date | None, unit: str, count: Decimal, *, is_past: bool) -> Interval | None:
    if published is None or count != count.to_integral_value() or count > _FARTHEST:
        return None
    number = int(count)
    return interval.around(published, unit, -number if is_past else number)


def _read_window(setting: Setting, start: int) -> Reading | None:
    """Read "the past two years": the days from then until publication, or the same ahead."""
    lead = _WINDOW.match(setting.text, start)
    numeral = read_numeral(setting.text, lead.end()) if lead else None
    match = _WINDOW_UNIT.match(setting.text, numeral.end) if numeral else None
    if lead is None or numeral is None or match is None:
        return None
    unit, count = match["unit"].lower(), min(int(numeral.value), _FARTHEST)
    past = _past(setting.published, unit, count)
    if past and lead.group().lower().startswith(("next", "coming")):
        past = Interval(past.latest, past.latest + (past.latest - past.earliest), unit)
    return match.end(), past


_FULL_MONTHS = frozenset(name for name in MONTHS if len(name) > len("sept") or name in {"may", "june", "july"})
_WORDS: tuple[tuple[Callable[[Setting, int], Reading | None], frozenset[str]], ...] = (
    (_read_near_day, frozenset(str.split("the day yesterday today tonight tomorrow earlier this last"))),
    (_read_span, frozenset([*_STEPS, *str.split("early late end start beginning middle later earlier")]) - {"the"}),
    (_read_weekday, frozenset([*WEEKDAYS, "last", "next", "this"])),
    (_read_month, _FULL_MONTHS | {"last", "next", "this"}),
    (_read_ago, STARTS | {"0"}),
    (_read_window, frozenset(str.split("last past next coming previous"))),
)
_READERS = {
    word: tuple(reader for reader, starts in _WORDS if word in starts)
    for word in frozenset().union(*(w for _, w in _WORDS))
}
STARTING_WORDS = frozenset(_READERS) - {"0"}
"""The words, in lower case, that a relative date may begin with."""
