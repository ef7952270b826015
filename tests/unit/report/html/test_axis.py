"""Where values stand on an axis, and what is written under it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.html.axis import Axis

_VALUES = st.decimals(-(10**15), 10**15, places=2)


def axis(*values: str | int) -> Axis:
    return Axis.of(Decimal(value) for value in values)


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ((0, 10), [8, 92]),
        ((0, 5, 10), [8, 50, 92]),
        ((1, 10, 100), [8, 50, 92]),
        ((-100, 0, 100), [8, 50, 92]),
        ((7,), [50]),
    ],
    ids=["ends", "even", "multiples where they span much", "no multiples below zero", "a single value"],
)
def test_a_value_stands_where_its_share_is(values: tuple[int, ...], places: list[int]) -> None:
    assert [axis(*values).place(Decimal(value)) for value in values] == places


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((0, 10), "0 5 10"),
        ((45, 50), "46 48 50"),
        ((1, 7, 70), "1 3 10 30"),
        ((1, 10**6), "1 100 10000 1000000"),
        ((4, 90), "10 30"),
        ((7,), "7"),
    ],
)
def test_round_values_are_written_under_it(values: tuple[int, ...], ticks: str) -> None:
    assert " ".join(f"{tick:f}" for tick in axis(*values).ticks()) == ticks


@given(st.lists(_VALUES, min_size=2, max_size=5))
def test_order_is_kept_and_labels_have_room(values: list[Decimal]) -> None:
    found = Axis.of(values)
    places = [found.place(value) for value in sorted(values)]
    assert places == sorted(places)
    assert 0 < places[0] <= places[-1] < 100
    ticks = found.ticks()
    assert all(found.low <= tick <= found.high for tick in ticks)
    assert 1 <= len(ticks) <= 5
