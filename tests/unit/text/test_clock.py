"""Times of day in text."""

import pytest

from pipeline.text.clock import find_times


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("at 3 a.m.", {180}),
        ("at 12:05 am", {5}),
        ("at 12 p.m.", {720}),
        ("at 17:40 GMT", {1060}),
        ("at 05:40", {340}),
        ("at 0:30", {30}),
        ("at 5:40", {340, 1060}),
        ("at 12:30 on Saturday", {30, 750}),
    ],
)
def test_a_time_that_can_be_before_or_after_noon_is_both(text: str, minutes: set[int]) -> None:
    (found,) = find_times(text)
    assert found.minutes == minutes


@pytest.mark.parametrize("text", ["at 3", "24:10", "3:2", "on 17.40.2", "3:20:15"])
def test_what_is_no_time_of_day_is_none(text: str) -> None:
    assert not list(find_times(text))


def test_a_time_stands_where_it_is_written_with_its_zone() -> None:
    (found,) = find_times("It fell at 3:20 p.m. local time.")
    assert ("It fell at 3:20 p.m. local time."[found.start : found.end], found.zone) == ("3:20 p.m.", "local time")
