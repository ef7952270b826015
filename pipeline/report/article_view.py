"""One article laid out: what to look at, worst first, then all the rest, so that no claim or sentence is lost."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.report import wording
from pipeline.report.claim_view import ClaimView, claim_view
from pipeline.report.conflict_view import ConflictView, conflict_view, excerpt, in_utc
from pipeline.report.register import Register, file_name
from schemas.article import Article
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation
from schemas.verdict import ArticleVerdict, LedgerLine, Outcome, Verdict

_TITLE_CHARS = 200
_NO_MATTER = frozenset({Relation.ROUNDING, Relation.DIFFERENT_SCOPE})


@dataclass(frozen=True)
class NotCheckedView:
    """Something that was not checked, and the reason."""

    what: str
    reason: str


@dataclass(frozen=True)
class ArticleView:
    """One page: `doubted` claims worst first, all others in the order of the text."""

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
    other_conflicts: tuple[ConflictView, ...]
    ledger: str
    not_checked: tuple[NotCheckedView, ...]


def article_view(verdict: ArticleVerdict, conflicts: Sequence[Conflict], register: Register) -> ArticleView:
    """Lay out one article; `conflicts` are those with a side in it, in the order in which they are to be read."""
    article = verdict.article
    claims = [claim_view(article, n, claim, register) for n, claim in enumerate(verdict.claims, start=1)]
    is_partial = is_only_partly_checked(verdict)
    doubted, others = _place_conflicts(claims, conflicts, article, register)
    return ArticleView(
        article_id=article.article_id,
        title=title_of(article),
        verdict=wording.PARTLY_CHECKED if is_partial else wording.ARTICLE_VERDICT[verdict.verdict],
        counts=counts_of(verdict),
        to_do=wording.TO_DO_PARTLY_CHECKED if is_partial else wording.TO_DO[verdict.verdict],
        outlet=article.publisher or "",
        date=in_utc(article.published_at),
        url=article.url or "",
        file=article.path,
        doubted=doubted,
        settled=_of(claims, Verdict.PLAUSIBLE),
        not_checkable=_of(claims, Verdict.NOT_CHECKABLE),
        failed=_of(claims, Verdict.NOT_CHECKED),
        other_conflicts=others,
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
    is_content = verdict.verdict in {Verdict.PLAUSIBLE, Verdict.NOT_CHECKABLE}
    return is_content and (failed or unread or bool(verdict.not_checked))


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


def _of(claims: Iterable[ClaimView], verdict: Verdict) -> tuple[ClaimView, ...]:
    return tuple(claim for claim in claims if claim.verdict is verdict)


def _speaks_against(conflict: Conflict, claim: ClaimView) -> bool:
    is_side = any(side.claim_id == claim.claim_id for side in conflict.sides)
    return is_side and conflict.relation not in _NO_MATTER


def _place_conflicts(
    claims: Iterable[ClaimView], conflicts: Sequence[Conflict], article: Article, register: Register
) -> tuple[tuple[ClaimView, ...], tuple[ConflictView, ...]]:
    """Show each conflict once: in the first part that it concerns, else among the others, as what explains itself."""
    shown: dict[str, int] = {}
    placed = []
    for claim in sorted((claim for claim in claims if claim.is_doubted), key=lambda claim: claim.verdict.rank):
        concerned = [one for one in conflicts if _speaks_against(one, claim)]
        fresh = [one for one in concerned if one.conflict_id not in shown]
        before = {shown[one.conflict_id] for one in concerned if one.conflict_id in shown}
        said = frozenset(finding.explanation for finding in claim.findings)
        views = tuple(conflict_view(one, register, article.article_id, said) for one in fresh)
        shown.update({one.conflict_id: claim.number for one in fresh})
        sides = frozenset(side.claim_id for one in concerned for side in one.sides if side.claim_id is not None)
        placed.append(replace(claim, conflicts=views, shown_before=tuple(sorted(before)), quoted=sides))
    others = (one for one in conflicts if one.conflict_id not in shown)
    return tuple(placed), tuple(conflict_view(one, register, article.article_id, frozenset()) for one in others)
