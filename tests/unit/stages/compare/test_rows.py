"""Rows come back as they were added, and turned they tell what holds each number, wherever they are kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare.kept import MemoryStore, Store
from pipeline.stages.compare.restated.rows import Rows

STORES = st.sampled_from([MemoryStore(), DiskStore()])
COUNT = 600
ROWS = st.lists(st.lists(st.integers(0, COUNT - 1), unique=True, max_size=5), max_size=8)


def rows_of(store: Store, lists: list[list[int]]) -> Rows:
    rows = Rows(store)
    for one in lists:
        rows.add(one)
    return rows


def lists_of(rows: Rows) -> list[list[int]]:
    return [list(rows[number]) for number in range(len(rows))]


@settings(deadline=None)  # rows are files
@given(STORES, ROWS)
def test_rows_and_what_holds_a_number(store: Store, lists: list[list[int]]) -> None:
    rows = rows_of(store, lists)
    turned = rows.turned(COUNT)
    assert lists_of(rows) == lists
    assert [rows.size(number) for number in range(len(rows))] == list(map(len, lists))
    assert lists_of(turned) == [[row for row, held in enumerate(lists) if number in held] for number in range(COUNT)]


@pytest.mark.parametrize("store", [MemoryStore(), DiskStore()])
def test_many_rows_are_turned_twice_into_themselves(store: Store) -> None:
    lists = [[(7 * row + step) % 40_000 for step in (0, 1_000, 20_000)] for row in range(40_000)]
    rows = rows_of(store, lists)
    assert lists_of(rows.turned(40_000).turned(40_000)) == [sorted(one) for one in lists]
