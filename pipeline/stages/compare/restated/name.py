"""Rule: a name that another one replaces in the same place of the same sentence."""

import re
from collections.abc import Iterator

from pipeline.stages.compare.restated.line import Line
from pipeline.stages.compare.restated.pair import Difference, Pair
from pipeline.text.name import name_key, near_miss, same_name
from pipeline.text.name.find import Name
from schemas.finding import FindingKind

# Where the other article knows the name, too, it may tell of both: nearly every word must agree.
LEAST_SHARE = 0.4
LEAST_SHARE_OF_KNOWN = 0.8

_ALIASES = (
    frozenset({"uk", "britain", "great britain", "united kingdom"}),
    frozenset({"us", "usa", "america", "united states", "united states of america"}),
    frozenset({"eu", "europe", "european union"}),
    frozenset({"holland", "netherlands"}),
)
_HOLIDAY = re.compile(r"\s(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Day|Eve)\b")


def find_names(pair: Pair) -> Iterator[Difference]:
    """Yield pairs of names of one sort that stand in the same place, where neither sentence holds the other's."""
    if pair.left.capitals <= pair.right.capitals or pair.right.capitals <= pair.left.capitals:
        return
    for name in _own(pair.left, pair.right):
        for other in _own(pair.right, pair.left):
            left, right = (name.start, name.end), (other.start, other.end)
            if not (_are_two(pair, name, other) and pair.is_same_place(left, right)):
                continue
            share = pair.share_without(left, right)
            is_known = _knows(pair.right, name) or _knows(pair.left, other)
            if share >= (LEAST_SHARE_OF_KNOWN if is_known else LEAST_SHARE):
                is_slip = near_miss(name.text, other.text)
                yield Difference(FindingKind.NAME_CONFLICT, "name", left, right, share, is_slip)


def _own(line: Line, other: Line) -> list[Name]:
    """Return the names of a sentence of which the other holds no variant."""
    return [
        name
        for name in line.names
        if not any(same_name(name.text, each.text) for each in other.names)
        and not _HOLIDAY.match(line.article.text, name.end)
    ]


def _are_two(pair: Pair, name: Name, other: Name) -> bool:
    """Tell whether two names are of one sort, and share no word with the other's sentence but with each other.

    Of full names that share a word, one word may differ ("Acme Media", "Zenith Media").
    """
    if name.is_origin != other.is_origin or any({name_key(name.text), name_key(other.text)} <= g for g in _ALIASES):
        return False
    one = pair.left.stems_within(name.start, name.end)
    two = pair.right.stems_within(other.start, other.end)
    only, against = one - two, two - one
    if only & pair.right.stem_set or against & pair.left.stem_set:
        return False
    return not one & two or len(only) == len(against) == 1


def _knows(line: Line, name: Name) -> bool:
    """Tell whether the article of a sentence names it, wherever."""
    return any(same_name(name.text, each.text) for each in line.source.names)
