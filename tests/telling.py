"""Articles for the tests of comparing: sentences in, the article and one grounded claim a sentence out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pipeline.stages.compare import Comparison, compare_articles
from pipeline.stages.compare.archive import Archive
from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.model import Disagreement
from pipeline.text.quantity import find_quantities
from pipeline.text.status import status_of
from schemas.article import Article, SentenceRole, Span
from schemas.claim import CheckedClaim, Claim, ClaimKind, GroundedClaim
from schemas.grade import GradedClaim
from tests.factories import (
    PUBLISHED_AT,
    digest,
    make_article,
    make_checked,
    make_claim,
    make_graded,
    make_grounded,
)

Told = tuple[Article, tuple[GradedClaim, ...]]
UNDATED = None


def tell(title: str, *sentences: str, subject: str, day: int | None = 0, outlet: str = "Coast Daily") -> Told:
    """Return an article with this title and a claim for each sentence; `day` counts from `PUBLISHED_AT`."""
    published: datetime | None = None if day is None else PUBLISHED_AT + timedelta(days=day)
    article = make_article(
        title,
        *sentences,
        roles={1: SentenceRole.TITLE},
        title=title,
        publisher=outlet,
        path=f"{outlet}.txt",
        published_at=published,
    )
    return article, tuple(_graded(article, n, subject) for n in range(1, len(article.sentences) + 1))


def batch_of(*told: Told) -> Batch:
    """Return the articles as a batch."""
    return Batch(Archive(claims_of(told), [a for a, _ in told]))


def compare(*told: Told) -> Comparison:
    """Compare the articles by rule alone."""
    return compare_articles({a.article_id: claims for a, claims in told}, [a for a, _ in told])


def relations(comparison: Comparison) -> list[tuple[str, tuple[str, ...]]]:
    """Return the relation and the values of each conflict, sorted."""
    return sorted((str(c.relation), tuple(sorted(s.value or "" for s in c.sides))) for c in comparison.conflicts)


def _graded(article: Article, n: int, subject: str) -> GradedClaim:
    sentence = article.sentence(n)
    quote = article.quote(sentence)
    claim = Claim(
        claim_id=digest(article.article_id, n),
        article_id=article.article_id,
        sentence_numbers=(n,),
        statement=quote,
        kind=ClaimKind.FACT,
        subject=subject,
        attribute="",
        value=None,
        speaker=None,
    )
    span = Span(start=sentence.start, end=sentence.end)
    grounded = GroundedClaim(claim=claim, spans=(span,), quote=quote, start=span.start, end=span.end)
    quantities = [
        q.model_copy(update={"start": q.start + span.start, "end": q.end + span.start}) for q in find_quantities(quote)
    ]
    return GradedClaim(
        checked=CheckedClaim(grounded=grounded, quantities=tuple(quantities), status=status_of(quote)), grade=None
    )


def claims_of(told: Sequence[Told]) -> dict[str, tuple[GradedClaim, ...]]:
    """Return the claims by article id."""
    return {article.article_id: claims for article, claims in told}


FAIR = "Quantek of Norland and its rival Bexley were the talk of the annual industry fair in Port Ellen this week."


def report(*sentences: str, day: int | None = 6, month: int = 5, publisher: str = "Coast Daily") -> Article:
    """Return an article that reports the fair and then the sentences; all such articles are of one event."""
    at = None if day is None else datetime(2026, month, day, 9, tzinfo=UTC)
    return make_article(FAIR, *sentences, published_at=at, publisher=publisher)


def plain_batch(articles: Sequence[Article], subject: str = "Quantek") -> Batch:
    """Return articles as a batch, with a claim of one subject for every sentence and no quantities."""
    graded = {
        article.article_id: [
            make_graded(make_checked(make_grounded(article, make_claim(article, sentence.n, subject=subject))))
            for sentence in article.sentences
        ]
        for article in articles
    }
    return Batch(Archive(graded, articles))


def values(found: Disagreement) -> list[list[str]]:
    """Return the answers of a disagreement as written, by group."""
    return [[answer.value for answer in group] for group in found.groups]
