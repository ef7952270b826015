"""What goes with old runs, and what stays whatever is asked."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from pipeline.errors import ConfigurationError
from pipeline.store import (
    Keeping,
    Store,
    add_marks,
    list_marks,
    list_runs,
    old_runs,
    open_store,
    prune_store,
    stored_run,
    verify_store,
)
from schemas.verdict import Verdict
from tests import kept
from tests.marking import claim, mark
from tests.places import FilePlace, Place

BRIDGE = kept.article("The bridge cost $4 million.", "It opened on Monday.")
REWRITTEN = kept.article("The bridge cost $5 million.", "It opened on Monday.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")
NOW = kept.AT + timedelta(days=40)
NEWEST = Keeping(runs=1)


@pytest.fixture
def store(place: Place) -> Store:
    return open_store(place.address)


def save_on(store: Store, days: int) -> None:
    """Save a run that began so many days after the first."""
    kept.save(store, kept.decided(BRIDGE), started_at=kept.AT + timedelta(days=days), run_id=f"{days:02}")


@pytest.mark.parametrize(
    ("keeping", "gone"),
    [
        (Keeping(runs=1), ["20", "10", "00"]),
        (Keeping(runs=3), ["00"]),
        (Keeping(runs=9), []),
        (Keeping(days=25), ["10", "00"]),
        (Keeping(days=30), ["00"]),
        (Keeping(days=1), ["20", "10", "00"]),
        (Keeping(days=25, runs=3), ["00"]),
        (Keeping(days=35, runs=1), ["00"]),
    ],
)
def test_a_run_stays_that_one_of_the_rules_keeps_and_the_newest_always(
    store: Store, keeping: Keeping, gone: list[str]
) -> None:
    for days in (0, 10, 20, 30):
        save_on(store, days)
    assert [run.run_id for run in old_runs(store, keeping, NOW)] == gone
    assert [run.run_id for run in prune_store(store, keeping, NOW).runs] == gone
    assert [run.run_id for run in list_runs(store)] == [each for each in ("30", "20", "10", "00") if each not in gone]
    assert list(verify_store(store)) == []


def test_without_a_rule_nothing_is_deleted(store: Store) -> None:
    save_on(store, 0)
    with pytest.raises(ConfigurationError, match="say which runs stay"):
        prune_store(store, Keeping(), NOW)


def test_a_store_without_runs_has_nothing_to_lose(store: Store) -> None:
    assert prune_store(store, NEWEST, NOW).runs == ()


def test_what_only_old_runs_held_goes_and_what_the_newest_holds_stays(place: Place, store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE, conflicts=[kept.conflict(BRIDGE)]), conflicts=[kept.conflict(BRIDGE, FERRY)])
    kept.save(store, kept.decided(REWRITTEN), kept.decided(FERRY))
    gone = prune_store(store, NEWEST, NOW)
    assert (gone.rows["run"], gone.rows["claim"], gone.rows["conflict"], gone.rows["article_verdict"]) == (1, 2, 2, 1)
    assert place.rows("SELECT COUNT(*) FROM claim") == [(3,)]
    assert place.rows("SELECT run FROM run_stamp") == [(2,)]
    assert place.rows("SELECT COUNT(*) FROM conflict") == place.rows("SELECT COUNT(*) FROM conflict_side") == [(0,)]
    assert list(verify_store(store)) == []
    with stored_run(store, "latest") as found:
        assert list(found.verdicts) == [kept.decided(REWRITTEN), kept.decided(FERRY)]


def test_a_grade_that_two_verdicts_share_stays_with_one_of_them(place: Place, store: Store) -> None:
    for verdict in (Verdict.PLAUSIBLE, Verdict.DISPUTED):
        kept.save(store, kept.decided(BRIDGE, kept.claim(BRIDGE, 1, verdict)))
    prune_store(store, NEWEST, NOW)
    assert place.rows("SELECT verdict FROM claim_verdict") == [("disputed",)]
    assert place.rows("SELECT COUNT(*) FROM grade") == place.rows("SELECT COUNT(*) FROM finding") == [(1,)]


def test_articles_and_their_versions_stay(place: Place, store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY))
    kept.save(store, kept.decided(REWRITTEN))
    assert "article" not in prune_store(store, NEWEST, NOW).rows
    assert place.rows("SELECT COUNT(*) FROM article") == place.rows("SELECT COUNT(*) FROM article_version") == [(3,)]


def test_articles_go_where_that_is_asked_for_and_no_run_has_their_path(place: Place, store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY))
    kept.save(store, kept.decided(REWRITTEN))
    gone = prune_store(store, NEWEST, NOW, with_articles=True)
    assert (gone.rows["article"], gone.rows["article_version"]) == (1, 1)
    # The older version of a path that a run has stays, as versions are counted.
    assert place.rows("SELECT path, version FROM article_version ORDER BY version") == [
        (BRIDGE.path, 1), (BRIDGE.path, 2),
    ]  # fmt: skip
    assert list(verify_store(store)) == []


def test_marks_stay(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE))
    with store.writing() as connection:
        marks = add_marks(connection, [mark(claim())])
    kept.save(store, kept.decided(FERRY))
    prune_store(store, NEWEST, NOW, with_articles=True)
    assert list_marks(store) == marks


def test_a_second_time_nothing_is_left_to_delete_and_no_index_is_left(place: Place, store: Store) -> None:
    for article in (BRIDGE, FERRY):
        kept.save(store, kept.decided(article))
    prune_store(store, NEWEST, NOW)
    again = prune_store(store, NEWEST, NOW, with_articles=True)
    assert (again.runs, again.rows) == ((), {"article": 1, "article_version": 1})
    assert prune_store(store, NEWEST, NOW, with_articles=True).rows == {}
    indexes = {"sqlite": "SELECT name FROM sqlite_master", "postgresql": "SELECT indexname FROM pg_indexes"}
    assert not [name for (name,) in place.rows(indexes[place.kind]) if name.startswith("prune_")]


def test_where_something_fails_nothing_is_deleted(tmp_path_factory: pytest.TempPathFactory) -> None:
    place = FilePlace(str(tmp_path_factory.mktemp("failing") / "news.db"))
    store = open_store(place.address)
    for article in (BRIDGE, FERRY):
        kept.save(store, kept.decided(article))
    place.change("CREATE TRIGGER no BEFORE DELETE ON claim BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(DBAPIError):
        prune_store(store, NEWEST, NOW)
    assert len(list_runs(store)) == 2
    assert list(verify_store(store)) == []


def test_room_is_given_back_where_that_is_asked_for(store: Store) -> None:
    kept.save(store, *(kept.decided(kept.article(f"It cost {n}. " * 99, path=f"in/{n}.txt")) for n in range(40)))
    kept.save(store)
    prune_store(store, NEWEST, NOW, with_articles=True)
    before, after = store.compact()
    assert 0 < after < before
    assert list(verify_store(store)) == []
