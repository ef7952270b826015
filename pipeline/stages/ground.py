"""Grounding: ties each claim to its passage, and refuses what the passage does not say.

The quote is the article's own text, so it cannot be wrong; what can be wrong is the statement, and that is tested.
"""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.text.fold import fold_tokens
from pipeline.text.support import missing_from
from pipeline.text.word import refers_back
from schemas.article import Article, Sentence, SentenceRole, Span
from schemas.claim import Claim, GroundedClaim

VERSION = "2"
_LENDS = frozenset({SentenceRole.TITLE, SentenceRole.BODY, SentenceRole.LIST})
_ELLIPTIC = frozenset({SentenceRole.TITLE, SentenceRole.HEADING, SentenceRole.LIST})


def ground_claims(article: Article, claims: Sequence[Claim]) -> tuple[GroundedClaim, ...]:
    """Return every claim with its passage and what its statement adds to that passage; none is dropped.

    Raises:
        IndexError: a claim names a sentence that the article does not have.
    """
    return tuple(_ground(article, claim) for claim in claims)


def replace_ungrounded(first: Sequence[GroundedClaim], second: Sequence[GroundedClaim]) -> tuple[GroundedClaim, ...]:
    """Return the claims of both passes: what was ungrounded gives way where the second pass grounded that sentence.

    A claim that was asked for once more and found no support stays as it is, ungrounded. Of two claims that say the
    same of one sentence the first is kept.
    """
    mended = {n for claim in second if claim.is_grounded for n in claim.claim.sentence_numbers}
    told = {n for claim in first for n in claim.claim.sentence_numbers}
    kept = [c for c in first if c.is_grounded or not mended.intersection(c.claim.sentence_numbers)]
    added = [c for c in second if c.is_grounded or not (mended | told).intersection(c.claim.sentence_numbers)]
    unique: dict[tuple[tuple[int, ...], tuple[str, ...]], GroundedClaim] = {}
    for claim in [*kept, *added]:
        unique.setdefault((claim.claim.sentence_numbers, fold_tokens(claim.claim.statement)), claim)
    return tuple(sorted(unique.values(), key=lambda c: c.claim.sentence_numbers))


def _ground(article: Article, claim: Claim) -> GroundedClaim:
    sentences = [article.sentence(n) for n in claim.sentence_numbers]
    spans = tuple(Span(start=s.start, end=s.end) for s in sentences)
    adjacent = all(later.n == earlier.n + 1 for earlier, later in pairwise(sentences))
    whole = Span(start=spans[0].start, end=spans[-1].end if adjacent else spans[0].end)
    passage = " ".join(article.quote(s) for s in sentences)
    return GroundedClaim(
        claim=claim,
        spans=spans,
        quote=article.quote(whole),
        start=whole.start,
        end=whole.end,
        missing=missing_from(claim.statement, passage, _context(article, sentences[0], passage)),
    )


def _context(article: Article, first: Sentence, passage: str) -> list[str]:
    """Return the title and the sentence before, where the passage leans on them: it refers back, or is an item."""
    if not (refers_back(passage) or first.role in _ELLIPTIC):
        return []
    before = [s for s in article.sentences[: first.n - 1] if s.role in _LENDS]
    return [*([article.title] if article.title else []), *(article.quote(s) for s in before[-1:])]
