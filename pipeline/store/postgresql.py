"""PostgreSQL behind a store: which schema it lies in, how it is locked; the only reader of the server's catalogue.

Invariant: nothing outside of the schema `factgrade` is read or changed, whatever else the database holds; what is
checked and made is in the transaction that is taken back when anything is wrong.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    NullPool,
    column,
    create_engine,
    event,
    exists,
    inspect,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.engine.interfaces import ReflectedForeignKeyConstraint

from pipeline.errors import ConfigurationError
from pipeline.store.database import Check
from pipeline.store.postgresql_error import errors_told

if TYPE_CHECKING:
    import psycopg

SCHEMA = "factgrade"

# A number that no other program is likely to lock. It never changes: every factgrade has to take the same one.
_LOCK = 0x14554204CBF74E85

_DEFAULTS = {
    "application_name": "factgrade",
    "client_encoding": "utf8",
    "connect_timeout": "10",
    "keepalives_idle": "60",
    "tcp_user_timeout": "120000",  # milliseconds: a line that is cut is noticed, and not waited for for hours
}

# For one transaction alone, so that it also holds where a pooler gives the next one another connection.
_BEGIN = text("SELECT set_config('search_path', :schema, true), set_config('lock_timeout', :wait_ms, true)")
_LOOK = text(
    "SELECT current_setting('server_encoding') AS encoding, (SELECT has_schema_privilege(oid, 'USAGE')"
    " FROM pg_catalog.pg_namespace WHERE nspname = :schema) AS may_use"
)

_GROWN = text(
    "SELECT of.relname FROM pg_catalog.pg_class AS of"
    " JOIN pg_catalog.pg_namespace AS schema ON schema.oid = of.relnamespace"
    " WHERE schema.nspname = :schema AND of.relkind = 'r' AND pg_relation_size(of.oid)"
    " > :least_bytes + 2 * of.relpages::bigint * current_setting('block_size')::bigint"
)
_LEAST_GROWN_BYTES = 131_072

_SIZE = text(
    "SELECT COALESCE(SUM(pg_total_relation_size(of.oid)), 0)::bigint FROM pg_catalog.pg_class AS of"
    " JOIN pg_catalog.pg_namespace AS schema ON schema.oid = of.relnamespace"
    " WHERE schema.nspname = :schema AND of.relkind = 'r'"
)


@dataclass(frozen=True)
class PostgresqlSchema:
    """A schema of a database; whoever finds it locked waits `busy_s` seconds. `name` is that of the database."""

    url: URL = field(repr=False)
    name: str
    busy_s: float

    def engine_to_write(self, check: Check) -> Engine:  # noqa: ARG002  what is there is looked at in the transaction that changes it
        """Return the engine of the database."""
        return self._engine()

    def engine_to_read(self) -> Engine:
        """Return the engine of the database."""
        return self._engine()

    def begin_to_write(self, connection: Connection) -> None:
        """Take the lock of whoever writes; make the schema where there is none."""
        # Under READ COMMITTED a statement sees what was there when it began, and so what was written before the lock.
        connection.execution_options(isolation_level="READ COMMITTED")
        self._begin(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if not self._has_schema(connection):
            connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))

    def end_writing(self, connection: Connection) -> None:
        """Count anew what has more than doubled.

        A server does that by itself, but some minutes later; until then it takes large tables for small ones, and reads
        one from end to end for every article. It is left out where this user may not, or somebody else is at it.
        """
        grown = connection.execute(_GROWN, {"schema": SCHEMA, "least_bytes": _LEAST_GROWN_BYTES}).scalars().all()
        for name in grown:
            connection.execute(text(f'ANALYZE (SKIP_LOCKED) {SCHEMA}."{name}"'))

    def begin_to_read(self, connection: Connection) -> None:
        """See the database as it is at the first query."""
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._begin(connection)
        self._has_schema(connection)

    def errors_told(self) -> AbstractContextManager[None]:
        """Turn the server's errors into ours."""
        return errors_told(self.name)

    def faults_of(self, connection: Connection) -> Iterator[str]:
        """Yield rows that name others that are not there, which a server allows only where it is told to."""
        for (_, of), keys in sorted(inspect(connection).get_multi_foreign_keys().items()):
            yield from (
                f"a row of {of!r} names a row of {key['referred_table']!r} that is not there"
                for key in keys
                if _is_broken(connection, of, key)
            )

    def size_bytes(self, connection: Connection) -> int:
        """Return how much room the tables and their indexes take."""
        size: int = connection.execute(_SIZE, {"schema": SCHEMA}).scalar_one()
        return size

    def compact(self, connection: Connection) -> None:
        """Write every table anew, which takes as much room again meanwhile."""
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("SELECT set_config('lock_timeout', :wait_ms, false)"), {"wait_ms": self._wait_ms})
        for name in sorted(inspect(connection).get_table_names(SCHEMA)):
            connection.execute(text(f'VACUUM FULL {SCHEMA}."{name}"'))

    def _begin(self, connection: Connection) -> None:
        connection.execute(_BEGIN, {"schema": SCHEMA, "wait_ms": self._wait_ms})

    @property
    def _wait_ms(self) -> str:
        return str(max(1, round(self.busy_s * 1000)))  # 0 would be to wait for ever

    def _has_schema(self, connection: Connection) -> bool:
        """Tell whether there is a schema.

        Raises:
            ConfigurationError: it may not be used, or the database keeps text in a way that does not keep every letter.
        """
        found = connection.execute(_LOOK, {"schema": SCHEMA}).one()
        if found.encoding != "UTF8":
            raise ConfigurationError(
                f"{self.name!r} keeps text as {found.encoding}: make a database for the store with ENCODING 'UTF8'"
            )
        if found.may_use is False:
            raise ConfigurationError(
                f"{self.name!r} may not be read by this user: GRANT USAGE ON SCHEMA {SCHEMA}, and SELECT on its tables"
            )
        return found.may_use is not None

    def _engine(self) -> Engine:
        """Return the engine of the database; nothing is opened yet.

        Raises:
            ConfigurationError: the driver is not installed.
        """
        try:
            from pipeline.store import postgresql_text  # noqa: PLC0415  its driver is an extra
        except ImportError:
            raise ConfigurationError(
                "a store on a PostgreSQL server needs an extra: pip install 'factgrade[postgresql]'"
            ) from None
        wanted = {name: value for name, value in _DEFAULTS.items() if name not in self.url.query}
        engine = create_engine(
            self.url, poolclass=NullPool, connect_args=wanted, hide_parameters=True, use_native_hstore=False
        )

        @event.listens_for(engine, "connect")
        def teach(connection: "psycopg.Connection", _record: object) -> None:
            postgresql_text.teach(connection)

        return engine


def _is_broken(connection: Connection, of: str, key: ReflectedForeignKeyConstraint) -> bool:
    """Tell whether a row of the table `of` names one that is not there."""
    own, other = key["constrained_columns"], key["referred_columns"]
    naming = table(of, *map(column, own)).alias("naming")
    named = table(key["referred_table"], *map(column, other)).alias("named")
    is_named = [naming.c[name] == named.c[wanted] for name, wanted in zip(own, other, strict=True)]
    names_one = [naming.c[name].is_not(None) for name in own]
    query = select(literal(1)).select_from(naming).where(*names_one, ~exists().where(*is_named))
    return connection.execute(query.limit(1)).first() is not None
