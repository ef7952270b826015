"""Marks are kept as they were given, each a row of its own, and outlive what they are about."""

import pytest
from sqlalchemy import text

from pipeline.errors import ConfigurationError
from pipeline.store import Store, add_marks, kept_marks, list_marks, open_store, read_store, verify_store
from schemas.mark import Mark
from tests import kept
from tests.marking import AGREE, FALSE_ALARM, claim, conflict, mark
from tests.places import Place

FULL = mark(
    claim(model="m-1", prompt="grade/v1", makers=("rule:total", "model:m-1")),
    FALSE_ALARM, "two\nlines “é”", who="Ana", run_id="4f06e6e2a1b2c3d4", page="bridge-fc0b54a1.md", origin="here@then",
)  # fmt: skip
SIDES = mark(conflict("1", "2"), None, "")


@pytest.fixture
def store(place: Place) -> Store:
    return open_store(place.address)


def keep(store: Store, *marks: Mark) -> list[int]:
    with store.writing() as connection:
        return [one.number for one in add_marks(connection, marks)]


def test_marks_are_read_as_they_were_kept_and_numbered_on(store: Store) -> None:
    assert keep(store) == []
    assert keep(store, FULL, SIDES) == [1, 2]
    assert keep(store, mark(claim())) == [3]
    assert [(one.number, one.mark) for one in list_marks(store)] == [(1, FULL), (2, SIDES), (3, mark(claim()))]


def test_marks_outlive_every_run_and_all_content(store: Store, place: Place) -> None:
    kept.save(store, kept.decided(kept.article("The bridge cost $4 million.")))
    keep(store, FULL)
    for name in ("run_article", "run", "article_version", "article_verdict_claim", "article_verdict", "article"):
        place.change(f"DELETE FROM {name}")  # noqa: S608  the store's own names
    with store.reading() as connection:
        assert [one.mark for one in kept_marks(connection)] == [FULL]


def test_a_changed_row_is_found_by_verifying(store: Store) -> None:
    keep(store, FULL, SIDES)
    assert list(verify_store(store)) == []
    with store.writing() as connection:
        connection.execute(text("UPDATE mark SET verdict = 'agree' WHERE mark = 1"))
    assert [(one.table, one.key) for one in verify_store(store)] == [("mark", "1")]


@pytest.mark.parametrize(
    ("gone", "named"),
    [("= 1", ["2"]), ("IN (2, 3)", ["4"]), ("IN (1, 3)", ["2", "4"]), ("> 2", ["4"]), ("> 0", ["4"])],
)
def test_a_mark_that_is_gone_is_missed(store: Store, gone: str, named: list[str]) -> None:
    keep(store, FULL, SIDES, mark(claim()), FULL)
    with store.writing() as connection:
        connection.execute(text(f"DELETE FROM mark WHERE mark {gone}"))  # noqa: S608  from the list above
    assert [one.key for one in verify_store(store) if "gone" in one.what] == named


def test_the_number_of_a_mark_that_is_gone_is_not_given_again(store: Store) -> None:
    keep(store, FULL, SIDES)
    with store.writing() as connection:
        connection.execute(text("DELETE FROM mark WHERE mark = 2"))
    assert keep(store, FULL) == [3]
    assert [one.key for one in verify_store(store)] == ["3"]


@pytest.mark.parametrize("change", ["UPDATE last_mark SET mark = 1", "DELETE FROM last_mark"])
def test_a_changed_number_of_the_last_mark_is_found(store: Store, change: str) -> None:
    keep(store, FULL, SIDES)
    with store.writing() as connection:
        connection.execute(text(change))
    assert [one.table for one in verify_store(store)] == ["last_mark"]


def test_a_store_of_version_4_learns_the_number_of_its_newest_mark(store: Store, place: Place) -> None:
    keep(store, FULL, SIDES)
    place.change("DROP TABLE last_mark")
    place.change("UPDATE schema_version SET version = 4")
    made_of = open_store(place.address)
    assert place.rows("SELECT mark FROM last_mark") == [(2,)]
    assert list(verify_store(made_of)) == []


@pytest.mark.parametrize("damage", ["verdict = 'maybe'", "quotes = '['", "marked_at = 'soon'", "kind = 'song'"])
def test_a_damaged_row_is_refused_without_showing_it(store: Store, place: Place, damage: str) -> None:
    keep(store, FULL)
    with store.writing() as connection:
        connection.execute(text(f"UPDATE mark SET {damage}"))  # noqa: S608  from the list above
    with pytest.raises(ConfigurationError, match=r"damaged.*factgrade store verify"):
        list_marks(read_store(place.address))


def test_the_view_tells_which_mark_counts(store: Store) -> None:
    keep(store, mark(claim(), AGREE), mark(claim(), None, "hm"), mark(claim(), None), FULL)
    with store.reading() as connection:
        rows = connection.execute(text("SELECT mark, verdict, is_latest FROM marks")).all()
    assert [tuple(row) for row in rows] == [(4, "false_alarm", 1), (3, "withdrawn", 0), (2, "note", 0), (1, "agree", 0)]
