"""Which files are taken for a store, which are refused, and that a refused one stays as it was."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from pipeline.errors import BusyError, ConfigurationError
from pipeline.store import Store, kept_marks, list_runs, open_store, read_store, verify_store
from pipeline.store.migration import STEPS
from tests import kept

NOBODY = 65534
BRIDGE = kept.article("The bridge cost $4 million.")


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be a user whom permissions bind; root minds none."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """Return a store with one run."""
    file = tmp_path / "news.db"
    kept.save(open_store(file), kept.decided(BRIDGE))
    return file


def foreign(file: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return file


def with_text(file: Path) -> Path:
    file.write_text("no database at all, but long enough to be looked at\n" * 40, encoding="utf-8")
    return file


def of_something_else(file: Path) -> Path:
    return foreign(file, "CREATE TABLE song (title TEXT)", "INSERT INTO song VALUES ('Reel')")


def with_versions_of_something_else(file: Path) -> Path:
    return foreign(file, "CREATE TABLE schema_version (version INTEGER)", "INSERT INTO schema_version VALUES (1)")


def with_a_row_of_something_else(file: Path) -> Path:
    table = "CREATE TABLE schema_version (store TEXT, version INTEGER)"
    return foreign(file, table, "INSERT INTO schema_version VALUES ('songs', 1)")


def newer(file: Path) -> Path:
    open_store(file)
    return foreign(file, "UPDATE schema_version SET version = 99")


def cut_off(file: Path) -> Path:
    kept.save(open_store(file), *kept.many(20))
    file.write_bytes(file.read_bytes()[:9000])
    return file


REFUSED = [
    (with_text, "is no store"),
    (of_something_else, "something else"),
    (with_versions_of_something_else, "something else"),
    (with_a_row_of_something_else, "something else"),
    (newer, "version 99.*knows up to 2"),
    (cut_off, "is damaged"),
]


@pytest.mark.parametrize(("made", "why"), REFUSED)
@pytest.mark.parametrize("opened", [open_store, read_store])
def test_what_is_no_store_is_refused_and_left_as_it_was(tmp_path: Path, made: Any, why: str, opened: Any) -> None:  # noqa: ANN401  makers and openers differ
    file = made(tmp_path / "x.db")
    before = file.read_bytes()
    with pytest.raises(ConfigurationError, match=why) as refusal:
        opened(file)
    assert repr(str(file)) in str(refusal.value)
    assert file.read_bytes() == before


def test_damage_behind_a_good_beginning_is_told(stored: Path) -> None:
    content = stored.read_bytes()
    stored.write_bytes(content[:8192] + b"\xff" * 4096 + content[12288:])
    with pytest.raises(ConfigurationError, match="is damaged"):
        list(verify_store(read_store(stored)))


def begun(file: Path) -> Path:
    """Return a file as a process leaves it that was killed before the first table was there."""
    return foreign(file, "PRAGMA journal_mode = WAL", "BEGIN", "CREATE TABLE x (y)", "DROP TABLE x")


@pytest.mark.parametrize("made", [lambda file: file, lambda file: file.touch() or file, begun])
def test_where_nothing_is_a_store_is_made(tmp_path: Path, made: Any) -> None:  # noqa: ANN401  as above
    assert list_runs(open_store(made(tmp_path / "new #1?.db"))) == ()


def test_a_store_is_opened_again_as_it_was(stored: Path) -> None:
    assert list_runs(open_store(stored)) == list_runs(read_store(stored))


def test_a_store_is_in_wal_mode(stored: Path) -> None:
    with closing(sqlite3.connect(stored)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_nothing_is_read_where_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no store.*run --store"):
        read_store(tmp_path / "missing.db")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_holds_no_store_to_read(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(ConfigurationError, match="holds no store yet"):
        read_store(tmp_path / "empty.db")


@pytest.mark.parametrize("place", ["", "no/such/folder/news.db"])
def test_a_path_that_can_be_no_file_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        open_store(tmp_path / place)


@pytest.fixture
def unwritable() -> Iterator[Path]:
    """Return a store that may be read alone, in a folder that may be read alone."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "news.db")
        kept.save(open_store(file), kept.decided(BRIDGE))
        file.chmod(0o444)
        Path(name).chmod(0o555)
        yield file
        Path(name).chmod(0o755)


