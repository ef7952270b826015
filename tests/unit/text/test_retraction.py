"""What a correction repeats is taken back by it."""

import pytest

from pipeline.text.retraction import is_notice, is_retracted

RETRACTED = [
    "An earlier version of this article said that 30 people had been injured.",
    "A previous version of this story misstated the name of the governor.",
    "The headline incorrectly said that 30 people were hurt.",
    "A caption on Monday mistakenly put the toll at 30.",
]
TOLD = [
    "It was built in 1962.",
    "The report said that 30 people had been injured.",
    "An earlier version of the vaccine protected 36% of children.",
    "The number was 14 at the time, and the dam has two gates.",
    "The minister said that he had been wrongly accused in 30 cases.",
]


@pytest.mark.parametrize("sentence", RETRACTED)
def test_what_an_article_got_wrong_is_taken_back(sentence: str) -> None:
    assert is_retracted(sentence, in_notice=False)


@pytest.mark.parametrize("sentence", TOLD)
def test_what_is_told_is_not(sentence: str) -> None:
    assert not is_retracted(sentence, in_notice=False)


def test_a_notice_repeats_what_its_articles_said() -> None:
    assert is_retracted("A headline on 5 May said that 30 people had been injured.", in_notice=True)
    assert not is_retracted("The number was 14 at the time.", in_notice=True)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Correction: Korvel dam", True),
        ("Corrections and clarifications", True),
        ("Correction in technology shares deepens", False),
        ("Three dead at Korvel dam", False),
        (None, False),
    ],
)
def test_a_notice_is_known_by_its_title(title: str | None, expected: bool) -> None:  # noqa: FBT001  a column of the table
    assert is_notice(title) is expected
