"""One sum in two currencies, told by the same digits in reports of one event."""

import pytest

from schemas.conflict import Relation
from tests.telling import compare, tell

TITLE = "Council of Harrow decides on the tower of Marlow Estates"


def _contradictions(left: str, right: str) -> list[str]:
    first = tell(TITLE, left, subject="Marlow Estates", outlet="Harrow Times")
    second = tell(f"{TITLE}, reports say", right, subject="Marlow Estates", outlet="Northern Post")
    return [one.by for one in compare(first, second).conflicts if one.relation is Relation.CONTRADICTION]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The repair of the roof was priced at 12 million dollars.", "The roof got a repair for 12 million euros."),
        (
            "The firm will build a plant in Dornau for 90 million euros.",
            "A plant for 90 million dollars is due in Dornau.",
        ),
    ],
)
def test_like_sums_for_one_thing_in_two_currencies_contradict(left: str, right: str) -> None:
    assert _contradictions(left, right) == _contradictions(right, left) == ["rule:currencies"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The firm will build a plant in Dornau for 90 million euros.", "The firm got aid of 90 million dollars."),
        ("A plant for 90 million euros (98 million dollars) is due.", "A plant for 98 million dollars is due."),
        ("The new plant has a price of $90 million.", "A new plant for 90 million Australian dollars is planned."),
        ("Anna Bell won 5,000 euros with a picture.", "Tom Reed won 5,000 pounds with a picture."),
        ("The fund gives 10 million euros to the plant.", "The bank lends 10 million dollars to the plant."),
        ("Tickets cost 20 euros.", "A meal costs 20 pounds."),
        ("A plant for 90 million euros was due in 2010.", "A plant for 90 million dollars is due in 2027."),
    ],
)
def test_sums_of_two_things_and_currencies_of_one_name_do_not(left: str, right: str) -> None:
    assert _contradictions(left, right) == _contradictions(right, left) == []
