"""When an article says that it was published: a strict reader of dates.

Invariant: an answer is aware and in UTC, and the text admits no other day: 03/04/2026 gives None. A date without a
time is midnight UTC, and so is one whose zone is unknown.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

_DAY_FORMATS = (
    "%B %d %Y",
    "%b %d %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
)
_TIME_FORMATS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p")
# Hours from UTC. "IST", "CST" and other names with two meanings are left out on purpose.
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "JST": 9,
    "KST": 9,
    "HKT": 8,
    "SGT": 8,
    "AEST": 10,
    "AEDT": 11,
    "EST": -5,
    "EDT": -4,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = (
    r"(?P<day>[^\W\d_]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th)?\.?\s+[^\W\d_]{3,9}\.?,?\s+\d{4}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{8})"
)
_CLOCK = r"(?P<clock>\d{1,2}(?::\d{2}){0,2}(?:\.\d+)?\s*(?:[ap]\.?m\.?)?)"
_ZONE = r"\s*\(?(?P<zone>[A-Z]{1,5}|(?:UTC|GMT)?[+-]\d{1,2}:?\d{0,2})?\)?"
_STAMP = re.compile(rf"{_WEEKDAY}{_DAY}(?:\s*(?:[T,·|•@—–-]|at)?\s*{_CLOCK}{_ZONE})?", re.IGNORECASE)
_LABEL = re.compile(
    r"(?P<label>(?:first |originally )?(?:published|posted|released|date|last updated|last modified|updated|modified))"
    r"(?:\s+(?:on|at))?\s*[:·|—–-]?\s*",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[^\W\d_][^\d,;:]{1,40},\s+")
_MAX_LINE_CHARS = 80
_PART = re.compile(r"\s+[|·•]\s+")


def parse_instant(value: str) -> datetime | None:
    """Return the instant that a whole string denotes, in UTC, or None if it is not exactly one date."""
    text = value.strip().strip("\"'")
    try:
        return _in_utc(datetime.fromisoformat(text))
    except ValueError:
        match = _STAMP.fullmatch(text) if len(text) <= _MAX_LINE_CHARS else None
        return None if match is None else _combine(match["day"], match["clock"], match["zone"])


def find_published(lines: list[str]) -> datetime | None:
    """Return the publication date among the short lines at the head of an article.

    A line counts when all of it is a date, a place and a date ("Varde, 14 October 2025"), a label ("Published", "Posted
    on") with a date, or a date below such a label, or a part of a line between "·" or "|". What says "published" goes
    before a bare date, and that before what says "updated".
    """
    found: dict[str, datetime] = {}
    parts = [part for line in lines for part in _PART.split(line)]
    for previous, line in zip(["", *parts], parts, strict=False):
        label, rest = _split_label(line)
        if not label:
            label = _split_label(previous)[0] if is_bare_label(previous) else ""
        instant = parse_instant(rest)
        if instant is not None:
            found.setdefault(_rank(label), instant)
    return found.get("published") or found.get("bare") or found.get("updated")


def is_date_line(line: str) -> bool:
    """Tell whether all of a line is a label of publication, a date, or both."""
    label, rest = _split_label(line.strip())
    return bool(label and not rest) or parse_instant(rest) is not None


def is_bare_label(line: str) -> bool:
    """Tell whether all of a line is a label of publication, so that the date stands below it."""
    label, rest = _split_label(line)
    return bool(label) and not rest


def _split_label(line: str) -> tuple[str, str]:
    match = _LABEL.match(line)
    if match:
        return match["label"].casefold(), line[match.end() :].strip()
    place = _PLACE.match(line)
    is_dateline = place is not None and parse_instant(line[place.end() :]) is not None
    return "", line[place.end() :] if place is not None and is_dateline else line


def _rank(label: str) -> str:
    if not label:
        return "bare"
    return "updated" if label.endswith(("updated", "modified")) else "published"


def _in_utc(instant: datetime) -> datetime | None:
    try:
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except OverflowError:
        return None


def _combine(day_text: str, clock: str | None, zone: str | None) -> datetime | None:
    day = _parse_day(day_text)
    if day is None or clock is None:
        return day
    time = _parse_clock(clock)
    offset = _parse_zone(zone)
    if time is None:
        return None
    if offset is None:
        return day
    local = day.replace(hour=time.hour, minute=time.minute, second=time.second, tzinfo=timezone(offset))
    return _in_utc(local)


def _parse_day(text: str) -> datetime | None:
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[,]|(?<=[^\W\d_])\.|(?<=\d)\.(?=\s)", "", text, flags=re.IGNORECASE)
    plain = re.sub(r"\bsept\b", "Sep", " ".join(plain.split()), flags=re.IGNORECASE)
    return _first(plain, _DAY_FORMATS)


def _parse_clock(text: str) -> datetime | None:
    plain = re.sub(r"\.\d+", "", text.replace("a.m.", "AM").replace("p.m.", "PM"))
    return _first(re.sub(r"(?<=\d)\s*(?=[ap]m)", " ", plain.strip(), flags=re.IGNORECASE), _TIME_FORMATS)


def _first(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _parse_zone(text: str | None) -> timedelta | None:
    """Return the offset of a zone; no zone means UTC, an unknown one None."""
    if not text:
        return timedelta()
    if text.upper() in _ZONES:
        return timedelta(hours=_ZONES[text.upper()])
    match = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", text, re.IGNORECASE)
    if match is None or int(match[2]) > 14:  # noqa: PLR2004 - the largest offset in use is +14:00
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return -offset if match[1] == "-" else offset
