"""The one statement of which SQLAlchemy has no form for all databases: to insert what is not there yet."""

from collections.abc import Callable, Sequence
from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.store.digest import Row

_INSERTS: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def insert_new(connection: Connection, of: Table, rows: Sequence[Row]) -> None:
    """Write rows, but for those whose key is there."""
    if rows:
        connection.execute(_insert_new(connection.dialect.name, of), rows)


@cache
def _insert_new(dialect: str, of: Table) -> sqlite.Insert | postgresql.Insert:
    return _INSERTS[dialect](of).on_conflict_do_nothing()
