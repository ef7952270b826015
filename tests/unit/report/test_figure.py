"""A value in figures is exact and reads like prose."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.figure import digits, in_figures


def _bound(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@pytest.mark.parametrize(
    ("low", "high", "unit", "shown"),
    [
        ("7.4E+9", "7400000000", "USD", "7,400,000,000 USD"),
        ("45000000000", "50000000000", "USD", "45,000,000,000 to 50,000,000,000 USD"),
        ("500", None, None, "at least 500"),
        ("500", None, "person", "at least 500 people"),
        (None, "90000000", "child", "at most 90,000,000 children"),
        ("66.670", "66.67", "%", "66.67 %"),
        ("3", "4", "pp", "3 to 4 percentage points"),
        ("3", "3", "x", "3 times"),
        ("1.5", "1.5", "km", "1.5 km"),
        ("2", "2", "sq mi", "2 sq mi"),
        ("0.0000001", "0.0000001", "t", "0.0000001 t"),
        ("-3.50", "-3.5", "C", "-3.5 °C"),
        (None, None, "USD", ""),
    ],
)
def test_bounds_and_unit_are_written_out(low: str | None, high: str | None, unit: str | None, shown: str) -> None:
    assert in_figures(_bound(low), _bound(high), unit, None) == shown


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("car", "2 cars"),
        ("party", "2 parties"),
        ("day", "2 days"),
        ("bus", "2 buses"),
        ("church", "2 churches"),
        ("policeman", "2 policemen"),
        ("data center", "2 data centers"),
        ("staff", "2 staff"),
        ("GPU", "2 GPU"),
        ("kWh", "2 kWh"),
        ("x|y", "2 x|y"),
    ],
)
def test_a_counted_noun_is_in_the_plural_and_a_symbol_is_not(unit: str, shown: str) -> None:
    assert in_figures(Decimal(2), Decimal(2), unit, None) == shown


def test_one_of_a_thing_is_in_the_singular() -> None:
    assert in_figures(Decimal("1.0"), Decimal(1), "bus", None) == "1 bus"


@pytest.mark.parametrize(
    ("low", "high", "written", "shown"),
    [
        ("2023", "2023", "2023", "2023"),
        ("1990", "1999", "1990s", "1990 to 1999"),
        ("2000", "2000", "2,000 years", "2,000 years"),
        ("2000", "2000", "2,000-Year", "2,000 years"),
        ("3", "3", "three", "3 years"),
        ("2020", None, None, "at least 2020"),
    ],
)
def test_a_year_of_the_calendar_is_no_number_of_years(
    low: str, high: str | None, written: str | None, shown: str
) -> None:
    assert in_figures(Decimal(low), _bound(high), "year", written) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_no_digit_is_lost(value: Decimal) -> None:
    assert Decimal(digits(value, ",").replace(",", "")) == value
    assert Decimal(digits(value)) == value
