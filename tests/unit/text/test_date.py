from datetime import UTC, date, datetime

import pytest

from pipeline.text.date import DateMention, find_dates

FRIDAY = datetime(2026, 5, 8, 12, tzinfo=UTC)
ABSOLUTE = [
    ("2026-05-08", "2026-05-08", "2026-05-08", "day"),
    ("May 8, 2026", "2026-05-08", "2026-05-08", "day"),
    ("8 May 2026", "2026-05-08", "2026-05-08", "day"),
    ("8th of May 2026", "2026-05-08", "2026-05-08", "day"),
    ("3-5 March 2026", "2026-03-03", "2026-03-05", "day"),
    ("25/12/2026", "2026-12-25", "2026-12-25", "day"),
    ("08.05.2026", "2026-05-08", "2026-05-08", "day"),
    ("5/5/26", "2026-05-05", "2026-05-05", "day"),
    ("5/5/99", "1999-05-05", "1999-05-05", "day"),
    ("June 2026", "2026-06-01", "2026-06-30", "month"),
    ("end of June 2026", "2026-06-24", "2026-06-30", "month"),
    ("in the third quarter of 2025", "2025-07-01", "2025-09-30", "quarter"),
    ("Q3 2025", "2025-07-01", "2025-09-30", "quarter"),
    ("the first half of 2026", "2026-01-01", "2026-06-30", "half"),
    ("H2 2026", "2026-07-01", "2026-12-31", "half"),
    ("in 2026", "2026-01-01", "2026-12-31", "year"),
    ("early 2026", "2026-01-01", "2026-05-01", "year"),
    ("mid-2026", "2026-05-02", "2026-08-31", "year"),
    ("the 1990s", "1990-01-01", "1999-12-31", "decade"),
    ("from 2019 to 2021", "2019-01-01", "2021-12-31", "year"),
    ("the 2019-20 season", "2019-01-01", "2020-12-31", "year"),
]
RELATIVE = [
    ("It rose on Tuesday", "2026-05-05", "2026-05-05"),
    ("It rose on Friday", "2026-05-08", "2026-05-08"),
    ("It will open on Friday", "2026-05-08", "2026-05-08"),
    ("The court will rule on Monday", "2026-05-11", "2026-05-11"),
    ("a ruling expected on Tuesday", "2026-05-12", "2026-05-12"),
    ("a report is to be released on Tuesday", "2026-05-12", "2026-05-12"),
    ("it was said on Monday that it will open", "2026-05-04", "2026-05-04"),
    ("It said on Monday it will open an office", "2026-05-04", "2026-05-04"),
    ("It told reporters on Monday the plan would work", "2026-05-04", "2026-05-04"),
    ("It said the vote on Monday will decide", "2026-05-11", "2026-05-11"),
    ("It said Monday's vote will decide", "2026-05-11", "2026-05-11"),
    ("On Tuesday, the bank said it will cut rates", "2026-05-05", "2026-05-05"),
    ("On Tuesday, the bank will cut rates", "2026-05-12", "2026-05-12"),
    ("It cut rates on Tuesday and will meet again", "2026-05-05", "2026-05-05"),
    ("The plan, announced on Tuesday, will work", "2026-05-05", "2026-05-05"),
    ("It fell more than expected on Tuesday", "2026-05-05", "2026-05-05"),
    ("It would have closed on Tuesday", "2026-05-05", "2026-05-05"),
    ("It will close. It rose on Tuesday. It will open", "2026-05-05", "2026-05-05"),
    ("It rose last Friday", "2026-05-01", "2026-05-01"),
    ("It will open on Tuesday", "2026-05-12", "2026-05-12"),
    ("next Friday", "2026-05-15", "2026-05-15"),
    ("this Monday", "2026-05-11", "2026-05-11"),
    ("yesterday", "2026-05-07", "2026-05-07"),
    ("tomorrow", "2026-05-09", "2026-05-09"),
    ("this morning", "2026-05-08", "2026-05-08"),
    ("last night", "2026-05-07", "2026-05-07"),
    ("the day before yesterday", "2026-05-06", "2026-05-06"),
    ("the day after tomorrow", "2026-05-10", "2026-05-10"),
    ("last week", "2026-04-27", "2026-05-03"),
    ("last month", "2026-04-01", "2026-04-30"),
    ("next quarter", "2026-07-01", "2026-09-30"),
    ("last year", "2025-01-01", "2025-12-31"),
    ("last decade", "2010-01-01", "2019-12-31"),
    ("early last year", "2025-01-01", "2025-05-01"),
    ("later this year", "2026-05-08", "2026-12-31"),
    ("earlier this year", "2026-01-01", "2026-05-08"),
    ("the end of the year", "2026-10-11", "2026-12-31"),
    ("the past year", "2025-05-08", "2026-05-08"),
    ("the past two years", "2024-05-08", "2026-05-08"),
    ("the next two weeks", "2026-05-08", "2026-05-22"),
    ("two years ago", "2024-01-01", "2024-12-31"),
    ("a year ago", "2025-01-01", "2025-12-31"),
    ("In March it said it will open", "2026-03-01", "2026-03-31"),
    ("five days ago", "2026-05-03", "2026-05-03"),
    ("two months from now", "2026-07-01", "2026-07-31"),
    ("closed in December", "2025-12-01", "2025-12-31"),
    ("will launch in June", "2026-06-01", "2026-06-30"),
    ("this June", "2026-06-01", "2026-06-30"),
    ("on May 5", "2026-05-05", "2026-05-05"),
    ("on Dec. 5 it fell", "2025-12-05", "2025-12-05"),
    ("it will open on January 5", "2027-01-05", "2027-01-05"),
    ("in the third quarter", "2025-07-01", "2025-09-30"),
]
NONE = [
    "It may rise; May I?",
    "It may 5 times; it may march; they may, in may",
    "June said so",
    "1,945 km and $2026",
    "2,000 people",
    "in 2026 people",
    "32/13/2026",
    "2026-13-45",
    "V2.2026",
    "the last three of them",
    "three years",
    "last day",
    "monday-ish sunday",
    "",
]


