"""How a person names a run of a store."""

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.store import Store, list_runs, open_store, save_run, stored_run
from pipeline.store.record import record_in, record_texts
from tests import kept
from tests.places import FilePlace, Place, Places

FIRST, SECOND, THIRD = "4f06e6e2a1b2c3d4", "4f99000000000000", "a000000000000000"


@pytest.fixture(scope="module")
def store(places: Places) -> Store:
    """Return a store with four runs, of which the first and the last are the same; tests only read it."""
    store = open_store(places.new().address)
    for day, run_id in enumerate([FIRST, SECOND, THIRD, FIRST]):
        kept.save(store, run_id=run_id, started_at=kept.AT + timedelta(days=day))
    return store


def test_runs_are_listed_newest_first_and_equal_ones_are_told_apart(store: Store) -> None:
    assert [line.name for line in list_runs(store)] == [f"{FIRST}@2", THIRD, SECOND, f"{FIRST}@1"]
    assert [line.started_at for line in list_runs(store)][-1] == kept.AT


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("latest", 4), ("previous", 3), (THIRD, 3), ("a", 3), ("4f9", 2), (FIRST, 4), ("4f06", 4), ("4f06@1", 1),
        (f"{FIRST}@2", 4), ("a000@1", 3),
    ],
)  # fmt: skip
def test_a_run_is_found_by_whatever_names_it(store: Store, reference: str, number: int) -> None:
    with stored_run(store, reference) as found:
        assert found.line.number == number


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("4f", rf"several runs begin with '4f' \({FIRST}, {SECOND}\): give more digits"),
        ("b", "there is no run 'b': `factgrade runs list`"),
        ("4f06@3", "there is no run '4f06@3'"),
        ("4f06@0", "there is no run"),
        ("latest@1", "there is no run"),
        ("", "there is no run ''"),
        ("%", "there is no run '%'"),
    ],
)
def test_what_names_no_run_or_several_is_refused(store: Store, reference: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why), stored_run(store, reference):
        pass


@pytest.mark.parametrize(("runs", "reference"), [(0, "latest"), (1, "previous")])
def test_there_is_no_latest_or_previous_run_before_there_are_runs(place: Place, runs: int, reference: str) -> None:
    store = open_store(place.address)
    for _ in range(runs):
        kept.save(store)
    with pytest.raises(ConfigurationError, match=f"no {reference} run: the store holds {runs}"):
        stored_run(store, reference).__enter__()


def test_a_run_is_told_without_its_articles_where_nobody_needs_them(place: Place) -> None:
    store = open_store(place.address)
    bridge, ferry = kept.article("It cost $4."), kept.article("It closed.", path="in/ferry.txt")
    kept.save(store, kept.decided(bridge), kept.decided(ferry), conflicts=[kept.conflict(bridge, ferry)], not_checked=7)
    with stored_run(store, "latest") as whole, stored_run(store, "latest", with_articles=False) as short:
        assert (len(whole.record.articles), len(whole.conflicts)) == (2, 1)
        assert (short.record.articles, short.conflicts) == ((), ())
        assert short.record == whole.record.model_copy(update={"articles": ()})
        assert len(short.verdicts) == 2


def test_the_record_of_many_articles_lies_in_parts_and_comes_back_as_it_was(place: Place) -> None:
    store, articles = open_store(place.address), [kept.article(f"It cost {n} dollars.") for n in range(200)]
    verdicts = [kept.decided(one) for one in articles]
    record = kept.record(verdicts)
    save_run(store, record, verdicts, ())
    assert place.rows("SELECT COUNT(*) > 1, MAX(LENGTH(stamps)) < 70000 FROM run_stamp")[0] == (True, True)
    with store.reading() as connection:
        assert record_in(connection, 1) == record
        assert "".join(record_texts(connection, 1)) == record.model_dump_json(indent=2)


@pytest.mark.parametrize("record", ["no json", "[1]", "{}"])
def test_a_record_that_is_damaged_is_told_as_such(tmp_path: Path, record: str) -> None:
    place = FilePlace(str(tmp_path / "news.db"))
    kept.save(open_store(place.address))
    place.change(f"UPDATE run SET record = '{record}'")  # noqa: S608  our own words
    damaged = stored_run(open_store(place.address), "latest", with_articles=False)
    with pytest.raises(ConfigurationError, match="the store is damaged"), damaged:
        pass
