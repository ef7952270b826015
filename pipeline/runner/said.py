"""What the articles of an inbox say together, for a night that compares some of them alone.

A phrase that stands in many is no sign that two tell of one thing, though only these two are at hand.

Invariant: the counts are those of all articles that stand after this night, as if all of them were read.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from pipeline.store import Store
from pipeline.store.said import counts_of_lines, counts_of_stems


@dataclass(frozen=True)
class SaidChange:
    """The counts that are to be written; `is_anew`: they are all that there are."""

    lines: Mapping[int, int]
    stems: Mapping[int, int]
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
        self._more, self._less = Counter[int](), Counter[int]()
        self._stems: dict[int, Collection[int]] = {}
        self._anew = Counter[int]()
        self._change: SaidChange | None = None
        self._known: dict[int, int] = {}

    def enter(self, article_id: str, line: int, stems: Collection[int]) -> None:
        """Take in a sentence of an article; those of articles that were counted before are known."""
        if not self._is_counted(article_id):
            return
        if self._is_anew:
            if line not in self._more:
                self._anew.update(stems)
        else:
            self._stems[line] = stems
        self._more[line] += 1

    def leave(self, line: int, stems: Collection[int]) -> None:
        """Take in that an article which says a sentence has gone."""
        self._stems[line] = stems
        self._less[line] += 1

    def counts_of(self, stems: Iterable[int]) -> Mapping[int, int] | None:
        """Return in how many different sentences stems stand; None where all of them were entered."""
        if self._is_anew:
            return None
        change, wanted = self.change(), set(stems)
        unknown = wanted - self._known.keys() - change.stems.keys()
        if unknown:
            with self._store.reading() as connection:
                found = counts_of_stems(connection, self._inbox, unknown)
            self._known |= {each: found.get(each, 0) for each in unknown}
        return {each: change.stems[each] if each in change.stems else self._known[each] for each in wanted}

    def change(self) -> SaidChange:
        """Return what is to be written, once all is taken in."""
        if self._change is None:
            self._change = SaidChange(self._more, self._anew, is_anew=True) if self._is_anew else self._reckoned()
        return self._change

    def _reckoned(self) -> SaidChange:
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
        return SaidChange(lines, {stem: known.get(stem, 0) + by for stem, by in moved.items()}, is_anew=False)
