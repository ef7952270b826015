"""Owns the words around a value in its statement: all of them, and the nearest in its clause.

A clause ends at a semicolon, at a conjunction, and for one that is inserted ("..., which cost $3 million, ...") at the
next comma. Where a clause says too little, the nearest words of the whole sentence count.
"""

import re
from bisect import bisect_left

from pipeline.stages.check.contradiction.statement import Statement

REACH = 5
FEWEST_NEAR = 2

_BREAK = re.compile(
    r"(?P<comma>,)(?:\s(?:(?:and|but|while|as)|(?P<inserted>which|who|where))\s)?|[;:”]|\s(?:while|whereas|because|and\sthat)\s"
)
_GAP = 12


class Surroundings:
    """The words of one statement, to be cut around its values."""

    def __init__(self, statement: Statement) -> None:
        """Read where its words stand, and where its clauses end."""
        text = statement.article.text
        self._statement = statement
        self._stems, self._starts, self._ends = statement.places
        self._breaks = list(_BREAK.finditer(text, statement.start, statement.sentence.end))

    def around(self, start: int, end: int) -> tuple[frozenset[str], frozenset[str]]:
        """Return the stems around `[start, end)`: all of the statement's, and the nearest of its clause."""
        before, after = self._before(start), bisect_left(self._starts, end)
        first, last = self._clause(start, end)
        low, high = bisect_left(self._starts, first), bisect_left(self._starts, last)
        near = self._stems[max(low, before - REACH) : before] + self._stems[after : min(high, after + REACH)]
        if len(near) < FEWEST_NEAR:
            near = self._stems[max(0, before - REACH) : before] + self._stems[after : after + REACH]
        return frozenset(self._stems[:before] + self._stems[after:]), frozenset(near)

    def owner(self, start: int, end: int) -> str:
        """Return the name before a value, or of the one behind it where none is ("44-year-old Ann Lee")."""
        text, names = self._statement.article.text, self._statement.names
        before = [name for name in names if start - _GAP <= name.end <= start and text[name.end] not in "'’"]
        after = [name for name in names if end <= name.start <= end + _GAP]
        return next((name.text for name in (*before[-1:], *after[:1])), "")

    def _before(self, start: int) -> int:
        """Return how many words end before a place."""
        count = bisect_left(self._starts, start)
        return count - 1 if count and self._ends[count - 1] > start else count

    def _clause(self, start: int, end: int) -> tuple[int, int]:
        """Return where the clause of a value begins and ends; a bare comma ends an inserted one only."""
        first, is_inserted = self._statement.start, False
        for each in self._breaks:
            if each.end() <= start and not _is_bare(each):
                first, is_inserted = each.end(), each["inserted"] is not None
            elif each.start() >= end and (is_inserted or not _is_bare(each)):
                return first, each.start()
        return first, self._statement.sentence.end


def _is_bare(comma: re.Match[str]) -> bool:
    return comma["comma"] is not None and len(comma[0]) == 1
