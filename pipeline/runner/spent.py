"""Owns what the calls of each article came to, on disk: one number an article stays in memory."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from threading import Lock

from pipeline.spool import Spool
from schemas.frozen import Frozen
from schemas.usage import Usage


class _Kept(Frozen):
    """A usage with all digits of its cost, which its own JSON rounds."""

    usage: Usage
    cost_usd: Decimal | None


class Spent(Mapping[str, Usage]):
    """Usage by article id; it may be added to from several threads."""

    def __init__(self) -> None:
        """Begin with no article."""
        self._usage = Spool(_Kept)
        self._slots: dict[str, int] = {}
        self._lock = Lock()

    def add(self, article_id: str, usage: Usage) -> None:
        """Add an article; of one that is added twice the later counts."""
        slot = self._usage.add(_Kept(usage=usage, cost_usd=usage.cost_usd))
        with self._lock:
            self._slots[article_id] = slot

    def __len__(self) -> int:
        """Return how many articles there are."""
        return len(self._slots)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of the articles."""
        return iter(self._slots)

    def __getitem__(self, article_id: str) -> Usage:
        """Return what an article came to."""
        kept = self._usage[self._slots[article_id]]
        return kept.usage.model_copy(update={"cost_usd": kept.cost_usd})
