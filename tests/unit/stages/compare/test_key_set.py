"""Numbers of 64 bits in a set: as a set of Python holds them, and in order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages.compare.key_set import KeySet

NUMBERS = st.lists(st.integers(-5, 5) | st.sampled_from([-(2**63), 2**63 - 1]))


@settings(max_examples=50)
@given(NUMBERS, NUMBERS)
def test_numbers_come_out_ascending_each_once_whenever_they_were_added(first: list[int], then: list[int]) -> None:
    keys = KeySet(first, at_once=3)
    assert list(keys) == sorted({*first})
    keys.update(then)
    assert (list(keys), len(keys)) == (sorted({*first, *then}), len({*first, *then}))
    assert {number for number in range(-6, 7) if number in keys} == {*first, *then} & {*range(-6, 7)}
