"""The first pass over a run: what its files need to know of one another, and nothing more.

Of an article it keeps a row of the index; of a claim nothing, but for those that the page of another article refers to.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.report.conflict_view import in_order
from pipeline.report.jsonl import findings_of
from pipeline.report.register import Entry, Register
from pipeline.report.row_view import RowView, row_view
from schemas.conflict import Conflict, Scope
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
    """Go through the verdicts once; twice where pages refer to claims of others by more than the given conflicts."""
    gathering = _gather(verdicts, _Wanted(frozenset(_sides(conflicts))))
    if gathering.further:
        gathering = _gather(verdicts, gathering.wanted | gathering.further)
    rows = sorted(gathering.rows, key=lambda row: row.order)
    return Survey(
        rows=tuple(rows),
        conflicts=in_order((*conflicts, *(conflict for _, conflict in gathering.conflicts.values()))),
        claim_verdicts=gathering.claim_verdicts,
        register=Register.of([row.entry for row in rows]),
    )


@dataclass(frozen=True)
class _Wanted:
    """Which claims stay in the register: those named, and all of the articles named."""

    claim_ids: frozenset[str] = frozenset()
    article_ids: frozenset[str] = frozenset()

    def __or__(self, other: "_Wanted") -> "_Wanted":
        return _Wanted(self.claim_ids | other.claim_ids, self.article_ids | other.article_ids)

    def __bool__(self) -> bool:
        return bool(self.claim_ids or self.article_ids)

    def of(self, entry: Entry) -> Entry:
        return entry if entry.source.article_id in self.article_ids else entry.only(self.claim_ids)


def _gather(verdicts: Verdicts, wanted: _Wanted) -> "_Gathering":
    gathering = _Gathering(wanted)
    for n, verdict in enumerate(verdicts):
        gathering.add(n, verdict)
    return gathering


class _Gathering:
    """What one pass has seen."""

    def __init__(self, wanted: _Wanted) -> None:
        self.wanted = wanted
        self.rows: list[Row] = []
        self.conflicts: dict[str, tuple[Row, Conflict]] = {}
        self.claim_verdicts: Counter[Verdict] = Counter()
        self._articles: Counter[str] = Counter()
        self._referred: set[str] = set()

    @property
    def further(self) -> _Wanted:
        """Return what would have been wanted as well.

        An article that is there twice shares its claims: a claim has the same number wherever it is referred to.
        """
        twice = {article_id for article_id, count in self._articles.items() if count > 1}
        return _Wanted(frozenset(self._referred), frozenset(twice))

    def add(self, n: int, verdict: ArticleVerdict) -> None:
        entry = Entry.of(verdict)
        row = Row(n, verdict.verdict, row_view(verdict), self.wanted.of(entry))
        self.rows.append(row)
        self.claim_verdicts.update(claim.verdict for claim in verdict.claims)
        self._articles[entry.source.article_id] += 1
        self._referred |= _referred_elsewhere(verdict, entry) - self.wanted.claim_ids
        for conflict in verdict.conflicts:
            self._keep(conflict, row)

    def _keep(self, conflict: Conflict, row: Row) -> None:
        """Keep a conflict that an article has; where several have it, the last of them in order counts."""
        known = self.conflicts.get(conflict.conflict_id)
        if known is None or known[0].order <= row.order:
            self.conflicts[conflict.conflict_id] = row, conflict


def _referred_elsewhere(verdict: ArticleVerdict, entry: Entry) -> set[str]:
    """Return the claims of others that an article's page refers to, and those that its conflicts show elsewhere."""
    article_id, own, shown = verdict.article.article_id, set(_references(verdict)), set[str]()
    for conflict in verdict.conflicts:
        is_inner = conflict.scope is Scope.WITHIN and all(side.article_id == article_id for side in conflict.sides)
        (own if is_inner else shown).update(_sides([conflict]))
    return own - entry.claims.keys() | shown


def _references(verdict: ArticleVerdict) -> Iterator[str]:
    """Yield the claims that findings and grades of an article rest on."""
    for claim in verdict.claims:
        for finding in findings_of(claim):
            yield from finding.with_
        if claim.graded.grade is not None:
            yield from claim.graded.grade.relies_on


def _sides(conflicts: Iterable[Conflict]) -> Iterator[str]:
    return (side.claim_id for conflict in conflicts for side in conflict.sides if side.claim_id is not None)
