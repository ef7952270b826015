"""The index laid out: the run at a glance, where articles disagree, what was not checked, and every article."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.conflict_view import NO_MATTER, OPEN, ConflictView, conflict_view
from pipeline.report.escape import Markdown
from pipeline.report.register import Register
from pipeline.report.row_view import RowView
from pipeline.report.survey import Survey
from schemas.article import RejectedInput
from schemas.conflict import Conflict, Relation, Scope
from schemas.verdict import Verdict

_MOST_ALIKE = 3


@dataclass(frozen=True)
class FailureView:
    """Something that was not checked: where (`page` is a link, or several of many articles), what, and the reason."""

    page: Markdown
    what: str
    reason: str
    is_shared: bool = False


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
    failures: tuple[FailureView, ...]

    @property
    def has_failures(self) -> bool:
        """Tell whether anything was not checked."""
        return bool(self.rejected or self.failures)


def index_view(survey: Survey, rejected: Iterable[RejectedInput]) -> IndexView:
    """Lay out a run."""
    rows, register = survey.rows, survey.register
    across = [conflict for conflict in survey.conflicts if conflict.scope is Scope.ACROSS]
    unread = sum(row.verdict is Verdict.NOT_CHECKED for row in rows)
    return IndexView(
        articles=tuple(row.view for row in rows),
        claims=survey.claim_verdicts.total(),
        article_verdicts=wording.tally(row.verdict for row in rows),
        claim_verdicts=wording.tally(survey.claim_verdicts.elements()),
        differences=_differences(across),
        no_conflict=_no_conflict(len(register.articles), unread, across),
        unsettled=_views((one for one in across if one.relation in OPEN), register),
        updates=_views((one for one in across if one.relation is Relation.UPDATE), register),
        explained=_views((one for one in across if one.relation in NO_MATTER), register),
        rejected=tuple(sorted(rejected, key=lambda one: (one.path, one.reason))),
        failures=tuple(_failures([row.view for row in rows])),
    )


def _failures(rows: Sequence[RowView]) -> Iterator[FailureView]:
    """Yield what was not checked; what befell many articles alike, as a stop of the run does, in one line."""
    sharing: dict[str, list[RowView]] = {}
    for row in rows:
        for failure in row.failures:
            sharing.setdefault(failure.reason, []).append(row)
    told: set[str] = set()
    for row in rows:
        for failure in row.failures:
            alike = sharing[failure.reason]
            if len(alike) <= _MOST_ALIKE:
                yield FailureView(row.page, failure.what, failure.reason)
            elif failure.reason not in told:
                told.add(failure.reason)
                pages = Markdown(", ".join(one.page for one in alike[:_MOST_ALIKE]))
                more = f"{len(alike) - _MOST_ALIKE} more articles, in whole or in part"
                yield FailureView(pages, f"and {more}", failure.reason, is_shared=True)


def _differences(across: Sequence[Conflict]) -> str:
    """Return "3 questions that articles answer differently: 2 to settle, 1 explained", or nothing for none."""
    if not across:
        return ""
    unsettled = sum(conflict.relation in OPEN for conflict in across)
    counts = {"to settle": unsettled, "explained": len(across) - unsettled}
    spelled = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"{wording.counted(len(across), 'question')} that articles answer differently: {spelled}"


def _no_conflict(articles: int, unread: int, across: Sequence[Conflict]) -> str:
    if any(conflict.relation in OPEN for conflict in across) or not (articles or across):
        return ""
    if across:
        return wording.ALL_EXPLAINED
    if unread and articles - unread > 1:
        return wording.NO_DIFFERENCE_IN_PART
    if unread:
        return wording.NOTHING_TO_COMPARE
    return wording.ONE_ARTICLE if articles == 1 else wording.NO_DIFFERENCE


def _views(conflicts: Iterable[Conflict], register: Register) -> tuple[ConflictView, ...]:
    return tuple(conflict_view(conflict, register, None, frozenset()) for conflict in conflicts)
