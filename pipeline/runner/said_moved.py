"""Reckons how the counts of sentences and words move where some articles come and others go.

Invariant: a word moves by the sentences that stand somewhere now and nowhere before, less those that stand nowhere any
more. What moves lies on disk, some hundred at a time in memory.
"""

import json
import math
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from pipeline.scratch import database_of
from pipeline.store.said import Count

CountsBefore = Callable[[Collection[int]], Mapping[int, int]]
"""Returns how often what is counted stood there before; what stood nowhere may be left out."""

_AT_ONCE = 500
_MOST_RECENT = 1 << 13
_TABLES = (
    # `stems` are hashes of eight bytes; `moved` is by how many more articles say it.
    "CREATE TABLE line (said INTEGER PRIMARY KEY, moved INTEGER, stems BLOB, times INTEGER)",
    # Of those that were looked up, `moved` is 0.
    "CREATE TABLE stem (said INTEGER PRIMARY KEY, moved INTEGER, times INTEGER)",
)
_MOVE_LINES = """INSERT INTO line VALUES (?, ?, ?, 0)
    ON CONFLICT DO UPDATE SET moved = moved + excluded.moved, stems = excluded.stems"""
_MOVE_STEMS = "INSERT INTO stem VALUES (?, ?, 0) ON CONFLICT DO UPDATE SET moved = moved + excluded.moved"
_LINES = "SELECT said, moved, stems FROM line WHERE moved AND said > ? ORDER BY said LIMIT ?"
_STEMS = "SELECT said, moved FROM stem WHERE said > ? ORDER BY said LIMIT ?"
_SET_LINES = "UPDATE line SET times = ? WHERE said = ?"
_SET_STEMS = "UPDATE stem SET times = ? WHERE said = ?"
_KNOW_STEMS = "INSERT INTO stem VALUES (?, 0, ?)"
_KNOWN_STEMS = "SELECT said, times FROM stem WHERE said IN (SELECT value FROM json_each(?))"


class MovedSaid:
    """The counts that move; all is taken in before the first is asked for."""

    def __init__(self, lines_before: CountsBefore, stems_before: CountsBefore, at_once: int = _AT_ONCE) -> None:
        """Begin with nothing moved; `at_once` are in memory."""
        self._lines_before, self._stems_before, self._at_once = lines_before, stems_before, at_once
        self._waiting = Counter[int]()
        self._stems: dict[int, Collection[int]] = {}
        self._recent: dict[int, int] = {}

    def add(self, line: int, by: int, stems: Collection[int]) -> None:
        """Take in that so many more articles say a sentence."""
        self._waiting[line] += by
        self._stems[line] = stems
        if len(self._waiting) >= self._at_once:
            self._write()

    def counts_of(self, stems: Iterable[int]) -> Mapping[int, int]:
        """Return in how many different sentences words stand now."""
        wanted = set(stems)
        unknown = wanted - self._recent.keys()
        if not unknown:
            return {stem: self._recent[stem] for stem in wanted}
        found = {stem: self._recent[stem] for stem in wanted - unknown} | self._looked_up(unknown)
        if len(self._recent) + len(unknown) > _MOST_RECENT:
            self._recent.clear()
        if len(unknown) <= _MOST_RECENT:
            self._recent.update((stem, found[stem]) for stem in unknown)
        return found

    def lines(self) -> Iterator[Count]:
        """Yield the sentences that moved with their counts, ascending."""
        return self._reckoned.execute("SELECT said, times FROM line WHERE moved ORDER BY said")

    def stems(self) -> Iterator[Count]:
        """Yield the words that moved with their counts, ascending."""
        return self._reckoned.execute("SELECT said, times FROM stem WHERE moved ORDER BY said")

    def _looked_up(self, stems: Collection[int]) -> dict[int, int]:
        known: dict[int, int] = dict(self._reckoned.execute(_KNOWN_STEMS, (json.dumps([*stems]),)))
        unknown = [stem for stem in stems if stem not in known]
        if unknown:
            before = self._stems_before(unknown)
            counts = {stem: before.get(stem, 0) for stem in unknown}
            self._reckoned.executemany(_KNOW_STEMS, counts.items())
            known |= counts
        return known

    @cached_property
    def _database(self) -> sqlite3.Connection:
        return database_of(self, *_TABLES)

    def _write(self) -> None:
        rows = ((line, by, array("q", self._stems[line]).tobytes()) for line, by in sorted(self._waiting.items()))
        self._database.executemany(_MOVE_LINES, rows)
        self._waiting.clear()
        self._stems.clear()

    @cached_property
    def _reckoned(self) -> sqlite3.Connection:
        """Reckon the counts of the lines and then of the stems that have moved."""
        self._write()
        for lines in self._read(_LINES):
            before = self._lines_before([line for line, *_ in lines])
            times = {line: before.get(line, 0) + by for line, by, _ in lines}
            self._database.executemany(_SET_LINES, ((count, line) for line, count in times.items()))
            moved = Counter[int]()
            for line, _, stems in lines:
                by = int(times[line] > 0) - int(before.get(line, 0) > 0)
                if by:
                    moved.update(dict.fromkeys(array("q", stems), by))
            self._database.executemany(_MOVE_STEMS, sorted(moved.items()))
        for several in self._read(_STEMS):
            known = self._stems_before([stem for stem, _ in several])
            self._database.executemany(_SET_STEMS, ((known.get(stem, 0) + by, stem) for stem, by in several))
        return self._database

    def _read(self, query: str) -> Iterator[list[tuple[Any, ...]]]:
        """Yield rows a few hundred at a time, ascending; they may be changed meanwhile."""
        last = -math.inf
        while rows := self._database.execute(query, (last, self._at_once)).fetchall():
            yield rows
            last = rows[-1][0]
