"""Whatever is changed in a store behind its back is found, and named."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer

from pipeline.store import Mismatch, open_store, read_store, verify_store
from pipeline.store.table import METADATA
from schemas.identity import id_of_conflict
from tests import kept

BRIDGE = kept.article("The bridge cost $4 million.", "It opened on Monday.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")
KEYS = {"run", "place", "stage"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sound") / "news.db"
    within, between = kept.conflict(BRIDGE), kept.conflict(BRIDGE, FERRY)
    store = open_store(file)
    for _ in range(2):
        kept.save(store, kept.decided(BRIDGE, conflicts=[within]), kept.decided(FERRY), conflicts=[between])
    return file


@pytest.fixture
def file(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path))


def found(file: Path) -> list[Mismatch]:
    return list(verify_store(read_store(file)))


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute(statement).rowcount > 0
        connection.commit()


def guarded() -> Iterator[Column[object]]:
    """Yield every column that says something; what a run or a place is called is nobody's to check."""
    for table in METADATA.sorted_tables:
        if table.name != "schema_version":
            yield from (column for column in table.columns if column.name not in KEYS)


def test_a_store_that_nobody_touched_is_sound(file: Path) -> None:
    assert found(file) == []


@pytest.mark.parametrize("column", [pytest.param(one, id=str(one)) for one in guarded()])
def test_one_changed_value_is_found_whatever_it_is(file: Path, column: Column[object]) -> None:
    other = "COALESCE({0}, 0) + 1" if isinstance(column.type, Integer) else "COALESCE({0}, '') || '7'"
    table, name = column.table.name, column.name
    changing = f"UPDATE OR REPLACE {table} SET {name} = {other.format(name)}"  # noqa: S608  our own names
    first = f" WHERE rowid = (SELECT MIN(rowid) FROM {table})"  # noqa: S608  our own names
    change(file, changing + (first if has_rowid(table) else ""))
    assert found(file)


def has_rowid(table: str) -> bool:
    return bool(METADATA.tables[table].dialect_options["sqlite"]["with_rowid"])


@pytest.mark.parametrize("table", [one.name for one in METADATA.sorted_tables if one.name != "schema_version"])
def test_rows_that_are_gone_are_missed(file: Path, table: str) -> None:
    if table == "run":
        change(file, "DELETE FROM run WHERE run = 1")
    else:
        change(file, f"DELETE FROM {table}")  # noqa: S608  our own names
    assert found(file)


@pytest.mark.parametrize(
    ("statement", "table", "what"),
    [
        ("UPDATE article SET text = text || '!'", "article", "its text or its head changed"),
        ("UPDATE article SET text = CAST(x'54ff' AS TEXT)", "article", "its text or its head changed"),
        ("UPDATE claim SET start_char = 'one'", "claim", "its quote is not the article's text"),
        ("UPDATE article SET published_at = 'soon'", "article", "its text or its head changed"),
        ("UPDATE claim SET statement = 'x'", "claim", "its claim_id is not that of its statement"),
        ("UPDATE claim SET sentence_numbers = '[]'", "claim", "its claim_id is not that of its statement"),
        ("UPDATE claim SET quote = 'x'", "claim", "its quote is not the article's text"),
        ("UPDATE conflict SET relation = 'friends'", "conflict", "its conflict_id is not that of its sides"),
        ("UPDATE conflict_side SET start_char = 3", "conflict", "its conflict_id is not that of its sides"),
        ("UPDATE conflict_side SET words = '{}'", "conflict", "its conflict_id is not that of its sides"),
        ("UPDATE sentence SET outcome = 'no_claim'", "ledger", "its content is not that of its key"),
        ("UPDATE claim_verdict SET verdict = 'disputed'", "claim_verdict", "its content is not that of its key"),
        ("UPDATE run SET outcome = 'denied'", "run", "its row does not say what its record says"),
        ("UPDATE run SET record = '{}'", "run", "its row does not say what its record says"),
        ("UPDATE run_article SET page = 'x.md'", "run", "its articles, its conflicts or its record changed"),
        ("UPDATE article_version SET version = 3", "article_version", "do not count from 1"),
        ("UPDATE run_article SET path = 'elsewhere'", "run_article", "its article is no version of its path"),
        ("DELETE FROM finding", "", "names a row of 'finding' that is not there"),
    ],
)
def test_what_is_wrong_is_told_with_its_table(file: Path, statement: str, table: str, what: str) -> None:
    change(file, statement)
    assert [one for one in found(file) if one.table == table and what in one.what]


def test_every_row_that_does_not_match_is_named(file: Path) -> None:
    change(file, "UPDATE grade SET reason = reason || '!'")
    change(file, "UPDATE article SET url = 'https://example.org/' || article_id")
    named = {one.key for one in found(file) if one.table == "article"}
    assert named == {BRIDGE.article_id, FERRY.article_id}
    assert {one.table for one in found(file)} == {"article", "grade"}


def test_rows_under_a_key_that_is_not_there_do_not_hide_those_of_others(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        row = "SELECT '0', n, start_char, end_char, role, paragraph, rule, repeats, outcome, claim_ids, reason"
        connection.execute(f"INSERT INTO sentence {row} FROM sentence LIMIT 1")
        connection.commit()
    assert [(one.table, "ledger" in one.what) for one in found(file)] == [("", True)]


def test_an_index_that_does_not_fit_its_table_is_told(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'claim_by_id'"
        ((page,), (size,)) = connection.execute(query).fetchone(), connection.execute("PRAGMA page_size").fetchone()
        ((claim_id,),) = connection.execute("SELECT MIN(claim_id) FROM claim").fetchall()
    content = file.read_bytes()
    place = content.index(claim_id.encode(), (page - 1) * size)
    file.write_bytes(content[:place] + b"0" * 64 + content[place + 64 :])
    assert {(one.table, one.what.split()[-1]) for one in found(file)} == {("", "claim_by_id")}


def test_a_conflict_that_does_not_tell_its_words_is_known_by_its_content_alone(tmp_path: Path) -> None:
    told = kept.conflict(BRIDGE)
    silent = told.model_copy(update={"sides": tuple(side.model_copy(update={"words": None}) for side in told.sides)})
    assert id_of_conflict(silent) is None
    kept.save(open_store(tmp_path / "x.db"), kept.decided(BRIDGE, conflicts=[silent]))
    assert found(tmp_path / "x.db") == []
    change(tmp_path / "x.db", "UPDATE conflict SET topic = 'x'")
    assert [one.table for one in found(tmp_path / "x.db")] == ["conflict"]
