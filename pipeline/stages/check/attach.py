"""Ties what the rules found in the text to the claims that say it: a sum to a finding, a contradiction to a conflict.

The rules read the article's sentences, so what they find does not depend on what the model extracted. A passage that no
claim was made of still is a side of its conflict, without a claim.
"""

from collections.abc import Iterable, Sequence

from pipeline.stages.check.arithmetic import Sum
from pipeline.stages.check.contradiction import Contradiction, Passage
from pipeline.text.quantity import find_quantities
from schemas.article import Article, Span
from schemas.claim import CheckedClaim
from schemas.conflict import Conflict, Relation, Scope, Side
from schemas.finding import Finding, FindingKind, Severity
from schemas.identity import identify_conflict_within

SUM_TOPIC = "Does {} follow from the other figures?"

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


def findings_of_sums(article: Article, claims: Claims, sums: Sequence[Sum]) -> tuple[Findings, tuple[Conflict, ...]]:
    """Return one finding a sum, by the id of the claim that states its result; a failure no claim states is a conflict.

    The sides of such a conflict are the numbers of the sum, the result first. A claim that states one of them is a
    side, and carries the finding.
    """
    found: Findings = {}
    conflicts = []
    for one in sums:
        stating = [_claim_at(article, claims, one, place) for place in one.spans]
        ids = _ids([stating[0]] if stating[0] or one.holds else stating)
        for claim_id in ids:
            found.setdefault(claim_id, []).append(_finding_of(one, tuple(other for other in ids if other != claim_id)))
        if not one.holds and stating[0] is None:
            conflicts.append(_conflict_of(article, one, stating))
    return found, tuple(conflicts)


def _claim_at(article: Article, claims: Claims, one: Sum, place: Span) -> CheckedClaim | None:
    return claims.stating(_sentence_of(article, one, place), place, article.quote(place))


def _sentence_of(article: Article, one: Sum, place: Span) -> int:
    return next((n for n in one.sentence_numbers if _holds(article, n, place)), one.sentence_numbers[0])


def _ids(claims: Iterable[CheckedClaim | None]) -> list[str]:
    return list(dict.fromkeys(claim.grounded.claim.claim_id for claim in claims if claim is not None))


def _finding_of(one: Sum, others: tuple[str, ...]) -> Finding:
    return Finding(
        kind=FindingKind.ARITHMETIC_HOLDS if one.holds else FindingKind.ARITHMETIC_FAILS,
        by=f"rule:{one.rule}",
        severity=Severity.INFO if one.holds else Severity.ERROR,
        explanation=_told(one),
        with_=others,
        spans=one.spans,
    )


def _told(one: Sum) -> str:
    return f"{one.explanation} In figures: {one.equation}."


def _conflict_of(article: Article, one: Sum, stating: Sequence[CheckedClaim | None]) -> Conflict:
    passages = [_passage(article, _sentence_of(article, one, place), place) for place in one.spans]
    return _conflict(
        article,
        Contradiction(
            rule=one.rule,
            kind=FindingKind.ARITHMETIC_FAILS,
            relation=Relation.CONTRADICTION,
            topic=SUM_TOPIC.format(article.quote(one.spans[0])),
            sides=tuple(passages),
            explanation=_told(one),
        ),
        [_side(article, claim, passage) for claim, passage in zip(stating, passages, strict=True)],
    )


def _passage(article: Article, n: int, words: Span) -> Passage:
    """Return a number of a sum as a passage, with what it states."""
    sentence = article.sentence(n)
    found = find_quantities(article.quote(sentence))
    stated = next((q for q in found if q.start + sentence.start == words.start), None)
    place = {"start": words.start, "end": words.end}
    return Passage(
        n=n,
        span=Span(start=sentence.start, end=sentence.end),
        words=words,
        value=article.quote(words),
        quantity=stated.model_copy(update=place) if stated else None,
    )


def conflicts_of(
    article: Article, claims: Claims, contradictions: Sequence[Contradiction]
) -> tuple[Findings, tuple[Conflict, ...]]:
    """Return the conflicts inside the article, and a finding for each claim that is contradicted."""
    found: Findings = {}
    conflicts = []
    for one in contradictions:
        stating = [claims.stating(passage.n, passage.words, passage.value) for passage in one.sides]
        sides = [_side(article, claim, passage) for claim, passage in zip(stating, one.sides, strict=True)]
        conflicts.append(_conflict(article, one, sides))
        if one.relation is not Relation.CONTRADICTION:
            continue
        ids = _ids(stating)
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


def _side(article: Article, claim: CheckedClaim | None, passage: Passage) -> Side:
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
        words=passage.words,
    )


def _conflict(article: Article, one: Contradiction, sides: Sequence[Side]) -> Conflict:
    return Conflict(
        conflict_id=identify_conflict_within(article.article_id, one.rule, [passage.words for passage in one.sides]),
        scope=Scope.WITHIN,
        relation=one.relation,
        topic=one.topic,
        sides=tuple(sides),
        by=f"rule:{one.rule}",
        explanation=one.explanation,
    )
