"""The table of the last number that a mark has had, in one row, without which a newest mark that is gone is not missed.

Invariant: it is that of the newest mark; there is no row before the first. As of version 5.
"""

from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, select

from pipeline.store.mark_table import mark

LAST_MARK_METADATA = MetaData()

last_mark = Table(
    "last_mark", LAST_MARK_METADATA, Column("mark", Integer, primary_key=True, autoincrement=False)
)  # fmt: skip


def add_last_mark(connection: Connection) -> None:
    """Add the table to a store that has marks."""
    LAST_MARK_METADATA.create_all(connection)
    newest = number_of_last_mark(connection)
    if newest:
        note_last_mark(connection, newest)


def number_of_last_mark(connection: Connection) -> int:
    """Return the last number that a mark has had, whatever has become of the mark."""
    noted: int | None = connection.execute(select(func.max(last_mark.c.mark))).scalar_one()
    newest: int | None = connection.execute(select(func.max(mark.c.mark))).scalar_one()
    return max(noted or 0, newest or 0)


def note_last_mark(connection: Connection, number: int) -> None:
    """Note the number of the newest mark."""
    # Not deleted and inserted: who saves runs on a server need not be allowed to delete.
    if not connection.execute(last_mark.update().values(mark=number)).rowcount:
        connection.execute(last_mark.insert().values(mark=number))
