"""Opens a store and hands out its transactions.

Invariant: what is written is written in one transaction, all of it or nothing, also where the process is killed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from pipeline.errors import ConfigurationError
from pipeline.store.address import place_for_show, server_of
from pipeline.store.database import Database
from pipeline.store.fetch import streams_closed
from pipeline.store.migration import STEPS, Step, migrate, refuse_newer, version_of
from pipeline.store.postgresql import PostgresqlSchema
from pipeline.store.sqlite_file import SqliteFile

_BUSY_S = 60.0  # as long as saving a night of thousands of articles may take


class Store:
    """A store that was found sound enough to work with; `name` is what people call it, and holds no password.

    `is_new` tells whether it was made as it was opened.
    """

    def __init__(self, database: Database, engine: Engine) -> None:
        """Work through `engine`, which is that of `database`."""
        self.is_new = False
        self._database = database
        self._engine = engine
        self.name = database.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store.

        Raises:
            BusyError: its server does not answer.
            ConfigurationError: the store cannot be read.
        """
        with self._database.errors_told(), self._engine.connect() as connection, streams_closed(connection):
            self._database.begin_to_read(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept if the block ends without an error, and else are as if never made.

        Raises:
            BusyError: another process writes, or the store's server does not answer.
            ConfigurationError: the store cannot be written.
        """
        with self._database.errors_told(), self._engine.connect() as connection, streams_closed(connection):
            self._database.begin_to_write(connection)
            yield connection
            self._database.end_writing(connection)
            connection.commit()

    def compact(self) -> tuple[int, int]:
        """Give back the room of what was deleted; return the bytes that the store took and those that it takes.

        Raises:
            BusyError: another process works on the store.
            ConfigurationError: the store cannot be written, or there is no room to write it anew.
        """
        with self._database.errors_told(), self._engine.connect() as connection:
            before = self._database.size_bytes(connection)
            connection.rollback()
            self._database.compact(connection)
            return before, self._database.size_bytes(connection)

    def faults_of(self, connection: Connection) -> Iterator[str]:
        """Yield what the database itself finds wrong with the store."""
        return self._database.faults_of(connection)


def open_store(place: str | Path, *, busy_s: float = _BUSY_S, steps: Sequence[Step] = STEPS) -> Store:
    """Open a store for writing: make it where there is none, bring it up to date where it is older.

    Args:
        place: a file, or the URL of a database on a PostgreSQL server.
        busy_s: how long, in seconds, to wait for another process that writes, now and whenever something is saved.
        steps: the migrations, the first version's first.

    Raises:
        BusyError: another process writes into it, or its server does not answer.
        ConfigurationError: it cannot be written, is no store, is damaged, or is of a later version; it is as it was.
    """
    database = _database_of(place, busy_s)

    def check(connection: Connection) -> None:
        refuse_newer(version_of(connection, database.name), database.name, steps)

    with database.errors_told():
        store = Store(database, database.engine_to_write(check))
    with store.writing() as connection:
        store.is_new = migrate(connection, store.name, steps) == 0
    return store


def read_store(place: str | Path, *, busy_s: float = _BUSY_S, steps: Sequence[Step] = STEPS) -> Store:
    """Open a store for reading; it is not changed, and may be one that nobody can change.

    Raises:
        BusyError: its server does not answer.
        ConfigurationError: there is none, it is no store, is damaged, or is of another version.
    """
    database = _database_of(place, busy_s)
    with database.errors_told():
        store = Store(database, database.engine_to_read())
    with store.reading() as connection:
        version = version_of(connection, store.name)
    refuse_newer(version, store.name, steps)
    if version < len(steps):
        raise ConfigurationError(
            f"the store {store.name!r} is of the earlier version {version}: "
            "`factgrade run ... --store` brings it up to date"
            if version
            else f"{store.name!r} holds no store yet: name one that `factgrade run --store` wrote"
        )
    return store


def _database_of(place: str | Path, busy_s: float) -> Database:
    url = server_of(place)
    if url is None:
        return SqliteFile(Path(place), busy_s)
    return PostgresqlSchema(url, place_for_show(place), busy_s)
