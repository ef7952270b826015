"""Opens a store and hands out its transactions; a store is a file that holds nothing else.

Invariant: what is written is written in one transaction, all of it or nothing, also where the process is killed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from pipeline.errors import ConfigurationError
from pipeline.store.migration import STEPS, Step, migrate, refuse_newer, version_of
from pipeline.store.sqlite_file import (
    Access,
    access_to_read,
    begin_to_read,
    begin_to_write,
    engine_of,
    errors_told,
    log_writes_ahead,
)

_BUSY_S = 60.0  # as long as saving a night of thousands of articles may take


class Store:
    """A store that was found sound enough to work with; `name` is the file's, for people."""

    def __init__(self, engine: Engine, name: str) -> None:
        """Work through `engine`."""
        self._engine = engine
        self.name = name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store.

        Raises:
            ConfigurationError: the store cannot be read.
        """
        with errors_told(self.name), self._engine.connect() as connection:
            begin_to_read(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept if the block ends without an error, and else are as if never made.

        Raises:
            BusyError: another process writes.
            ConfigurationError: the store cannot be written.
        """
        with errors_told(self.name), self._engine.connect() as connection:
            begin_to_write(connection)
            yield connection
            connection.commit()


def open_store(path: Path, *, busy_s: float = _BUSY_S, steps: Sequence[Step] = STEPS) -> Store:
    """Open a store for writing: make it where there is none, bring it up to date where it is older.

    Args:
        path: of the file.
        busy_s: how long, in seconds, to wait for another process that writes, now and whenever something is saved.
        steps: the migrations, the first version's first.

    Raises:
        BusyError: another process writes into it.
        ConfigurationError: it cannot be written, is no store, is damaged, or is of a later version; it is as it was.
    """
    name = str(path)
    with errors_told(name):
        if path.exists():
            with engine_of(path, Access.WRITE, busy_s).connect() as connection:
                refuse_newer(version_of(connection, name), name, steps)
        store = Store(engine_of(path, Access.CREATE, busy_s), name)
        with engine_of(path, Access.CREATE, busy_s).connect() as connection:
            log_writes_ahead(connection)
    with store.writing() as connection:
        migrate(connection, name, steps)
    return store


def read_store(path: Path, *, busy_s: float = _BUSY_S, steps: Sequence[Step] = STEPS) -> Store:
    """Open a store for reading; the file is not changed, and may be one that nobody can change.

    Raises:
        ConfigurationError: there is none, it is no store, is damaged, or is of another version.
    """
    name = str(path)
    if not path.is_file():
        raise ConfigurationError(f"there is no store {name!r}: name a file that `factgrade run --store FILE` wrote")
    with errors_told(name):
        store = Store(engine_of(path, access_to_read(path, busy_s), busy_s), name)
        with store.reading() as connection:
            version = version_of(connection, name)
    refuse_newer(version, name, steps)
    if version < len(steps):
        raise ConfigurationError(
            f"the store {name!r} is of the earlier version {version}: "
            "`factgrade run ... --store FILE` brings it up to date"
            if version
            else f"{name!r} holds no store yet: name a file that `factgrade run --store FILE` wrote"
        )
    return store
