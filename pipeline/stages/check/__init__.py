"""Checking: what rules alone can say of a claim. No model is asked, and every finding names its rule.

A statement that says more than its passage, sums over the article's own numbers, passages that contradict each other,
and values that cannot be. Sums and contradictions are read from the article's sentences, whatever the model extracted.
"""

from collections.abc import Sequence

from pipeline.stages.check.arithmetic import find_arithmetic
from pipeline.stages.check.attach import Claims, Findings, conflicts_of, findings_of_sums
from pipeline.stages.check.contradiction import find_contradictions
from pipeline.stages.check.impossible import impossible_values
from pipeline.text.language import reads_as_english
from pipeline.text.quantity import find_quantities
from pipeline.text.status import status_of
from pipeline.text.support import same_figure
from schemas.article import Article, Span
from schemas.claim import CheckedClaim, GroundedClaim, Missing, MissingKind
from schemas.conflict import Conflict
from schemas.finding import Finding, FindingKind, Severity
from schemas.quantity import Quantity

VERSION = "5"
_WORDS = {
    MissingKind.NUMBER: "the number {text}",
    MissingKind.NAME: "the name {text}",
    MissingKind.DATE: "the date {text}",
    MissingKind.NEGATION: "a different negation ({text})",
    MissingKind.WORDS: "words of its own ({text})",
}


def check_claims(
    article: Article, grounded: Sequence[GroundedClaim]
) -> tuple[tuple[CheckedClaim, ...], tuple[Conflict, ...]]:
    """Return every claim with what the rules found, in the same order, and the conflicts inside the article.

    Of an article in another language than English nothing is read: a comma would be misread in its figures, any noun
    for a name in German. What its statements add to their passages is told all the same.
    """
    if not reads_as_english(article.text):
        return tuple(CheckedClaim(grounded=one, findings=_ungrounded(one)) for one in grounded), ()
    alone = tuple(_check(article, claim) for claim in grounded)
    claims = Claims(alone)
    sums, failed = findings_of_sums(article, claims, find_arithmetic(article))
    contradicted, conflicts = conflicts_of(article, claims, find_contradictions(article))
    return tuple(_with(claim, sums, contradicted) for claim in alone), (*conflicts, *failed)


def _check(article: Article, claim: GroundedClaim) -> CheckedClaim:
    quantities = tuple(q for span in claim.spans for q in _stated(article, span, claim.claim.statement))
    return CheckedClaim(
        grounded=claim,
        quantities=quantities,
        status=status_of(claim.claim.statement),
        findings=(*_ungrounded(claim), *impossible_values(claim, quantities)),
    )


def _with(claim: CheckedClaim, *found: Findings) -> CheckedClaim:
    more = [finding for findings in found for finding in findings.get(claim.grounded.claim.claim_id, [])]
    return claim.model_copy(update={"findings": (*claim.findings, *more)}) if more else claim


def _stated(article: Article, span: Span, statement: str) -> list[Quantity]:
    """Return the quantities of a passage that the statement repeats, with their offsets in the article."""
    stated = find_quantities(statement)
    return [
        q.model_copy(update={"start": q.start + span.start, "end": q.end + span.start})
        for q in find_quantities(article.quote(span))
        if any(same_figure(one, q) for one in stated)
    ]


def _ungrounded(claim: GroundedClaim) -> tuple[Finding, ...]:
    if claim.is_grounded:
        return ()
    return (
        Finding(
            kind=FindingKind.UNGROUNDED,
            by="rule:grounding",
            severity=Severity.WARNING,
            explanation=f"The extracted statement adds {_listed(claim.missing)}; the passage does not say so.",
            spans=claim.spans,
        ),
    )


def _listed(missing: Sequence[Missing]) -> str:
    return ", ".join(_WORDS[item.kind].format(text=item.text) for item in missing)
