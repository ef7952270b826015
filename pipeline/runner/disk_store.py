"""Keeps on disk what comparing has read until it meets, so that memory does not grow with the number of articles.

Invariant: what comes out equals what was put in. One thread uses a store. Whoever puts something in is told by a
ConfigurationError where there is no room.
"""

import os
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Generic, TypeVar

from pydantic_core import from_json, to_json

from pipeline.number_file import NumberFile
from pipeline.scratch import database_of, open_database, open_file, write_all
from pipeline.stages.compare.kept import Codec, Index, Key, Numbers, Ordering, Owner, Series

T = TypeVar("T")

# Enough that reports of one event are held together, and a few MiB.
MOST_HELD = 64
# What is not more than may be held takes less time in memory than from disk.
MOST_IN_MEMORY = MOST_HELD
_ROWS_AT_A_TIME = 500
_BUFFER_BYTES = 1 << 16
# Keys of one length sort as their parts do when they are joined by what is below every letter.
_BETWEEN = "\0"


def store_for(articles: int) -> "DiskStore | None":
    """Return where comparing so many articles keeps what it has read; None: in memory."""
    return DiskStore() if articles > MOST_IN_MEMORY else None


class DiskStore:
    """Keeps each index in an SQLite database and each sequence in a file, all without a name."""

    def __init__(self, most_held: int = MOST_HELD) -> None:
        """Open an empty one; `most_held` articles may be held in memory at a time."""
        self.most_held = most_held

    def index(self, codec: Codec[T]) -> Index[T]:
        """Return an empty index."""
        return _DiskIndex(codec)

    def series(self, codec: Codec[T]) -> Series[T]:
        """Return an empty sequence.

        Raises:
            ConfigurationError: no file can be made in the system's folder for temporary files.
        """
        return _DiskSeries(codec)

    def ordering(self, codec: Codec[T]) -> Ordering[T]:
        """Return an empty ordering."""
        return _DiskOrdering(codec)

    def numbers(self, typecode: str) -> Numbers:
        """Return an empty sequence of whole numbers of the size that `array` gives this code.

        Raises:
            ConfigurationError: no file can be made in the system's folder for temporary files.
        """
        return NumberFile(typecode)

    def database(self) -> sqlite3.Connection:
        """Return a connection to an empty database on disk."""
        return open_database()


class _DiskIndex(Generic[T]):
    """A database of its own: none is sorted while another is read, as those of one database would be."""

    def __init__(self, codec: Codec[T]) -> None:
        self._codec = codec
        self._database = database_of(self, "CREATE TABLE entered (key BLOB, owner, entry BLOB)")
        self._rows: list[tuple[bytes, Owner, bytes]] = []
        self._is_sorted = False

    def add(self, key: Key, owner: Owner, entry: T) -> None:
        self._rows.append((_joined(key), owner, to_json(self._codec.encode(entry))))
        if len(self._rows) >= _ROWS_AT_A_TIME:
            self._flush()

    def shared(self) -> Iterator[tuple[Key, Sequence[T]]]:
        self._sort()
        rows = self._database.execute("SELECT key, owner, entry FROM entry ORDER BY rowid")
        for key, several in groupby(rows, key=itemgetter(0)):
            entries = list(several)
            if any(owner != entries[0][1] for _, owner, _ in entries):
                yield _parted(key), [self._decoded(entry) for _, _, entry in entries]

    def at(self, key: Key, most: int | None = None) -> Sequence[T]:
        self._sort()
        given = _joined(key), -1 if most is None else most
        rows = self._database.execute("SELECT entry FROM entry WHERE key = ? ORDER BY rowid LIMIT ?", given)
        return [self._decoded(entry) for (entry,) in rows.fetchall()]

    def _decoded(self, entry: bytes) -> T:
        return self._codec.decode(from_json(entry))

    def _flush(self) -> None:
        self._database.executemany("INSERT INTO entered VALUES (?, ?, ?)", self._rows)
        self._rows.clear()

    def _sort(self) -> None:
        """Once all are entered, lay the entries of each key side by side: they are read together."""
        if not self._is_sorted:
            self._flush()
            self._database.execute("CREATE TABLE entry AS SELECT * FROM entered ORDER BY key, rowid")
            self._database.execute("DROP TABLE entered")
            self._database.execute("CREATE INDEX entry_key ON entry (key)")
            self._is_sorted = True


class _DiskOrdering(Generic[T]):
    def __init__(self, codec: Codec[T]) -> None:
        self._codec = codec
        self._database = database_of(self, "CREATE TABLE entered (key BLOB, value BLOB)")

    def add(self, key: Key, value: T) -> None:
        self._database.execute("INSERT INTO entered VALUES (?, ?)", (_joined(key), to_json(self._codec.encode(value))))

    def __iter__(self) -> Iterator[T]:
        rows = self._database.execute("SELECT value FROM entered ORDER BY key, rowid")
        return (self._codec.decode(from_json(value)) for (value,) in rows)


def _joined(key: Key) -> bytes:
    return _BETWEEN.join(key).encode("utf-8", "surrogatepass")


def _parted(key: bytes) -> Key:
    return tuple(key.decode("utf-8", "surrogatepass").split(_BETWEEN))


class _DiskSeries(Generic[T]):
    def __init__(self, codec: Codec[T]) -> None:
        self._codec = codec
        self._file = open_file()
        weakref.finalize(self, self._file.close)
        self._ends = NumberFile("Q")
        self._ends.append(0)
        self._buffer = bytearray()
        self._written = 0

    def add(self, value: T) -> int:
        self._buffer += to_json(self._codec.encode(value))
        self._ends.append(self._written + len(self._buffer))
        if len(self._buffer) >= _BUFFER_BYTES:
            self._flush()
        return len(self) - 1

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> T:
        if not 0 <= number < len(self):
            raise IndexError(number)
        start, end = self._ends[number : number + 2]
        if end > self._written:
            self._flush()
        return self._codec.decode(from_json(os.pread(self._file.fileno(), end - start, start)))

    def _flush(self) -> None:
        write_all(self._file, self._buffer, self._written)
        self._written += len(self._buffer)
        self._buffer.clear()
