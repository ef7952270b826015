"""Owns the rule that parts which do not overlap are no more than their whole ("140 homes, 60 of them in x, 90 in y").

Nobody says that the parts are all, so that less than the whole is possible and nothing is said of it. Parts overlap
unless their words set them apart: each in a place, from somewhere, for or against, or men, women and children.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.stages.check.arithmetic.noun import head_of, is_additive, is_one_kind
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.wording import concluded, measured, middle, written
from pipeline.text import interval
from schemas.quantity import Quantity, QuantityKind

_VALUE = mark(QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.MONEY)
_YEAR = mark(QuantityKind.YEAR)
_WHOLE = rf"(?P<whole>{_VALUE}){words(6)}"
_ITEM = rf"{_VALUE}{words(8, least=1, also=_YEAR)}"
_LATER = rf"(?:, {_ITEM}){{0,5}}(?:,? (?:and|while|but) |, ){_ITEM}"
_OF_THEM = rf"{_VALUE} of (?:them|whom|which|these|those){words(7, least=1, also=_YEAR)}"
_END = r"(?= ?[,.;:)—–]|$)"
_GROUP_OF = rf"{_VALUE}(?: (?:men|women|boys|girls|children|adults))?"
_WITHIN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WHOLE}(?:,| \(| ?[—–]| and)? ?(?P<parts>{_OF_THEM}{_LATER}){_END}",
        rf"{_WHOLE},? (?:of (?:whom|which)|among (?:them|whom|which)) (?P<parts>{_ITEM}{_LATER}){_END}",
        rf"(?:^|[.;:] )of (?:(?:the|its|their|these|those|all) )?{_WHOLE}, (?P<parts>{_ITEM}{_LATER}){_END}",
    )
)
# Put beside a whole that names everybody ("210 people, 90 women and 140 men"); beside any other it is a list.
_APPOSED = re.compile(
    rf"{_WHOLE}(?:,| \(| ?[—–:]) ?(?P<parts>{_GROUP_OF}(?:, {_GROUP_OF})?,? and {_GROUP_OF}){_END}", re.IGNORECASE
)
_EVERYBODY = frozenset(
    str.split("person employee member passenger worker student pupil resident victim inmate prisoner patient candidate")
)
# The whole stands in the sentence before: the only number there that can be it.
_ACROSS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\. (?:some |about |around )?(?P<parts>{_OF_THEM}{_LATER}){_END}",
        rf"\. of (?:them|these|those), (?P<parts>{_ITEM}{_LATER}){_END}",
    )
)
_KEY = re.compile(r"\bof (?:them|these|those)\b", re.IGNORECASE)
# Of one class are parts that cannot be the same things; words of a state ("in hospital") are no place.
_CLASSES = {
    "place": r"(?:in|at|along|near|around|outside|inside|across)(?! (?:an? )?(?:\w+ )?(?:addition|all|total|part|person"
    r"|work|hospital|care|custody|prison|jail|detention|condition|need|danger|use|fact|favou?r|turn|school|shelters?|private"
    r"|public|their|his|her|its)\b)|abroad|elsewhere|overseas",
    "origin": r"from",
    "aim": r"to",
    "side": r"for|against",
}
_CLASS = re.compile(
    r"\b(?:" + "|".join(rf"(?P<{name}>{pattern})" for name, pattern in _CLASSES.items()) + r")\b", re.IGNORECASE
)
_GROUP = re.compile(
    r"(?: of (?:them|whom|these|those))? (?:were )?(?P<group>men|women|children|adults)\b", re.IGNORECASE
)
_APART = (frozenset({"man", "woman", "child"}), frozenset({"child", "adult"}))
_SINGULAR = {"men": "man", "women": "woman", "children": "child", "adults": "adult"}
# What may be in two places at once: kinds of things, and bodies that work in several.
_MANIFOLD = frozenset(
    str.split(
        "species kind type sort model version brand language title film book song show series product drug medicine"
        " company firm business bank group party team band country nation state event case issue problem topic plan"
        " project"
    )
)
_SCALE = re.compile(r"(?:[mb]illion|trillion|thousand|bn|m)$", re.IGNORECASE)
_EACH = re.compile(r"\b(?:each|every|both|per|respectively|also|too|average)\b", re.IGNORECASE)


def tells_parts(text: str) -> bool:
    """Tell whether a sentence may give parts of what one before it counts."""
    return _KEY.search(text) is not None


def find_excesses(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of a sentence of parts that are apart and make up their whole, or more than it."""
    for pattern in _WITHIN:
        for match in pattern.finditer(passage.masked):
            yield from _summed(passage, passage.at(match["whole"]), match["parts"])
    for match in _APPOSED.finditer(passage.masked):
        if head_of(passage.at(match["whole"])) in _EVERYBODY:
            yield from _summed(passage, passage.at(match["whole"]), match["parts"])


