"""Owns files without a name, and what is said where there is no room for them or none can be made.

Invariant: nothing is left of such a file after any end of the process, and no other run can meet it.
"""

import os
import sqlite3
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from pipeline.errors import ConfigurationError

_SETTINGS = ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE")
# By the beginning of SQLite's own name for an error, why a file of its own cannot be kept.
_REASONS = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_IOERR": "it cannot be read or written",
    "SQLITE_CANTOPEN": "no file can be made there",
}
_OF_SQLITE = "the folder for temporary files, which is TMPDIR or else /var/tmp"


def open_file(folder: Path | None = None) -> IO[bytes]:
    """Return an empty file on the disk of a folder; None: of the system's folder for temporary files.

    Raises:
        ConfigurationError: none can be made there.
    """
    with _room_told(folder):
        return tempfile.TemporaryFile(dir=folder)


def write_all(file: IO[bytes], content: bytes | bytearray, at: int, folder: Path | None = None) -> None:
    """Write bytes at a place of a file that was opened in a folder.

    Raises:
        ConfigurationError: the disk is full; what was written before stays.
    """
    written = 0
    with _room_told(folder):
        # The last write to a disk that fills up may take a part only, and says so by its number alone.
        while written < len(content):
            written += os.pwrite(file.fileno(), content[written:], at + written)


def open_database(cache_kib: int = 256) -> sqlite3.Connection:
    """Return a connection to an empty database on disk, of which `cache_kib` are held in memory.

    What is done with it raises ConfigurationError where there is no room.
    """
    # An empty name is a file of SQLite's own, which it removes from its folder when it opens it.
    # One thread uses it at a time; another may close it, when the collector of garbage comes by there.
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False, factory=_Connection)
    for setting in (*_SETTINGS, f"cache_size = -{cache_kib}"):
        database.execute(f"PRAGMA {setting}")
    database.execute("BEGIN")
    return database


def database_of(owner: object, *tables: str) -> sqlite3.Connection:
    """Return a connection to a database on disk with these tables, closed when nobody holds its owner any more.

    What is done with it raises ConfigurationError where there is no room.
    """
    database = open_database()
    weakref.finalize(owner, database.close)
    for table in tables:
        database.execute(table)
    return database


@contextmanager
def _room_told(folder: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = str(folder or tempfile.tempdir or "the folder for temporary files")
        raise ConfigurationError(_told(repr(where), str(error.strerror))) from error


def _told(where: str, reason: str) -> str:
    return (
        f"what a run has in hand cannot be kept in {where} ({reason}): "
        "make room there, or set TMPDIR to a folder on another disk, and give the same command again"
    )


def _checked(act: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401  whatever sqlite3 takes and gives
    """Do something with a database, and say where there is no room for it."""
    try:
        return act(*given)
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        for start, reason in _REASONS.items():
            if name.startswith(start):
                raise ConfigurationError(_told(_OF_SQLITE, reason)) from error
        raise


class _Cursor(sqlite3.Cursor):
    """A cursor that may find the disk full at each step: what it sorts lies there too."""

    def execute(self, *given: Any) -> "_Cursor":  # noqa: ANN401  as its class has it
        _checked(super().execute, *given)
        return self

    def executemany(self, *given: Any) -> "_Cursor":  # noqa: ANN401  as above
        _checked(super().executemany, *given)
        return self

    def executescript(self, *given: Any) -> "_Cursor":  # noqa: ANN401  as above
        _checked(super().executescript, *given)
        return self

    def __next__(self) -> Any:  # noqa: ANN401  a row
        return _checked(super().__next__)

    def fetchone(self) -> Any:  # noqa: ANN401  as above
        return _checked(super().fetchone)

    def fetchall(self) -> list[Any]:
        return _checked(super().fetchall)  # type: ignore[no-any-return]  # as its class has it


class _Connection(sqlite3.Connection):
    """A connection whose short forms go by way of its cursors, as sqlite3's own do not."""

    def execute(self, *given: Any) -> sqlite3.Cursor:  # noqa: ANN401  as its class has it
        return self.cursor(_Cursor).execute(*given)

    def executemany(self, *given: Any) -> sqlite3.Cursor:  # noqa: ANN401  as above
        return self.cursor(_Cursor).executemany(*given)

    def executescript(self, *given: Any) -> sqlite3.Cursor:  # noqa: ANN401  as above
        return self.cursor(_Cursor).executescript(*given)
