"""Keeps what a run has in hand on disk instead of in memory: values go in once, and come out as often as they are read.

Invariant: what is read equals what was put in.
"""

import os
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from pipeline.number_file import NumberFile
from pipeline.scratch import open_file, write_all

M = TypeVar("M", bound=BaseModel)


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
        self._file, self._ends = open_file(folder), NumberFile("Q", folder)
        self._ends.append(0)
        self._written = 0
        self._close = weakref.finalize(self, self._file.close)
        self._lock = threading.Lock()

    def add(self, value: M) -> int:
        """Append a value and return its index.

        Raises:
            ConfigurationError: the disk is full; what was put in before stays.
        """
        line = value.model_dump_json(by_alias=True).encode()
        with self._lock:
            write_all(self._file, line, self._written, self._folder)
            end = self._written + len(line)
            self._ends.append(end)
            self._written = end
            return len(self) - 1

    def __len__(self) -> int:
        """Return how many values it holds."""
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> M:
        """Return a value; raise IndexError where there is none."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        with self._lock:
            start, end = self._ends[index : index + 2]
        return self._model.model_validate_json(os.pread(self._file.fileno(), end - start, start))

    def __iter__(self) -> Iterator[M]:
        """Yield the values in the order in which they were put in."""
        return (self[index] for index in range(len(self)))

    def close(self) -> None:
        """Give the file back; a spool that nobody holds any more does so by itself."""
        self._close()
        self._ends.close()
