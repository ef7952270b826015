"""Owns the rule that a list has as many items as it is said to ("three priorities: A, B and C").

Only a list that is plainly whole counts: after a colon or in brackets, with commas and a last "and". Where items may be
nested or explained, a match is told and a mismatch is not.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.wording import written
from schemas.quantity import Quantity, QuantityKind

_COUNT = mark(QuantityKind.COUNT)
_YEAR = mark(QuantityKind.YEAR)
_LIST = re.compile(
    rf"(?P<head>(?:[^ ]+ ){{0,2}})(?P<count>{_COUNT})(?P<tail>{words(7, least=1)})"
    r"(?:: (?P<items>[^:()]{3,400}?)[.!?]?$| \((?P<bracket>[^:()]{3,300})\))"
)
_OPEN = re.compile(
    r"\b(?:including|such as|among|e\.g|etc|others?|and more|another|rest|both|several|some|two|three|four|five|six)\b"
    r"|of (?:the|its|their|these|those) $",
    re.IGNORECASE,
)
_LAST = re.compile(r" (?:and|&) ")
_OPENING = re.compile(r"^(?:and|&) ")
_ITEM = re.compile(rf"(?:(?:in|the|a|an) )?(?:{_YEAR}|[\w'’&.-]+(?: [\w'’&.-]+){{0,3}})$")
_NAME = re.compile(r"[A-Z][\w'’&.-]*(?: [A-Z][\w'’&.-]*){0,2}$")
_PARTY = re.compile(r"[RDI]-[A-Z]")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|will|who|which|that|from|to|for|by|with|at|on|as)\b", re.IGNORECASE
)
_GROUP = re.compile(
    r"\b(?:states|countries|nations|brothers|sisters|twins|couple|famil(?:y|ies)|members|parents|sons|daughters|islands"
    r"|trio|duo|pair|groups?|teams?|union|benelux|wife|husband)\b",
    re.IGNORECASE,
)
_COUNTS = range(2, 13)
_FEWEST_FOR_MORE = 3


def find_lists(passage: Passage) -> Iterator[Sum]:
    """Yield the sums of a count and the list that follows it."""
    if not passage.counts[QuantityKind.COUNT]:
        return
    for match in _LIST.finditer(passage.masked):
        count = passage.at(match["count"])
        items = match["items"] or match["bracket"]
        is_plain = count.qualifier is None and count.low == count.high and count.low in _COUNTS
        if not is_plain or _OPEN.search(match["head"]) or _OPEN.search(match["tail"]) or _OPEN.search(items):
            continue
        if any(item.kind is not QuantityKind.YEAR for item in passage.within(items)):
            yield from _nested(passage, count, items)
            continue
        yield from _listed(passage, count, items)


def _nested(passage: Passage, count: Quantity, items: str) -> Iterator[Sum]:
    """Tell only that a list with numbers in it can be read to the count."""
    if ";" not in items and count.low is not None and int(count.low) in _possible_counts(items):
        yield _told(passage, count, int(count.low), holds=True, is_flat=False)


def _listed(passage: Passage, count: Quantity, items: str) -> Iterator[Sum]:
    number = _flat_count(items) if ";" not in items else _parted_count(items)
    stated = int(count.low or Decimal(0))
    if number is None:
        yield from _nested(passage, count, items)
    elif number == stated:
        yield _told(passage, count, number, holds=True)
    elif (number < stated and not _GROUP.search(items)) or _is_surely_more(items, stated):
        yield _told(passage, count, number, holds=False)


def _segments(items: str) -> list[str]:
    return [piece.strip(" \"'“”‘’") for piece in items.split(",")]


def _flat_count(items: str) -> int | None:
    """Return how many items a list has that can be read in one way only; None for any other list."""
    *head, last = _segments(items)
    if not head or any(_LAST.search(piece) for piece in head) or any(_OPENING.match(piece) for piece in head):
        return None
    tail = [_OPENING.sub("", last, count=1)] if _OPENING.match(last) else _LAST.split(last)
    is_joined = bool(_OPENING.match(last)) or len(tail) == 2  # noqa: PLR2004 - "B and C"
    pieces = [*head, *tail]
    is_flat = all(_ITEM.match(piece) and not (_PARTY.match(piece) or _VERB.search(piece)) for piece in pieces)
    return len(pieces) if is_joined and is_flat and len(tail) <= 2 else None  # noqa: PLR2004 - as above


def _parted_count(items: str) -> int | None:
    """Return how many items semicolons part; None without an "and" before the last."""
    pieces = [piece.strip() for piece in items.split(";")]
    return len(pieces) if _OPENING.match(pieces[-1]) else None


def _is_surely_more(items: str, stated: int) -> bool:
    """Tell whether no item can explain the one before it: at least three, all names of one word or none a name."""
    if ";" in items:
        return True
    pieces = [piece for part in _segments(items) for piece in _LAST.split(_OPENING.sub("", part, count=1))]
    are_names = [_NAME.match(piece) is not None for piece in pieces]
    is_even = (all(are_names) and all(" " not in piece for piece in pieces)) or not any(are_names)
    return (
        stated >= _FEWEST_FOR_MORE and is_even and not any(piece.startswith(("a ", "an ", "the ")) for piece in pieces)
    )


def _possible_counts(items: str) -> set[int]:
    """Return how many items a list can be read to have; none where it has no last "and".

    Pieces between commas may belong to an inner list ("from MIT, Stanford and Yale"), which ends in its own "and".
    """
    *head, last = _segments(items)
    joints = 0 if _OPENING.match(last) else len(_LAST.findall(last))
    if not head or not (joints or _OPENING.match(last)):
        return set()
    counts: list[set[int]] = [{0}]
    for end in range(1, len(head) + 1):
        begins = range(end) if _LAST.search(head[end - 1]) else range(end - 1, end)
        counts.append({count + 1 for begin in begins for count in counts[begin]})
    return {count + more for count in counts[-1] for more in (range(2, joints + 2) if joints else (1,))}


def _told(passage: Passage, count: Quantity, number: int, *, holds: bool, is_flat: bool = True) -> Sum:
    name = count.noun or "items"
    verdict = "as stated" if holds else f"not {written(count)} as stated"
    verb = "has" if is_flat else "can be read to have"
    equation = f"the list {verb} {number} items, {verdict}"
    saying = f"as many as the {written(count)} {name}" if holds else f"but the article says {written(count)} {name}"
    return passage.report("list_count", (holds, equation, f"The list {verb} {number} items, {saying}."), count)
