"""SQLite behind a store: how a file is opened, and what its errors mean to a person; the only reader of its pragmas.

Invariant: a file is asked what it is before anything in it is changed, so that what is no store stays as it was.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from pipeline.errors import BusyError, ConfigurationError
from pipeline.presence import is_file, is_there
from pipeline.store.database import Check

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


@dataclass(frozen=True)
class SqliteFile:
    """A file that holds a store and nothing else; whoever finds it locked waits `busy_s` seconds."""

    path: Path
    busy_s: float

    @property
    def name(self) -> str:
        """Return its path as it was given."""
        return str(self.path)

    def engine_to_write(self, check: Check) -> Engine:
        """Return the engine of the file; where there is none, one is made."""
        if is_there(self.path):
            with self._engine(Access.WRITE).connect() as connection:
                check(connection)
        engine = self._engine(Access.CREATE)
        with engine.connect() as connection:
            # Readers and a writer do not wait for one another.
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.commit()
        return engine

    def engine_to_read(self) -> Engine:
        """Return the engine of a file that is not changed by reading, and may be one that nobody can change."""
        if not is_file(self.path):
            raise ConfigurationError(
                f"there is no store {self.name!r}: name a file that `factgrade run --store FILE` wrote"
            )
        return self._engine(self._access_to_read())

    def begin_to_write(self, connection: Connection) -> None:
        """Lock the file for others that want to write."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def end_writing(self, connection: Connection) -> None:
        """Do nothing: SQLite finds its way by the indexes alone."""

    def begin_to_read(self, connection: Connection) -> None:
        """See the file as it is when it is first read."""
        connection.exec_driver_sql("BEGIN")

    def errors_told(self) -> AbstractContextManager[None]:
        """Turn SQLite's errors into ours."""
        return _errors_told(self.name)

    def faults_of(self, connection: Connection) -> Iterator[str]:
        """Yield what SQLite finds wrong with the file."""
        for (fault,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if fault != "ok":
                yield fault
        for name, _row, missing, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"a row of {name!r} names a row of {missing!r} that is not there"

    def size_bytes(self, connection: Connection) -> int:
        """Return the size of the file, without what is not merged into it yet."""
        pages: int = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        page_bytes: int = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        return pages * page_bytes

    def compact(self, connection: Connection) -> None:
        """Write the file anew, which takes as much room again meanwhile."""
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _engine(self, access: Access) -> Engine:
        """Return the engine of the file; nothing is opened yet."""
        uri = f"{self.path.absolute().as_uri()}?{access.value}"

        def connect() -> sqlite3.Connection:
            # Transactions are begun by hand: the driver would begin them late, and not for what creates a table.
            connection = sqlite3.connect(uri, uri=True, timeout=self.busy_s, isolation_level=None)
            # A damaged text must be read to be named; the driver would raise, and show it in its message.
            connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
            connection.execute("PRAGMA foreign_keys = ON")
            return connection

        return create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)

    def _access_to_read(self) -> Access:
        """Return how the file is opened for reading.

        SQLite makes two files beside one in WAL mode even to read it. Where it may not, and nobody else has made them,
        no other process can be writing there.
        """
        try:
            with self._engine(Access.READ).connect() as connection:
                connection.exec_driver_sql("SELECT COUNT(*) FROM sqlite_master")
        except DBAPIError as error:
            if _name_of(error).startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")) and not _has_log(self.path):
                return Access.IMMUTABLE
            raise
        return Access.READ


@contextmanager
def _errors_told(file: str) -> Iterator[None]:
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
