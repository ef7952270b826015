"""What comparing is handed of a run: articles and their claims, each read from disk when it is asked for.

Invariant: neither holds an article or a claim, whatever of them was read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, overload

from pipeline.numbered import Numbered
from pipeline.runner.article import GradedArticle
from pipeline.runner.terms import Articles
from schemas.article import Article
from schemas.grade import GradedClaim


class Graded(Protocol):
    """Graded articles by slot, each read when it is asked for."""

    def __getitem__(self, slot: int, /) -> GradedArticle:
        """Return one."""
        ...


class FinishedArticles(Sequence[Article]):
    """Those of the articles of a run that got through their stages, in input order."""

    def __init__(self, articles: Articles, indices: Sequence[int]) -> None:
        """Choose the articles at these indices."""
        self._articles, self._indices = articles, indices

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._indices)

    @overload
    def __getitem__(self, at: int) -> Article: ...

    @overload
    def __getitem__(self, at: slice) -> "FinishedArticles": ...

    def __getitem__(self, at: int | slice) -> "Article | FinishedArticles":
        """Return one, or the choice of some."""
        if isinstance(at, slice):
            return FinishedArticles(self._articles, self._indices[at])
        return self._articles[self._indices[at]]


class FinishedClaims(Mapping[str, Sequence[GradedClaim]]):
    """The claims of articles by article id; of two articles of one id those of the later count."""

    def __init__(self, graded: Graded, slots: Numbered) -> None:
        """Take in which slot each article is graded."""
        self._graded, self._slots = graded, slots

    def __len__(self) -> int:
        """Return how many articles there are."""
        return self._slots.count()

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of the articles, each read."""
        return (self._graded[slot].article_id for slot in self._slots.last())

    def __getitem__(self, article_id: str) -> Sequence[GradedClaim]:
        """Return the claims of an article."""
        slots = self._slots.of(article_id)
        if not slots:
            raise KeyError(article_id)
        return self._graded[slots[-1]].graded
