"""Owns the rule that a change is what its two ends make it ("rose 8% to 5.4 million from 5 million").

The ends and the change must stand in one phrase; ends of different periods, adjusted figures and ranks are left alone.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.stages.check.arithmetic.move import Move, readings_of
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.scope import is_told_apart
from pipeline.stages.check.arithmetic.wording import middle, written
from pipeline.text import interval
from schemas.quantity import Quantity, QuantityKind

_UP = (
    r"ros[ei]|rises|risen|rising|grew|grows?|grown|growing|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|surg(?:es?|ed|ing)"
    r"|soar(?:s|ed|ing)?|increas(?:es?|ed|ing)|up|growth|gain"
)
_DOWN = (
    r"fell|falls?|fallen|falling|drop(?:s|ped|ping)?|declin(?:es?|ed|ing)|plung(?:es?|ed|ing)|plummet(?:s|ed|ing)?"
    r"|slump(?:s|ed|ing)?|decreas(?:es?|ed|ing)|shr[aiu]nk(?:s|ing)?|tumbl(?:es?|ed|ing)|slip(?:s|ped|ping)?"
    r"|dip(?:s|ped|ping)?|slid|down|reduction|cut"
)
_VERB = rf"\b(?P<verb>{_UP.replace('ros[ei]', 'rose|rise')}|{_DOWN})"
_IS_UP = re.compile(rf"(?:{_UP.replace('ros[ei]', 'rose|rise')})$", re.IGNORECASE)
_VALUES = (QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.MEASURE, QuantityKind.SHARE)
_YEAR = mark(QuantityKind.YEAR)
_BEFORE, _AFTER = rf"(?P<before>{mark(*_VALUES)})", rf"(?P<after>{mark(*_VALUES)})"
_DELTA = rf"(?P<delta>{mark(*_VALUES, QuantityKind.POINTS, QuantityKind.MULTIPLE)})"
_TIMES = rf"(?P<delta>{mark(QuantityKind.MULTIPLE)})"
_FAR, _NEAR, _FARTHER = words(6, also=_YEAR), words(4), words(9, also=_YEAR)
_FROM = r"(?:,? (?:up |down )?from|,? compared (?:with|to)|,? against|,? versus)(?: the| its| an?| just| only)?"
_TO = r",? to(?: the| an?| just| only)?(?: record| total of)?"
_FROM_TO = rf"from(?: the| its| an?| just| only)? {_BEFORE}{_FAR}{_TO} {_AFTER}"
_TO_FROM = rf"{_TO} {_AFTER}{_FAR}{_FROM} {_BEFORE}"
_BY = rf"(?: of|(?: [a-z]+ly)?(?: by)?|{words(4)} by)"
_NOUN = r"(?P<verb>increase|rise|gain|jump|surge|growth|decrease|fall|drop|decline|reduction|cut)"
_SIDE = r"(?:,| ?[(—–]| -) ?"
_STATED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_VERB}{_BY} {_DELTA}{_NEAR}{_TO_FROM}",
        rf"{_VERB}{_BY} {_DELTA}{_NEAR},? {_FROM_TO}",
        rf"{_FROM_TO}{_FAR}{_SIDE}an? (?:[a-z-]+ )?{_VERB} of {_DELTA}",
        rf"{_FROM_TO}{_FAR}{_SIDE}an? {_DELTA} {_VERB}\b",
        rf"{_TO_FROM}{_FAR}{_SIDE}an? (?:[a-z-]+ )?{_NOUN} of {_DELTA}",
        rf"{_TO_FROM}{_FAR}{_SIDE}an? {_DELTA} {_NOUN}\b",
        rf"{_FROM_TO}{_FAR}{_SIDE}{_VERB}(?: by)? {_DELTA}(?= ?[),.;]|$)",
        rf"{_VERB}(?: [a-z]+ly)? {_FROM_TO}{_FAR}{_SIDE}or (?:by )?{_DELTA}(?= ?[),.;]|$)",
        rf"{_AFTER}{_FARTHER}{_SIDE}?(?P<verb> ?\bup| ?\bdown)(?: by)? {_DELTA}{_NEAR}{_FROM} {_BEFORE}",
        rf"{_TIMES}{words(2)}{_TO_FROM}",
        rf"{_TIMES}{words(2)},? {_FROM_TO}",
    )
)
_DIRECTED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_VERB}{words(2)} {_FROM_TO}",
        rf"{_VERB}{words(2)}{_TO_FROM}",
        rf"{_AFTER}{_FAR},? (?P<verb>up|down)(?: [a-z]+ly)? from(?: the| its| an?| just| only)? {_BEFORE}",
    )
)
_MULTIPLIED = re.compile(r"(?:doubl|tripl|trebl|quadrupl|quintupl|halv)(?:ed|ing|es?)$|fold$", re.IGNORECASE)
_ADDED = re.compile(rf"{words(2)},? (?:and|plus) {mark()}")
_SMALL = 1000
_ROUGH = Decimal("0.1")
_ENDS = 2
# Every pattern above holds one of these.
_KEY = re.compile(r"\b(?:from|compared|against|versus)\b", re.IGNORECASE)


def find_changes(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of a change and its ends, and the moves that go against their own verb."""
    if len(passage.quantities) < _ENDS or not _KEY.search(passage.masked):
        return
    for pattern in _STATED:
        for match in pattern.finditer(passage.masked):
            yield from _stated(passage, match)
    for pattern in _DIRECTED:
        for match in pattern.finditer(passage.masked):
            yield from _directed(passage, match)


