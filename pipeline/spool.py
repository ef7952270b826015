"""Keeps what a run has in hand on disk instead of in memory: values go in once, and come out as often as they are read.

Invariant: what is read equals what was put in. The file has no name in any folder, so nothing is left of it after any
end of the process, and no other run can meet it.
"""

import os
import tempfile
import threading
import weakref
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from pipeline.errors import ConfigurationError

M = TypeVar("M", bound=BaseModel)


@contextmanager
def _explained(folder: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = str(folder or tempfile.tempdir or "the folder for temporary files")
        raise ConfigurationError(
            f"what a run has in hand cannot be kept in {where!r} ({error.strerror}): "
            "make room there, or set TMPDIR to a folder on another disk"
        ) from error


class Spool(Generic[M]):
    """A growing sequence of values of one model, safe to use from several threads.

    An item costs memory for two numbers; a value is parsed anew each time it is read.
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
        with _explained(folder):
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  open as long as the spool
        self._close = weakref.finalize(self, self._file.close)
        self._ends = array("Q", [0])
        self._lock = threading.Lock()

    def add(self, value: M) -> int:
        """Append a value and return its index.

        Raises:
            ConfigurationError: the disk is full; what was put in before stays.
        """
        line = value.model_dump_json(by_alias=True).encode()
        with self._lock, _explained(self._folder):
            start, written = self._ends[-1], 0
            # The last write to a disk that fills up may take a part only, and says so by its number alone.
            while written < len(line):
                written += os.pwrite(self._file.fileno(), line[written:], start + written)
            self._ends.append(start + len(line))
            return len(self._ends) - 2

    def __len__(self) -> int:
        """Return how many values it holds."""
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> M:
        """Return a value; raise IndexError where there is none."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        start, end = self._ends[index], self._ends[index + 1]
        return self._model.model_validate_json(os.pread(self._file.fileno(), end - start, start))

    def __iter__(self) -> Iterator[M]:
        """Yield the values in the order in which they were put in."""
        return (self[index] for index in range(len(self)))

    def close(self) -> None:
        """Give the file back; a spool that nobody holds any more does so by itself."""
        self._close()
