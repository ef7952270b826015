"""One article laid out: what to look at, worst first, then all the rest, so that no claim or sentence is lost."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.report import wording
from pipeline.report.boxes_view import Boxes, Known
from pipeline.report.claim_view import ClaimView, claim_view
from pipeline.report.conflict_view import NO_MATTER, OPEN, ConflictView, conflict_view
from pipeline.report.register import Register, file_name
from pipeline.report.side_view import excerpt, in_utc
from schemas.article import Article
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation, Scope
from schemas.verdict import ArticleVerdict, LedgerLine, Outcome, Verdict

_TITLE_CHARS = 200
_CONTENT = frozenset({Verdict.PLAUSIBLE, Verdict.NOT_CHECKABLE})
_LEADS_TO = {
    Verdict.CONTRADICTED: (Scope.WITHIN, Relation.CONTRADICTION),
    Verdict.DISPUTED: (Scope.ACROSS, Relation.CONTRADICTION),
    Verdict.OUTDATED: (Scope.ACROSS, Relation.UPDATE),
}


@dataclass(frozen=True)
class NotCheckedView:
    """Something that was not checked, and the reason."""

    what: str
    reason: str


@dataclass(frozen=True)
class ArticleView:
    """One page: `doubted` claims worst first, all others in the order of the text.

    Of the conflicts that no doubted claim shows, `unsettled` ask for a decision and `explained` do not.
    """

    article_id: str
    title: str
    verdict: str
    counts: str
    to_do: str
    outlet: str
    date: str
    url: str
    file: str
    doubted: tuple[ClaimView, ...]
    settled: tuple[ClaimView, ...]
    not_checkable: tuple[ClaimView, ...]
    failed: tuple[ClaimView, ...]
    unsettled: tuple[ConflictView, ...]
    explained: tuple[ConflictView, ...]
    ledger: str
    not_checked: tuple[NotCheckedView, ...]


@dataclass(frozen=True)
class _Page:
    """What every part of a page is laid out with."""

    article: Article
    register: Register
    boxes: Boxes


def article_view(
    verdict: ArticleVerdict, conflicts: Sequence[Conflict], register: Register, known: Known
) -> ArticleView:
    """Lay out one article.

    Args:
        verdict: the article, decided.
        conflicts: those with a side in it, in the order in which they are to be read.
        register: who is who on its page.
        known: tells the marks that are shown.
    """
    article = verdict.article
    page = _Page(article, register, Boxes.of(verdict, conflicts, known))
    claims = [claim_view(article, n, claim, register) for n, claim in enumerate(verdict.claims, start=1)]
    doubted, unsettled, explained = _place_conflicts(claims, conflicts, page)
    headline, to_do = _headline(verdict, has_unsettled=bool(unsettled))
    return ArticleView(
        article_id=article.article_id,
        title=title_of(article),
        verdict=headline,
        counts=counts_of(verdict),
        to_do=to_do,
        outlet=article.publisher or "",
        date=in_utc(article.published_at),
        url=article.url or "",
        file=article.path,
        doubted=doubted,
        settled=_of(claims, Verdict.PLAUSIBLE),
        not_checkable=_of(claims, Verdict.NOT_CHECKABLE),
        failed=_of(claims, Verdict.NOT_CHECKED),
        unsettled=unsettled,
        explained=explained,
        ledger=ledger_of(verdict.ledger),
        not_checked=not_checked_of(verdict),
    )


def title_of(article: Article) -> str:
    """Return the title, cut where it is no title any more, or the name of the file where there is none."""
    return excerpt(article.title or file_name(article.path), None, _TITLE_CHARS)


def is_only_partly_checked(verdict: ArticleVerdict) -> bool:
    """Tell whether the verdict knows no doubt but something was not checked, so that it must not reassure."""
    failed = any(claim.verdict is Verdict.NOT_CHECKED for claim in verdict.claims)
    unread = any(line.outcome is Outcome.NOT_CHECKED for line in verdict.ledger)
    return verdict.verdict in _CONTENT and (failed or unread or bool(verdict.not_checked))


def counts_of(verdict: ArticleVerdict) -> str:
    """Return "3 claims: 1 contradicted, 2 with nothing against them; 4 sentences not checked"."""
    spelled = wording.tally(claim.verdict for claim in verdict.claims)
    total = wording.counted(len(verdict.claims), "claim")
    failed = sum(line.outcome is Outcome.NOT_CHECKED for line in verdict.ledger)
    unread = f"; {wording.counted(failed, 'sentence')} not checked" if failed else ""
    return (f"{total}: {spelled}" if spelled else total) + unread


def ledger_of(lines: Sequence[LedgerLine]) -> str:
    """Return "9 sentences: 4 with claims, 2 without a claim, ..." with every outcome, also those that are 0."""
    outcomes = Counter(line.outcome for line in lines)
    spelled = ", ".join(f"{outcomes[each]} {word}" for each, word in wording.OUTCOME.items())
    return f"{wording.counted(len(lines), 'sentence')}: {spelled}"


def not_checked_of(verdict: ArticleVerdict) -> tuple[NotCheckedView, ...]:
    """Return what failed with its reason: the units, then the sentences and claims that no unit speaks for."""
    units = tuple(NotCheckedView(what=_unit(each), reason=each.reason) for each in verdict.not_checked)
    spoken_for = {n for each in verdict.not_checked for n in each.sentence_numbers}
    reasons: dict[str, list[int]] = {}
    for line in verdict.ledger:
        if line.outcome is Outcome.NOT_CHECKED and line.n not in spoken_for:
            reasons.setdefault(line.reason or "no reason was given", []).append(line.n)
    sentences = (NotCheckedView(wording.numbered("sentence", tuple(ns)), reason) for reason, ns in reasons.items())
    return (*units, *sentences)


def _unit(failed: NotChecked) -> str:
    stage = wording.STAGE.get(failed.stage, failed.stage)
    sentences = f", {wording.numbered('sentence', failed.sentence_numbers)}" if failed.sentence_numbers else ""
    claims = f", {wording.counted(len(failed.claim_ids), 'claim')}" if failed.claim_ids else ""
    return stage + sentences + claims + ("" if sentences or claims else f", {failed.unit}")


def _headline(verdict: ArticleVerdict, *, has_unsettled: bool) -> tuple[str, str]:
    """Return the verdict in a sentence and what to do; neither may reassure where something is open."""
    if is_only_partly_checked(verdict):
        return wording.PARTLY_CHECKED, wording.TO_DO_PARTLY_CHECKED
    if has_unsettled and verdict.verdict in _CONTENT:
        return wording.UNSETTLED, wording.TO_DO_UNSETTLED
    return wording.ARTICLE_VERDICT[verdict.verdict], wording.TO_DO[verdict.verdict]


def _of(claims: Iterable[ClaimView], verdict: Verdict) -> tuple[ClaimView, ...]:
    return tuple(claim for claim in claims if claim.verdict is verdict)


def _speaks_against(conflict: Conflict, claim: ClaimView) -> bool:
    is_side = any(side.claim_id == claim.claim_id for side in conflict.sides)
    return is_side and conflict.relation not in NO_MATTER


def _leads_to(conflict: Conflict, verdict: Verdict) -> bool:
    return _LEADS_TO.get(verdict) == (conflict.scope, conflict.relation)


def _place_conflicts(
    claims: Iterable[ClaimView], conflicts: Sequence[Conflict], page: _Page
) -> tuple[tuple[ClaimView, ...], tuple[ConflictView, ...], tuple[ConflictView, ...]]:
    """Show each conflict once: with the first doubted claim that it concerns, else as unsettled or as explained."""
    shown: dict[str, int] = {}
    placed = []
    for claim in sorted((claim for claim in claims if claim.is_doubted), key=lambda claim: claim.verdict.rank):
        concerned = [one for one in conflicts if _speaks_against(one, claim)]
        concerned.sort(key=lambda one: not _leads_to(one, claim.verdict))
        placed.append(_with_conflicts(claim, concerned, shown, page))
        shown |= {one.conflict_id: claim.number for one in concerned if one.conflict_id not in shown}
    rest = [one for one in conflicts if one.conflict_id not in shown]
    unsettled = (one for one in rest if one.relation in OPEN)
    explained = (one for one in rest if one.relation not in OPEN)
    return tuple(placed), _views(unsettled, page), _views(explained, page)


def _with_conflicts(
    claim: ClaimView, concerned: Sequence[Conflict], shown: Mapping[str, int], page: _Page
) -> ClaimView:
    fresh = (one for one in concerned if one.conflict_id not in shown)
    before = {shown[one.conflict_id] for one in concerned if one.conflict_id in shown}
    said = frozenset(finding.explanation for finding in claim.findings)
    sides = frozenset(side.claim_id for one in concerned for side in one.sides if side.claim_id is not None)
    return replace(
        claim,
        conflicts=_views(fresh, page, said),
        shown_before=tuple(sorted(before)),
        quoted=sides,
        boxes=page.boxes.of_claim(claim.claim_id, claim.number),
    )


def _views(conflicts: Iterable[Conflict], page: _Page, said: frozenset[str] = frozenset()) -> tuple[ConflictView, ...]:
    return tuple(
        replace(conflict_view(one, page.register, page.article.article_id, said), boxes=page.boxes.of_conflict(one))
        for one in conflicts
    )
