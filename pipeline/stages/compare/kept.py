"""Owns the seam behind which comparing keeps what it has read until it meets: in memory here, elsewhere where told.

Invariant: what comes out equals what was put in, and in the same order, so that what is found does not depend on where
it was kept. A codec is asked only by what keeps things outside of memory.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeVar, overload

T = TypeVar("T")

Key = tuple[str, ...]
# Whose an entry is: entries of several owners can differ, those of one cannot.
Owner = int | str


@dataclass(frozen=True)
class Codec(Generic[T]):
    """How a value becomes what JSON can hold, and comes back; a value may come back without what can be loaded anew."""

    encode: Callable[[T], Any]
    decode: Callable[[Any], T]


PLAIN: Codec[str] = Codec(lambda value: value, lambda kept: kept)


class Index(Protocol[T]):
    """Entries under keys of one length; all are entered before the first is read."""

    def add(self, key: Key, owner: Owner, entry: T) -> None:
        """Enter one; no part of a key holds a NUL."""
        ...

    def shared(self) -> Iterator[tuple[Key, Sequence[T]]]:
        """Yield the keys under which several owners have entries, ascending, with these in the order of entering."""
        ...

    def at(self, key: Key, most: int | None = None) -> Sequence[T]:
        """Return the first entries under a key, `most` of them or all, in the order of entering."""
        ...


class Series(Protocol[T]):
    """A growing sequence."""

    def add(self, value: T) -> int:
        """Append a value and return its number, from 0 on."""
        ...

    def __getitem__(self, number: int, /) -> T:
        """Return a value."""
        ...

    def __len__(self) -> int:
        """Return how many there are."""
        ...


class Ordering(Protocol[T]):
    """Values under keys of one length, in the order of their keys; all are added before the first is read."""

    def add(self, key: Key, value: T) -> None:
        """Put in a value."""
        ...

    def __iter__(self) -> Iterator[T]:
        """Yield the values, those of one key as they were added; they can be gone through again."""
        ...


class Numbers(Protocol):
    """A growing sequence of whole numbers of one size; an `array` is one."""

    def append(self, number: int, /) -> None:
        """Put in one number."""
        ...

    def extend(self, numbers: Iterable[int], /) -> None:
        """Put in numbers, in their order."""
        ...

    @overload
    def __getitem__(self, at: int, /) -> int: ...

    @overload
    def __getitem__(self, at: slice, /) -> "array[int]": ...

    def __getitem__(self, at: int | slice, /) -> "int | array[int]":
        """Return a number, or those of a slice."""
        ...

    def __len__(self) -> int:
        """Return how many there are."""
        ...


class Store(Protocol):
    """Gives room for what comparing has read."""

    @property
    def most_held(self) -> int | None:
        """Return how many articles may be held in memory at a time; None: all."""
        ...

    def index(self, codec: Codec[T]) -> Index[T]:
        """Return an empty index."""
        ...

    def series(self, codec: Codec[T]) -> Series[T]:
        """Return an empty sequence."""
        ...

    def ordering(self, codec: Codec[T]) -> Ordering[T]:
        """Return an empty ordering."""
        ...

    def numbers(self, typecode: str) -> Numbers:
        """Return an empty sequence of whole numbers of the size that `array` gives this code."""
        ...

    def database(self) -> Any:  # noqa: ANN401  a connection of sqlite3, which no stage but one may know
        """Return a connection to an empty database of SQLite; None: whoever asks opens one in memory."""
        ...


class MemoryIndex(Generic[T]):
    """An index in memory; it holds the very objects that are entered."""

    def __init__(self) -> None:
        """Open an empty one."""
        # Before the entries of a key stands their owner, or that there are several.
        self._entries: dict[Key, list[Any]] = {}

    def add(self, key: Key, owner: Owner, entry: T) -> None:
        """Enter one."""
        kept = self._entries.get(key)
        if kept is None:
            self._entries[key] = [owner, entry]
        else:
            if kept[0] != owner:
                kept[0] = None
            kept.append(entry)

    def shared(self) -> Iterator[tuple[Key, Sequence[T]]]:
        """Yield the keys under which several owners have entries, ascending, with these in the order of entering."""
        keys = sorted(key for key, kept in self._entries.items() if kept[0] is None)
        return ((key, self._entries[key][1:]) for key in keys)

    def at(self, key: Key, most: int | None = None) -> Sequence[T]:
        """Return the first entries under a key, `most` of them or all, in the order of entering."""
        return self._entries.get(key, [])[1 : None if most is None else most + 1]


class MemoryStore:
    """Keeps all in memory, and lets all articles be held: for batches that fit."""

    most_held = None

    def index(self, codec: Codec[T]) -> Index[T]:  # noqa: ARG002  nothing leaves memory
        """Return an empty index."""
        return MemoryIndex[T]()

    def series(self, codec: Codec[T]) -> Series[T]:  # noqa: ARG002  nothing leaves memory
        """Return an empty sequence."""
        return _MemorySeries[T]()

    def ordering(self, codec: Codec[T]) -> Ordering[T]:  # noqa: ARG002  nothing leaves memory
        """Return an empty ordering."""
        return _MemoryOrdering[T]()

    def numbers(self, typecode: str) -> Numbers:
        """Return an empty array."""
        return array(typecode)

    def database(self) -> None:
        """Leave it to whoever asks."""


class _MemorySeries(Generic[T]):
    def __init__(self) -> None:
        self._values: list[T] = []

    def add(self, value: T) -> int:
        self._values.append(value)
        return len(self._values) - 1

    def __getitem__(self, number: int) -> T:
        return self._values[number]

    def __len__(self) -> int:
        return len(self._values)


class _MemoryOrdering(Generic[T]):
    def __init__(self) -> None:
        self._values: list[tuple[Key, T]] = []

    def add(self, key: Key, value: T) -> None:
        self._values.append((key, value))

    def __iter__(self) -> Iterator[T]:
        self._values.sort(key=itemgetter(0))
        return map(itemgetter(1), self._values)
