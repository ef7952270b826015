"""What is the same in two collections, by one likeness after another."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.store.change import Fate
from pipeline.store.pair import Pair, match

WORDS = st.lists(st.text("abAB", min_size=1, max_size=2), max_size=8)


@given(WORDS, WORDS)
def test_each_of_either_collection_is_in_one_pair(before: list[str], after: list[str]) -> None:
    pairs = list(match(before, after, str, str.casefold))
    assert Counter(pair.before for pair in pairs if pair.before is not None) == Counter(before)
    assert Counter(pair.after for pair in pairs if pair.after is not None) == Counter(after)


@given(WORDS, WORDS)
def test_nothing_stays_alone_that_has_its_like(before: list[str], after: list[str]) -> None:
    pairs = list(match(before, after, str, str.casefold))
    gone = {pair.before.casefold() for pair in pairs if pair.before is not None and pair.after is None}
    new = {pair.after.casefold() for pair in pairs if pair.after is not None and pair.before is None}
    assert not gone & new


def test_the_first_likeness_goes_before_the_next() -> None:
    assert set(match(["a", "A"], ["A", "b"], str, str.casefold)) == {Pair("A", "A"), Pair("a", None), Pair(None, "b")}


@pytest.mark.parametrize(
    ("pair", "fate"),
    [
        (Pair(None, "a"), Fate.NEW),
        (Pair("a", None), Fate.GONE),
        (Pair("a", "b"), Fate.CHANGED),
        (Pair("a", "a"), Fate.CARRIED_OVER),
    ],
)
def test_what_became_of_it_is_told(pair: Pair[str], fate: Fate) -> None:
    assert pair.fate(str) is fate


def test_a_pair_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing"):
        _ = Pair[str](None, None).either
