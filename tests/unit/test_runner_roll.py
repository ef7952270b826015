"""What a night has of every article lies on disk and comes out in order: what is placed, stands, or has parted."""

import pytest

from pipeline.runner.roll import PlacedId, Roll
from pipeline.runner.standing import StandingConflicts
from pipeline.store.night import KnownConflict, LastArticle
from schemas.conflict import Relation
from tests import kept

BRIDGE = kept.article("The bridge cost $4 million.", "It opened on Monday.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")


def last(article_id: str, path: str = "", *, is_whole: bool = True, is_known: bool = True) -> LastArticle:
    key, page = f"key {article_id}", f"{article_id}.md"
    return LastArticle(path or f"in/{article_id}", article_id, key, page, "plausible", 3, is_whole, is_known)


@pytest.mark.parametrize(
    ("before", "is_carried"),
    [
        (last("b"), True),
        (last("b", "in/other"), False),
        (last("b", is_whole=False), False),
        (last("b", is_known=False), False),
        (last("z", "in/b"), False),
    ],
)
def test_an_article_stands_where_it_was_at_its_path_whole_and_is_known(before: LastArticle, is_carried: bool) -> None:  # noqa: FBT001  a parameter
    roll = Roll()
    for n, article_id in enumerate("cba"):
        roll.place(f"in/{article_id}", article_id, n)
    roll.hold_against([before, last("c")])
    assert list(roll.in_turn()) == [last("c"), before if is_carried else PlacedId("in/b", "b"), PlacedId("in/a", "a")]
    assert list(roll.fresh()) == [*([] if is_carried else [(PlacedId("in/b", "b"), 1)]), (PlacedId("in/a", "a"), 2)]
    assert list(roll.parted()) == ([] if is_carried else [before])
    assert ("b" in roll.carried_ids, "a" in roll.carried_ids) == (is_carried, False)


def test_articles_are_placed_in_their_order_and_counted_once_noted() -> None:
    roll = Roll()
    for article_id in ("b", "a"):
        assert roll.path_of(article_id) is None
        roll.place(f"in/{article_id}", article_id, None)
    roll.note_counted(["a", "x"])
    assert (list(roll.ids), list(roll.ids), len(roll)) == (["b", "a"], ["b", "a"], 2)
    assert [roll.is_counted(each) for each in "abx"] == [True, False, False]
    assert (roll.path_of("a"), roll.carried("a"), list(roll.parted())) == ("in/a", None, [])


@pytest.mark.parametrize(
    ("days", "ends"), [([("a", 3), ("b", 9)], (3, 9)), ([("a", 3), ("b", None)], None), ([], None)]
)
def test_those_that_are_compared_are_noted_with_the_days_they_speak_from(
    days: list[tuple[str, int | None]], ends: tuple[int, int] | None
) -> None:
    roll = Roll()
    for article_id in "abc":
        roll.place(f"in/{article_id}", article_id, None)
    roll.note_compared(days)
    assert [each for each in "abcx" if each in roll.compared] == [each for each, _ in days]
    assert (roll.first_and_last_day(), [roll.day_of(each) for each, _ in days]) == (ends, [day for _, day in days])


def test_conflicts_stand_in_the_order_of_comparing_with_those_that_were_found() -> None:
    known = [
        KnownConflict("k1", "unclear", "b", "1"),
        KnownConflict("k2", "contradiction", "\udcff", "2"),
        KnownConflict("k3", "contradiction", "a", "3"),
        KnownConflict("k4", "update", "é", "4"),
    ]
    found = [
        kept.conflict(BRIDGE, FERRY, topic="z", relation=Relation.CONTRADICTION),
        kept.conflict(BRIDGE, FERRY, topic="a", relation=Relation.UPDATE),
    ]
    standing = StandingConflicts(known)
    for _ in range(2):
        assert list(standing.with_found({"k4"}, found)) == ["k3", 0, "k2", 1, "k1"]
    assert ("k4" in standing, "k5" in standing) == (True, False)
