"""Owns the files that were found to be read, on disk: there may be as many as articles.

Invariant: they come in the order in which they were found, each once, by whatever paths it was met. One thread uses it.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from pipeline.scratch import database_of

_TABLE = "CREATE TABLE found (n INTEGER PRIMARY KEY, real BLOB UNIQUE, path BLOB, is_named INTEGER)"
_ADD = """
    INSERT INTO found VALUES (NULL, ?, ?, ?) ON CONFLICT (real) DO UPDATE SET path = excluded.path, is_named = TRUE
    WHERE excluded.is_named AND NOT is_named
"""
_SOME = "SELECT path, is_named FROM found WHERE n BETWEEN ? AND ? ORDER BY n"


@dataclass(frozen=True)
class InputFile:
    """A file to read: `label` is its path as text for people; `is_named` where the command names it by itself."""

    path: Path
    label: str
    is_named: bool


def label_of(path: str | Path) -> str:
    """Return a path as text for people, also where its bytes are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


class FoundFiles(Sequence[InputFile]):
    """Files to read, each by the path that names it by itself, else by that by which it was met first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._database = database_of(self, _TABLE)

    def add(self, real: str, path: Path, *, is_named: bool) -> None:
        """Add a file by the real path that tells it from others."""
        self._database.execute(_ADD, (os.fsencode(real), os.fsencode(path), is_named))

    def holds(self, real: str) -> bool:
        """Tell whether a file was found, by its real path."""
        query = "SELECT 1 FROM found WHERE real = ?"
        return self._database.execute(query, (os.fsencode(real),)).fetchone() is not None

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self._database.execute("SELECT count(*) FROM found").fetchone()[0])

    def __iter__(self) -> Iterator[InputFile]:
        """Yield all."""
        yield from map(_file, self._database.execute("SELECT path, is_named FROM found ORDER BY n"))

    @overload
    def __getitem__(self, at: int) -> InputFile: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[InputFile, ...]: ...

    def __getitem__(self, at: int | slice) -> InputFile | tuple[InputFile, ...]:
        """Return one, or some in a row."""
        numbers = range(len(self))[at]
        if isinstance(numbers, range):
            return tuple(self._between(numbers.start, numbers.stop))[:: numbers.step]
        return next(self._between(numbers, numbers + 1))

    def _between(self, start: int, stop: int) -> Iterator[InputFile]:
        # Rows are numbered from 1, and without a gap.
        yield from map(_file, self._database.execute(_SOME, (start + 1, stop)))


def _file(row: tuple[bytes, int]) -> InputFile:
    path = Path(os.fsdecode(row[0]))
    return InputFile(path, label_of(path), bool(row[1]))
