"""Ties what the rules found in the text to the claims that say it: a sum to a finding, a contradiction to a conflict.

The rules read the article's sentences, so what they find does not depend on what the model extracted. A passage that no
claim was made of still is a side of its conflict, without a claim.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence

from pipeline.stages.check.arithmetic import Sum
from pipeline.stages.check.contradiction import Contradiction, Passage
from schemas.article import Article, Span
from schemas.claim import CheckedClaim
from schemas.conflict import Conflict, Relation, Scope, Side
from schemas.finding import Finding, FindingKind, Severity

Findings = dict[str, list[Finding]]


class Claims:
    """The claims of an article by sentence, to find the one that says what stands at a place."""

    def __init__(self, claims: Iterable[CheckedClaim]) -> None:
        """Index the claims by the numbers of their sentences."""
        self._by_sentence: dict[int, list[CheckedClaim]] = {}
        for claim in claims:
            for n in claim.grounded.claim.sentence_numbers:
                self._by_sentence.setdefault(n, []).append(claim)

    def stating(self, n: int, place: Span, words: str) -> CheckedClaim | None:
        """Return the claim of sentence `n` that states what stands at `place`, else its first grounded one."""
        claims = sorted(self._by_sentence.get(n, []), key=lambda claim: not claim.grounded.is_grounded)
        for claim in claims:
            if any(q.start < place.end and place.start < q.end for q in claim.quantities):
                return claim
        told = (claim for claim in claims if words.casefold() in claim.grounded.claim.statement.casefold())
        return next(told, claims[0] if claims else None)


def findings_of_sums(article: Article, claims: Claims, sums: Sequence[Sum]) -> Findings:
    """Return one finding a sum, by the id of the claim that states its result."""
    found: Findings = {}
    for one in sums:
        result = one.spans[0]
        n = next((n for n in one.sentence_numbers if _holds(article, n, result)), one.sentence_numbers[0])
        claim = claims.stating(n, result, article.quote(result))
        if claim is not None:
            kind = FindingKind.ARITHMETIC_HOLDS if one.holds else FindingKind.ARITHMETIC_FAILS
            finding = Finding(
                kind=kind,
                by=f"rule:{one.rule}",
                severity=Severity.INFO if one.holds else Severity.ERROR,
                explanation=f"{one.explanation} In figures: {one.equation}.",
                spans=one.spans,
            )
            found.setdefault(claim.grounded.claim.claim_id, []).append(finding)
    return found


def conflicts_of(
    article: Article, claims: Claims, contradictions: Sequence[Contradiction]
) -> tuple[Findings, tuple[Conflict, ...]]:
    """Return the conflicts inside the article, and a finding for each claim that is contradicted."""
    found: Findings = {}
    conflicts = []
    for one in contradictions:
        sides = [_side(article, claims, passage) for passage in one.sides]
        conflicts.append(_conflict(article, one, sides))
        if one.relation is not Relation.CONTRADICTION:
            continue
        ids = list(dict.fromkeys(side.claim_id for side in sides if side.claim_id is not None))
        for claim_id in ids:
            finding = Finding(
                kind=one.kind,
                by=f"rule:{one.rule}",
                severity=Severity.ERROR,
                explanation=one.explanation,
                with_=tuple(other for other in ids if other != claim_id),
                spans=tuple(passage.words for passage in one.sides),
            )
            found.setdefault(claim_id, []).append(finding)
    return found, tuple(conflicts)


def _holds(article: Article, n: int, place: Span) -> bool:
    sentence = article.sentence(n)
    return sentence.start <= place.start and place.end <= sentence.end


def _side(article: Article, claims: Claims, passage: Passage) -> Side:
    claim = claims.stating(passage.n, passage.words, passage.value)
    quantity = passage.quantity
    return Side(
        claim_id=claim.grounded.claim.claim_id if claim else None,
        article_id=article.article_id,
        published_at=article.published_at,
        value=passage.value,
        low=quantity.low if quantity else None,
        high=quantity.high if quantity else None,
        unit=quantity.unit if quantity else None,
        quote=article.quote(passage.span),
        start=passage.span.start,
        end=passage.span.end,
    )


def _conflict(article: Article, one: Contradiction, sides: Sequence[Side]) -> Conflict:
    places = [[passage.words.start, passage.words.end] for passage in one.sides]
    identity = json.dumps([article.article_id, one.rule, places])
    return Conflict(
        conflict_id=hashlib.sha256(identity.encode()).hexdigest(),
        scope=Scope.WITHIN,
        relation=one.relation,
        topic=one.topic,
        sides=tuple(sides),
        by=f"rule:{one.rule}",
        explanation=one.explanation,
    )
