"""Owns what the record of a run says of each article, on disk until it is written or asked for.

Invariant: a stamp says what `run.json` says; costs have the digits that they have there.
"""

from collections.abc import Iterable, Sequence
from operator import eq
from typing import overload

from pipeline.spool import Spool
from schemas.run import ArticleStamp


class Stamps(Sequence[ArticleStamp]):  # noqa: PLW1641  what decides a hash is on disk: nobody asks for one
    """The stamps of the articles of a run, in input order, each read when it is asked for."""

    def __init__(self, stamps: Iterable[ArticleStamp]) -> None:
        """Keep stamps as they come."""
        self._stamps = Spool(ArticleStamp)
        for stamp in stamps:
            self._stamps.add(stamp)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._stamps)

    @overload
    def __getitem__(self, at: int) -> ArticleStamp: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[ArticleStamp, ...]: ...

    def __getitem__(self, at: int | slice) -> ArticleStamp | tuple[ArticleStamp, ...]:
        """Return one, or some."""
        if isinstance(at, slice):
            return tuple(map(self._stamps.__getitem__, range(len(self))[at]))
        return self._stamps[range(len(self))[at]]

    def __eq__(self, other: object) -> bool:
        """Tell whether another sequence has the same stamps, wherever it keeps them."""
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))
