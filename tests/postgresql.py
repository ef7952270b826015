"""A PostgreSQL server for the tests that need one: started when the first asks for it, stopped when the session ends.

`python -m tests.postgresql VERSION` prints what the tables of that version of the store are.

Invariant: it listens on loopback alone, and everything it keeps lies in a folder that goes with it. The server refuses
to be run by root, so a root gives it, and the folder, to another user.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from pipeline.store import open_store
from pipeline.store.migration import STEPS
from tests.places import Place, Rows

USER = "keeper"
MAINTENANCE = "postgres"
_START_S = 30.0
_USERS = ("postgres", "nobody")
_DEFINITION = (
    (
        "SELECT table_name, column_name, data_type, COALESCE(collation_name, '-'), is_nullable"
        " FROM information_schema.columns WHERE table_schema = 'factgrade'"
    ),
    (
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'factgrade'::regnamespace AND contype IN ('p', 'u', 'f')"
    ),
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'factgrade'",
)
_COLUMNS = (
    "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
    " JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'factgrade' AND relkind IN ('r', 'v')"
    " AND attnum > 0 AND NOT attisdropped"
)
# Nothing has to outlive the session.
_SETTINGS = (
    "fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "shared_buffers=32MB",
    "max_connections=60", "listen_addresses=127.0.0.1", "lc_messages=C", "jit=off",
    "max_parallel_workers_per_gather=0", "max_wal_senders=0", "wal_level=minimal",
)  # fmt: skip


def programs() -> Path | None:
    """Return the folder of the server's programs, None where none is installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in folders), key=lambda path: float(path.parent.name), default=None)


class Server:
    """A running server; databases are made in it, copied and dropped."""

    def __init__(self, port: int, password: str) -> None:
        """Reach it on loopback."""
        self.port = port
        self.password = password
        self._numbers = count()

    def url(self, database: str, user: str = USER, password: str | None = None) -> str:
        """Return the URL of a database, with the password in it."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def make(self, template: str = "template0", more: str = "") -> str:
        """Make a database, a copy of another where one is named, and return what it is called."""
        name = f"test_{next(self._numbers)}"
        self.command(f"CREATE DATABASE {name} TEMPLATE {template} {more}")
        return name

    def drop(self, database: str) -> None:
        """Drop a database, whoever is in it."""
        self.command(f"DROP DATABASE {database} WITH (FORCE)")

    def command(self, statement: str) -> None:
        """Do what stands outside of any transaction."""
        with psycopg.connect(self.url(MAINTENANCE), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """Make a server in a folder of its own, start it, and stop it in the end."""
    owner = _owner()
    with tempfile.TemporaryDirectory(prefix="factgrade-postgresql-") as name:
        folder, password = Path(name), secrets.token_urlsafe()
        (folder / "password").write_text(password, "ascii")
        for path in (folder, folder / "password"):
            if owner:
                os.chown(path, owner.pw_uid, owner.pw_gid)
        _make(programs, folder, owner)
        port = _free_port()
        with _start(programs, folder, port, owner) as process:
            server = Server(port, password)
            try:
                _wait(server, process)
                yield server
            finally:
                process.send_signal(signal.SIGQUIT)  # neither wait for who is connected nor write what nobody will read
                process.wait(_START_S)


def _make(programs: Path, folder: Path, owner: pwd.struct_passwd | None) -> None:
    # A password is asked for, but not made slow to guess: hashing it takes longer than what most tests do.
    options = ("--username", USER, "--auth", "password", "--pwfile", str(folder / "password"), "--no-sync")
    words = ("--encoding", "UTF8", "--locale", "C.UTF-8", "--pgdata", str(folder / "data"))
    subprocess.run([programs / "initdb", *options, *words], check=True, capture_output=True, cwd=folder, **_as(owner))


def _start(programs: Path, folder: Path, port: int, owner: pwd.struct_passwd | None) -> "subprocess.Popen[bytes]":
    settings = [word for setting in (*_SETTINGS, f"unix_socket_directories={folder}") for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-p", str(port), *settings],
            stdout=log, stderr=subprocess.STDOUT, cwd=folder, **_as(owner),
        )  # fmt: skip


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START_S
    while True:
        assert process.poll() is None, "the PostgreSQL server ended while it started"
        try:
            psycopg.connect(server.url(MAINTENANCE)).close()
        except psycopg.OperationalError:
            assert time.monotonic() < until, "the PostgreSQL server does not start"
            time.sleep(0.02)
        else:
            return


def _owner() -> pwd.struct_passwd | None:
    """Return who has to run the server where that cannot be this user."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return pwd.getpwnam(next(name for name in _USERS if name in names))