def only(text: str, published: datetime | None = FRIDAY) -> DateMention:
    (mention,) = find_dates(text, published)
    return mention


@pytest.mark.parametrize(("text", "earliest", "latest", "granularity"), ABSOLUTE)
@pytest.mark.parametrize("published", [FRIDAY, None])
def test_a_date_with_its_year_needs_no_publication_date(
    text: str, earliest: str, latest: str, granularity: str, published: datetime | None
) -> None:
    found = only(text, published)
    assert (str(found.earliest), str(found.latest), found.granularity) == (earliest, latest, granularity)


@pytest.mark.parametrize(("text", "earliest", "latest"), RELATIVE)
def test_a_relative_date_counts_from_publication(text: str, earliest: str, latest: str) -> None:
    found = only(text)
    assert (str(found.earliest), str(found.latest), found.status) == (earliest, latest, "resolved")


@pytest.mark.parametrize("text", [text for text, _, _ in RELATIVE])
def test_a_relative_date_stays_open_without_publication(text: str) -> None:
    found = only(text, None)
    assert (found.earliest, found.latest, found.status) == (None, None, "unresolved")


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_left_out(text: str) -> None:
    assert find_dates(text, FRIDAY) == ()


def test_years_in_reverse_order_are_two_dates() -> None:
    assert [mention.text for mention in find_dates("cut from 2012 to 2009", FRIDAY)] == ["2012", "2009"]


def test_days_that_count_from_another_day_stay_open() -> None:
    friday, earlier = find_dates("on Friday morning, two days earlier", FRIDAY)
    assert (friday.earliest, earlier.text, earlier.status) == (date(2026, 5, 8), "two days earlier", "unresolved")


def test_a_verb_far_away_sets_no_time() -> None:
    assert only("It will open, " + "as they say, " * 20 + "on Tuesday").earliest == date(2026, 5, 5)


@pytest.mark.parametrize("text", ["Aprıl 2026", "in the fırſt quarter", "Frıday", "thıs week"])
def test_a_letter_that_only_looks_alike_makes_no_date(text: str) -> None:
    assert all(mention.text == "2026" for mention in find_dates(text, FRIDAY))


def test_an_open_order_of_day_and_month_gives_both() -> None:
    found = only("05/06/2026")
    assert [day.earliest for day in found.candidates] == [date(2026, 6, 5), date(2026, 5, 6)]
    assert not found.is_resolved


@pytest.mark.parametrize(
    "text", ["31 February 2026", "a million years ago", "the same month", "two and a half years ago"]
)
def test_a_day_that_cannot_be_stays_unresolved(text: str) -> None:
    assert not only(text).is_resolved


@pytest.mark.parametrize("text", ["3000 years ago", "the past 3000 years"])
def test_a_time_before_the_calendar_is_no_date(text: str) -> None:
    assert all(not mention.is_resolved for mention in find_dates(text, FRIDAY))


def test_a_leap_day_is_not_moved_to_a_year_without_it() -> None:
    found = only("it will open on 29 February", datetime(2028, 10, 1, tzinfo=UTC))
    assert found.earliest == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("since 2019", "since"),
        ("by the end of 2027", "until"),
        ("until Friday", "until"),
        ("before March 3", "before"),
        ("after June 2026", "after"),
        ("in 2026", "on"),
    ],
)
def test_the_relation_is_read(text: str, relation: str) -> None:
    assert only(text).relation == relation
