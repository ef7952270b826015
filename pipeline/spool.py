"""Keeps what a run has in hand on disk instead of in memory: values go in once, and come out as often as they are read.

Invariant: what is read equals what was put in.
"""

import os
import threading
import weakref
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from pipeline.scratch import open_file, write_all

M = TypeVar("M", bound=BaseModel)

_ENDS_IN_MEMORY = 1024
_END_BYTES = 8


class Ends:
    """Where the items of a file end, one after another, in a file of their own: of many some are in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        """Begin with a file that is empty, on the disk of a folder.

        Raises:
            ConfigurationError: none can be made there.
        """
        self._folder, self._file = folder, open_file(folder)
        self.close = weakref.finalize(self, self._file.close)
        self._written = 0
        self._newest = array("Q", [0])

    def __len__(self) -> int:
        """Return how many items there are."""
        return self._written + len(self._newest) - 1

    @property
    def last(self) -> int:
        """Return where the last item ends."""
        return self._newest[-1]

    def add(self, end: int) -> None:
        """Append where the next item ends.

        Raises:
            ConfigurationError: the disk is full.
        """
        if len(self._newest) > _ENDS_IN_MEMORY:
            write_all(self._file, self._newest[:-1].tobytes(), _END_BYTES * self._written, self._folder)
            self._written += len(self._newest) - 1
            self._newest = self._newest[-1:]
        self._newest.append(end)

    def of(self, index: int) -> tuple[int, int]:
        """Return where an item starts and where it ends."""
        at = index - self._written
        if at >= 0:
            return self._newest[at], self._newest[at + 1]
        kept = array("Q", os.pread(self._file.fileno(), 2 * _END_BYTES, _END_BYTES * index))
        return kept[0], kept[1] if at < -1 else self._newest[0]


class Spool(Generic[M]):
    """A growing sequence of values of one model, safe to use from several threads.

    An item costs no memory; a value is parsed anew each time it is read.
    """

    def __init__(self, model: type[M], folder: Path | None = None) -> None:
        """Open an empty one.

        Args:
            model: what it holds.
            folder: on whose disk; None: the system's folder for temporary files.

        Raises:
            ConfigurationError: no file can be made there.
        """
        self._model, self._folder = model, folder
        self._file, self._ends = open_file(folder), Ends(folder)
        self._close = weakref.finalize(self, self._file.close)
        self._lock = threading.Lock()

    def add(self, value: M) -> int:
        """Append a value and return its index.

        Raises:
            ConfigurationError: the disk is full; what was put in before stays.
        """
        line = value.model_dump_json(by_alias=True).encode()
        with self._lock:
            start = self._ends.last
            write_all(self._file, line, start, self._folder)
            self._ends.add(start + len(line))
            return len(self._ends) - 1

    def __len__(self) -> int:
        """Return how many values it holds."""
        return len(self._ends)

    def __getitem__(self, index: int) -> M:
        """Return a value; raise IndexError where there is none."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        with self._lock:
            start, end = self._ends.of(index)
        return self._model.model_validate_json(os.pread(self._file.fileno(), end - start, start))

    def __iter__(self) -> Iterator[M]:
        """Yield the values in the order in which they were put in."""
        return (self[index] for index in range(len(self)))

    def close(self) -> None:
        """Give the file back; a spool that nobody holds any more does so by itself."""
        self._close()
        self._ends.close()
