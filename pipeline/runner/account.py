"""What a night's record tells of all its articles, reckoned from the record of the night before and from what changed.

Invariant: the counts are those that going through every article would give.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.report import page_name
from pipeline.store.night import LastArticle
from pipeline.store.tally import Tally
from schemas.run import ArticleStamp, Run
from schemas.usage import Usage
from schemas.verdict import ArticleVerdict

_STAMP_FIELDS, _USAGE_FIELDS = set(ArticleStamp.model_fields), set(Usage.model_fields)
_NOTHING_SPENT = Usage()


@dataclass
class Account:
    """How many sentences have each outcome, how many claims each verdict, and what was not checked."""

    sentences: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    not_checked: int = 0

    @classmethod
    def of(cls, record: Run) -> "Account":
        """Return what a record tells."""
        return cls(Counter(record.sentences), Counter(record.claims), record.not_checked)

    def add(self, verdict: ArticleVerdict) -> None:
        """Count an article."""
        self.sentences.update(line.outcome.value for line in verdict.ledger)
        self.claims.update(claim.verdict.value for claim in verdict.claims)
        self.not_checked += len(verdict.not_checked)

    def subtract(self, tally: Tally) -> None:
        """Count articles no more."""
        self.sentences.subtract(tally.sentences)
        self.claims.subtract(tally.claims)
        self.not_checked -= tally.not_checked

    def told_in(self, record: Run, articles: Sequence[ArticleStamp]) -> Run:
        """Return a record that tells this of these articles, which may lie on disk."""
        return record.model_copy(
            update={
                "articles": articles,
                "sentences": _sorted(self.sentences),
                "claims": _sorted(self.claims),
                "not_checked": self.not_checked,
            }
        )


def stamp_of(verdict: ArticleVerdict, usage: Usage) -> ArticleStamp:
    """Return what a record says of an article."""
    article, judged = verdict.article, (verdict.verdict.value, len(verdict.claims))
    spent = Usage.model_construct(_USAGE_FIELDS, **vars(usage))
    return _stamp(article.path, article.article_id, page_name(article), judged, spent)


def stamp_of_carried(article: LastArticle) -> ArticleStamp:
    """Return what a record says of an article that stands as it was, about which nobody was asked."""
    judged = article.verdict, article.claims
    return _stamp(article.path, article.article_id, article.page, judged, _NOTHING_SPENT)


def _stamp(path: str, article_id: str, page: str, judged: tuple[str, int], usage: Usage) -> ArticleStamp:
    # Pydantic keeps with each value which of its fields were given, half of what a stamp takes; one for all will do.
    verdict, claims = judged
    return ArticleStamp.model_construct(
        _STAMP_FIELDS, article_id=article_id, path=path, page=page, verdict=verdict, claims=claims, usage=usage
    )


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in sorted(counts.items()) if count}