def find_excesses_across(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of parts whose whole stands in a sentence before, where only one number there can be it."""
    for pattern in _ACROSS:
        for match in pattern.finditer(passage.masked):
            before = [item for item in passage.within(passage.masked[: match.start()]) if _is_counted(item)]
            parts = _parts(passage, match["parts"])
            wholes = [item for item in before if is_one_kind(item, parts)]
            if len(wholes) == 1:
                yield from _summed(passage, wholes[0], match["parts"])


def _is_counted(item: Quantity) -> bool:
    return item.kind in {QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.MONEY}


def _parts(passage: Passage, text: str) -> list[Quantity]:
    return [part for part in passage.within(text) if part.kind is not QuantityKind.YEAR]


def _summed(passage: Passage, whole: Quantity, text: str) -> Iterator[Sum]:
    parts = [_in_currency(part, whole) for part in _parts(passage, text)]
    if _EACH.search(text) or head_of(whole) in _MANIFOLD or not is_one_kind(whole, parts):
        return
    if not _are_apart(text, parts) or not all(is_additive(item) for item in (whole, *parts)):
        return
    computed, stated = interval.total(map(interval.range_of, parts)), interval.range_of(whole)
    value = sum(map(middle, parts), Decimal(0))
    holds = interval.agrees(computed, stated, likely=value)
    if holds is None or (value != middle(whole) if holds else value < middle(whole)):
        return
    formula = " + ".join(written(part) for part in parts)
    equation = concluded(formula, measured(value, whole), whole, holds=holds)
    saying = "as the article says" if holds else f"but the whole is given as {written(whole)}"
    explanation = f"The parts add up to {measured(value, whole)}, {saying}."
    yield passage.report("parts_and_whole", (holds, equation, explanation), whole, *parts)


def _in_currency(part: Quantity, whole: Quantity) -> Quantity:
    """Return a part in the currency of its whole where it leaves that out ("$84 million, of which 60 million ...")."""
    is_short = part.kind is QuantityKind.NUMBER and _SCALE.search(part.text) is not None
    if whole.kind is not QuantityKind.MONEY or not is_short:
        return part
    return part.model_copy(update={"kind": whole.kind, "unit": whole.unit})


def _are_apart(text: str, parts: Sequence[Quantity]) -> bool:
    """Tell whether no thing can belong to two of the parts: all of one class, or groups of people that exclude."""
    tails = [piece for piece in re.split(_VALUE, text) if piece]
    if len(tails) != len(parts):
        return False
    groups = [_group_of(part, tail) for part, tail in zip(parts, tails, strict=True)]
    if all(groups):
        return len(set(groups)) == len(groups) and any(set(groups) <= apart for apart in _APART)
    classes = {match.lastgroup if (match := _CLASS.search(tail)) else None for tail in tails}
    return len(classes) == 1 and None not in classes and _begin_alike(tails)


def _group_of(part: Quantity, tail: str) -> str | None:
    found = _GROUP.match(tail)
    head = head_of(part)
    return _SINGULAR[found["group"].lower()] if found else head if head in set(_SINGULAR.values()) else None


def _begin_alike(tails: Sequence[str]) -> bool:
    """Tell whether the later parts begin with where, from whom, to whom: "60 of them were sold in x and 90 in y"."""
    return all(_CLASS.match(tail.lstrip()) for tail in tails[1:])
