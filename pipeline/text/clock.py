"""Owns times of day in text: "3 a.m.", "5:40 pm", "17:40 GMT"; a bare hour ("at 3") is none.

"5:40" can be before or after noon, where neither a nought before it nor an hour above 12 tells which.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DAY_MINUTES = 24 * 60
_HALF_DAY = DAY_MINUTES // 2

_TIME = re.compile(
    r"(?<![\d:.,-])(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"
    r"|(?<![\d:.,-])(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?![:\d])",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s?\(?(?P<zone>GMT|UTC|BST|I?ST|[CEMP][DS]?T|CES?T|JST|local(?:\stime)?|[A-Z]\w+\stime)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day at `[start, end)`: minutes since midnight, and the zone in lower case, empty for none.

    `is_open`: it can be 12 hours later as well; `minute` is the earlier one then.
    """

    start: int
    end: int
    minute: int
    zone: str
    is_open: bool = False

    @property
    def minutes(self) -> frozenset[int]:
        """Return the minutes since midnight that it can be."""
        return frozenset({self.minute, self.minute + _HALF_DAY} if self.is_open else {self.minute})


def find_times(text: str) -> Iterator[ClockTime]:
    """Yield the times of day of a text, ascending."""
    for match in _TIME.finditer(text):
        zone = _ZONE.match(text, match.end())
        minute, is_open = _minute(match), _is_open(match)
        told = zone["zone"].lower() if zone else ""
        yield ClockTime(match.start(), match.end(), minute % _HALF_DAY if is_open else minute, told, is_open)


def _is_open(match: re.Match[str]) -> bool:
    hour = match["hour24"]
    return hour is not None and not hour.startswith("0") and int(hour) <= _HALF_DAY // 60


def _minute(match: re.Match[str]) -> int:
    if match["half"] is None:
        return 60 * int(match["hour24"]) + int(match["minute24"])
    hour = int(match["hour"]) % 12 + (12 if match["half"].lower() == "p" else 0)
    return (60 * hour + int(match["minute"] or 0)) % DAY_MINUTES
