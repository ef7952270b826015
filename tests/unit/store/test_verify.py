"""Whatever is changed in a store behind its back is found, and named."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Integer

from pipeline.store import Mismatch, open_store, read_store, verify_store
from pipeline.store.table import METADATA
from schemas.identity import id_of_conflict
from tests import kept
from tests.places import FilePlaces, Place, Places

BRIDGE = kept.article("The bridge cost $4 million.", "It opened on Monday.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")
KEYS = {"run", "place", "stage"}


def saved(place: Place) -> Place:
    within, between = kept.conflict(BRIDGE), kept.conflict(BRIDGE, FERRY)
    store = open_store(place.address)
    for _ in range(2):
        kept.save(store, kept.decided(BRIDGE, conflicts=[within]), kept.decided(FERRY), conflicts=[between])
    return place


@pytest.fixture(scope="module")
def sound(places: Places) -> Place:
    return saved(places.new())


@pytest.fixture
def place(places: Places, sound: Place) -> Iterator[Place]:
    made = places.copy(sound)
    yield made
    places.drop(made)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return FilePlaces(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def sound_file(files: Places) -> Place:
    return saved(files.new())


@pytest.fixture
def file(files: Places, sound_file: Place) -> Place:
    return files.copy(sound_file)


def found(place: Place) -> list[Mismatch]:
    return list(verify_store(read_store(place.address)))


def change(place: Place, statement: str) -> None:
    assert place.change(statement) > 0


def guarded() -> Iterator[Column[object]]:
    """Yield every column that says something; what a run or a place is called is nobody's to check."""
    for table in METADATA.sorted_tables:
        if table.name != "schema_version":
            yield from (column for column in table.columns if column.name not in KEYS)


def test_a_store_that_nobody_touched_is_sound(place: Place) -> None:
    assert found(place) == []


@pytest.mark.parametrize("column", [pytest.param(one, id=str(one)) for one in guarded()])
def test_one_changed_value_is_found_whatever_it_is(file: Place, column: Column[object]) -> None:
    other = "COALESCE({0}, 0) + 1" if isinstance(column.type, Integer) else "COALESCE({0}, '') || '7'"
    table, name = column.table.name, column.name
    changing = f"UPDATE OR REPLACE {table} SET {name} = {other.format(name)}"  # noqa: S608  our own names
    first = f" WHERE rowid = (SELECT MIN(rowid) FROM {table})"  # noqa: S608  our own names
    change(file, changing + (first if has_rowid(table) else ""))
    assert found(file)


def has_rowid(table: str) -> bool:
    return bool(METADATA.tables[table].dialect_options["sqlite"]["with_rowid"])


@pytest.mark.parametrize("table", [one.name for one in METADATA.sorted_tables if one.name != "schema_version"])
def test_rows_that_are_gone_are_missed(file: Place, table: str) -> None:
    if table == "run":
        change(file, "DELETE FROM run WHERE run = 1")
    else:
        change(file, f"DELETE FROM {table}")  # noqa: S608  our own names
    assert found(file)


@pytest.mark.parametrize(
    ("statement", "table", "what"),
    [
        ("UPDATE article SET text = text || '!'", "article", "its text or its head changed"),
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
def test_what_is_wrong_is_told_with_its_table(place: Place, statement: str, table: str, what: str) -> None:
    change(place, statement)
    assert [one for one in found(place) if one.table == table and what in one.what]


def test_every_row_that_does_not_match_is_named(place: Place) -> None:
    change(place, "UPDATE grade SET reason = reason || '!'")
    change(place, "UPDATE article SET url = 'https://example.org/' || article_id")
    named = {one.key for one in found(place) if one.table == "article"}
    assert named == {BRIDGE.article_id, FERRY.article_id}
    assert {one.table for one in found(place)} == {"article", "grade"}


@pytest.mark.parametrize("key", ["0", "Z", "_", "g", "\u00e9"])
def test_rows_under_a_key_that_is_not_there_do_not_hide_those_of_others(place: Place, key: str) -> None:
    row = f"'{key}', n, start_char, end_char, role, paragraph, rule, repeats, outcome, claim_ids, reason"
    change(place, f"INSERT INTO sentence SELECT {row} FROM sentence LIMIT 1")  # noqa: S608  our own names
    assert [(one.table, "ledger" in one.what) for one in found(place)] == [("", True)]


def test_a_conflict_that_does_not_tell_its_words_is_known_by_its_content_alone(files: Places) -> None:
    told = kept.conflict(BRIDGE)
    silent = told.model_copy(update={"sides": tuple(side.model_copy(update={"words": None}) for side in told.sides)})
    assert id_of_conflict(silent) is None
    file = files.new()
    kept.save(open_store(file.address), kept.decided(BRIDGE, conflicts=[silent]))
    assert found(file) == []
    change(file, "UPDATE conflict SET topic = 'x'")
    assert [one.table for one in found(file)] == ["conflict"]


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE run_stamp SET stamps = REPLACE(stamps, 'ferry', 'barge') WHERE run = 1", "run"),
        ("DELETE FROM run_stamp WHERE run = 1", "run"),
        ("INSERT INTO run_stamp VALUES (9, 0, 'x')", "run_stamp"),
    ],
)
def test_what_is_changed_of_the_articles_of_a_record_is_found(place: Place, statement: str, table: str) -> None:
    change(place, statement)
    assert {one.table for one in found(place)} == {table}
