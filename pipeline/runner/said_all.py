"""Counts sentences, and the words of different sentences, where nothing was counted before.

Invariant: of the sentences some hundred are in memory, and of the words the counts of some thousand, however many there
are; the same word in the same sentence counts once.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cached_property

from pipeline.scratch import database_of
from pipeline.store.said import Count

_LINES_AT_ONCE = 500
# A common word is counted some hundred times before its count is written.
_STEMS_AT_ONCE = 1 << 14
_TABLES = tuple(f"CREATE TABLE {name} (said INTEGER PRIMARY KEY, times INTEGER)" for name in ("line", "stem"))
_KNOWN = "SELECT said FROM line WHERE said IN (SELECT value FROM json_each(?))"
_COUNT_LINES = "INSERT INTO line VALUES (?, ?) ON CONFLICT DO UPDATE SET times = times + excluded.times"
_COUNT_STEMS = "INSERT INTO stem VALUES (?, ?) ON CONFLICT DO UPDATE SET times = times + excluded.times"
_ALL_LINES = "SELECT said, times FROM line ORDER BY said"
_ALL_STEMS = "SELECT said, times FROM stem ORDER BY said"


class AllSaid:
    """In how many articles each sentence stands, and in how many different sentences each word."""

    def __init__(self, lines_at_once: int = _LINES_AT_ONCE, stems_at_once: int = _STEMS_AT_ONCE) -> None:
        """Begin without any; so many are in memory."""
        self._lines_at_once, self._stems_at_once = lines_at_once, stems_at_once
        self._lines, self._stems = Counter[int](), Counter[int]()
        self._said: dict[int, Collection[int]] = {}

    def enter(self, line: int, stems: Collection[int]) -> None:
        """Take in a sentence of an article, by its hash, with the hashes of its words."""
        self._lines[line] += 1
        self._said.setdefault(line, stems)
        if len(self._lines) >= self._lines_at_once:
            self._count_lines()

    def lines(self) -> Iterator[Count]:
        """Yield all sentences with their counts, ascending."""
        self._count_lines()
        return self._database.execute(_ALL_LINES)

    def stems(self) -> Iterator[Count]:
        """Yield all words with their counts, ascending."""
        self._count_lines()
        self._count_stems()
        return self._database.execute(_ALL_STEMS)

    @cached_property
    def _database(self) -> sqlite3.Connection:
        return database_of(self, *_TABLES)

    def _count_lines(self) -> None:
        known = {line for (line,) in self._database.execute(_KNOWN, (json.dumps([*self._lines]),))}
        for line, stems in self._said.items():
            if line not in known:
                self._stems.update(stems)
        self._database.executemany(_COUNT_LINES, sorted(self._lines.items()))
        self._lines.clear()
        self._said.clear()
        if len(self._stems) >= self._stems_at_once:
            self._count_stems()

    def _count_stems(self) -> None:
        self._database.executemany(_COUNT_STEMS, sorted(self._stems.items()))
        self._stems.clear()