def _stated(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    move = Move(passage.at(match["before"]), passage.at(match["after"]))
    delta = passage.at(match["delta"])
    verb = match.groupdict().get("verb")
    is_multiple = delta.kind is QuantityKind.MULTIPLE
    if not move.is_readable or (is_multiple and not _MULTIPLIED.search(delta.text)):
        return
    sign = 1 if is_multiple or verb is None or _IS_UP.search(verb) else -1
    results = [
        (
            interval.agrees(reading.computed, interval.range_of(delta), _slack(delta), likely=reading.likely),
            reading.formula,
        )
        for reading in readings_of(move, delta, sign)
    ]
    holds = any(result for result, _ in results)
    may_fail = not is_told_apart(passage.masked, match) and all(result is False for result, _ in results)
    if results and (holds or may_fail):
        formula = next((text for result, text in results if result), results[0][1])
        roughly = "roughly " if is_multiple and _is_rough(move, delta) else ""
        verdict = f"{roughly}as stated" if holds else f"not {written(delta)} as stated"
        saying = (
            f"{roughly}as the article says" if holds else f"which is not the change stated ({_phrase(verb, delta)})"
        )
        explanation = f"The value goes from {written(move.before)} to {written(move.after)}, {saying}."
        yield passage.report("change", (holds, f"{formula}, {verdict}", explanation), delta, move.after, move.before)


def _is_rough(move: Move, delta: Quantity) -> bool:
    """Tell whether a multiple is what its ends make it by rounding alone ("tripled from $3m to $8m")."""
    before, after = move.middles
    return abs(after / before - middle(delta)) >= _ROUGH


def _slack(delta: Quantity) -> Decimal:
    return delta.step / 2 if delta.kind is QuantityKind.SHARE and delta.step else interval.NOTHING


def _phrase(verb: str | None, delta: Quantity) -> str:
    return f"{verb.strip()} {written(delta)}" if verb else written(delta)


def _directed(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    """Report a move whose ends lie the other way round than its verb says."""
    move = Move(passage.at(match["before"]), passage.at(match["after"]))
    is_up = _IS_UP.search(match["verb"]) is not None
    if not move.is_readable or is_told_apart(passage.masked, match) or _is_unclear(passage, match, move):
        return
    before, after = move.ranges
    lower, higher = (after, before) if is_up else (before, after)
    if interval.agrees(lower, interval.Range(higher.low, None)) is not False:
        return
    sign = "<" if is_up else ">"
    equation = f"{written(move.after)} {sign} {written(move.before)}, not {match['verb'].lower()} as stated"
    explanation = (
        f'The article says "{match["verb"].lower()}", but {written(move.after)} is '
        f"{'less' if is_up else 'more'} than {written(move.before)}."
    )
    yield passage.report("change", (False, equation, explanation), move.after, move.before)


def _is_unclear(passage: Passage, match: re.Match[str], move: Move) -> bool:
    """Tell whether an end may be a rank, as nothing says what it measures, or be one of two that are added."""
    ends = (move.before, move.after)
    return _ADDED.match(passage.masked, match.end()) is not None or all(
        end.kind is QuantityKind.NUMBER and end.low is not None and end.low < _SMALL for end in ends
    )
