"""Owns what a date names of itself, and when two dates exclude each other as written."""

import re

from pipeline.text.date.find import DateMention
from pipeline.text.date.interval import MONTHS, WEEKDAYS

_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_LAST_DAY = 31


def days_exclude(left: DateMention, right: DateMention) -> bool:
    """Tell whether two dates name different weekdays, months, days of the month or years, as written."""
    first, second = parts_of(left.text), parts_of(right.text)
    return any(first[part] != second[part] for part in first.keys() & second.keys())


def asked_part(left: str, right: str) -> str:
    """Return by what two dates differ, as written, the finest first: "day", "month" or "year"; "day" where by none."""
    first, second = parts_of(left), parts_of(right)
    apart = {part for part in first.keys() & second.keys() if first[part] != second[part]}
    if apart == {"year"}:
        return "year"
    has_day = not {"day", "weekday"}.isdisjoint(first.keys() | second.keys())
    return "month" if "month" in apart and not has_day else "day"


def parts_of(text: str) -> dict[str, int]:
    """Return the parts that a date names of itself: weekday, month, day and year."""
    words = [word.lower() for word in _LETTERS.findall(text)]
    parts: dict[str, int] = {}
    for key, names in (("weekday", WEEKDAYS), ("month", MONTHS)):
        named = next((names[word] for word in words if word in names), None)
        if named is not None:
            parts[key] = named
    for number in map(int, _NUMBER.findall(text)):
        if number > _LAST_DAY:
            parts["year"] = number
        elif "month" in parts:
            parts["day"] = number
    return parts
