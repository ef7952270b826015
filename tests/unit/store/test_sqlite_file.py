"""What is SQLite's own: what is refused and left as it was, damage, WAL mode, files that nobody may write."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pipeline.errors import ConfigurationError
from pipeline.store import Store, list_runs, open_store, read_store, verify_store
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


def cut_off(file: Path) -> Path:
    kept.save(open_store(file), *kept.many(20))
    file.write_bytes(file.read_bytes()[:9000])
    return file


REFUSED = [
    (with_text, "is no store"),
    (of_something_else, "something else"),
    (with_versions_of_something_else, "something else"),
    (with_a_row_of_something_else, "something else"),
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


def write_on_a_full_disk(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("PRAGMA max_page_count = 1"))  # no page more than there are
        connection.execute(text("UPDATE article SET url = :long"), {"long": "x" * 1_000_000})


def test_a_full_disk_is_told_and_nothing_is_half_saved(stored: Path) -> None:
    store = open_store(stored)
    with pytest.raises(ConfigurationError, match="disk is full"):
        write_on_a_full_disk(store)
    assert list(verify_store(store)) == []


def test_an_index_that_does_not_fit_its_table_is_told(stored: Path) -> None:
    with closing(sqlite3.connect(stored)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'claim_by_id'"
        ((page,), (size,)) = connection.execute(query).fetchone(), connection.execute("PRAGMA page_size").fetchone()
        ((claim_id,),) = connection.execute("SELECT MIN(claim_id) FROM claim").fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = stored.read_bytes()
    place = content.index(claim_id.encode(), (page - 1) * size)
    stored.write_bytes(content[:place] + b"0" * 64 + content[place + 64 :])
    assert {(one.table, one.what.split()[-1]) for one in verify_store(read_store(stored))} == {("", "claim_by_id")}


@pytest.mark.parametrize(
    ("statement", "table", "what"),
    [
        ("UPDATE article SET text = CAST(x'54ff' AS TEXT)", "article", "its text or its head changed"),
        ("UPDATE claim SET start_char = 'one'", "claim", "its quote is not the article's text"),
    ],
)
def test_a_value_of_another_type_is_told_with_its_table(stored: Path, statement: str, table: str, what: str) -> None:
    foreign(stored, statement)
    assert [one for one in verify_store(read_store(stored)) if one.table == table and what in one.what]
