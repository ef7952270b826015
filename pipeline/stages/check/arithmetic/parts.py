"""Owns the rule that parts make up their whole where the words say that they are all ("4,000 jobs: 2,500 in ...").

Parts that need not be all of it ("including", "of whom") fail only where one alone exceeds everything before it.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.stages.check.arithmetic.noun import (
    divides,
    has_single,
    is_additive,
    is_group,
    is_one_kind,
    is_one_kind_or_bare,
    leaves_unsaid,
)
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.wording import concluded, measured, middle, written
from pipeline.text import interval
from pipeline.text.quantity import comparable
from schemas.quantity import Quantity, QuantityKind

_VALUE = mark(QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.DURATION, QuantityKind.MEASURE)
_YEAR = mark(QuantityKind.YEAR)
_WHOLE = rf"(?P<whole>{_VALUE})"
_PLAIN = rf"{_VALUE}{words(6, also=_YEAR)}"
_JOIN = r"(?:, and |, plus |,? as well as |, | and | plus )"
_LATER = rf"{_JOIN}(?:(?:[a-z]+ing|with|then|[a-z]+ed|(?:the|its|an?)(?: [a-z]+){{1,3}}) )?"
_PARTS = rf"(?P<parts>{_PLAIN}(?:{_LATER}{_PLAIN}){{1,6}}?)"
_ITEM = rf"{_VALUE}{words(8, least=1, also=_YEAR)}"
_ITEMS = rf"(?P<parts>{_ITEM}(?:, {_ITEM}){{0,6}},? and {_ITEM})"
_NOUN = r"(?: (?!(?:have|has|had|were|was|are|is|died|dead)\b)[\w'’-]+){0,2}"
_END = r"(?= ?[),.;:—–]|$)"
_SUMMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_PARTS},? (?:for|making|giving|or|with)?(?: ?a)?(?: combined)? ?total of {_WHOLE}{_NOUN}{_END}",
        rf"{_PARTS}(?:,|,? or| [—–-])? {_WHOLE}{words(3)} (?:in all|in total|altogether|all told){_END}",
    )
)
_DIVIDED = re.compile(
    rf"{_WHOLE}{words(6, also=_YEAR)}(?P<link>: | ?[—–] | - | \(){_ITEMS}(?= ?[).;—–]|$)", re.IGNORECASE
)
_NOT_ALL = re.compile(
    r"\b(?:of (?:them|which|whom|those)|includ\w*|among|such as|alone|at least|and|or|while|further|more|another)\b",
    re.IGNORECASE,
)
_INCLUDING = re.compile(
    rf"{_WHOLE}{words(6)},? (?:including|among (?:them|which|whom)|of (?:whom|which)) (?P<part>{_VALUE})", re.IGNORECASE
)
_OF_THEM = re.compile(rf"{_WHOLE}{words(6)}, (?P<part>{_VALUE}) of (?:them|whom|which)\b", re.IGNORECASE)
_CLAUSE = 60
_FEWEST = 2
_NET = re.compile(
    r"\b(?:net|profit|earnings|income|loss|losses|gain|result|deficit|surplus|debt|worth)\b", re.IGNORECASE
)


def find_parts(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of a sentence in which parts and their whole are told as such."""
    if len(passage.quantities) - passage.counts[QuantityKind.YEAR] < _FEWEST:
        return
    for pattern in _SUMMED:
        for match in pattern.finditer(passage.masked):
            yield from _summed(passage, match)
    for match in _DIVIDED.finditer(passage.masked):
        yield from _divided(passage, match)
    for pattern in (_INCLUDING, _OF_THEM):
        for match in pattern.finditer(passage.masked):
            yield from _included(passage, match)


def _summed(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    """Compare "A and B, a total of C"; a further value before A may belong to the sum, so it keeps a failure back."""
    whole, parts = passage.at(match["whole"]), passage.within(match["parts"])
    parts = [part for part in parts if part.kind is not QuantityKind.YEAR]
    earlier = [
        item for item in passage.within(passage.masked[: match.start()]) if comparable(item, whole) or item in parts
    ]
    if is_one_kind(whole, parts):
        said = passage.masked[max(0, match.start() - _CLAUSE) : match.end("parts")]
        is_clear = not (earlier or leaves_unsaid(said) or has_single(said))
        yield from _reported(passage, whole, parts, may_fail=is_clear)


def _divided(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    """Compare "C: A in x and B in y"; where the parts may overlap or are not all, only a match is told."""
    whole, parts = passage.at(match["whole"]), passage.within(match["parts"])
    parts = [part for part in parts if part.kind is not QuantityKind.YEAR]
    inner = re.sub(r",? and ", " ", match["parts"])
    is_clear = divides(whole, parts) and not (_NOT_ALL.search(inner) or leaves_unsaid(inner) or has_single(inner))
    is_whole = match["link"] == ": " or any(is_group(part) for part in parts)
    is_clear = is_clear and (is_whole or sum(map(middle, parts)) > middle(whole))
    is_below = all(middle(part) < middle(whole) for part in parts)
    if is_below and is_one_kind_or_bare(whole, parts):
        yield from _reported(passage, whole, parts, may_fail=is_clear)


def _reported(passage: Passage, whole: Quantity, parts: Sequence[Quantity], *, may_fail: bool) -> Iterator[Sum]:
    if not all(is_additive(item) for item in (whole, *parts)):
        return
    computed = interval.total(interval.range_of(part) for part in parts)
    value = sum(map(middle, parts), Decimal(0))
    holds = interval.agrees(computed, interval.range_of(whole), likely=value)
    if holds is None or not (holds or may_fail):
        return
    formula = " + ".join(written(part) for part in parts)
    equation = concluded(formula, measured(value, whole), whole, holds=holds)
    saying = "as the article says" if holds else f"but the article says {written(whole)}"
    explanation = f"The parts add up to {measured(value, whole)}, {saying}."
    yield passage.report("parts_and_whole", (holds, equation, explanation), whole, *parts)


def _included(passage: Passage, match: re.Match[str]) -> Iterator[Sum]:
    """Report a part above its whole; every comparable value before it counts to the whole that may be meant."""
    before = passage.masked[: match.start("part")]
    part, whole = passage.at(match["part"]), passage.at(match["whole"])
    wholes = [item for item in passage.within(before) if item.kind is not QuantityKind.YEAR]
    is_money = part.kind is QuantityKind.MONEY
    if leaves_unsaid(before) or not divides(whole, [part]) or (is_money and _NET.search(passage.masked)):
        return
    if not (is_one_kind(whole, [part]) and all(is_additive(item) for item in (part, *wholes))):
        return
    most = interval.total(interval.range_of(item) for item in wholes if item.kind is not QuantityKind.SHARE)
    if interval.agrees(interval.range_of(part), interval.Range(None, most.high)) is not False:
        return
    equation = f"{written(part)} > {written(whole)}, though given as a part of it"
    explanation = f"{written(part)} is given as a part of {written(whole)}, but it is more."
    yield passage.report("parts_and_whole", (False, equation, explanation), part, whole)
