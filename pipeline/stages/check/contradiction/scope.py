"""Owns what explains a difference: another time, another part, another unit of reference, another voice, a forecast.

Each reason is read from words in both statements; no reason is guessed where a statement says nothing.
"""

import re
from dataclasses import dataclass

from pipeline.stages.check.contradiction.slot import Moment, Slot, read_moment
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.text.name import same_name
from schemas.claim import ClaimStatus
from schemas.conflict import Relation

_THEN = re.compile(
    r"\b(?:last\s(?:year|month|week|quarter|season)|previous(?:ly)?|earlier|formerly|originally|initial(?:ly)?|at\sfirst|at\sthe"
    r"\stime|once|used\sto|a\syear\s(?:ago|earlier|before)|until\s(?:now|then)|had\sbeen|compared\s(?:with|to)|down\sfrom"
    r"|up\sfrom|revised|since\s(?:then|risen|grown|fallen))\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:rose|risen|rising|rises?|grew|grown|growing|fell|fallen|falling|climb(?:ed|s|ing)?|jump(?:ed|s|ing)?|dropp?(?:ed|s|ing)?"
    r"|increas(?:e|ed|es|ing)|decreas(?:e|ed|es|ing)|now\sstands|updated?|another|additional|extra|further|more\sthan\sdoubled)\b",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?:each|per|apiece|every|(?:a|an)\s(?:day|week|month|year|hour|night|head|person|share|barrel|unit|minute|tonne?)"
    r"|daily|weekly|monthly|yearly|annual(?:ly)?|hourly)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:of\s(?:them|those|these|the|whom|which)|among|includ(?:ing|es|ed)|alone|at\sleast\sone|only|other|another|remaining|rest"
    r"|half|some\sof|additional|extra|more)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:total|in\sall|altogether|overall|combined|together|all)\b", re.IGNORECASE)
_GUARDED = frozenset({ClaimStatus.PLANNED, ClaimStatus.UNCERTAIN})
_FORECAST = re.compile(
    r"\b(?:forecasts?|expect(?:s|ed)?|estimat(?:e|es|ed)|project(?:s|ed|ion)|predict(?:s|ed)?|target(?:s|ed)?|guidance|outlook)\b",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\b(?:quarter(?:ly)?|q[1-4]|half[\s-]year|first\shalf|second\shalf|monthly|month)\b", re.IGNORECASE)
_FULL_YEAR = re.compile(r"\b(?:full[\s-]year|annual(?:ly|ised|ized)?|year|fiscal)\b", re.IGNORECASE)
_CLOSE = 40


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two values differ without contradiction."""

    relation: Relation
    words: str


def explain(left: Slot, right: Slot) -> Reason | None:
    """Return what explains that two slots differ; None where nothing does."""
    first, second = left.statement, right.statement
    if _years(first) and _years(second) and not _years(first) & _years(second) and not _is_year(left, right):
        return Reason(Relation.DIFFERENT_SCOPE, "they speak of different years")
    for pattern, words in (
        (_THEN, "one speaks of an earlier time"),
        (_EACH, "one is for each unit or period, the other is not"),
        (_FORECAST, "one is a forecast, the other a result"),
    ):
        if bool(pattern.search(_around(left))) != bool(pattern.search(_around(right))):
            return Reason(Relation.DIFFERENT_SCOPE, words)
    if _is_part(left) != _is_part(right) or bool(_WHOLE.search(_around(left))) != bool(_WHOLE.search(_around(right))):
        return Reason(Relation.DIFFERENT_SCOPE, "one may be a part of the other")
    if _is_quarter(first) != _is_quarter(second) and (_FULL_YEAR.search(first.text) or _FULL_YEAR.search(second.text)):
        return Reason(Relation.DIFFERENT_SCOPE, "one is for a shorter period")
    return two_voices(first, second)


def two_voices(first: Statement, second: Statement) -> Reason | None:
    """Return the two speakers where each statement names its own, and they are not one."""
    left, right = first.voice, second.voice
    if left is None or right is None or same_name(left, right) or left.lower() == right.lower():
        return None
    return Reason(Relation.UNCLEAR, f"{left} and {right} tell it, each in their own way")


def is_change(left: Slot, right: Slot) -> bool:
    """Tell whether one of the statements speaks of a value that moves."""
    return bool(_CHANGE.search(_around(left)) or _CHANGE.search(_around(right)))


def _around(slot: Slot) -> str:
    """Return the text next to a value."""
    text = slot.statement.published.text
    begin = max(slot.statement.start, slot.start - _CLOSE)
    return text[begin : min(slot.statement.sentence.end, slot.end + _CLOSE)]


def _is_part(slot: Slot) -> bool:
    return _PART.search(_around(slot)) is not None


def _years(statement: Statement) -> set[int]:
    moments = [read_moment(mention.text) for mention in statement.dates]
    return {moment.year for moment in moments if moment.year is not None}


def _is_year(left: Slot, right: Slot) -> bool:
    return isinstance(left.value, Moment) or isinstance(right.value, Moment)


def _is_quarter(statement: Statement) -> bool:
    return _QUARTER.search(statement.text) is not None
