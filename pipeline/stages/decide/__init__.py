"""Deciding: from findings to one verdict a claim, the worst of them for the article, and the ledger of its sentences.

A technical failure is never a finding: a claim that it kept from being graded is `not_checked`, unless a rule or the
claim's own kind (an opinion, a forecast) decides without the grade.
"""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.stages.decide.ledger import account_for
from pipeline.stages.decide.rule import Case, first_rule
from schemas.article import Article
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation
from schemas.finding import Finding, FindingKind, Severity
from schemas.grade import Consistency, GradedClaim, Plausibility
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict

VERSION = "1"

_WITHOUT_FINDINGS = {
    Verdict.PLAUSIBLE: "Nothing speaks against it.",
    Verdict.NOT_CHECKABLE: "It is an opinion or a forecast, which no check can settle.",
}


def decide_verdicts(
    article: Article,
    graded: Sequence[GradedClaim],
    conflicts: Sequence[Conflict],
    not_checked: Sequence[NotChecked],
    passed_over: Mapping[int, str],
) -> ArticleVerdict:
    """Return the article decided: each claim's verdict, the worst as the article's own, every sentence accounted for.

    `conflicts` are those in which a claim of this article is a side; `passed_over` maps sentence numbers to reasons.
    """
    by_claim: dict[str, list[Conflict]] = {}
    for conflict in conflicts:
        for claim_id in {claim_id for side in conflict.sides for claim_id in side.claim_ids}:
            by_claim.setdefault(claim_id, []).append(conflict)
    claims = tuple(_decide(claim, by_claim.get(claim.checked.grounded.claim.claim_id, [])) for claim in graded)
    failures = (*not_checked, *(claim.not_checked for claim in graded if claim.not_checked))
    return ArticleVerdict(
        article=article,
        verdict=_worst({claim.verdict for claim in claims}, has_failures=bool(failures)),
        claims=claims,
        conflicts=tuple(conflicts),
        ledger=account_for(article, graded, not_checked, passed_over),
        not_checked=failures,
    )


def _decide(graded: GradedClaim, conflicts: Sequence[Conflict]) -> ClaimVerdict:
    findings = (*graded.checked.findings, *_model_doubt(graded))
    case = Case(graded, findings, tuple(conflicts))
    verdict, because = first_rule(case)
    reason = _reason(verdict, case, because)
    return ClaimVerdict(graded=graded, verdict=verdict, findings=findings, because=because, reason=reason)


def _model_doubt(graded: GradedClaim) -> Iterator[Finding]:
    grade = graded.grade
    if grade is None:
        return
    doubts = [
        f"plausibility: {grade.plausibility}" if grade.plausibility is not Plausibility.PLAUSIBLE else "",
        f"consistency: {grade.consistency}" if grade.consistency is not Consistency.CONSISTENT else "",
    ]
    if any(doubts):
        yield Finding(
            kind=FindingKind.MODEL_DOUBT,
            by=f"model:{grade.model}",
            severity=Severity.WARNING if grade.is_decisive else Severity.INFO,
            explanation=f"The model doubts it ({', '.join(filter(None, doubts))}): {grade.reason}",
            with_=grade.relies_on,
        )


def _reason(verdict: Verdict, case: Case, because: Sequence[Finding]) -> str:
    if because:
        return because[0].explanation
    if verdict is Verdict.NOT_CHECKED:
        failure = case.graded.not_checked
        return failure.reason if failure else "The second pass did not reach it."
    if verdict.rank >= Verdict.PLAUSIBLE.rank:
        return _WITHOUT_FINDINGS[verdict]
    deciding = [c for c in case.conflicts if c.relation in (Relation.CONTRADICTION, Relation.UPDATE)]
    return deciding[0].explanation if deciding else _WITHOUT_FINDINGS[verdict]


def _worst(found: set[Verdict], *, has_failures: bool) -> Verdict:
    """Return the worst verdict; a failure speaks for the article only where nothing was found against it."""
    if has_failures and all(verdict.rank >= Verdict.PLAUSIBLE.rank for verdict in found):
        return Verdict.NOT_CHECKED
    return min(found, key=lambda verdict: verdict.rank, default=Verdict.NOT_CHECKABLE)
