"""Owns which days a passage names for what it tells, and whether two passages tell of other days.

Invariant: the day on which somebody said it is none of them, nor is a day since, until, before or after which it was.
"""

import re

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.telling import Telling
from pipeline.text.date.find import find_dates

Days = tuple[tuple[int, int], ...]
"""Days by their ordinals, each from the earliest to the latest that it can be."""

_EXACT = frozenset({"day", "week", "month"})
_SAYING = re.compile(
    r"\b(?:said|says|announced|added|confirmed|told\s(?:[\w’'-]+\s){1,3}?)\s?(?:late\s|early\s)?(?:on\s)?$",
    re.IGNORECASE,
)


def named_days(batch: Batch, telling: Telling) -> Days:
    """Return the days of a passage, in the order of the text."""
    text = telling.text
    return tuple(
        (one.earliest.toordinal(), one.latest.toordinal())
        for one in find_dates(text, batch.reading(telling).published_at)
        if one.earliest and one.latest and one.granularity in _EXACT and one.relation == "on"
        if not _SAYING.search(text, max(0, one.start - 40), one.start)
    )


def are_apart(left: Days, right: Days) -> bool:
    """Tell whether two passages name days, and none of the one can be one of the other."""
    return bool(left and right) and not any(
        first <= other_last and other_first <= last for first, last in left for other_first, other_last in right
    )
