"""Owns the rules for years, ages and times that are told together ("born in 1950, aged 80"; "in 1987, 38 years ago").

A year may be counted either way, so a sum holds within a year and fails only beyond two.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.wording import number, written
from pipeline.text import interval
from pipeline.text.interval import Range
from schemas.quantity import Quantity, QuantityKind

_YEAR = rf"(?P<year>{mark(QuantityKind.YEAR)})"
_AGE = rf"(?P<age>{mark(QuantityKind.AGE)})"
_BARE_AGE = rf"(?P<age>{mark(QuantityKind.AGE, QuantityKind.NUMBER)})"
_YEARS = rf"(?P<time>{mark(QuantityKind.DURATION)})"
_DAY = r"(?:(?:\d{1,2} )?[A-Z][a-z]{2,8}\.?(?: \d{1,2}(?:st|nd|rd|th)?)?,? )?"
_BORN = rf"born(?: in [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?,?)? (?:in|on) {_DAY}{_YEAR}"
_BORN_AGES = (
    re.compile(rf", (?:aged )?{_BARE_AGE},(?: and| who)?(?: who)?(?: was| is)? {_BORN}"),
    re.compile(rf"{_BORN}(?:,| and|, and)? (?:(?:she|he) )?(?:is|turns|turned)(?: now)? {_BARE_AGE}(?= ?[,.;)]|$)"),
    re.compile(rf"{_BORN},? {_AGE}(?= ?[,.;)]|$)"),
)
_FOUNDED = re.compile(
    rf"(?:[Ff]ounded|[Ee]stablished|[Ll]aunched|[Cc]reated|[Bb]uilt|[Oo]pened) in {_YEAR}, the {_AGE} "
    r"(?:company|firm|group|club|newspaper|paper|bank|organi[sz]ation|institution|museum|school|bridge|building|charity)"
)
_AGO = (
    re.compile(rf"\bin {_DAY}{_YEAR}(?:,| [—–(-]|,? or) ?(?:some |about )?{_YEARS} ago\b"),
    re.compile(rf"{_YEARS} ago(?:,| [—–(-]) ?in {_DAY}{_YEAR}"),
)
_SPANS = (
    re.compile(
        rf"\bfrom {_DAY}{_YEAR} (?:to|until|till|through) {_DAY}(?P<last>{mark(QuantityKind.YEAR)}),"
        rf"(?: or| a period of| a total of| for)? {_YEARS}(?= ?[,.;)]|$)"
    ),
    re.compile(
        rf"\bfor {_YEARS},? from {_DAY}{_YEAR} (?:to|until|till|through) {_DAY}(?P<last>{mark(QuantityKind.YEAR)})"
    ),
    re.compile(
        rf"\b[Ii]n {_YEAR},?{words(12)},?{words(8)} for {_YEARS},?"
        rf" (?:until|till) {_DAY}(?P<last>{mark(QuantityKind.YEAR)})"
    ),
    re.compile(rf"\bbetween {_YEAR}, {_YEARS}(?= ?[.;)]|$)"),
    re.compile(
        rf"\bin {_DAY}{_YEAR}{words(8)},?{words(8)} in {_DAY}(?P<last>{mark(QuantityKind.YEAR)}), {_YEARS} later\b"
    ),
)
# The years count from the last year of the sentence before, which tells no time and no event besides.
_LATER = re.compile(
    rf"{_YEAR}(?:(?!{mark(QuantityKind.YEAR, QuantityKind.DURATION, QuantityKind.AGE)}|[.!?] "
    r"|\b(?:and|then|when|until|after|for)\b).){0,160}[.!?] "
    rf"(?:[A-Z][a-z]+ )?{_YEARS} later,? (?:[a-z]+ ){{0,2}}in {_DAY}(?P<last>{mark(QuantityKind.YEAR)})"
)
_THEN = re.compile(
    r"\b(?:when|then|at the time|at the age|died|dead|death|late|killed|whose|father|mother|son|daughter|wife|husband"
    r"|brother|sister)\b",
    re.IGNORECASE,
)
_TERM = re.compile(r"\b(?:sentence[ds]?|jail\w*|prison|contract|lease|term|deal|every|plan\w*)\b", re.IGNORECASE)
_SINGLE = {"year": Decimal(1), "decade": Decimal(10), "century": Decimal(100)}
_SLACK = Decimal(1)


def find_ages(passage: Passage, day: date | None) -> Iterator[Sum]:
    """Yield the sums of years with ages and times; what counts from today needs the day of publication."""
    if not passage.counts[QuantityKind.YEAR]:
        return
    for pattern in _SPANS:
        for match in pattern.finditer(passage.masked):
            yield from _spanned(passage, match)
    if day:
        yield from _until(passage, day.year)


def tells_later(text: str) -> bool:
    """Tell whether a text may count from what the sentence before tells."""
    return " later" in text


def find_later_years(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of a year, the years that passed since, and the year at their end, over two sentences."""
    if tells_later(passage.lines[-1].text) and passage.counts[QuantityKind.YEAR]:
        for match in _LATER.finditer(passage.masked):
            yield from _spanned(passage, match)


def _until(passage: Passage, today: int) -> Iterator[Sum]:
    """Yield the sums that count from the year of publication."""
    patterns = _AGO if _THEN.search(passage.masked) else (*_BORN_AGES, _FOUNDED, *_AGO)
    for pattern in patterns:
        for match in pattern.finditer(passage.masked):
            rule = "age" if "age" in match.groupdict() else "duration"
            stated = passage.at(match["age" if rule == "age" else "time"])
            yield from _counted(passage, (passage.at(match["year"]), today), stated, rule)


def _spanned(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    year, time = passage.at(match["year"]), passage.at(match["time"])
    last = passage.at(match["last"]) if match.groupdict().get("last") else None
    end = last.high if last else year.high
    if end is not None and not _TERM.search(passage.masked):
        yield from _counted(passage, (year, int(end)), time, "duration", *([last] if last else []))


def _counted(
    passage: Passage, years: tuple[Quantity, int], stated: Quantity, rule: str, *others: Quantity
) -> Iterator[Sum]:
    """Compare the years between two with the age or time stated."""
    first, last = years
    unit = _SINGLE.get(stated.unit or "year")
    if first.low is None or unit is None or first.high not in {first.low, last} or last < first.low:
        return
    passed = last - first.low
    computed = Range(passed - 1, passed + (1 if others or first.high == last else 0))
    said = Range(*(None if side is None else side * unit for side in _stated(stated)))
    holds = interval.agrees(computed, said, _SLACK)
    if holds is None:
        return
    verdict = "as stated" if holds else f"not {written(stated)} as stated"
    equation = f"{last} - {first.low} = {number(passed)}, {verdict}"
    saying = "as the article says" if holds else f"but the article says {written(stated)}"
    explanation = f"From {first.low} to {last} it is {number(passed)} years, {saying}."
    yield passage.report(rule, (holds, equation, explanation), stated, first, *others)


def _stated(quantity: Quantity) -> Range:
    """Return the years that an age or a time can stand for: whole years exactly, decades to half of one."""
    if quantity.unit in {"year", None} and quantity.qualifier is None:
        return Range(quantity.low, quantity.high)
    return interval.range_of(quantity)