def test_a_store_that_nobody_may_write_can_be_read(unwritable: Path) -> None:
    with unprivileged():
        store = read_store(unwritable)
        assert [line.articles for line in list_runs(store)] == [1]
        assert list(verify_store(store)) == []


def test_a_store_that_nobody_may_write_is_refused_for_writing(unwritable: Path) -> None:
    with unprivileged(), pytest.raises(ConfigurationError, match="cannot be written"):
        open_store(unwritable)


def test_whoever_finds_a_store_locked_is_told_to_come_again(stored: Path) -> None:
    store = open_store(stored, busy_s=0.01)
    with closing(sqlite3.connect(stored, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for attempt in (lambda: open_store(stored, busy_s=0.01), lambda: kept.save(store, kept.decided(BRIDGE))):
            with pytest.raises(BusyError, match="another process is writing"):
                attempt()
        assert len(list_runs(read_store(stored))) == 1
    assert len(list_runs(store)) == 1


def write_on_a_full_disk(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("PRAGMA max_page_count = 1"))  # no page more than there are
        connection.execute(text("UPDATE article SET url = :long"), {"long": "x" * 1_000_000})


def test_a_full_disk_is_told_and_nothing_is_half_saved(stored: Path) -> None:
    store = open_store(stored)
    with pytest.raises(ConfigurationError, match="disk is full"):
        write_on_a_full_disk(store)
    assert list(verify_store(store)) == []


def test_an_error_that_is_no_file_s_is_raised_as_it_is(stored: Path) -> None:
    with pytest.raises(IntegrityError), open_store(stored).writing() as connection:
        connection.execute(text("INSERT INTO schema_version VALUES ('factgrade', 1)"))


def _add_songs(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE song (title TEXT)"))


def _fail(connection: Connection) -> None:
    _add_songs(connection)
    raise RuntimeError("in the middle")


def test_an_older_store_is_brought_up_to_date_with_all_that_it_holds(stored: Path) -> None:
    steps = (*STEPS, _add_songs)
    with pytest.raises(ConfigurationError, match="earlier version 2"):
        read_store(stored, steps=steps)
    open_store(stored, steps=steps)
    assert len(list_runs(read_store(stored, steps=steps))) == 1
    with closing(sqlite3.connect(stored)) as connection:
        assert connection.execute("SELECT version FROM schema_version").fetchall() == [(3,)]
        assert connection.execute("SELECT * FROM song").fetchall() == []


def test_a_step_that_fails_leaves_the_store_at_its_version(stored: Path) -> None:
    with pytest.raises(RuntimeError, match="in the middle"):
        open_store(stored, steps=(*STEPS, _fail))
    assert len(list_runs(read_store(stored))) == 1


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
def test_the_tables_of_a_version_are_as_they_were_released(tmp_path: Path, version: int) -> None:
    open_store(tmp_path / "new.db", steps=STEPS[:version])
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
        found = "".join(f"{sql.strip()};\n" for (sql,) in connection.execute(query))
    released = Path(__file__).parents[2] / "golden" / "store" / f"version_{version}.sql"
    assert found == released.read_text("utf-8")


def test_a_store_of_version_1_gets_marks_and_keeps_its_runs(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    kept.save(open_store(file, steps=STEPS[:1]), kept.decided(BRIDGE))
    with open_store(file).reading() as connection:
        assert kept_marks(connection) == ()
    assert [line.articles for line in list_runs(read_store(file))] == [1]
    assert list(verify_store(read_store(file))) == []
