"""What was not checked, for the index: each failure where there are few, one line where many articles fail alike.

However many fail, no more is held than the index shows.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.inline import Link
from pipeline.report.limit import MOST_FAILURES
from pipeline.report.row_view import RowView

_MOST_ALIKE = 3


@dataclass(frozen=True)
class FailureView:
    """Something that was not checked: where (`pages` link to the articles, of many the first), what, and the reason."""

    pages: tuple[Link, ...]
    what: str
    reason: str
    is_shared: bool = False


class Failures:
    """The failures of articles, which are added in the order of the index."""

    def __init__(self) -> None:
        """Begin without any."""
        self._articles: Counter[str] = Counter()
        self._first: dict[str, list[tuple[int, FailureView]]] = {}
        self._added = 0

    def add(self, row: RowView) -> None:
        """Add those of an article, of each reason one."""
        for failure in row.failures:
            self._added += 1
            # Each reason has a line, in the order in which it first came: one that comes now would be beyond the last.
            if failure.reason in self._first or len(self._first) < MOST_FAILURES:
                self._articles[failure.reason] += 1
                first = self._first.setdefault(failure.reason, [])
                if len(first) < _MOST_ALIKE:
                    first.append((self._added, FailureView((row.page,), failure.what, failure.reason)))

    def shown(self) -> tuple[tuple[FailureView, ...], int]:
        """Return the lines that are shown, and how many failures have none."""
        lines = sorted(self._lines(), key=lambda line: line[0])[:MOST_FAILURES]
        told = sum(self._articles[view.reason] if view.is_shared else 1 for _, view in lines)
        return tuple(view for _, view in lines), self._added - told

    def _lines(self) -> Iterator[tuple[int, FailureView]]:
        for reason, first in self._first.items():
            more = self._articles[reason] - len(first)
            if more:
                pages = tuple(page for _, view in first for page in view.pages)
                what = wording.MORE_ARTICLES_ALIKE.format(more)
                yield first[0][0], FailureView(pages, what, reason, is_shared=True)
            else:
                yield from first
