"""Which judgements a row counts, and which figures it gives."""

from pipeline.eval.row import rows_of
from tests.unit.eval.judging import judgement

TOLD = [
    judgement(0, wanted=True, told=True, kinds=("dates",)),
    judgement(1, wanted=True, told=False, kinds=("names",)),
    judgement(2, wanted=False, told=True, kinds=("plain",)),
    judgement(3, wanted=False, told=False, kinds=("plain",)),
    judgement(4, wanted=True, told=None, kinds=("names",)),
]


def test_the_task_comes_first_and_then_its_kinds_by_name() -> None:
    assert [row.kind for row in rows_of(TOLD)] == [None, "dates", "names", "plain"]


def test_a_kind_is_held_against_all_that_is_not_wanted() -> None:
    dates = rows_of(TOLD)[1]
    assert (dates.found, dates.wanted, dates.unwanted) == (1, 1, 0)
    assert dates.figures["balanced_accuracy"].value == 0.75


def test_an_open_task_has_neither_balanced_accuracy_nor_area() -> None:
    assert set(rows_of(TOLD, open_tasks={"t"})[0].figures) == {"precision", "recall", "f1"}


def test_what_is_not_wanted_alone_has_counts_and_no_figures() -> None:
    plain = rows_of(TOLD)[3]
    assert (plain.raised, plain.unwanted, plain.figures) == (1, 2, {})


def test_what_was_not_checked_is_counted_apart() -> None:
    assert [row.not_checked for row in rows_of(TOLD)] == [1, 0, 1, 0]
