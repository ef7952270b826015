"""The one statement of which SQLAlchemy has no form for all databases: to insert what is not there yet."""

from collections.abc import Callable, Sequence

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
        insert = _INSERTS[connection.dialect.name](of)
        connection.execute(insert.on_conflict_do_nothing(), rows)
