"""Values that cannot be: shares above a whole, counts below zero, parts above their whole."""

import pytest

from pipeline.stages.check.impossible import impossible_values
from pipeline.text.quantity import find_quantities
from tests.factories import make_article, make_grounded


def rules(sentence: str) -> list[str]:
    found = impossible_values(make_grounded(make_article(sentence)), find_quantities(sentence))
    return [one.by.removeprefix("rule:") for one in found]


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("About 120% of the voters took part.", "share_above_whole"),
        ("Some 105% of the population is affected.", "share_above_whole"),
        ("They hold 110% of the seats.", "share_above_whole"),
        ("As membership grew, more than 150 percent of the members voted.", "share_above_whole"),
        ("More than 150 percent of the voters took part.", "share_above_whole"),
        ("Prices rose, and 120% of the households moved.", "share_above_whole"),
        ("The number of victims was -5 people.", "negative_count"),
        ("25 of the 18 members voted.", "part_above_whole"),
        ("At least 25 out of 18 members voted.", "part_above_whole"),
    ],
)
def test_a_value_that_cannot_be_is_found(sentence: str, rule: str) -> None:
    assert rules(sentence) == [rule]


@pytest.mark.parametrize(
    "sentence",
    [
        "They spent 120% of the budget.",
        "The plant ran at 120% of its capacity.",
        "Votes rose to 120% of the votes of 2019.",
        "Turnout was equivalent to 120% of the voters.",
        "They won 120% of the votes of the last election.",
        "A gain of more than 150 percent of the seats was seen.",
        "Victims: -5 men and 3 women.",
        "It was -5 degrees.",
        "12 of the 18 members voted.",
        "30 of the 5-star hotels closed.",
        "20 of the 6 Nations players met.",
        "About 20 of the 18 members voted.",
        "25 of the 18 million were lost.",
        "$25 of the $18 was lost.",
        "25 people and 18 members came.",
        "25 engineers of the 18 members came.",
        "12 of the 10 that came left.",
        "Some -25 of the 18 members voted.",
    ],
)
def test_a_value_that_can_be_is_left_alone(sentence: str) -> None:
    assert rules(sentence) == []


def test_a_part_above_its_whole_is_shown_with_it() -> None:
    sentence = "In all, 25 of the 18 members voted."
    article = make_article(sentence)
    (one,) = impossible_values(make_grounded(article), find_quantities(sentence))
    assert [article.quote(span) for span in one.spans] == ["25", "18"]
