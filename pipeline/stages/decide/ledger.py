"""The ledger: what became of every sentence of an article; none is left out, and none counted twice."""

from collections.abc import Mapping, Sequence

from schemas.article import Article, Sentence, SentenceRole
from schemas.claim import NotChecked
from schemas.grade import GradedClaim
from schemas.verdict import LedgerLine, Outcome


def account_for(
    article: Article,
    graded: Sequence[GradedClaim],
    not_checked: Sequence[NotChecked],
    passed_over: Mapping[int, str],
) -> tuple[LedgerLine, ...]:
    """Return one line for each sentence, in the order of the text."""
    claims: dict[int, list[str]] = {}
    for claim in graded:
        for n in claim.checked.grounded.claim.sentence_numbers:
            claims.setdefault(n, []).append(claim.checked.grounded.claim.claim_id)
    failures = {n: failure.reason for failure in not_checked for n in failure.sentence_numbers}
    return tuple(
        _line(article, sentence, claims.get(sentence.n, []), failures, passed_over) for sentence in article.sentences
    )


def _line(
    article: Article,
    sentence: Sentence,
    claim_ids: Sequence[str],
    failures: Mapping[int, str],
    passed_over: Mapping[int, str],
) -> LedgerLine:
    outcome, reason = (Outcome.CLAIM, None) if claim_ids else _without_claim(sentence, failures, passed_over)
    return LedgerLine(
        article_id=article.article_id,
        n=sentence.n,
        start=sentence.start,
        end=sentence.end,
        role=sentence.role,
        outcome=outcome,
        claim_ids=tuple(claim_ids),
        reason=reason,
    )


def _without_claim(
    sentence: Sentence, failures: Mapping[int, str], passed_over: Mapping[int, str]
) -> tuple[Outcome, str | None]:
    if sentence.role is SentenceRole.BOILERPLATE:
        return Outcome.BOILERPLATE, sentence.rule
    if sentence.role is SentenceRole.REPEATED:
        return Outcome.REPEATED, f"repeats sentence {sentence.repeats}" if sentence.repeats else sentence.rule
    if sentence.n in failures:
        return Outcome.NOT_CHECKED, failures[sentence.n]
    return Outcome.NO_CLAIM, passed_over.get(sentence.n)