def _as(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": ()} if owner else {}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass(frozen=True)
class ServerPlace:
    """A database on a server, with a session in it for what is done behind the store's back."""

    address: str
    name: str
    session: "psycopg.Connection[Any]" = field(repr=False, compare=False)
    kind = "postgresql"

    @property
    def database(self) -> str:
        """Return what the database is called on the server."""
        return self.address.rpartition("/")[2]

    def rows(self, query: str) -> Rows:
        """Return what a query finds."""
        return self.session.execute(query.encode()).fetchall()

    def tables(self) -> set[str]:
        """Return the names of its tables."""
        return {name for (name,) in self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'factgrade'")}

    def definition(self) -> str:
        """Return its columns, keys and indexes, and the columns of its views, in words that any version has."""
        return "".join(f"{' '.join(row)}\n" for query in _DEFINITION for row in sorted(self.rows(query)))

    def change(self, statement: str) -> int:
        """Do something that nobody keeps from breaking the store; return how many rows it met."""
        return self.session.execute(statement.encode()).rowcount


class ServerPlaces:
    """Databases with an empty store; one that a test is done with is emptied, and given to the next."""

    def __init__(self, server: Server) -> None:
        """Make the one that others are copies of."""
        self._server = server
        self._open: list[ServerPlace] = []
        self._free: list[ServerPlace] = []
        template = self._place(server.make())
        open_store(template.address)
        self._untouched = self._shape(template)
        self._template = template.database
        template.session.close()  # or it could not be copied

    def new(self) -> ServerPlace:
        """Return a database with an empty store."""
        return self._free.pop() if self._free else self._place(self._server.make(self._template))

    def unmade(self) -> ServerPlace:
        """Return a database with nothing in it."""
        return self._place(self._server.make())

    def copy(self, place: Place) -> ServerPlace:
        """Copy every row, which is quicker than to have the server copy its files."""
        made = self.new()
        (source,) = (one for one in self._open if one.address == place.address)
        for name in sorted(source.tables() - {"schema_version"}):
            with (
                source.session.cursor().copy(f"COPY {name} TO STDOUT".encode()) as out,
                made.session.cursor().copy(f"COPY {name} FROM STDIN".encode()) as into,
            ):
                for data in out:
                    into.write(data)
        return made

    def drop(self, place: Place) -> None:
        """Empty the database, or drop it where more than rows was changed."""
        (own,) = (one for one in self._open if one.address == place.address)
        if self._shape(own) == self._untouched:
            own.change("; ".join(f"DELETE FROM {name}" for name in own.tables() - {"schema_version"}))  # noqa: S608  the store's own names
            self._free.append(own)
        else:
            own.session.close()
            self._open.remove(own)
            self._server.drop(own.database)

    def close(self) -> None:
        """End all sessions; the databases go with the server."""
        for place in self._open:
            place.session.close()

    def _place(self, database: str) -> ServerPlace:
        url = self._server.url(database)
        options = "-c search_path=factgrade -c session_replication_role=replica"  # no key is looked after
        session = psycopg.connect(url, autocommit=True, prepare_threshold=None, options=options)
        self._open.append(ServerPlace(url, url.replace(f":{self._server.password}@", "@"), session))
        return self._open[-1]

    def _shape(self, place: Place) -> Rows:
        """Return what tells whether more of a store than its rows was changed; nothing where there is none."""
        found = sorted(place.rows(_COLUMNS))
        is_made = ("schema_version", "store") in found
        return [*found, *(place.rows("SELECT store, version FROM schema_version") if is_made else [])]


def _print_definition(version: int) -> None:
    found = programs()
    assert found is not None, "no PostgreSQL server is installed"
    with running(found) as server, closing(ServerPlaces(server)) as places:
        made = places.unmade()
        open_store(made.address, steps=STEPS[:version])
        sys.stdout.write(made.definition())


if __name__ == "__main__":
    _print_definition(int(sys.argv[1]))
