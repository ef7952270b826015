from datetime import UTC, datetime

import pytest

from pipeline.stages.check.contradiction import find_contradictions
from schemas.conflict import Relation
from schemas.finding import FindingKind
from tests.factories import make_article

PUBLISHED = datetime(2026, 5, 6, tzinfo=UTC)


def rules(*sentences: str, published_at: datetime | None = PUBLISHED) -> list[str]:
    found = find_contradictions(make_article(list(sentences), title=None, published_at=published_at))
    return [each.rule for each in found if each.relation is Relation.CONTRADICTION]


@pytest.mark.parametrize(
    "sentence",
    [
        "The law took effect on Tuesday, March 4, 2026.",
        "The law took effect on March 4, 2026 (Tuesday).",
        "The law takes effect on Friday, May 7.",
    ],
)
def test_a_weekday_that_is_not_its_dates_is_found(sentence: str) -> None:
    assert rules(sentence) == ["weekday_of_date"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The law took effect on Wednesday, March 4, 2026.",
        "The law took effect on Tuesday, in March 2026.",
        "The law took effect on Tuesday and March 4, 2026 is a feast.",
        "The law takes effect on Friday, November 5.",
    ],
)
def test_a_weekday_that_fits_or_is_another_day_is_none(sentence: str) -> None:
    assert rules(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The bridge opened on 31 June 2025.", ["day_not_in_month"]),
        ("The bridge opened on February 30.", ["day_not_in_month"]),
        ("The bridge opened on 29 February 2025.", ["day_not_in_month"]),
        ("The bridge opened on 29 February 2024.", []),
        ("The bridge opened on the 29th of February.", []),
        ("The bridge opened on 31 July 2025.", []),
        ("The bridge opened in June 2031.", []),
        ("The bridge opened on March 31, 10 people came.", []),
    ],
)
def test_a_day_that_its_month_does_not_have_is_found(sentence: str, expected: list[str]) -> None:
    assert rules(sentence, published_at=datetime(2026, 2, 1, tzinfo=UTC)) == expected


def test_a_date_without_its_year_is_no_proof_where_the_day_of_publication_is_unknown() -> None:
    assert rules("The law takes effect on Friday, May 7.", published_at=None) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The fair runs from June 10 to June 8, 2026.", ["end_before_start"]),
        ("The fair runs from June 10, 2026 to May 8, 2026.", ["end_before_start"]),
        ("He ruled from May 2012 to May 2009.", ["end_before_start"]),
        ("The fair runs from June 8 to June 10, 2026.", []),
        ("The season runs from December 10 to January 5.", []),
        ("He ruled from May 2009 to June 2012.", []),
        ("He ruled from May to June.", []),
        ("The fair ran on June 10 and June 8.", []),
    ],
)
def test_an_end_before_its_start_is_found(sentence: str, expected: list[str]) -> None:
    assert rules(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The treaty was signed on May 20, 2026.", ["past_after_publication"]),
        ("The treaty will be signed on May 20, 2026.", []),
        ("The treaty was signed on May 20, 2025.", []),
        ("The treaty was signed in 2027.", []),
    ],
)
def test_a_past_after_publication_is_found(sentence: str, expected: list[str]) -> None:
    assert rules(sentence) == expected


def test_no_date_is_late_where_the_day_of_publication_is_unknown() -> None:
    assert rules("The treaty was signed on May 20, 2026.", published_at=None) == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Ann Lee has been charged with theft.", "Ann Lee has not been charged with theft.", ["denied_and_told"]),
        ("The old museum opened in May.", "The old museum will open in May.", ["done_and_planned"]),
        ("The old museum will open on May 5.", "The old museum opened on May 3.", []),
        ("The museum has opened in May.", "Originally the museum will open in May.", []),
        ("Ann Lee has been charged with theft.", "Ann Lee has not been seen with theft for years at home.", []),
    ],
)
def test_one_event_in_two_states_is_found(first: str, second: str, expected: list[str]) -> None:
    found = [rule for rule in rules(first, second) if rule in {"denied_and_told", "done_and_planned"}]
    assert found == expected


def test_a_state_is_a_conflict_of_status_over_both_sentences() -> None:
    words = ["Ann Lee has been charged with theft.", "Ann Lee has not been charged with theft."]
    article = make_article(words, title=None)
    (found,) = find_contradictions(article)
    assert found.kind is FindingKind.STATUS_CONFLICT
    assert [article.quote(side.words) for side in found.sides] == words
