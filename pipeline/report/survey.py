"""The first pass over a run: what its files need to know of one another, and nothing more.

Of an article it keeps a row of the index; of a claim nothing, but for those that the page of another article refers to.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from pipeline.report.conflict_view import in_order
from pipeline.report.jsonl import findings_of
from pipeline.report.register import Entry, Register
from pipeline.report.row_view import RowView, row_view
from schemas.conflict import Conflict
from schemas.verdict import ArticleVerdict, Verdict


class Verdicts(Protocol):
    """The articles of a run, decided; each may be read from a disk anew whenever it is asked for. A tuple is one."""

    def __iter__(self) -> Iterator[ArticleVerdict]:
        """Give them one after another, in one order every time."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, n: int, /) -> ArticleVerdict:
        """Return the one at place `n`, counted from 0 in that order."""


@dataclass(frozen=True)
class Row:
    """One article: its place among the verdicts, its verdict, its row of the index, what is entered of it."""

    n: int
    verdict: Verdict
    view: RowView
    entry: Entry

    @property
    def order(self) -> tuple[int, str, int]:
        """Return what sorts articles: worst first, then by path."""
        return self.verdict.rank, self.entry.source.path, self.n


@dataclass(frozen=True)
class Survey:
    """A run at a glance: articles worst first, each conflict once in reading order, how many claims have a verdict."""

    rows: tuple[Row, ...]
    conflicts: tuple[Conflict, ...]
    claim_verdicts: Counter[Verdict]
    register: Register


def survey_verdicts(verdicts: Verdicts, conflicts: Sequence[Conflict]) -> Survey:
    """Go through the verdicts once, or twice where an article refers to a claim of another beside the conflicts."""
    wanted = frozenset(_sides(conflicts))
    gathering = _gather(verdicts, wanted)
    if gathering.further:
        gathering = _gather(verdicts, wanted | gathering.further)
    rows = sorted(gathering.rows, key=lambda row: row.order)
    return Survey(
        rows=tuple(rows),
        conflicts=in_order((*conflicts, *(conflict for _, conflict in gathering.conflicts.values()))),
        claim_verdicts=gathering.claim_verdicts,
        register=Register.of([row.entry for row in rows]),
    )


def _gather(verdicts: Verdicts, wanted: AbstractSet[str]) -> "_Gathering":
    gathering = _Gathering(wanted)
    for n, verdict in enumerate(verdicts):
        gathering.add(n, verdict)
    return gathering


class _Gathering:
    """What one pass has seen; `further` are claims that should have been among the `wanted`."""

    def __init__(self, wanted: AbstractSet[str]) -> None:
        self.rows: list[Row] = []
        self.conflicts: dict[str, tuple[Row, Conflict]] = {}
        self.claim_verdicts: Counter[Verdict] = Counter()
        self.further: set[str] = set()
        self._wanted = wanted
        self._article_ids: set[str] = set()

    def add(self, n: int, verdict: ArticleVerdict) -> None:
        entry = Entry.of(verdict)
        row = Row(n, verdict.verdict, row_view(verdict), entry.only(self._wanted))
        self.rows.append(row)
        self.claim_verdicts.update(claim.verdict for claim in verdict.claims)
        for conflict in verdict.conflicts:
            self._keep(conflict, row)
        self.further |= set(_references(verdict)) - entry.claims.keys() - self._wanted
        self._share(entry)

    def _keep(self, conflict: Conflict, row: Row) -> None:
        """Keep the conflict that an article has for itself; where several have it, the last of them in order counts."""
        known = self.conflicts.get(conflict.conflict_id)
        if known is None or known[0].order < row.order:
            self.conflicts[conflict.conflict_id] = row, conflict

    def _share(self, entry: Entry) -> None:
        """Want the claims of an article that is there twice, so that a claim has the same number on both pages."""
        if entry.source.article_id in self._article_ids:
            self.further |= entry.claims.keys() - self._wanted
        self._article_ids.add(entry.source.article_id)


def _references(verdict: ArticleVerdict) -> Iterator[str]:
    """Yield the claims that the page of an article may refer to."""
    for claim in verdict.claims:
        for finding in findings_of(claim):
            yield from finding.with_
        if claim.graded.grade is not None:
            yield from claim.graded.grade.relies_on
    yield from _sides(verdict.conflicts)


def _sides(conflicts: Iterable[Conflict]) -> Iterator[str]:
    return (side.claim_id for conflict in conflicts for side in conflict.sides if side.claim_id is not None)
