"""Intervals against a distribution that is known, and how documents are drawn."""

import math
from collections import Counter

import pytest

from pipeline.eval.bootstrap import intervals, middle
from pipeline.eval.metric import Cell


def quantile(n: int, share: float, level: float) -> int:
    """Return the least number of hits whose binomial probability, with all below, reaches `level`."""
    below = 0.0
    for hits in range(n + 1):
        below += math.comb(n, hits) * share**hits * (1 - share) ** (n - hits)
        if below >= level:
            return hits
    return n


@pytest.mark.parametrize(("n", "hits"), [(40, 20), (100, 90), (200, 30)])
def test_the_interval_of_a_share_is_that_of_its_binomial_distribution(n: int, hits: int) -> None:
    documents: list[Counter[Cell]] = [Counter({(True, k < hits, None): 1}) for k in range(n)]
    low, high = intervals(documents, is_open=True)["recall"]
    expected = (quantile(n, hits / n, 0.025) / n, quantile(n, hits / n, 0.975) / n)
    assert (low, high) == pytest.approx(expected, abs=1.5 / n)


def test_documents_are_drawn_and_not_their_rows() -> None:
    whole: Counter[Cell] = Counter({(True, True, None): 50})
    empty: Counter[Cell] = Counter({(True, False, None): 50})
    assert intervals([whole, empty], is_open=True)["recall"] == (0.0, 1.0)


def test_the_same_documents_give_the_same_interval() -> None:
    documents: list[Counter[Cell]] = [
        Counter({(True, k % 3 > 0, float(k)): 1, (False, k % 5 == 0, 0.5): 2}) for k in range(30)
    ]
    assert intervals(documents, is_open=False, resamples=200) == intervals(documents, is_open=False, resamples=200)


def test_one_document_has_no_interval() -> None:
    assert intervals([Counter({(True, True, None): 3})], is_open=True) == {}


def test_the_middle_of_a_thousand_values_leaves_out_25_at_each_end() -> None:
    assert middle([float(n) for n in range(1000)]) == (25.0, 974.0)


def test_a_resample_without_a_figure_says_nothing_of_it() -> None:
    documents: list[Counter[Cell]] = [Counter({(True, True, None): 1}), Counter({(False, False, None): 1})]
    assert intervals(documents, is_open=True)["recall"] == (1.0, 1.0)
