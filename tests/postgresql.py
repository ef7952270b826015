"""A PostgreSQL server for the tests that need one: started when the first asks for it, stopped when the session ends.

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
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

USER = "keeper"
MAINTENANCE = "postgres"
_START_S = 30.0
_USERS = ("postgres", "nobody")
# Nothing has to outlive the session.
_SETTINGS = (
    "fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "shared_buffers=32MB",
    "max_connections=20", "listen_addresses=127.0.0.1", "lc_messages=C",
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
                process.send_signal(signal.SIGQUIT)  # at once: what it keeps goes with it
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
