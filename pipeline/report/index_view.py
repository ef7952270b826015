"""The index laid out: the run at a glance, where articles disagree, what was not checked, and every article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.conflict_view import NO_MATTER, OPEN, ConflictView, conflict_view
from pipeline.report.register import Register
from pipeline.report.row_view import RowView
from pipeline.report.survey import Survey
from schemas.article import RejectedInput
from schemas.conflict import Conflict, Relation, Scope


@dataclass(frozen=True)
class IndexView:
    """The index: `unsettled` conflicts need a decision, `updates` are explained by time, `explained` by other means.

    `no_conflict` says in a sentence that nothing, or nothing open, was found; it is empty where something was.
    """

    articles: tuple[RowView, ...]
    claims: int
    article_verdicts: str
    claim_verdicts: str
    differences: str
    no_conflict: str
    unsettled: tuple[ConflictView, ...]
    updates: tuple[ConflictView, ...]
    explained: tuple[ConflictView, ...]
    rejected: tuple[RejectedInput, ...]

    @property
    def has_failures(self) -> bool:
        """Tell whether anything was not checked."""
        return bool(self.rejected) or any(row.failures for row in self.articles)


def index_view(survey: Survey, rejected: Iterable[RejectedInput]) -> IndexView:
    """Lay out a run."""
    rows, register = survey.rows, survey.register
    across = [conflict for conflict in survey.conflicts if conflict.scope is Scope.ACROSS]
    return IndexView(
        articles=tuple(row.view for row in rows),
        claims=survey.claim_verdicts.total(),
        article_verdicts=wording.tally(row.verdict for row in rows),
        claim_verdicts=wording.tally(survey.claim_verdicts.elements()),
        differences=_differences(across),
        no_conflict=_no_conflict(len(register.articles), across),
        unsettled=_views((one for one in across if one.relation in OPEN), register),
        updates=_views((one for one in across if one.relation is Relation.UPDATE), register),
        explained=_views((one for one in across if one.relation in NO_MATTER), register),
        rejected=tuple(sorted(rejected, key=lambda one: (one.path, one.reason))),
    )


def _differences(across: Sequence[Conflict]) -> str:
    """Return "3 questions that articles answer differently: 2 to settle, 1 explained", or nothing for none."""
    if not across:
        return ""
    unsettled = sum(conflict.relation in OPEN for conflict in across)
    counts = {"to settle": unsettled, "explained": len(across) - unsettled}
    spelled = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"{wording.counted(len(across), 'question')} that articles answer differently: {spelled}"


def _no_conflict(articles: int, across: Sequence[Conflict]) -> str:
    if any(conflict.relation in OPEN for conflict in across) or not (articles or across):
        return ""
    if across:
        return wording.ALL_EXPLAINED
    return wording.ONE_ARTICLE if articles == 1 else wording.NO_DIFFERENCE


def _views(conflicts: Iterable[Conflict], register: Register) -> tuple[ConflictView, ...]:
    return tuple(conflict_view(conflict, register, None, frozenset()) for conflict in conflicts)
