"""Owns the rule for "the rest" and "the remaining": with the parts named before, it makes up the whole.

Any choice of the parts that fits is taken as meant; a sum fails only where no choice fits and nothing is left unsaid.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.stages.check.arithmetic.noun import (
    divides,
    has_single,
    is_additive,
    is_one_kind,
    is_one_kind_or_bare,
    leaves_unsaid,
)
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark
from pipeline.stages.check.arithmetic.wording import concluded, measured, middle, number, written
from pipeline.text import interval
from schemas.quantity import Quantity, QuantityKind

_VALUE = mark(QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.MONEY)
_SHARE = mark(QuantityKind.SHARE)
_DET = r"(?:the|its|their|his|her|these|those)"
_REST = rf"\b(?:the|its|their) (?:remaining|other|rest,?(?: of)?(?: the)?) (?P<rest>{_VALUE})(?! of\b)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:^|[.;:,] )of {_DET} (?P<whole>{_VALUE})(?P<between>.{{1,240}}?){_REST}",
        rf"(?P<first>{_VALUE}) of {_DET} (?P<whole>{_VALUE})(?P<between>.{{1,240}}?){_REST}",
    )
)
# "19 of them ... and the other 15": the whole stands before, as a rule in the sentence before.
_OF_THEM = re.compile(rf"(?P<first>{_VALUE}) of (?:them|those)\b(?P<between>.{{1,160}}?){_REST}", re.IGNORECASE)
# "Of that sum the state pays 7 million, ... and the town the remaining 11 million".
_OF_THAT = re.compile(
    rf"\bof (?:that|this|the) (?:sum|amount|total|money)\b(?:(?!{mark()}).){{0,60}}?(?P<first>{_VALUE})"
    rf"(?P<between>.{{1,160}}?){_REST}",
    re.IGNORECASE,
)
_AND_THE_REST = re.compile(rf"(?P<first>{_VALUE})(?P<between>(?:(?!{mark()}).){{1,160}}?){_REST}", re.IGNORECASE)
_SHARES = re.compile(
    rf"(?P<between>{_SHARE}.{{1,240}}?)\b(?:the|its) (?:remaining|other) (?P<rest>{_SHARE})", re.IGNORECASE
)
_CHANGE = re.compile(
    r"\b(?:rose|rise|fell|fall|grew|gr[eo]wth|up|down|by|dropped|increas\w+|decreas\w+|cut|gain\w*|lost|lose|more|less|fewer"
    r"|higher|lower|interest|discount|tax|then|further|after|initial\w*|at least)\b",
    re.IGNORECASE,
)
_KEY = re.compile(r"\b(?:remaining|other|rest)\b", re.IGNORECASE)
_STOP = re.compile(r"[.!?] ")
_WHOLE_SHARE = interval.Range(Decimal(100), Decimal(100))
_MOST_PARTS = 5
_COUNTS = frozenset({QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.MONEY})
_SHORT_GAP = 60


def tells_rest(text: str) -> bool:
    """Tell whether a text may speak of what is left: the rule reads no other."""
    return _KEY.search(text) is not None


def find_remainders(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of parts, a rest and a whole."""
    if not tells_rest(passage.masked):
        return
    for pattern in _PATTERNS:
        for match in pattern.finditer(passage.masked):
            yield from _of_whole(passage, match)
    for pattern in (_OF_THEM, _OF_THAT):
        for match in pattern.finditer(passage.masked):
            yield from _of_them(passage, match, may_fail=True)
    for match in _AND_THE_REST.finditer(passage.masked):
        yield from _of_them(passage, match, may_fail=False)
    for match in _SHARES.finditer(passage.masked):
        yield from _of_hundred(passage, match)


