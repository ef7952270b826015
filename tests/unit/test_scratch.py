"""A scratch file that finds no room says so, whatever is done with it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.scratch import database_of, open_database, open_file, write_all

MANY = """
    INSERT INTO t WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 9999) SELECT n, 'x' FROM c;
"""
ROWS = [(number, "x" * 500) for number in range(200)]


def limited() -> sqlite3.Connection:
    database = open_database()
    database.execute("CREATE TABLE t (n INTEGER, words TEXT)")
    database.execute("PRAGMA max_page_count = 10")
    return database


@pytest.mark.parametrize(
    "fill",
    [
        lambda database: database.executemany("INSERT INTO t VALUES (?, ?)", ROWS),
        lambda database: [database.execute("INSERT INTO t VALUES (?, ?)", row) for row in ROWS],
        lambda database: database.executescript(MANY),
    ],
    ids=["many", "one by one", "a script"],
)
def test_a_database_that_cannot_grow_says_what_is_full_and_what_to_do(
    fill: Callable[[sqlite3.Connection], object],
) -> None:
    database = limited()
    with pytest.raises(ConfigurationError, match=r"TMPDIR or else /var/tmp \(the disk is full\): make room there"):
        fill(database)
    database.close()


@pytest.mark.parametrize("read", [list, next, sqlite3.Cursor.fetchone, sqlite3.Cursor.fetchall])
def test_what_a_database_was_given_comes_out_in_every_way(read: Callable[[sqlite3.Cursor], object]) -> None:
    database = open_database()
    database.execute("CREATE TABLE t (n INTEGER)")
    assert database.executemany("INSERT INTO t VALUES (?)", [(1,)]).rowcount == 1
    assert read(database.execute("SELECT n FROM t WHERE n = ?", (1,))) in ((1,), [(1,)])
    database.close()


def test_a_database_is_closed_when_nobody_holds_its_owner() -> None:
    class Owner:
        """Has a database."""

    owner = Owner()
    database = database_of(owner, "CREATE TABLE t (n INTEGER)")
    assert database.execute("SELECT count(*) FROM t").fetchone() == (0,)
    del owner
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.execute("SELECT count(*) FROM t")


def test_a_mistake_in_a_statement_stays_one() -> None:
    database = open_database()
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        database.execute("SELECT * FROM nowhere")
    database.close()


def test_a_file_on_a_full_disk_says_so() -> None:
    with Path("/dev/full").open("wb") as full, pytest.raises(ConfigurationError, match=r"No space left.*set TMPDIR"):
        write_all(full, b"x", 0)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        open_file(tmp_path / "nowhere")
