"""What the articles of an inbox say together, for a night that compares some of them alone.

A phrase that stands in many is no sign that two tell of one thing, though only these two are at hand.

Invariant: the counts are those of all articles that stand after this night, as if all of them were read; what is
counted lies on disk.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from pipeline.runner.said_all import AllSaid
from pipeline.runner.said_moved import MovedSaid
from pipeline.store import Store
from pipeline.store.said import Count, counts_of_lines, counts_of_stems


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
        self._store, self._inbox, self._is_counted = store, inbox, is_counted
        self._all = AllSaid() if is_anew else None
        self._moved = MovedSaid(self._lines_before, self._stems_before)
        self._last = ("", False)

    def enter(self, article_id: str, line: int, stems: Collection[int]) -> None:
        """Take in a sentence of an article; those of articles that were counted before are known."""
        if article_id != self._last[0]:
            self._last = (article_id, self._is_counted(article_id))
        if not self._last[1]:
            return
        if self._all is not None:
            self._all.enter(line, stems)
        else:
            self._moved.add(line, 1, stems)

    def leave(self, line: int, stems: Collection[int]) -> None:
        """Take in that an article which says a sentence has gone."""
        self._moved.add(line, -1, stems)

    def counts_of(self, stems: Iterable[int]) -> Mapping[int, int] | None:
        """Return in how many different sentences stems stand; None where all of them were entered."""
        return None if self._all is not None else self._moved.counts_of(stems)

    def change(self) -> SaidChange:
        """Return what is to be written, once all is taken in."""
        if self._all is not None:
            return SaidChange(self._all.lines(), self._all.stems(), is_anew=True)
        return SaidChange(self._moved.lines(), self._moved.stems(), is_anew=False)

    def _lines_before(self, lines: Collection[int]) -> Mapping[int, int]:
        with self._store.reading() as connection:
            return counts_of_lines(connection, self._inbox, lines)

    def _stems_before(self, stems: Collection[int]) -> Mapping[int, int]:
        with self._store.reading() as connection:
            return counts_of_stems(connection, self._inbox, stems)
