"""Owns the rule that what goes on from one hour or day to another takes as long as told ("from 9 p.m. until 4 a.m.").

An hour without its half of the day may be of either, and nothing tells on which day an hour is: a sum fails only where
no reading of the two ends fits. Invariant: what is interrupted or repeated is left alone.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.wording import number, written
from pipeline.text import interval
from pipeline.text.clock import DAY_MINUTES, find_times
from pipeline.text.date.find import DateMention, find_dates
from pipeline.text.interval import Range
from schemas.article import Span
from schemas.quantity import Quantity, QuantityKind

_LONG = rf"(?P<long>{mark(QuantityKind.DURATION)})"
_HOUR = r"(?:\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?\s?m\b\.?|\d{1,2}:\d\d(?![:\d])|noon|midday|midnight)"
_DAY = r"(?:\s(?:on\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s(?:morning|afternoon|evening|night))?)?"
_GAP = rf"(?:(?!{_HOUR}|{mark(QuantityKind.DURATION)}|[.!?] ).){{0,100}}"
# What comes about after the first hour, in its own sentence, is what "later" may count from.
_PLAIN_GAP = rf"(?:(?!{_HOUR}|{mark(QuantityKind.DURATION)}|[.!?] |\b(?:and|then|when|until|after|before)\b).){{0,100}}"
_SPAN = (
    rf"(?:from|between)\s(?:about\s|around\s|shortly\safter\s)?(?P<first>{_HOUR}){_DAY}"
    rf"\s(?:to|until|till|and|through)\s(?:about\s|around\s)?(?P<last>{_HOUR})"
)
_HOURS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LONG}(?:\slong)?(?:,|\s[–—-])?\s\(?{_SPAN}",
        rf"{_LONG}{words(3, least=1)} (?:ran|lasted|went on|took place|was held) {_SPAN}",
        rf"\b{_SPAN}{_DAY}(?:,|\s[–—-])?\s\(?(?:or\s|a\stotal\sof\s|that\sis\s)?{_LONG}(?=\s?[,.;)]|$)",
        rf"\bat (?P<first>{_HOUR}){_PLAIN_GAP}(?:[.!?] )?{_GAP}\bat (?P<last>{_HOUR}), {_LONG} later\b(?! than)",
    )
)
# What is between two days stands here; a day is a mention of its own.
_TO = re.compile(r"\s(?:to|until|till|through)\s(?:the\s)?", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s(?:the\s)?$", re.IGNORECASE)
_BEFORE = re.compile(r"(?:\slong)?(?:,|\s[–—-])?\s\(?(?:from\s(?:the\s)?)?$", re.IGNORECASE)
_RAN = re.compile(
    r"(?:\s[\w'’-]+){1,3}\s(?:ran|lasted|went\son|took\splace|was\sheld|runs|lasts)\sfrom\s(?:the\s)?$", re.IGNORECASE
)
_BEHIND = re.compile(r"(?:,|\s[–—-])?\s\(?(?:or\s|a\stotal\sof\s|that\sis\s|for\s)?", re.IGNORECASE)
_BROKEN = re.compile(
    r"\b(?:each|every|daily|nightly|per|at\sa\stime|shifts?|breaks?|pauses?|interrupt\w*|total|working|business|several"
    r"|on\sand\soff|sentenced?|jail\w*|prison)\b",
    re.IGNORECASE,
)
_NAMED = {"noon": 720, "midday": 720, "midnight": 0}
_HALF_DAY = DAY_MINUTES // 2
_MINUTES = {"minute": 1, "hour": 60}
_DAYS = {"day": Decimal(1), "week": Decimal(7)}
_SLACK = Decimal("0.2")
_LONGEST_DAYS = 4


def find_lastings(passage: Passage, day: datetime | None) -> Iterator[Sum]:
    """Yield the sums of a time that something took, and the hours or days at its two ends."""
    if not passage.counts[QuantityKind.DURATION] or _BROKEN.search(passage.masked):
        return
    for pattern in _HOURS:
        for match in pattern.finditer(passage.masked):
            yield from _of_hours(passage, match)
    if len(passage.lines) == 1:
        yield from _of_days(passage, day)


def _of_hours(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    stated = passage.at(match["long"])
    size = _MINUTES.get(stated.unit or "")
    first, last = _minute(match["first"]), _minute(match["last"])
    if size is None or first is None or last is None:
        return
    apart = (last - first) % DAY_MINUTES
    readings = {apart + DAY_MINUTES * days for days in range(_LONGEST_DAYS if _is_long(stated, size) else 1)}
    if not (_is_sure(match["first"]) and _is_sure(match["last"])):
        readings |= {(each + _HALF_DAY) % DAY_MINUTES for each in readings}
    values = [Decimal(each) / size for each in sorted(readings)]
    yield from _compared(passage, stated, (match["first"], match["last"]), [(value, value) for value in values])


def _is_long(stated: Quantity, size: int) -> bool:
    return stated.high is None or stated.high * size >= DAY_MINUTES


def _minute(text: str) -> int | None:
    """Return the minute of the day that an hour as written is."""
    named = _NAMED.get(text.lower())
    found = next(find_times(text), None)
    return named if named is not None else found.minute if found else None


def _is_sure(text: str) -> bool:
    """Tell whether the half of the day is told: by name, by "a.m.", or by an hour past noon or before ten ("09:30")."""
    return not text[0].isdigit() or "m" in text.lower() or text.startswith("0") or int(text.partition(":")[0]) > 12  # noqa: PLR2004 - a clock face


def _of_days(passage: Passage, day: datetime | None) -> Iterator[Sum]:
    line = passage.lines[0]
    longs = [q for q in line.quantities if q.kind is QuantityKind.DURATION and q.unit in _DAYS]
    if not longs or "from" not in line.text:
        return
    for first, last in pairwise(find_dates(line.text, day)):
        if not (_is_day(first) and _is_day(last) and _TO.fullmatch(line.text, first.end, last.start)):
            continue
        if not _FROM.search(line.text, 0, first.start):
            continue
        for stated in longs:
            if _is_of_span(line.text, stated, line.sentence.start, (first.start, last.end)):
                yield from _counted_days(passage, stated, first, last)


def _is_day(mention: DateMention) -> bool:
    return mention.granularity == "day" and mention.earliest is not None and mention.earliest == mention.latest


def _is_of_span(text: str, stated: Quantity, offset: int, span: tuple[int, int]) -> bool:
    """Tell whether a time stands directly beside the two days, or says how long what ran between them was."""
    start, end = stated.start - offset, stated.end - offset
    if end <= span[0]:
        return any(pattern.fullmatch(text, end, span[0]) is not None for pattern in (_BEFORE, _RAN))
    return _BEHIND.fullmatch(text, span[1], start) is not None and text[end : end + 1] in {"", ",", ".", ";", ")"}


def _counted_days(passage: Passage, stated: Quantity, first: DateMention, last: DateMention) -> Iterator[Sum]:
    if first.earliest is None or last.earliest is None or last.earliest <= first.earliest:
        return
    apart = Decimal((last.earliest - first.earliest).days)
    size = _DAYS[stated.unit or "day"]
    reading = (apart / size, (apart + 1) / size)
    yield from _compared(passage, stated, (first.text.rstrip("."), last.text.rstrip(".")), [reading])


def _compared(
    passage: Passage, stated: Quantity, ends: tuple[str, str], readings: list[tuple[Decimal, Decimal]]
) -> Iterator[Sum]:
    """Compare the time stated with what its ends can make it; each reading is a lowest and a highest value."""
    results = [interval.agrees(Range(*each), interval.range_of(stated), _SLACK) for each in readings]
    if None in results and True not in results:
        return
    holds = True in results
    unit = stated.unit if readings[0][0] == 1 else f"{stated.unit}s"
    told = f"from {ends[0]} to {ends[1]} it is {number(readings[0][0])} {unit}"
    verdict = "as stated" if holds else f"not {written(stated)} as stated"
    saying = "as the article says" if holds else f"but the article says {written(stated)}"
    numbers = [line.sentence.n for line in passage.lines if line.sentence.start <= stated.start < line.sentence.end]
    yield Sum(
        rule="duration",
        holds=holds,
        equation=f"{told}, {verdict}",
        explanation=f"{told[0].upper()}{told[1:]}, {saying}.",
        spans=(Span(start=stated.start, end=stated.end),),
        sentence_numbers=tuple(numbers),
    )
