"""At what hour one thing happened, as reports of one event tell it."""

import pytest

from pipeline.stages.compare.hour import find_hours
from schemas.conflict import Relation
from tests.telling import batch_of, compare, tell

TITLE = "Spillway of the Aldery dam above Corran fails"


def _found(left: str, right: str, day: int | None = 0) -> list[Relation]:
    first = tell(TITLE, left, subject="Aldery", outlet="Valley Post")
    second = tell(f"{TITLE}, county says", right, subject="Aldery", outlet="Northern Courier", day=day)
    return [one.relation for one in find_hours(batch_of(first, second))]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The spillway gave way shortly before 3 a.m. on Saturday.", "The spillway collapsed at about 5 a.m."),
        ("It collapsed near Corran at 3:10 a.m.", "At 3:40 a.m. on Saturday the spillway of the dam collapsed."),
        ("The train derailed at 17:40.", "The train left the rails at 7:40 p.m."),
        ("The pump exploded at 12 a.m.", "The pump exploded at 12 p.m."),
        ("Fire broke out at 9:30 on Monday.", "The fire broke out at 11:10."),
        ("Ann Lee died in Corran at 3 p.m.", "On Saturday at 7 p.m. Ann Lee died."),
    ],
)
def test_hours_that_exclude_each_other_contradict(left: str, right: str) -> None:
    assert _found(left, right) == [Relation.CONTRADICTION]
    assert _found(right, left) == [Relation.CONTRADICTION]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("It collapsed at about 3 a.m.", "It collapsed at 3:20 a.m."),
        ("It collapsed at 3:10 a.m.", "It collapsed at 3:16 a.m."),
        ("It collapsed at 11:50 p.m.", "It collapsed at 12:05 a.m."),
        ("It collapsed at 3 a.m.", "Rescuers reached the collapsed house at 5 p.m."),
        ("It collapsed at 3 a.m.", "People who fled when it collapsed returned at 5 p.m."),
        ("It collapsed at 3 a.m.", "The road was opened at 5 p.m. after the spillway collapsed."),
        ("It collapsed at 3 a.m.", "It will be blown up at 5 p.m."),
        ("It collapsed at 3 a.m. GMT.", "It collapsed at 5 a.m. local time."),
        ("It collapsed at 3 a.m.", "The wall held until 4 a.m. and collapsed at 5 a.m."),
        ("It collapsed at 3.", "It collapsed at 5."),
        ("A fire broke out at 11 p.m. on Friday.", "A fire broke out on Saturday at 1 a.m."),
        ("It collapsed at 3 a.m.", "The council met at 5 p.m. and the spillway collapsed."),
        ("It collapsed at 3 a.m.", "A second wall exploded at 5 a.m."),
        ("The spillway collapsed at 5:40 on Saturday afternoon.", "The spillway collapsed at 5:40 p.m."),
        ("The train derailed at 7:15 in the evening.", "The train derailed at 19:15."),
        ("The ship sank at 12:30.", "The ship sank at 12:30 a.m."),
        ("A bomb exploded at 9 a.m.", "A second bomb exploded at 11 a.m."),
        ("The bomb went off at 9 a.m. in Corran.", "The bomb went off at 11 a.m. in Lenham."),
        ("Ann Lee died at 3 a.m.", "Her husband died at 6 p.m."),
        ("The suspect was arrested at 3 a.m.", "A second man was arrested at 9 a.m."),
        ("The earthquake struck at 4 a.m.", "An aftershock struck at 6 a.m."),
        ("The storm made landfall at 3 a.m.", "The storm made landfall in Lenham at 8 a.m."),
        ("The storm struck at 3 a.m.", "The storm struck Lenham at 9 a.m."),
    ],
)
def test_hours_that_can_be_one_or_are_of_other_things_are_no_difference(left: str, right: str) -> None:
    assert _found(left, right) == []
    assert _found(right, left) == []


def test_reports_of_two_days_may_be_of_two_moments() -> None:
    assert _found("It collapsed at 3 a.m.", "It collapsed at 5 a.m.", day=5) == []


def test_the_question_names_what_happened_and_both_hours() -> None:
    first = tell(TITLE, "The spillway collapsed at 3 a.m.", subject="Aldery", outlet="Valley Post")
    second = tell(f"{TITLE}, county says", "It collapsed at 5 a.m.", subject="Aldery", outlet="Northern Courier")
    (conflict,) = (one for one in compare(first, second).conflicts if one.topic.startswith("At what time"))
    assert conflict.topic == "At what time: the collapse?"
    assert {side.value for side in conflict.sides} == {"3 a.m.", "5 a.m."}
