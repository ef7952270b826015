"""Keeps a growing sequence of whole numbers of one size on disk: of many, some are in memory."""

import os
import weakref
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import overload

from pipeline.scratch import open_file, write_all

_MOST_IN_MEMORY = 1024


class NumberFile:
    """Numbers in the order in which they were put in; one thread uses it at a time."""

    def __init__(self, typecode: str, folder: Path | None = None) -> None:
        """Begin with a file that is empty.

        Args:
            typecode: the size of a number, as `array` takes it.
            folder: on whose disk; None: the system's folder for temporary files.

        Raises:
            ConfigurationError: no file can be made there.
        """
        self._folder, self._file = folder, open_file(folder)
        self.close = weakref.finalize(self, self._file.close)
        self._newest = array(typecode)
        self._written = 0

    def __len__(self) -> int:
        """Return how many numbers there are."""
        return self._written + len(self._newest)

    def append(self, number: int, /) -> None:
        """Put in one number.

        Raises:
            ConfigurationError: the disk is full; what was put in before stays.
        """
        if len(self._newest) >= _MOST_IN_MEMORY:
            self._write()
        self._newest.append(number)

    def extend(self, numbers: Iterable[int], /) -> None:
        """Put in numbers, in their order; all of them are in memory until the next are put in.

        Raises:
            ConfigurationError: the disk is full; what was put in before stays.
        """
        if len(self._newest) >= _MOST_IN_MEMORY:
            self._write()
        self._newest.extend(numbers)

    def _write(self) -> None:
        write_all(self._file, self._newest.tobytes(), self._newest.itemsize * self._written, self._folder)
        self._written += len(self._newest)
        self._newest = self._newest[:0]

    @overload
    def __getitem__(self, at: int, /) -> int: ...

    @overload
    def __getitem__(self, at: slice, /) -> "array[int]": ...

    def __getitem__(self, at: int | slice, /) -> "int | array[int]":
        """Return a number, or those of a slice; IndexError where there is no such number."""
        if isinstance(at, slice):
            start, end, step = at.indices(len(self))
            return self._between(start, max(start, end)) if step == 1 else self._between(0, len(self))[at]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self._newest[at - self._written] if at >= self._written else self._between(at, at + 1)[0]

    def _between(self, start: int, end: int) -> "array[int]":
        if start >= self._written:
            return self._newest[start - self._written : end - self._written]
        size = self._newest.itemsize
        wanted = min(end, self._written) - start
        read = os.pread(self._file.fileno(), wanted * size, start * size)
        found = array(self._newest.typecode, read)
        return found + self._newest[: end - self._written] if end > self._written else found
