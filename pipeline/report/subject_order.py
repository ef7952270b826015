"""Which parts the page of an article has, and in which order: one a subject, worst first, known false alarms last.

Invariant: each conflict that asks for a decision and each doubted claim has its place in a part, two parts are never
about one subject, and a claim is linked to the first part that concerns it. What a reviewer has called a false alarm
keeps its part.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.report.boxes_view import Boxes, BoxesView
from pipeline.report.claim_subject import claim_subject, leading_verdict
from pipeline.report.claim_view import claim_of
from pipeline.report.conflict_subject import conflict_subject, verdict_of
from pipeline.report.conflict_view import OPEN
from pipeline.report.register import Register
from pipeline.report.subject_view import Page, Slot, SubjectView
from schemas.conflict import Conflict, Relation
from schemas.finding import Finding, FindingKind
from schemas.mark import MarkVerdict
from schemas.subject import doubts_of_claim
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict

_AFTER_ALL = len(Verdict)
_LAST = _AFTER_ALL + 1


@dataclass(frozen=True)
class _Draft:
    """A part before it has a number: `rank` sorts it, and of equals that which concerns more claims comes first."""

    rank: int
    claim_ids: tuple[str, ...]
    about: Conflict | ClaimVerdict
    boxes: BoxesView
    findings: tuple[Finding, ...] = ()

    @property
    def order(self) -> tuple[bool, int]:
        """Return what sorts it."""
        return self.boxes.ticked == MarkVerdict.FALSE_ALARM, self.rank


def subject_views(
    verdict: ArticleVerdict, conflicts: Sequence[Conflict], register: Register, boxes: Boxes, prompts: Sequence[str]
) -> tuple[tuple[SubjectView, ...], tuple[Conflict, ...]]:
    """Return the parts of an article's page, in their order, and the conflicts that need none: they explain themselves.

    Args:
        verdict: the article, decided.
        conflicts: those with a side in it, in reading order.
        register: who is who on its page.
        boxes: what can be marked.
        prompts: the prompts of the run, as "name/version".
    """
    numbered = {claim_of(claim).claim_id: (n, claim) for n, claim in enumerate(verdict.claims, start=1)}
    page = Page(verdict, register, boxes, prompts, numbered)
    asking = [one for one in conflicts if _asks(one, page)]
    drafts = [_Draft(_rank(one), _own_claims(one, page), one, boxes.of_conflict(one)) for one in asking]
    drafts = sorted((*drafts, *_drafts_of_claims(page, conflicts)), key=lambda one: one.order)
    asked = {one.conflict_id for one in asking}
    return tuple(_views(drafts, page)), tuple(one for one in conflicts if one.conflict_id not in asked)


def _asks(conflict: Conflict, page: Page) -> bool:
    """Tell whether a conflict has a part: an update only where a claim of this article is its older side."""
    if conflict.relation is Relation.UPDATE:
        return any(map(conflict.outdates, _own_claims(conflict, page)))
    return conflict.relation in OPEN


def _own_claims(conflict: Conflict, page: Page) -> tuple[str, ...]:
    """Return the claims of the page's article that a conflict concerns, in the order of the text."""
    claims = {one for side in conflict.sides for one in side.claim_ids if one in page.numbered}
    return tuple(sorted(claims, key=lambda one: page.numbered[one][0]))


def _rank(conflict: Conflict) -> int:
    if conflict.relation is Relation.UPDATE:
        return Verdict.OUTDATED.rank
    if conflict.relation is Relation.UNCLEAR:
        return _AFTER_ALL
    return verdict_of(conflict).rank


def _drafts_of_claims(page: Page, conflicts: Sequence[Conflict]) -> Iterator[_Draft]:
    """Yield parts for the claims that are marked by themselves."""
    for claim_id in page.boxes.claims:
        number, claim = page.numbered[claim_id]
        findings, _ = doubts_of_claim(claim, conflicts)
        boxes = page.boxes.of_claim(claim_id, number)
        yield _Draft(_rank_of_claim(claim, findings), (claim_id,), claim, boxes, findings)


def _rank_of_claim(claim: ClaimVerdict, findings: Sequence[Finding]) -> int:
    """Return what sorts a claim: one that merely says more than its passage was misread, and comes last."""
    is_misread = bool(findings) and all(finding.kind is FindingKind.UNGROUNDED for finding in findings)
    return _LAST if is_misread else leading_verdict(claim, findings).rank


def _views(drafts: Iterable[_Draft], page: Page) -> Iterator[SubjectView]:
    placed: set[str] = set()
    for number, draft in enumerate(drafts, start=1):
        anchors = tuple(page.numbered[one][0] for one in draft.claim_ids if one not in placed)
        placed.update(draft.claim_ids)
        slot = Slot(number, anchors, draft.boxes)
        if isinstance(draft.about, Conflict):
            yield conflict_subject(slot, draft.about, draft.claim_ids, page)
        else:
            yield claim_subject(slot, draft.about, draft.findings, page)
