"""What comparing is handed of a run: articles and their claims, each read from disk when it is asked for.

Invariant: neither holds an article or a claim, whatever of them was read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, overload

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

    def __init__(self, graded: Graded, slots: Iterable[tuple[str, int]]) -> None:
        """Take the ids of the articles, and in which slot each is graded."""
        self._graded, self._slots = graded, dict(slots)

    def __len__(self) -> int:
        """Return how many articles there are."""
        return len(self._slots)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of the articles."""
        return iter(self._slots)

    def __getitem__(self, article_id: str) -> Sequence[GradedClaim]:
        """Return the claims of an article."""
        return self._graded[self._slots[article_id]].graded
