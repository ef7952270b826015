"""Owns what the calls of each article came to, on disk with where each lies: nothing of an article stays in memory."""

from array import array
from collections.abc import Iterator, Mapping
from decimal import Decimal
from threading import Lock

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

    def __init__(self, slots: Numbered | None = None) -> None:
        """Begin with no article; `slots` takes where each lies."""
        self._usage = Spool(_Kept)
        self._slots = slots or Numbered()
        self._lock = Lock()

    def add(self, article_id: str, usage: Usage) -> None:
        """Add an article; of one that is added twice the later counts."""
        slot = self._usage.add(_Kept(article_id=article_id, usage=usage, cost_usd=usage.cost_usd))
        with self._lock:
            self._slots.add(article_id, slot)

    def __len__(self) -> int:
        """Return how many articles there are."""
        with self._lock:
            return self._slots.count()

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of the articles, each read."""
        with self._lock:
            slots = array("Q", self._slots.last())
        return (self._usage[slot].article_id for slot in slots)

    def __getitem__(self, article_id: str) -> Usage:
        """Return what an article came to."""
        with self._lock:
            slots = self._slots.of(article_id)
        if not slots:
            raise KeyError(article_id)
        kept = self._usage[slots[-1]]
        return kept.usage.model_copy(update={"cost_usd": kept.cost_usd})
