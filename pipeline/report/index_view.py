"""The index laid out: the run at a glance, where articles disagree, what was not checked, and every article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.article_view import NotCheckedView, is_only_partly_checked, not_checked_of, title_of
from pipeline.report.conflict_view import NO_MATTER, OPEN, ConflictView, conflict_view
from pipeline.report.register import Register, is_doubted, link, page_name
from pipeline.report.side_view import in_utc
from schemas.article import Article, RejectedInput
from schemas.conflict import Conflict, Relation, Scope
from schemas.verdict import ArticleVerdict, Outcome, Verdict

_MOST_NAMED = 3


@dataclass(frozen=True)
class RowView:
    """One article in the table of the index; `not_checked` counts its sentences that were not."""

    page: str
    outlet: str
    date: str
    verdict: str
    claims: int
    doubted: int
    not_checked: int
    failures: tuple[NotCheckedView, ...]


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


def index_view(
    verdicts: Sequence[ArticleVerdict],
    conflicts: Iterable[Conflict],
    rejected: Iterable[RejectedInput],
    register: Register,
) -> IndexView:
    """Lay out a run; `verdicts` and `conflicts` come in the order in which they are to be read."""
    across = [conflict for conflict in conflicts if conflict.scope is Scope.ACROSS]
    claims = [claim.verdict for verdict in verdicts for claim in verdict.claims]
    return IndexView(
        articles=tuple(_row(verdict) for verdict in verdicts),
        claims=len(claims),
        article_verdicts=wording.tally(verdict.verdict for verdict in verdicts),
        claim_verdicts=wording.tally(claims),
        differences=_differences(across),
        no_conflict=_no_conflict(verdicts, across),
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


def _no_conflict(verdicts: Sequence[ArticleVerdict], across: Sequence[Conflict]) -> str:
    if any(conflict.relation in OPEN for conflict in across) or not (verdicts or across):
        return ""
    if across:
        return wording.ALL_EXPLAINED
    is_alone = len({verdict.article.article_id for verdict in verdicts}) == 1
    return wording.ONE_ARTICLE if is_alone else wording.NO_DIFFERENCE


def _row(verdict: ArticleVerdict) -> RowView:
    article = verdict.article
    return RowView(
        page=_page_link(article),
        outlet=article.publisher or "",
        date=in_utc(article.published_at),
        verdict=_word(verdict),
        claims=len(verdict.claims),
        doubted=sum(is_doubted(claim) for claim in verdict.claims),
        not_checked=sum(line.outcome is Outcome.NOT_CHECKED for line in verdict.ledger),
        failures=_by_reason(not_checked_of(verdict)),
    )


def _by_reason(failures: Sequence[NotCheckedView]) -> tuple[NotCheckedView, ...]:
    """Return one line a reason: an outage fails every unit of an article alike, and the page lists them all."""
    alike: dict[str, list[str]] = {}
    for failure in failures:
        alike.setdefault(failure.reason, []).append(failure.what)
    return tuple(NotCheckedView(what=_shortened(whats), reason=reason) for reason, whats in alike.items())


def _shortened(whats: Sequence[str]) -> str:
    shown = ", ".join(whats[:_MOST_NAMED])
    return shown if len(whats) <= _MOST_NAMED else f"{shown} and {len(whats) - _MOST_NAMED} more"


def _page_link(article: Article) -> str:
    return link(title_of(article), page_name(article))


def _views(conflicts: Iterable[Conflict], register: Register) -> tuple[ConflictView, ...]:
    return tuple(conflict_view(conflict, register, None, frozenset()) for conflict in conflicts)


def _word(verdict: ArticleVerdict) -> str:
    unsaid = f", {wording.VERDICT[Verdict.NOT_CHECKED]} in part" if is_only_partly_checked(verdict) else ""
    return wording.VERDICT[verdict.verdict] + unsaid
