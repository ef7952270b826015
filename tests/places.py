"""Places for stores, in every database that a store may lie in, with a way into them behind the store's back.

Invariant: two places never share a row.
"""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg

from pipeline.store import open_store
from tests.postgresql import Server

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class FilePlace:
    """A file of SQLite."""

    address: str
    kind = "sqlite"

    @property
    def name(self) -> str:
        """Return what factgrade calls it."""
        return self.address

    def rows(self, query: str) -> Rows:
        """Return what a query finds."""
        with closing(sqlite3.connect(self.address)) as connection:
            return connection.execute(query).fetchall()

    def tables(self) -> set[str]:
        """Return the names of its tables."""
        return {name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def change(self, statement: str) -> int:
        """Do something that nobody keeps from breaking the store; return how many rows it met."""
        with closing(sqlite3.connect(self.address)) as connection:
            met = connection.execute(statement).rowcount
            connection.commit()
            return met


@dataclass(frozen=True)
class ServerPlace:
    """A database on a server."""

    address: str
    name: str
    kind = "postgresql"

    def rows(self, query: str) -> Rows:
        """Return what a query finds."""
        with psycopg.connect(self.address, options="-c search_path=factgrade") as connection:
            return connection.execute(query.encode()).fetchall()

    def tables(self) -> set[str]:
        """Return the names of its tables."""
        return {name for (name,) in self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'factgrade'")}

    def change(self, statement: str) -> int:
        """Do something that nobody keeps from breaking the store; return how many rows it met."""
        options = "-c search_path=factgrade -c session_replication_role=replica"  # no key is looked after
        with psycopg.connect(self.address, options=options) as connection:
            return connection.execute(statement.encode()).rowcount


Place = FilePlace | ServerPlace


class Places(Protocol):
    """Makes places."""

    def new(self) -> Place:
        """Return a place for a store; it may hold an empty one already."""

    def copy(self, place: Place) -> Place:
        """Return another place with the same store."""

    def drop(self, place: Place) -> None:
        """Remove a place."""


class FilePlaces:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        """Make them there."""
        self._folder = folder
        self._numbers = count()

    def new(self) -> Place:
        """Return a file that is not there yet."""
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        return FilePlace(str(folder / "news.db"))

    def copy(self, place: Place) -> Place:
        """Copy the file; nobody may have it open."""
        made = self.new()
        shutil.copy(place.address, made.address)
        return made

    def drop(self, place: Place) -> None:
        """Remove the file."""
        shutil.rmtree(Path(place.address).parent)


class ServerPlaces:
    """Databases of a server, each with an empty store; one that a test is done with is emptied and given to the next."""

    def __init__(self, server: Server) -> None:
        """Make the first."""
        self._server = server
        self._template = server.make()
        open_store(server.url(self._template))
        self._free: list[Place] = []
        self._untouched = self._shape(self._place(self._template))

    def new(self) -> Place:
        """Return a database with an empty store."""
        return self._free.pop() if self._free else self._place(self._server.make(self._template))

    def copy(self, place: Place) -> Place:
        """Copy the database; nobody may be connected to it."""
        return self._place(self._server.make(place.address.rpartition("/")[2]))

    def drop(self, place: Place) -> None:
        """Empty the database, or drop it where more than rows was changed."""
        if self._shape(place) == self._untouched:
            place.change("; ".join(f"DELETE FROM {name}" for name in place.tables() - {"schema_version"}))  # noqa: S608  the store's own names
            self._free.append(place)
        else:
            self._server.drop(place.address.rpartition("/")[2])

    def _place(self, database: str) -> Place:
        url = self._server.url(database)
        return ServerPlace(url, url.replace(f":{self._server.password}@", "@"))

    def _shape(self, place: Place) -> Rows:
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'factgrade'"
        return sorted(place.rows(f"{tables} UNION ALL SELECT store || version FROM schema_version"))  # noqa: S608  constant
