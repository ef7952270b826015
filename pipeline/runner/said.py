"""What the articles of an inbox say together, for a night that compares some of them alone.

A phrase that stands in many is no sign that two tell of one thing, though only these two are at hand.

Invariant: the counts are those of all articles that stand after this night, as if all of them were read.
"""

import sqlite3
import weakref
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.scratch import open_database
from pipeline.store import Store
from pipeline.store.said import Count, counts_of_lines, counts_of_stems

_COUNT_ONE = "INSERT INTO said VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times"


@dataclass(frozen=True)
class SaidChange:
    """The counts that are to be written, ascending by what is counted; `is_anew`: they are all that there are."""

    lines: Iterable[Count]
    stems: Iterable[Count]
    is_anew: bool


class Said:
    """Takes in what is said anew, and what is said no more, and knows the rest from the store."""

    def __init__(self, store: Store, inbox: str, is_counted: Callable[[str], bool], *, is_anew: bool) -> None:
        """Begin.

        Args:
            store: where counts are kept.
            inbox: whose.
            is_counted: tells whether an article, by id, is counted from now on and was not before.
            is_anew: nothing was counted before.
        """
        self._store, self._inbox, self._is_counted, self._is_anew = store, inbox, is_counted, is_anew
        self._all_lines, self._all_stems = _LinesOnDisk(), Counter[int]()
        self._more, self._less = Counter[int](), Counter[int]()
        self._stems: dict[int, Collection[int]] = {}
        self._known: dict[int, int] = {}

    def enter(self, article_id: str, line: int, stems: Collection[int]) -> None:
        """Take in a sentence of an article; those of articles that were counted before are known."""
        if not self._is_counted(article_id):
            return
        if not self._is_anew:
            self._stems[line] = stems
            self._more[line] += 1
        elif self._all_lines.add(line) == 1:
            self._all_stems.update(stems)

    def leave(self, line: int, stems: Collection[int]) -> None:
        """Take in that an article which says a sentence has gone."""
        self._stems[line] = stems
        self._less[line] += 1

    def counts_of(self, stems: Iterable[int]) -> Mapping[int, int] | None:
        """Return in how many different sentences stems stand; None where all of them were entered."""
        if self._is_anew:
            return None
        changed, wanted = self._reckoned[1], set(stems)
        unknown = wanted - self._known.keys() - changed.keys()
        if unknown:
            with self._store.reading() as connection:
                found = counts_of_stems(connection, self._inbox, unknown)
            self._known |= {each: found.get(each, 0) for each in unknown}
        return {each: changed[each] if each in changed else self._known[each] for each in wanted}

    def change(self) -> SaidChange:
        """Return what is to be written, once all is taken in."""
        if self._is_anew:
            return SaidChange(self._all_lines, sorted(self._all_stems.items()), is_anew=True)
        lines, stems = self._reckoned
        return SaidChange(sorted(lines.items()), sorted(stems.items()), is_anew=False)

    @cached_property
    def _reckoned(self) -> tuple[dict[int, int], dict[int, int]]:
        """Reckon the counts of lines and of stems that have changed; what is taken in later is not in them."""
        touched = self._more.keys() | self._less.keys()
        with self._store.reading() as connection:
            before = counts_of_lines(connection, self._inbox, touched)
            lines = {line: before.get(line, 0) + self._more[line] - self._less[line] for line in touched}
            moved = Counter[int]()
            for line, count in lines.items():
                by = int(count > 0) - int(before.get(line, 0) > 0)
                if by:
                    moved.update(dict.fromkeys(self._stems[line], by))
            known = counts_of_stems(connection, self._inbox, moved.keys())
        return lines, {stem: known.get(stem, 0) + by for stem, by in moved.items()}


class _LinesOnDisk:
    """In how many articles each sentence stands: one for every sentence of an inbox, and too many for the memory."""

    def __init__(self) -> None:
        self._database: sqlite3.Connection | None = None

    def add(self, line: int) -> int:
        """Count a sentence, and return how often it was counted by now."""
        if self._database is None:
            self._database = open_database()
            weakref.finalize(self, self._database.close)
            self._database.execute("CREATE TABLE said (line INTEGER PRIMARY KEY, times INTEGER)")
        ((times,),) = self._database.execute(_COUNT_ONE, (line,)).fetchall()
        return int(times)

    def __iter__(self) -> Iterator[Count]:
        return iter(self._database.execute("SELECT line, times FROM said ORDER BY line") if self._database else ())
