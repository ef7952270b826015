"""What is put into a store on disk comes out of it as it comes out of memory, and nothing is left behind."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.runner.disk_store import MOST_IN_MEMORY, DiskStore, store_for
from pipeline.stages.compare.kept import PLAIN, Index, Key, MemoryIndex, MemoryStore, Ordering

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=3)
ENTERED = st.lists(st.tuples(st.tuples(WORDS, WORDS), st.sampled_from(["one", "other"]), st.text()))


def filled(index: Index[str], entered: list[tuple[Key, str, str]]) -> Index[str]:
    for key, owner, entry in entered:
        index.add(key, owner, entry)
    return index


def shared(index: Index[str]) -> list[tuple[Key, list[str]]]:
    return [(key, list(entries)) for key, entries in index.shared()]


def series_of(*values: str) -> list[str]:
    series = DiskStore().series(PLAIN)
    numbers = [series.add(value) for value in values]
    return [series[number] for number in numbers]


@settings(deadline=None)  # an index is a file
@given(ENTERED)
def test_what_several_own_is_what_it_is_in_memory_and_in_the_same_order(entered: list[tuple[Key, str, str]]) -> None:
    assert shared(filled(DiskStore().index(PLAIN), entered)) == shared(filled(MemoryIndex(), entered))


@settings(deadline=None)
@given(ENTERED)
def test_what_stands_under_a_key_is_what_it_is_in_memory(entered: list[tuple[Key, str, str]]) -> None:
    disk, memory = filled(DiskStore().index(PLAIN), entered), filled(MemoryIndex(), entered)
    for key, _, _ in [*entered, (("x", "y"), "", "")]:
        assert [list(disk.at(key)), list(disk.at(key, 1))] == [list(memory.at(key)), list(memory.at(key, 1))]


def ordered(ordering: Ordering[str], entered: list[tuple[Key, str, str]]) -> list[list[str]]:
    for key, _, entry in entered:
        ordering.add(key, entry)
    return [list(ordering), list(ordering)]


@settings(deadline=None)
@given(ENTERED)
def test_values_come_by_their_keys_and_can_be_gone_through_again(entered: list[tuple[Key, str, str]]) -> None:
    by_key = [entry for _, _, entry in sorted(entered, key=lambda one: one[0])]
    assert ordered(DiskStore().ordering(PLAIN), entered) == [by_key, by_key]
    assert ordered(MemoryStore().ordering(PLAIN), entered) == [by_key, by_key]


def test_an_index_is_read_while_it_is_gone_through() -> None:
    entered: list[tuple[Key, str, str]] = [((key,), owner, owner + key) for key in "ab" for owner in ("one", "other")]
    index = filled(DiskStore().index(PLAIN), entered)
    assert [(key, list(index.at(("b",)))) for key, _ in index.shared()] == [
        (("a",), ["oneb", "otherb"]),
        (("b",), ["oneb", "otherb"]),
    ]


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"))))
def test_a_sequence_gives_back_what_was_put_in(values: list[str]) -> None:
    assert series_of(*values) == values


def test_a_sequence_gives_back_what_is_longer_than_is_kept_in_memory() -> None:
    values = [letter * 40_000 for letter in "abcd"]
    assert series_of(*values) == values


@pytest.mark.parametrize("number", [-1, 1])
def test_a_number_that_was_not_given_is_an_error(number: int) -> None:
    series = DiskStore().series(PLAIN)
    series.add("a")
    with pytest.raises(IndexError):
        series[number]


def test_nothing_has_a_name_in_the_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    store = DiskStore()
    series, index = store.series(PLAIN), store.index(PLAIN)
    for number in range(4000):
        series.add("x" * 1000)
        index.add((str(number),), number, "x" * 1000)
    assert (len(index.at(("7",))), len(series), list(tmp_path.iterdir())) == (1, 4000, [])


def test_a_database_of_its_own_is_empty() -> None:
    database = DiskStore().database()
    assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    database.close()


def test_few_articles_are_compared_in_memory_and_many_from_disk() -> None:
    few, many = store_for(MOST_IN_MEMORY), store_for(MOST_IN_MEMORY + 1)
    assert few is None
    assert many is not None
    assert many.most_held <= MOST_IN_MEMORY
