"""A store is made, opened again, brought up to date or refused, alike in every database."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from pipeline.errors import BusyError, ConfigurationError
from pipeline.store import Store, kept_marks, list_runs, open_store, read_store, verify_store
from pipeline.store.last_mark_table import LAST_MARK_METADATA
from pipeline.store.mark_table import MARK_METADATA
from pipeline.store.migration import STEPS
from pipeline.store.night_table import NIGHT_METADATA
from pipeline.store.record import record_texts
from pipeline.store.record_table import RECORD_METADATA
from tests import kept
from tests.places import Place

BRIDGE = kept.article("The bridge cost $4 million.")
HERE = len(STEPS)


@pytest.fixture
def stored(place: Place) -> Place:
    """Return a store with one run."""
    kept.save(open_store(place.address), kept.decided(BRIDGE))
    return place


def test_a_store_is_opened_again_as_it_was(stored: Place) -> None:
    assert list_runs(open_store(stored.address)) == list_runs(read_store(stored.address))
    assert len(list_runs(read_store(stored.address))) == 1


@pytest.mark.parametrize("opened", [open_store, read_store])
def test_a_store_of_a_later_version_is_refused_and_left_as_it_was(
    stored: Place, opened: Callable[[str], Store]
) -> None:
    stored.change("UPDATE schema_version SET version = 99")
    with pytest.raises(ConfigurationError, match=rf"version 99.*knows up to {HERE}") as refusal:
        opened(stored.address)
    assert repr(stored.name) in str(refusal.value)
    assert stored.rows("SELECT version FROM schema_version") == [(99,)]
    assert stored.rows("SELECT COUNT(*) FROM run") == [(1,)]


@pytest.mark.parametrize(
    "change", ["UPDATE schema_version SET store = 'songs'", "DELETE FROM schema_version", "DROP TABLE schema_version"]
)
@pytest.mark.parametrize("opened", [open_store, read_store])
def test_tables_that_do_not_say_that_they_are_a_store_are_refused(
    stored: Place, change: str, opened: Callable[[str], Store]
) -> None:
    stored.change(change)
    tables = stored.tables()
    with pytest.raises(ConfigurationError, match="something else"):
        opened(stored.address)
    assert stored.tables() == tables
    assert stored.rows("SELECT COUNT(*) FROM run") == [(1,)]


def test_whoever_finds_a_store_locked_is_told_to_come_again(stored: Place) -> None:
    store, other = open_store(stored.address, busy_s=0.01), open_store(stored.address)
    with other.writing():
        for attempt in (
            lambda: open_store(stored.address, busy_s=0.01),
            lambda: kept.save(store, kept.decided(BRIDGE)),
        ):
            with pytest.raises(BusyError, match="another process is writing"):
                attempt()
        assert len(list_runs(read_store(stored.address))) == 1
    assert kept.save(store, kept.decided(BRIDGE)).run == 2


def test_an_error_that_is_no_database_s_fault_is_raised_as_it_is(stored: Place) -> None:
    with pytest.raises(IntegrityError) as error, open_store(stored.address).writing() as connection:
        connection.execute(text("INSERT INTO schema_version VALUES (:store, 1)"), {"store": "factgrade"})
    assert "parameters: {" not in str(error.value)


def _add_songs(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE song (title TEXT)"))


def _fail(connection: Connection) -> None:
    _add_songs(connection)
    raise RuntimeError("in the middle")


def test_an_older_store_is_brought_up_to_date_with_all_that_it_holds(stored: Place) -> None:
    steps = (*STEPS, _add_songs)
    with pytest.raises(ConfigurationError, match=f"earlier version {HERE}"):
        read_store(stored.address, steps=steps)
    open_store(stored.address, steps=steps)
    assert len(list_runs(read_store(stored.address, steps=steps))) == 1
    assert stored.rows("SELECT version FROM schema_version") == [(HERE + 1,)]
    assert stored.rows("SELECT * FROM song") == []


def test_a_step_that_fails_leaves_the_store_at_its_version(stored: Place) -> None:
    with pytest.raises(RuntimeError, match="in the middle"):
        open_store(stored.address, steps=(*STEPS, _fail))
    assert "song" not in stored.tables()
    assert len(list_runs(read_store(stored.address))) == 1


def test_a_store_of_version_1_gets_marks_and_keeps_its_runs(unmade: Place) -> None:
    made = open_store(unmade.address)
    kept.save(made, kept.decided(BRIDGE))
    with made.reading() as connection:
        whole = "".join(record_texts(connection, 1)).replace("'", "''")
    unmade.change("DROP VIEW marks")
    made_later = (MARK_METADATA, NIGHT_METADATA, RECORD_METADATA, LAST_MARK_METADATA)
    for name in (each for one in made_later for each in one.tables):
        unmade.change(f"DROP TABLE {name}")
    unmade.change(f"UPDATE run SET record = '{whole}'")  # noqa: S608  what this test has made
    unmade.change("UPDATE schema_version SET version = 1")
    with open_store(unmade.address).reading() as connection:
        assert kept_marks(connection) == ()
    assert [line.articles for line in list_runs(read_store(unmade.address))] == [1]
    assert list(verify_store(read_store(unmade.address))) == []


def test_where_nothing_is_a_store_is_made(unmade: Place) -> None:
    assert list_runs(open_store(unmade.address)) == ()


@pytest.mark.parametrize("version", range(1, HERE + 1))
def test_the_tables_of_a_version_are_as_they_were_released(unmade: Place, version: int) -> None:
    open_store(unmade.address, steps=STEPS[:version])
    assert unmade.definition() == kept.released(unmade.kind, version)
