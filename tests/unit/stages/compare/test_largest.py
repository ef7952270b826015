"""Keys come by their sizes, the largest first, and those of one size in their own order, from disk as from memory."""

import pytest

from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare.kept import MemoryStore, Store
from pipeline.stages.compare.largest import largest_first


@pytest.mark.parametrize("store", [MemoryStore(), DiskStore()])
def test_the_largest_come_first_and_equals_by_their_words(store: Store) -> None:
    keys = [(2, ("b", "x")), (10, ("c", "")), (2, ("a", "y")), (2, ("a", "x")), (1, ("", ""))]
    assert list(largest_first(keys, store)) == [("c", ""), ("a", "x"), ("a", "y"), ("b", "x"), ("", "")]
