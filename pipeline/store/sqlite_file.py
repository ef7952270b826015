"""SQLite behind a store: how a file is opened, and what its errors mean to a person; the only reader of its pragmas.

Invariant: a file is asked what it is before anything in it is changed, so that what is no store stays as it was.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from pipeline.errors import BusyError, ConfigurationError

_UNCHANGED = "nothing in it was changed"

# By the beginning of SQLite's own name for an error.
_MEANINGS = {
    "SQLITE_NOTADB": "is no store: name another file, or one that is not there yet; " + _UNCHANGED,
    "SQLITE_CORRUPT": "is damaged: take it from a backup, or name another file; " + _UNCHANGED,
    "SQLITE_ERROR": "is damaged, as it does not have the tables of a store: take it from a backup",
    "SQLITE_READONLY": "cannot be written: make the file and its folder writable, or name another file",
    "SQLITE_CANTOPEN": "cannot be opened: check the path, and whether you may read and write there",
    "SQLITE_PERM": "cannot be opened: check whether you may read and write there",
    "SQLITE_FULL": "cannot grow, because the disk is full: make room, and give the same command again",
    "SQLITE_IOERR": "cannot be read or written: check the disk",
}


class Access(StrEnum):
    """How a file is opened, in SQLite's words; `IMMUTABLE` believes that nobody writes and needs no file beside it."""

    READ = "mode=ro"
    WRITE = "mode=rw"
    CREATE = "mode=rwc"
    IMMUTABLE = "mode=ro&immutable=1"


def engine_of(path: Path, access: Access, busy_s: float) -> Engine:
    """Return the engine of a file; nothing is opened yet. Whoever finds it locked waits `busy_s` seconds."""
    uri = f"{path.absolute().as_uri()}?{access.value}"

    def connect() -> sqlite3.Connection:
        # Transactions are begun by hand: the driver would begin them late, and not for what creates a table.
        connection = sqlite3.connect(uri, uri=True, timeout=busy_s, isolation_level=None)
        # A damaged text must be read to be named; the driver would raise, and show it in its message.
        connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def access_to_read(path: Path, busy_s: float) -> Access:
    """Return how a file is opened for reading.

    SQLite makes two files beside one in WAL mode even to read it. Where it may not, and nobody else has made them, no
    other process can be writing there.
    """
    engine = engine_of(path, Access.READ, busy_s)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT COUNT(*) FROM sqlite_master")
    except DBAPIError as error:
        if _name_of(error).startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")) and not _has_log(path):
            return Access.IMMUTABLE
        raise
    return Access.READ


def log_writes_ahead(connection: Connection) -> None:
    """Turn WAL mode on for the file, outside of a transaction: readers and a writer do not wait for one another."""
    connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    connection.commit()


def begin_to_write(connection: Connection) -> None:
    """Begin a transaction that is the only one to write, from its first moment on."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def begin_to_read(connection: Connection) -> None:
    """Begin a transaction that sees one state of the file, whatever others write meanwhile."""
    connection.exec_driver_sql("BEGIN")


def faults_of(connection: Connection) -> Iterator[str]:
    """Yield what SQLite finds wrong with the file."""
    for (fault,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if fault != "ok":
            yield fault
    for name, _row, missing, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"a row of {name!r} names a row of {missing!r} that is not there"


@contextmanager
def errors_told(file: str) -> Iterator[None]:
    """Turn SQLite's errors into ours.

    Raises:
        BusyError: another process writes into the file, and did not end in time.
        ConfigurationError: the file cannot be used; the message says why.
    """
    try:
        yield
    except DBAPIError as error:
        name = _name_of(error)
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise BusyError(
                f"another process is writing into the store {file!r}: give the same command again when it has ended"
            ) from error
        for start, meaning in _MEANINGS.items():
            if name.startswith(start):
                raise ConfigurationError(f"{file!r} {meaning}") from error
        raise
    except UnicodeError:
        # From the name of a column, or from a text on its way to a file; the error would show it.
        raise ConfigurationError(f"{file!r} {_MEANINGS['SQLITE_CORRUPT']}") from None


def _name_of(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlite_errorname", "")


def _has_log(path: Path) -> bool:
    return path.with_name(f"{path.name}-wal").exists()