def _of_them(passage: Passage, match: re.Match[str], *, may_fail: bool) -> Iterator[Sum]:
    """Compare two parts with the one number before them that can be their whole; of several, the one that fits."""
    parts = [passage.at(match["first"]), *passage.within(match["between"]), passage.at(match["rest"])]
    wholes = [item for item in passage.within(passage.masked[: match.start()]) if item.kind in _COUNTS]
    wholes = [item for item in wholes if is_one_kind_or_bare(item, parts) and middle(item) > middle(parts[0])]
    if not wholes or len(parts) > _MOST_PARTS or not all(is_additive(item) for item in (*wholes, *parts)):
        return
    computed = interval.total(map(interval.range_of, parts))
    fitting = [item for item in wholes if interval.agrees(computed, interval.range_of(item))]
    is_clear = may_fail and len(wholes) == 1 and not _is_vague(match["between"])
    if fitting or (is_clear and interval.agrees(computed, interval.range_of(wholes[0])) is False):
        yield _told(passage, (fitting or wholes)[-1], parts, holds=bool(fitting))


def _of_whole(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    whole, rest = passage.at(match["whole"]), passage.at(match["rest"])
    named = match.groupdict().get("first") or ""
    parts = [item for item in passage.within(named + match["between"]) if item.kind is not QuantityKind.YEAR]
    if not parts or len(parts) > _MOST_PARTS or not all(is_additive(item) for item in (whole, rest, *parts)):
        return
    if not is_one_kind(whole, [*parts, rest]):
        return
    is_clear = divides(whole, [*parts, rest]) and not _is_vague(match["between"])
    chosen = _fitting(parts, rest, interval.range_of(whole))
    if chosen or (is_clear and _fails([*parts, rest], interval.range_of(whole))):
        yield _told(passage, whole, [*(chosen or parts), rest], holds=bool(chosen))


def _is_vague(between: str) -> bool:
    """Tell whether a part may go without a number, or another sentence speaks of another whole."""
    return any(test(between) for test in (leaves_unsaid, has_single, _STOP.search))


def _fitting(parts: Sequence[Quantity], rest: Quantity, whole: interval.Range) -> list[Quantity]:
    """Return the most parts that make up the whole with the rest; empty where none do."""
    for count in range(len(parts), 0, -1):
        for chosen in combinations(parts, count):
            if interval.agrees(interval.total(map(interval.range_of, [*chosen, rest])), whole):
                return list(chosen)
    return []


def _fails(parts: Sequence[Quantity], whole: interval.Range) -> bool:
    """Tell whether no choice of parts leaves it open either."""
    *named, rest = parts
    return all(
        interval.agrees(interval.total(map(interval.range_of, [*chosen, rest])), whole) is False
        for count in range(1, len(named) + 1)
        for chosen in combinations(named, count)
    )


def _told(passage: Passage, whole: Quantity, parts: Sequence[Quantity], *, holds: bool) -> Sum:
    value = sum((middle(part) for part in parts), Decimal(0))
    formula = " + ".join(written(part) for part in parts)
    equation = concluded(formula, measured(value, whole), whole, holds=holds)
    saying = "as the article says" if holds else f"but the whole is given as {written(whole)}"
    explanation = f"With the rest, the parts add up to {measured(value, whole)}, {saying}."
    return passage.report("parts_and_whole", (holds, equation, explanation), whole, *parts)


def _of_hundred(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    rest = passage.at(match["rest"])
    parts = [item for item in passage.within(match["between"]) if item.kind is QuantityKind.SHARE]
    if len(parts) > _MOST_PARTS or not all(is_additive(item) for item in (rest, *parts)):
        return
    chosen = _fitting(parts, rest, _WHOLE_SHARE)
    is_clear = len(parts) == 1 and len(match["between"]) <= _SHORT_GAP
    is_clear = is_clear and not (_CHANGE.search(match["between"]) or _is_vague(match["between"]))
    if not chosen and not (is_clear and _fails([*parts, rest], _WHOLE_SHARE)):
        return
    used = [*(chosen or parts), rest]
    value = number(sum((middle(part) for part in used), Decimal(0)))
    verdict = "not 100%" if not chosen else "the whole" if value == "100" else "the whole but for rounding"
    equation = f"{' + '.join(written(part) for part in used)} = {value}%, {verdict}"
    explanation = f"With the rest, the shares add up to {value}%" + ("." if chosen else ", and a whole is 100%.")
    yield passage.report("parts_and_whole", (bool(chosen), equation, explanation), rest, *used[:-1])
