"""Numbers are found under their keys in the order in which they were added, wherever they are kept."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare.kept import MemoryStore, Store
from pipeline.stages.compare.keyed import Keyed, key_of

STORES = st.sampled_from([MemoryStore(), DiskStore()])
ADDED = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 2**64 - 1)), max_size=30)


@settings(deadline=None)  # numbers are files
@given(STORES, ADDED, st.integers(1, 3))
def test_numbers_are_found_under_their_keys(store: Store, added: list[tuple[str, int]], fewest: int) -> None:
    keyed, known = Keyed(store, fewest), defaultdict[str, list[int]](list)
    for text, number in added:
        keyed.add(key_of(text), number)
        known[text].append(number)
    found = {text: list(keyed.at(key_of(text))) for text in "abcde"}
    assert found == {text: known[text] if len(known[text]) >= fewest else [] for text in "abcde"}
