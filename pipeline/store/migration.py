"""Which version a store has, and how an older one becomes one of today.

Invariant: step `n` makes a store of version `n` of one of version `n - 1`, and is never changed once it was released;
a new version is a new step at the end. A step creates the tables of a module of their own (`pipeline.store.table`, and
`mark_table`, `night_table`, `record_table`, `last_mark_table` beside it): once they change, the step gets its own copy
of them. Whatever is no store, or one of a later version, is refused and left as it is.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, inspect, select, text

from pipeline.errors import ConfigurationError
from pipeline.store.last_mark_table import add_last_mark
from pipeline.store.mark_table import MARK_METADATA, MARK_VIEW
from pipeline.store.night_table import NIGHT_METADATA
from pipeline.store.record_table import RECORD_METADATA
from pipeline.store.table import METADATA, schema_version
from pipeline.store.view import views_for

Step = Callable[[Connection], None]

_NAME = "factgrade"


def _create(connection: Connection) -> None:
    METADATA.create_all(connection)
    for view in views_for(connection.dialect.name):
        connection.execute(text(view))
    connection.execute(schema_version.insert().values(store=_NAME, version=0))


def _add_marks(connection: Connection) -> None:
    MARK_METADATA.create_all(connection)
    connection.execute(text(MARK_VIEW))


def _add_nights(connection: Connection) -> None:
    NIGHT_METADATA.create_all(connection)


def _part_records(connection: Connection) -> None:
    RECORD_METADATA.create_all(connection)


STEPS: tuple[Step, ...] = (_create, _add_marks, _add_nights, _part_records, add_last_mark)


def version_of(connection: Connection, name: str) -> int:
    """Return the version of the store behind a connection; 0 where there is nothing at all.

    Raises:
        ConfigurationError: there is something else; `name` is told.
    """
    inspector = inspect(connection)
    names = inspector.get_table_names()
    if not names:
        return 0
    if schema_version.name in names:
        columns = {column["name"] for column in inspector.get_columns(schema_version.name)}
        if columns == {column.name for column in schema_version.columns}:
            query = select(schema_version.c.version).where(schema_version.c.store == _NAME)
            version: int | None = connection.execute(query).scalar_one_or_none()
            if version is not None:
                return version
    raise ConfigurationError(
        f"{name!r} is a database of something else, and no store of factgrade: name another one; it was not changed"
    )


def refuse_newer(version: int, name: str, steps: Sequence[Step] = STEPS) -> None:
    """Make sure that a store is not of a version that nobody here knows.

    Raises:
        ConfigurationError: it is.
    """
    if version > len(steps):
        raise ConfigurationError(
            f"the store {name!r} has version {version}, and this factgrade knows up to {len(steps)}: "
            "use a factgrade as new as the one that wrote it, or name another one; it was not changed"
        )


def migrate(connection: Connection, name: str, steps: Sequence[Step] = STEPS) -> int:
    """Bring a store to the version of today, or make one where there is nothing, all in the connection's transaction.

    Returns:
        The version that was there, as `version_of` tells it.

    Raises:
        ConfigurationError: it is no store, or one of a later version.
    """
    version = version_of(connection, name)
    refuse_newer(version, name, steps)
    for step in steps[version:]:
        step(connection)
    if version < len(steps):
        connection.execute(schema_version.update().values(version=len(steps)))
    return version
