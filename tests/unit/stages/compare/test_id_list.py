"""Ids come back as they were put in."""

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.compare.id_list import IdList


@given(st.lists(st.text(st.characters(codec=None), max_size=4), unique=True).map(sorted))
def test_it_is_as_a_list_of_the_ids(ids: list[str]) -> None:
    kept = IdList()
    for article_id in ids:
        kept.append(article_id)
    assert (list(kept), len(kept), kept[1:]) == (ids, len(ids), ids[1:])
    assert [bisect_left(kept, article_id) for article_id in ids] == list(range(len(ids)))


def test_there_is_none_behind_the_last() -> None:
    with pytest.raises(IndexError):
        IdList()[0]
