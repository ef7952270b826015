"""Owns the ids of articles, end to end in one array of bytes: a list of strings takes twice as much."""

from array import array
from collections.abc import Sequence
from typing import overload


class IdList(Sequence[str]):
    """A growing sequence of ids, each made anew when it is asked for."""

    def __init__(self) -> None:
        """Begin without any."""
        self._bytes, self._ends = bytearray(), array("Q", [0])

    def append(self, article_id: str) -> None:
        """Put in an id behind the others."""
        self._bytes += article_id.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        """Return an id, or some; IndexError where there is no such one."""
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self._bytes[self._ends[at] : self._ends[at + 1]].decode("utf-8", "surrogatepass")
