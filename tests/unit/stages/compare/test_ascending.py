"""A number is found among many in order, as often as it stands there."""

from bisect import bisect_left, bisect_right

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare.ascending import Ascending
from pipeline.stages.compare.kept import MemoryStore, Store

STORES = st.sampled_from([MemoryStore(), DiskStore()])
# Runs of one number that are longer than what is read at once, and numbers next to one another.
RUNS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from([1, 2, 255, 256, 257, 600])), max_size=6)


def ascending(store: Store, numbers: list[int]) -> Ascending:
    found = Ascending(store)
    for number in numbers:
        found.append(number)
    return found


@settings(deadline=None)  # numbers are a file
@given(STORES, RUNS, st.integers(0, 7))
def test_the_places_are_those_of_all_that_are_equal(store: Store, runs: list[tuple[int, int]], sought: int) -> None:
    numbers = sorted(number for number, count in runs for _ in range(count))
    found = ascending(store, numbers).places_of(sought)
    assert (found.start, found.stop) == (bisect_left(numbers, sought), bisect_right(numbers, sought))


@pytest.mark.parametrize("store", [MemoryStore(), DiskStore()])
def test_large_numbers_are_found_among_many(store: Store) -> None:
    numbers = [n << 48 for n in range(5_000)]
    found = ascending(store, numbers)
    assert [list(found.places_of(number)) for number in numbers] == [[at] for at in range(5_000)]
    assert not found.places_of(5)
