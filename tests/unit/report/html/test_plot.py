"""What the plot of a question shows, and what it leaves to the table."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.report.html.plot_view import Answer, Plot, Strip, plot_view
from tests.factories import make_article, make_claim, make_side

DAY = datetime(2026, 5, 6, 9, 30, tzinfo=UTC)


def answer(letter: str = "A", low: int | None = None, *, source: str = "Daily", day: int = 6, **more: Any) -> Answer:  # noqa: ANN401  as the schema takes them
    article = make_article(f"{source} tells {low}.")
    side = make_side(article, make_claim(article, 1), f"{low} units", low)
    dated = {"published_at": DAY.replace(day=day) if day else None}
    return Answer(side.model_copy(update={"unit": "USD", **dated, **more}), letter, source)


def plot(*answers: Answer) -> Plot:
    found = plot_view("How much?", answers)
    assert found is not None
    return found


def strip(*answers: Answer) -> Strip:
    return plot(*answers).strips[0]


def test_values_stand_by_day_on_one_axis() -> None:
    found = strip(answer("A", 10, day=9), answer("B", 5, day=3), answer("C", 0, day=6))
    assert [(lane.letter, lane.dot) for lane in found.lanes] == [("B", "50%"), ("C", "8%"), ("A", "92%")]


def test_what_has_no_date_stands_apart_below() -> None:
    found = strip(answer("A", 1, day=0), answer("B", 2, day=3))
    assert [lane.letter for lane in found.lanes] == ["B", "A"]
    assert found.lanes[0].y < (found.undated_y or 0) < found.lanes[1].y < found.axis_y < found.height


def test_where_all_have_a_date_nothing_stands_apart() -> None:
    assert strip(answer("A", 1), answer("B", 2)).undated_y is None


def test_units_do_not_share_an_axis() -> None:
    found = plot(answer("A", 1, unit="CNY"), answer("B", 2), answer("C", 3), answer("D", 9, unit="EUR", day=0)).strips
    assert [[lane.letter for lane in one.lanes] for one in found] == [["B", "C"], ["A", "D"]]


def test_a_bare_number_counts_what_the_others_count() -> None:
    (found,) = plot(answer("A", 1, unit="person"), answer("B", 2, unit=None), answer("C", 3, unit="person")).strips
    assert sorted(lane.letter for lane in found.lanes) == ["A", "B", "C"]


def test_a_value_that_is_alone_in_its_unit_has_no_place_on_an_axis() -> None:
    _, others = plot(answer("A", 1, unit="CNY"), answer("B", 2), answer("C", 3)).strips
    assert [(lane.value, lane.dot, lane.bar) for lane in others.lanes] == [("1 units", "", None)]
    assert others.ticks == ()


@pytest.mark.parametrize(
    ("low", "high", "dot", "bar"),
    [
        (10, 10, "92%", None),
        (5, 10, "", ("50%", "42%")),
        (5, None, "", ("50%", "50%")),
        (None, 5, "", ("0%", "50%")),
    ],
    ids=["a value", "a range", "at least", "at most"],
)
def test_a_range_is_a_bar(low: int | None, high: int | None, dot: str, bar: tuple[str, str] | None) -> None:
    found = strip(answer("A", 0, high=0), answer("B", low, high=high, day=7), answer("C", 10, high=10, day=8)).lanes[1]
    assert (found.dot, found.bar) == (dot, bar)


def test_values_that_span_much_are_drawn_as_multiples() -> None:
    found = strip(answer("A", 10**9), answer("B", 7 * 10**10))
    assert "multiple" in found.caption
    assert [tick.label for tick in found.ticks] == ["1 billion", "3 billion", "10 billion", "30 billion"]


def test_years_are_no_amounts() -> None:
    found = strip(answer("A", 2023, unit="year", value="2023"), answer("B", 2025, unit="year", value="2025"))
    assert [tick.label for tick in found.ticks] == ["2023", "2024", "2025"]


def test_a_copy_is_drawn_as_one() -> None:
    found = strip(answer("A", 1), answer("A", 1, source="Echo", repeats="0" * 64))
    assert [lane.is_copy for lane in found.lanes] == [False, True]


def test_sides_without_values_stand_over_their_days() -> None:
    found = strip(*(answer(letter, value="done", day=day) for letter, day in (("A", 2), ("B", 4), ("C", 0))))
    assert [(lane.letter, lane.dot) for lane in found.lanes] == [("A", "8%"), ("B", "92%"), ("C", "")]
    assert [tick.label for tick in found.ticks] == ["2026-05-02", "2026-05-04"]
    assert found.lanes[1].y < found.axis_y < (found.undated_y or 0) < found.lanes[2].y < found.height


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([answer("A", 1), answer("B", None)], id="one value"),
        pytest.param([answer("A", 20), answer("B", 20, unit="CNY")], id="two values of two units"),
        pytest.param([answer("A"), answer("B"), answer("C", day=0)], id="one day"),
    ],
)
def test_there_is_no_plot_of_one_point(answers: list[Answer]) -> None:
    assert plot_view("How much?", answers) is None


def test_what_is_drawn_is_told() -> None:
    long = answer("B", 2, value="about two dollars, as some say, or three", day=0, source="Word " * 10)
    words = f"about two dollars, as some say, … ({'Word ' * 9}…, no date)"
    assert strip(answer("A", 1, value="$1"), long).description == f"A: $1 (Daily, 2026-05-06); B: {words}"
