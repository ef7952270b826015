"""What the errors of a PostgreSQL server mean to a person.

Invariant: a message shows what the server or the driver says of a connection, never a statement, its values or a
password.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from pipeline.errors import BusyError, ConfigurationError

_UNCHANGED = "nothing in it was changed"
_OTHER_TABLES = "is damaged, as it does not have the tables of a store: take it from a backup"

# By the beginning of a SQLSTATE.
_BUSY = {
    "55P03": "another process is writing into the store {name!r}: give the same command again when it has ended",
    "40": "another process got in the way in the store {name!r}: give the same command again",
    "08": "the server of the store {name!r} is gone: give the same command again when it is there",
    "57P0": "the server of the store {name!r} is going down or coming up: give the same command again when it is up",
    "53300": "the server of the store {name!r} has no connection left: give the same command again later",
}
_MEANINGS = {
    "25006": "cannot be written: this server, or this user, may only read; name the one that is written to",
    "25P": "cannot be used: the server ended a transaction that was idle, or long (its timeouts of transactions)",
    "42501": "cannot be used: this user lacks the rights (docs/store.md says which); " + _UNCHANGED,
    "42P07": "holds something else under a name of the store: name another database; " + _UNCHANGED,
    "42P01": _OTHER_TABLES,
    "42703": _OTHER_TABLES,
    "53100": "cannot grow, because the server's disk is full: make room, and give the same command again",
    "53": "cannot be used: the server has no memory left, or is set to a limit",
    "57014": "cannot be used: the server cancelled a statement (statement_timeout)",
    "58": "cannot be read or written: check the server's disk",
    "XX": "is damaged: take it from a backup; " + _UNCHANGED,
}

# Where no connection came about there is no SQLSTATE, but words: the driver's own are English, the server's may not be.
_FOR_NOW = (
    "refused", "timeout", "timed out", "unreachable", "No route", "No such file", "closed the connection",
    "reset by peer", "Temporary failure", "starting up", "shutting down", "recovery mode", "too many",
    "connection slots", "not yet accept", "connection is closed", "connection is lost",
)  # fmt: skip


@contextmanager
def errors_told(name: str) -> Iterator[None]:
    """Turn the errors of a server into ours; `name` is what people call the database.

    Raises:
        BusyError: another process writes and did not end in time, or the server does not answer.
        ConfigurationError: the database cannot be used; the message says why.
    """
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state is None:
            raise _of_connection(name, error) from error
        for start, meaning in _BUSY.items():
            if state.startswith(start):
                raise BusyError(meaning.format(name=name)) from error
        for start, meaning in _MEANINGS.items():
            if state.startswith(start):
                raise ConfigurationError(f"{name!r} {meaning}") from error
        raise


def _of_connection(name: str, error: DBAPIError) -> Exception:
    """Return what to raise where the driver, and not the server, found something."""
    if error.statement is not None and not isinstance(error, OperationalError | InterfaceError):
        return error
    words = " ".join(str(error.orig).split())
    if any(sign in words for sign in _FOR_NOW):
        return BusyError(
            f"the server of the store {name!r} cannot be reached ({words}): "
            "check host and port, or give the same command again when it is up"
        )
    return ConfigurationError(f"{name!r} cannot be opened ({words}): check the URL, the user and the password")
