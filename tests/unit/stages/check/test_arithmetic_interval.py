"""Values known to their written precision: what they admit, and when a sum holds, fails or stays open."""

from decimal import Decimal

import pytest

from pipeline.stages.check.arithmetic import wording
from pipeline.text import interval
from pipeline.text.interval import Range
from pipeline.text.quantity import find_quantities

NOT_KNOWN = Range(None, None)


def span(low: str | None, high: str | None) -> Range:
    return Range(None if low is None else Decimal(low), None if high is None else Decimal(high))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12 people", "12", "12"),
        ("1,500 people", "1485", "1515"),
        ("1%", "0.5", "1.5"),
        ("a third of it", "30.33", "36.33"),
        ("about 40%", "36", "44"),
        ("at least 12 people", "12", None),
        ("up to 12%", None, "12"),
        ("$7.4 billion", "7350010000", "7449990000"),
    ],
)
def test_a_quantity_stands_for_what_its_precision_admits(text: str, low: str | None, high: str | None) -> None:
    assert interval.range_of(find_quantities(text)[0]) == span(low, high)


@pytest.mark.parametrize(
    ("computed", "stated", "answer"),
    [
        (span("1", "2"), span("2", "3"), True),
        (span("1", "2"), span("4", "5"), False),
        (span("4", "5"), span("1", "2"), False),
        (span("1", "2"), span("2.5", "3"), None),
        (span("3", "4"), span("2", None), True),
        (span("1", "4"), span("2", None), None),
        (span("3", "4"), span(None, "3.5"), None),
        (span("3", None), span("2", "5"), None),
        (NOT_KNOWN, span("2", "5"), None),
    ],
)
def test_a_comparison_has_three_answers(computed: Range, stated: Range, answer: bool | None) -> None:  # noqa: FBT001 - the expected answer
    assert interval.agrees(computed, stated, Decimal(1)) is answer


def test_what_only_the_rounding_brings_together_is_not_confirmed() -> None:
    assert interval.agrees(span("1", "9"), span("8", "9"), likely=Decimal(5)) is None


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (interval.total([span("1", "2"), span("3", None)]), span("4", None)),
        (interval.total([span("1", "2"), span(None, "4")]), span(None, "6")),
        (interval.difference(span("5", "6"), span("1", "2")), span("3", "5")),
        (interval.difference(span(None, "6"), span(None, "2")), NOT_KNOWN),
        (interval.ratio(span("4", "6"), span("1", "2")), span("2", "6")),
        (interval.ratio(span("4", None), span("1", None)), NOT_KNOWN),
        (interval.ratio(span("4", "6"), span("0", "2")), NOT_KNOWN),
        (interval.change(span("4", "4"), span("5", "5")), span("25", "25")),
        (interval.change(span("0", "4"), span("5", "5")), NOT_KNOWN),
    ],
)
def test_sums_keep_open_sides_open(found: Range, expected: Range) -> None:
    assert found == expected


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("10", "10"),
        ("1250", "1,250"),
        ("66.666", "66.7"),
        ("0.126", "0.13"),
        ("5400000", "5.4 million"),
        ("2000000000000", "2 trillion"),
        ("-0.25", "-0.25"),
        ("1234.5", "1,235"),
    ],
)
def test_a_result_is_written_for_reading(value: str, written: str) -> None:
    assert wording.number(Decimal(value)) == written


@pytest.mark.parametrize(("text", "written"), [("5%", "7%"), ("$5", "7 USD"), ("5 people", "7"), ("5 km", "7 km")])
def test_a_result_takes_the_unit_of_its_kind(text: str, written: str) -> None:
    assert wording.measured(Decimal(7), find_quantities(text)[0]) == written
