"""Figures against cases worked out by hand, and against scikit-learn."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.eval.metric import auc_of, cells_of, figures_of
from tests.unit.eval.judging import judgement, judgements

HITS, MISSED, RAISED, QUIET = (1, 1), (1, 0), (0, 1), (0, 0)
CASES: list[tuple[list[tuple[int, int]], dict[str, float]]] = [
    ([HITS] * 3 + [MISSED] + [RAISED] + [QUIET] * 5, {"precision": 0.75, "recall": 0.75, "f1": 0.75}),
    ([HITS] * 2 + [RAISED] * 2, {"precision": 0.5, "recall": 1.0, "f1": 2 / 3}),
    ([MISSED, QUIET], {"recall": 0.0, "f1": 0.0}),
    ([QUIET], {}),
    ([], {}),
]


@pytest.mark.parametrize(("pairs", "expected"), CASES)
def test_open_figures_are_those_worked_out_by_hand(pairs: list[tuple[int, int]], expected: dict[str, float]) -> None:
    assert figures_of(cells_of(judgements(pairs)), is_open=True) == pytest.approx(expected)


def test_a_balanced_accuracy_is_the_mean_of_both_shares() -> None:
    told = judgements([HITS] * 3 + [MISSED] + [RAISED] + [QUIET] * 9)
    assert figures_of(cells_of(told), is_open=False)["balanced_accuracy"] == pytest.approx((3 / 4 + 9 / 10) / 2)


@pytest.mark.parametrize(
    ("scores", "area"),
    [((0.9, 0.8, 0.2, 0.1), 1.0), ((0.1, 0.2, 0.8, 0.9), 0.0), ((1, 0, 1, 0), 0.5), ((3, 1, 2, 0), 0.75)],
)
def test_the_area_is_the_share_of_pairs_in_order(scores: Sequence[float], area: float) -> None:
    told = judgements([HITS, HITS, QUIET, QUIET], scores)
    assert auc_of(cells_of(told)) == pytest.approx(area)


def test_without_a_score_or_without_both_sorts_there_is_no_area() -> None:
    assert auc_of(cells_of(judgements([HITS, QUIET]))) is None
    assert auc_of(cells_of(judgements([HITS, HITS], (1, 0)))) is None


def test_what_could_not_be_asked_counts_for_nothing() -> None:
    told = [judgement(0, wanted=True, told=None), judgement(1, wanted=True, told=True)]
    assert figures_of(cells_of(told), is_open=True)["recall"] == 1.0


labelled = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 4)), min_size=4, max_size=40)


@settings(max_examples=15, deadline=None)
@given(labelled)
def test_figures_are_those_of_scikit_learn(rows: list[tuple[bool, bool, int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rows = [(True, True, 1), (True, False, 0), (False, True, 2), (False, False, 1), *rows]
    wanted, told, scores = (list(column) for column in zip(*rows, strict=True))
    cells = cells_of([judgement(n, wanted=w, told=t, score=s) for n, (w, t, s) in enumerate(rows)])
    found = figures_of(cells, is_open=False)
    expected = {
        "precision": metrics.precision_score(wanted, told),
        "recall": metrics.recall_score(wanted, told),
        "f1": metrics.f1_score(wanted, told),
        "balanced_accuracy": metrics.balanced_accuracy_score(wanted, told),
        "auc": metrics.roc_auc_score(wanted, scores),
    }
    assert all(math.isclose(found[name], value, abs_tol=1e-12) for name, value in expected.items())
    assert found.keys() == expected.keys()
