"""Things are counted, wherever the counts are kept."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare.counted import Counted
from pipeline.stages.compare.kept import MemoryStore, Store

STORES = st.sampled_from([MemoryStore(), DiskStore()])
KEYS = st.integers(0, 3) | st.integers(2**64 - 3, 2**64 - 1)


@settings(deadline=None)  # numbers are files
@given(STORES, st.lists(st.sets(KEYS, max_size=4), max_size=12), KEYS)
def test_what_was_never_counted_counts_as_once(store: Store, added: list[set[int]], asked: int) -> None:
    counted, known = Counted(store), Counter[int]()
    for keys in added:
        counted.add(keys)
        known.update(keys)
    assert counted.of(asked) == max(1, known[asked])
