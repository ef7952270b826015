"""Articles of examples, and sentences that stand as claims where extraction is no part of what is measured."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.errors import ConfigurationError
from pipeline.stages.check import check_claims
from pipeline.stages.ground import ground_claims
from pipeline.stages.ingest import ingest_articles
from schemas.article import Article, SentenceRole
from schemas.claim import CheckedClaim, Claim, ClaimKind
from schemas.grade import GradedClaim
from schemas.identity import identify_claim

_TOLD = frozenset({SentenceRole.BODY, SentenceRole.LIST})


def article_of(text: str, name: str, published_at: datetime | None = None) -> Article:
    """Return a text as the article that ingestion makes of it; `name` is its id for messages.

    Raises:
        ConfigurationError: the text is no article.
    """
    articles = [one for one in ingest_articles(text.encode(), f"{name}.txt") if isinstance(one, Article)]
    if not articles:
        raise ConfigurationError(f"example {name!r}: its text cannot be read as an article: correct or remove it")
    return articles[0].model_copy(update={"published_at": published_at}) if published_at else articles[0]


def sentence_claims(article: Article, numbers: Sequence[int] | None = None) -> tuple[Claim, ...]:
    """Return sentences of the body as claims of their own; `numbers` of them, None: all."""
    return tuple(
        _claim(article, sentence.n)
        for sentence in article.sentences
        if (sentence.role in _TOLD if numbers is None else sentence.n in numbers)
    )


def checked_sentences(article: Article) -> tuple[CheckedClaim, ...]:
    """Return the sentences of the body as claims with what the rules read in them."""
    return check_claims(article, ground_claims(article, sentence_claims(article)))[0]


def graded_sentences(article: Article) -> tuple[GradedClaim, ...]:
    """Return the sentences of the body as claims that nobody graded."""
    return tuple(GradedClaim(checked=each) for each in checked_sentences(article))


def _claim(article: Article, number: int) -> Claim:
    statement = " ".join(article.quote(article.sentence(number)).split())
    return Claim(
        claim_id=identify_claim(article.article_id, number, statement),
        article_id=article.article_id,
        sentence_numbers=(number,),
        statement=statement,
        kind=ClaimKind.FACT,
        subject="",
        attribute="",
        value=None,
        speaker=None,
    )
