"""Owns what the calls of each article came to, on disk with where each lies: nothing of an article stays in memory."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pipeline.numbered import Numbered
from pipeline.spool import Spool
from schemas.frozen import Frozen
from schemas.usage import Usage


class _Kept(Frozen):
    """A usage with all digits of its cost, which its own JSON rounds."""

    article_id: str
    usage: Usage
    cost_usd: Decimal | None


class Spent(Mapping[str, Usage]):
    """Usage by article id; several threads may add to it, also a late one while it is read."""

    def __init__(self) -> None:
        """Begin with no article."""
        self._usage, self._slots = Spool(_Kept), Numbered()

    def add(self, article_id: str, usage: Usage) -> None:
        """Add an article; of one that is added twice the later counts."""
        slot = self._usage.add(_Kept(article_id=article_id, usage=usage, cost_usd=usage.cost_usd))
        self._slots.add(article_id, slot)

    def __len__(self) -> int:
        """Return how many articles there are."""
        return self._slots.count()

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of the articles, each read."""
        return (self._usage[slot].article_id for slot in self._slots.last())

    def __getitem__(self, article_id: str) -> Usage:
        """Return what an article came to."""
        slots = self._slots.of(article_id)
        if not slots:
            raise KeyError(article_id)
        kept = self._usage[slots[-1]]
        return kept.usage.model_copy(update={"cost_usd": kept.cost_usd})
