"""What a store asks of the database that it lies in; all that differs from one database to another is behind it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Engine

Check = Callable[[Connection], None]


class Database(Protocol):
    """A file or a schema on a server that holds a store, or may come to hold one."""

    @property
    def name(self) -> str:
        """Return what it is called, for people; without a password."""

    def engine_to_write(self, check: Check) -> Engine:
        """Return the engine for writing.

        Args:
            check: raises an error where the database is not to be changed; what is there is shown to it before
                anything is, unless a transaction that ends with an error takes back whatever was.
        """

    def engine_to_read(self) -> Engine:
        """Return the engine for reading; raise ConfigurationError where nothing can hold a store."""

    def begin_to_write(self, connection: Connection) -> None:
        """Begin a transaction that is the only one to write into the store, from its first moment on."""

    def end_writing(self, connection: Connection) -> None:
        """Do what is left to do, in the transaction, once all is written."""

    def begin_to_read(self, connection: Connection) -> None:
        """Begin a transaction that sees one state of the store, whatever others write meanwhile."""

    def errors_told(self) -> AbstractContextManager[None]:
        """Turn the errors of the database into ours.

        Raises:
            BusyError: another process writes and did not end in time, or the server does not answer.
            ConfigurationError: the database cannot be used; the message says why.
        """

    def faults_of(self, connection: Connection) -> Iterator[str]:
        """Yield what the database itself finds wrong with what it holds."""

    def size_bytes(self, connection: Connection) -> int:
        """Return how much room the store takes, with what was deleted and not given back."""

    def compact(self, connection: Connection) -> None:
        """Give back the room of what was deleted; no transaction may have begun."""
