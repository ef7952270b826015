"""What befell counted things: two counts of one fate exclude each other, in whichever words they are told."""

import pytest

from pipeline.stages.compare.value import find_values
from schemas.conflict import Relation
from tests.telling import batch_of, tell

TITLE = "Storm at Harrow and the tower of Marlow Estates"


def _found(left: str, right: str, day: int = 0) -> list[Relation]:
    first = tell(TITLE, left, subject="Marlow Estates", outlet="Harrow Times")
    second = tell(f"{TITLE}, reports say", right, subject="Marlow Estates", outlet="Northern Post", day=day)
    return [one.relation for one in find_values(batch_of(first, second))]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Two players were sent off.", "One player was dismissed."),
        ("Three witnesses testified for the defence.", "Five witnesses gave evidence."),
        ("Two factories were closed last week.", "It closed one factory."),
        ("Six roofs were torn off in the harbour.", "Two roofs were ripped away."),
        ("Two wards have been shut.", "Three wards of the hospital are closed."),
        ("Four trees were uprooted.", "Nine trees were blown over."),
    ],
)
def test_counts_of_one_thing_that_one_thing_befell_contradict(left: str, right: str) -> None:
    assert _found(left, right) == [Relation.CONTRADICTION]
    assert _found(right, left) == [Relation.CONTRADICTION]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Two of the six roofs were torn off.", "Six roofs were damaged."),
        ("Two roofs were torn off on Monday.", "Six roofs were torn off on Tuesday."),
        ("One ship was sold in May.", "Three ships were sold in June."),
        ("Two old bridges were closed.", "Three bridges were closed."),
        ("Two bridges will be closed.", "One bridge was closed."),
        ("Two bridges near the tower were closed.", "Four bridges across the county were closed."),
        ("Two witnesses testified for the defence.", "Three witnesses testified for the prosecution."),
        ("Two flights to Oslo were cancelled.", "Five flights to Rome were cancelled."),
        ("Two roofs were torn off.", "Four roofs were damaged."),
        ("About 20 roofs were torn off.", "21 roofs were ripped off."),
    ],
)
def test_parts_other_times_places_and_plans_are_no_contradiction(left: str, right: str) -> None:
    assert Relation.CONTRADICTION not in _found(left, right)
    assert Relation.CONTRADICTION not in _found(right, left)


@pytest.mark.parametrize(
    ("later", "relation"),
    [
        ("One roof was ripped off.", Relation.CONTRADICTION),
        ("Five roofs were ripped off.", Relation.UNCLEAR),
    ],
)
def test_what_is_not_undone_can_become_more_on_a_later_day_and_not_fewer(later: str, relation: Relation) -> None:
    assert _found("Three roofs were torn off.", later, day=1) == [relation]
