"""Places for stores, with a way into them behind the store's back; those on a server are in `tests.postgresql`.

Invariant: two places never share a row.
"""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol

Rows = list[tuple[Any, ...]]


class Place(Protocol):
    """A place for one store."""

    @property
    def address(self) -> str:
        """Return what is given to --store."""

    @property
    def name(self) -> str:
        """Return what factgrade calls it."""

    @property
    def kind(self) -> str:
        """Return which database it is, by SQLAlchemy's name."""

    def rows(self, query: str) -> Rows:
        """Return what a query finds."""

    def tables(self) -> set[str]:
        """Return the names of its tables."""

    def definition(self) -> str:
        """Return what its tables and views are, in words that are the same for the same."""

    def change(self, statement: str) -> int:
        """Do something that nobody keeps from breaking the store; return how many rows it met."""


class Places(Protocol):
    """Makes places."""

    def new(self) -> Place:
        """Return a place for a store; it may hold an empty one already."""

    def unmade(self) -> Place:
        """Return a place where no store was made yet."""

    def copy(self, place: Place) -> Place:
        """Return another place with the same store."""

    def drop(self, place: Place) -> None:
        """Remove a place."""


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

    def definition(self) -> str:
        """Return the statements that made it."""
        found = self.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
        return "".join(f"{sql.strip()};\n" for (sql,) in found)

    def change(self, statement: str) -> int:
        """Do something that nobody keeps from breaking the store; return how many rows it met."""
        with closing(sqlite3.connect(self.address)) as connection:
            met = connection.execute(statement).rowcount
            connection.commit()
            return met


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

    def unmade(self) -> Place:
        """Return a file that is not there yet."""
        return self.new()

    def copy(self, place: Place) -> Place:
        """Copy the file; nobody may have it open."""
        made = self.new()
        shutil.copy(place.address, made.address)
        return made

    def drop(self, place: Place) -> None:
        """Remove the file."""
        shutil.rmtree(Path(place.address).parent)
