"""What of an article reviewers have called a false alarm, as the parts of its page tell it: nobody is told of it again.

Invariant: a claim is left out once every part that tells a doubt of it is known as a false alarm, and no sooner.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.report.article_view import ArticleView
from pipeline.report.claim_subject import leading_verdict
from pipeline.report.conflict_subject import leads_to
from pipeline.report.register import claim_id, is_doubted
from schemas.conflict import Conflict
from schemas.subject import doubts_of_claim
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict


@dataclass(frozen=True)
class Doubt:
    """What speaks against a claim: the verdict to which it leads, and the reason."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True)
class FalseAlarms:
    """The known false alarms of an article: `conflicts` are ids of such, within it or with a side in it.

    `claims` has, by id, each claim with a known false alarm among its doubts, and the worst of the others; None where
    there is no other.
    """

    conflicts: frozenset[str] = frozenset()
    claims: Mapping[str, Doubt | None] = field(default_factory=dict)

    @property
    def settled(self) -> int:
        """Return how many doubted claims have nothing else against them."""
        return sum(doubt is None for doubt in self.claims.values())

    def doubt_of(self, claim: ClaimVerdict) -> Doubt | None:
        """Return what there is to look at of a claim; None where nothing speaks against it, or no longer."""
        if not is_doubted(claim):
            return None
        return self.claims.get(claim_id(claim), Doubt(claim.verdict, claim.reason))


NO_FALSE_ALARMS = FalseAlarms()


def false_alarms_of(view: ArticleView, verdict: ArticleVerdict, conflicts: Iterable[Conflict]) -> FalseAlarms:
    """Return the known false alarms of an article.

    Args:
        view: its page.
        verdict: the article, decided.
        conflicts: those with a side in it.
    """
    if not view.false_alarms:
        return NO_FALSE_ALARMS
    known = {part.boxes.reference for part in view.false_alarms}
    told = {part.boxes.reference for part in view.subjects}
    found = [one for one in conflicts if one.conflict_id in told]
    claims: dict[str, Doubt | None] = {}
    for claim in filter(is_doubted, verdict.claims):
        doubts = dict(_doubts(claim, found, told))
        if known.intersection(doubts):
            left = (doubt for reference, doubt in doubts.items() if reference not in known)
            claims[claim_id(claim)] = min(left, key=lambda doubt: doubt.verdict.rank, default=None)
    return FalseAlarms(frozenset(one.conflict_id for one in found if one.conflict_id in known), claims)


def _doubts(claim: ClaimVerdict, conflicts: Sequence[Conflict], told: set[str]) -> Iterator[tuple[str, Doubt]]:
    """Yield what the parts of a page tell against a claim, each by what its boxes refer to."""
    findings, against = doubts_of_claim(claim, conflicts)
    if claim_id(claim) in told:
        reason = findings[0].explanation if findings else claim.reason
        yield claim_id(claim), Doubt(leading_verdict(claim, findings), reason)
    for one in against:
        yield one.conflict_id, Doubt(leads_to(one) or claim.verdict, one.explanation)
