"""Owns reading dates that name their year, or that need only the year of publication to be complete.

A date in digits whose order of day and month is open gives both readings; nothing is guessed.
"""

import re
from collections.abc import Callable

from pipeline.text.date import interval
from pipeline.text.date.interval import MONTHS, Interval

# Words that are looked up in a table fold by ASCII alone: a dotless i or a long s would match, and be found in none.
_MONTH = (
    r"(?P<month>(?a:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?))\b\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\d%]|[.,]\d)"
_ISO = re.compile(r"(?P<year>(?:1[5-9]|20)\d\d)-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)")
_DIGITS = re.compile(r"(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d|\d\d)(?![\d.])")
_DAY_FIRST = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[-–]\s?(?P<last>\d{{1,2}}))?\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?"
)
_MONTH_FIRST = re.compile(
    rf"{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[-–]\s?(?P<last>\d{{1,2}}))?(?![\d%:]|[.,]\d)(?:,?\s{_YEAR})?"
)
_PART_WORDS = "early|mid|late|end|start|beginning|middle"
_PART = rf"(?:(?P<part>(?a:{_PART_WORDS}))(?:[\s-](?:of\s)?(?:the\syear\s)?|-))?"
_MONTH_YEAR = re.compile(rf"{_PART}{_MONTH}(?:,|\sof)?\s{_YEAR}", re.IGNORECASE)
_YEAR_RANGE = re.compile(r"(?P<year>(?:19|20)\d\d)(?:\s?[-–]\s?|\sto\s)(?P<last>(?:19|20)\d\d|\d\d)(?![\d-])")
_DECADE = re.compile(r"(?P<year>(?:19|20)\d0)['’]?s\b")
_PART_YEAR = re.compile(rf"(?P<part>(?a:{_PART_WORDS}))[\s-](?:in\s|of\s)?{_YEAR}", re.IGNORECASE)
_BARE_YEAR = re.compile(rf"{_YEAR}(?![-–/\w]|\.\d|\s(?:people|men|women|children|jobs|km|dollars|GMT|UTC)\b)")
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4, "final": 4}
_QUARTER = re.compile(
    rf"(?:(?P<nth>(?a:first|second|third|fourth|final|1st|2nd|3rd|4th))[\s-](?P<unit>quarter|half)|Q(?P<q>[1-4])|H(?P<h>[12]))\b"
    rf"(?:(?:\s(?:of\s)?(?:fiscal\s|FY\s?)?|['’]|-){_YEAR})?",
    re.IGNORECASE,
)
_YEAR_CUES = re.compile(
    r"(?:^|\n|[(\[,;–—-]\s?|\b(?:in|since|by|of|from|until|till|before|after|during|for|late|early|mid|to|and|through|the|year"
    r"|fiscal|season|than|around|about|or|between|back|circa|summer|winter|spring|autumn|fall|a|its|his|her|their|this)[\s-])$",
    re.IGNORECASE,
)
_PARTS = {"beginning": "start", "middle": "mid"}
_CENTURY = 100
_PIVOT = 69

Reading = tuple[int, tuple[Interval, ...]]
"""Where a date ends, and what it may mean: one interval, or two where the order of day and month is open."""


def read_absolute(text: str, start: int, word: str, year: int | None) -> Reading | None:
    """Read the date that begins at `start` with `word`, in lower case or a digit.

    `year` completes a day without a year; no interval is given where it is None.
    """
    key = "0" if word.isdecimal() else word
    return next((reading for reader in _READERS.get(key, ()) if (reading := reader(text, start, year))), None)


def _read_digits(text: str, start: int, _year: int | None) -> Reading | None:
    match = _ISO.match(text, start)
    if match:
        found = interval.day(int(match["year"]), int(match["m"]), int(match["d"]))
        return (match.end(), (found,)) if found else None
    match = _DIGITS.match(text, start)
    if match is None:
        return None
    year = _full_year(match["year"])
    left, right = int(match["a"]), int(match["b"])
    orders = [(right, left)] if match["mark"] == "." else [(right, left), (left, right)]
    found_all = [day for month, number in orders if (day := interval.day(year, month, number))]
    unique = tuple(dict.fromkeys(found_all))
    return (match.end(), unique) if unique else None


def _full_year(written: str) -> int:
    year = int(written)
    if year >= _CENTURY:
        return year
    return year + (2000 if year < _PIVOT else 1900)


def _read_day(text: str, start: int, year: int | None) -> Reading | None:
    match = _DAY_FIRST.match(text, start) or _MONTH_FIRST.match(text, start)
    if match is None:
        return None
    named = int(match["year"]) if match["year"] else year
    if named is None:
        return match.end(), ()
    first = int(match["d"])
    found = interval.days(named, MONTHS[match["month"].lower()], first, int(match["last"] or first))
    return match.end(), (found,) if found else ()


def _read_month(text: str, start: int, _year: int | None) -> Reading | None:
    match = _MONTH_YEAR.match(text, start)
    if match is None or match["month"][0].islower():
        return None
    return match.end(), (_part_of(interval.month(int(match["year"]), MONTHS[match["month"].lower()]), match["part"]),)


def _read_part(text: str, start: int, _year: int | None) -> Reading | None:
    match = _PART_YEAR.match(text, start)
    return (match.end(), (_part_of(interval.year_of(int(match["year"])), match["part"]),)) if match else None


def _part_of(whole: Interval, word: str | None) -> Interval:
    return interval.part(whole, _PARTS.get(word.lower(), word.lower())) if word else whole


def _read_quarter(text: str, start: int, year: int | None) -> Reading | None:
    match = _QUARTER.match(text, start)
    if match is None:
        return None
    named = int(match["year"]) if match["year"] else year
    if named is None:
        return match.end(), ()
    number = int(match["q"] or match["h"] or _NTH[(match["nth"] or "first").lower()])
    if match["h"] or (match["unit"] or "").lower() == "half":
        number = min(number, 2)
        return match.end(), (interval.months(named, 6 * number - 5, 6 * number, "half"),)
    return match.end(), (interval.quarter(named, number),)


def _read_years(text: str, start: int, _year: int | None) -> Reading | None:
    if text[start : start + 2] not in {"19", "20"} or not _YEAR_CUES.search(text, max(0, start - 12), start):
        return None
    match = _DECADE.match(text, start)
    if match:
        return match.end(), (interval.years(int(match["year"]), int(match["year"]) + 9),)
    match = _YEAR_RANGE.match(text, start)
    if match:
        first = int(match["year"])
        last = int(match["last"]) if len(match["last"]) > 2 else first - first % _CENTURY + int(match["last"])  # noqa: PLR2004 - two digits
        if first < last:
            return match.end(), (interval.years(first, last),)
    match = _BARE_YEAR.match(text, start)
    return (match.end(), (interval.year_of(int(match["year"])),)) if match else None


_PARTS_OF = frozenset(_PART_WORDS.split("|"))
_WORDS: tuple[tuple[Callable[[str, int, int | None], Reading | None], frozenset[str]], ...] = (
    (_read_digits, frozenset({"0"})),
    (_read_day, frozenset({"0", *MONTHS})),
    (_read_month, frozenset(MONTHS) | _PARTS_OF),
    (_read_part, _PARTS_OF),
    (_read_quarter, frozenset({"0", "q", "h", *_NTH})),
    (_read_years, frozenset({"0"})),
)
_READERS = {
    word: tuple(reader for reader, starts in _WORDS if word in starts)
    for word in frozenset().union(*(w for _, w in _WORDS))
}
STARTING_WORDS = frozenset(_READERS) - {"0"}
"""The words, in lower case, that an absolute date may begin with."""
