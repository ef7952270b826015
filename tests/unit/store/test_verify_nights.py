"""Whatever is changed behind its back in what nights keep is found, and named."""

from collections.abc import Iterator

import pytest

from pipeline.store import Mismatch, open_store, read_store, verify_store
from tests.nights import Nights
from tests.places import Place, Places

COUNT = 8


@pytest.fixture(scope="module")
def sound(places: Places, tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = places.unmade()
    nights = Nights(tmp_path_factory.mktemp("nights"), place.address)
    nights.put(COUNT)
    nights.night()
    return place


@pytest.fixture
def place(places: Places, sound: Place) -> Iterator[Place]:
    made = places.copy(sound)
    yield made
    places.drop(made)


def found(place: Place) -> list[Mismatch]:
    return list(verify_store(read_store(place.address)))


def one_of(place: Place, column: str, table: str) -> str:
    return str(place.rows(f"SELECT MIN({column}) FROM {table}")[0][0])  # noqa: S608  names of ours


def test_what_nights_keep_is_sound_as_they_keep_it(place: Place) -> None:
    assert open_store(place.address)  # type: ignore[truthy-bool]  # it opens
    assert found(place) == []


@pytest.mark.parametrize(
    ("table", "column", "change", "what"),
    [
        ("graded_article", "article_id", "content = {}", "it is not what was made of its article"),
        ("graded_article", "article_id", "article_id = 'x'", "it is not what was made of its article"),
        ("met_article", "article_id", "met_keys = {}", "it is not met under the keys that it has"),
        ("shown_article", "article_verdict_key", "lines = {}", "it is not what files show of its article"),
        ("shown_article", "article_verdict_key", "row = '[]'", "it is not what files show of its article"),
        ("shown_conflict", "conflict_key", "conflict_key = 'x'", "its conflict is not there"),
        ("shown_conflict", "conflict_key", "place = '[]'", "it is not what files show of its conflict"),
        ("shown_conflict", "conflict_key", "line = '0'", "it is not what files show of its conflict"),
        ("shown_conflict", "conflict_key", "markable = '0'", "it is not what files show of its conflict"),
        ("night", "run", "run = 99", "its run is not there"),
        ("inbox_item", "file", "file = 'x'", "its file is not known"),
    ],
)
def test_a_changed_row_is_named(place: Place, table: str, column: str, change: str, what: str) -> None:
    key = one_of(place, column, table)
    junk = {"sqlite": "x'001122'", "postgresql": r"'\x001122'"}[place.kind]
    assert place.change(f"UPDATE {table} SET {change.format(junk)} WHERE {column} = '{key}'")  # noqa: S608  as above
    ((told, of, why),) = ((one.table, one.key, one.what) for one in found(place))
    assert (told, why) == (table, what)
    assert of.removesuffix(" 0") == {"'x'": "x", "99": "99"}.get(change.partition(" = ")[2], key)


def test_what_is_shown_of_an_article_that_is_gone_is_named(place: Place) -> None:
    key = one_of(place, "article_verdict_key", "shown_article")
    place.change(f"UPDATE shown_article SET article_verdict_key = 'x' WHERE article_verdict_key = '{key}'")  # noqa: S608  as above
    told = [(one.table, one.key, one.what) for one in found(place)]
    assert ("shown_article", "x", "its article_verdict is not there") in told


def test_keys_out_of_order_are_named(place: Place) -> None:
    (number, keys), *_ = place.rows("SELECT number, met_keys FROM met_article ORDER BY number")
    turned = b"".join(reversed([bytes(keys)[at : at + 8] for at in range(0, len(keys), 8)]))
    junk = {"sqlite": f"x'{turned.hex()}'", "postgresql": rf"'\x{turned.hex()}'"}[place.kind]
    place.change(f"UPDATE met_article SET met_keys = {junk} WHERE number = {number}")  # noqa: S608  as above
    assert [one.table for one in found(place)] == ["met_article"]


def test_an_article_that_is_met_and_not_there_is_named(place: Place) -> None:
    number = one_of(place, "number", "met_article")
    place.change(f"DELETE FROM met_article WHERE number = {number}")  # noqa: S608  as above
    assert [(one.table, one.key) for one in found(place)] == [("meeting", number)]


@pytest.mark.parametrize("other", ["'x'", "NULL", "(SELECT MAX(article_id) FROM inbox_item)"])
def test_a_file_that_is_said_to_have_held_another_article_is_named(place: Place, other: str) -> None:
    key = one_of(place, "article_id", "inbox_item")
    place.change(f"UPDATE inbox_item SET article_id = {other} WHERE article_id = '{key}'")  # noqa: S608  as above
    ((path,),) = place.rows(f"SELECT path FROM run_article WHERE article_id = '{key}'")  # noqa: S608  as above
    assert [(one.table, one.key) for one in found(place)] == [("inbox_item", path)]
