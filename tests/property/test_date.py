from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text.date import find_dates

PUBLISHED = datetime(2026, 5, 8, tzinfo=UTC)
FRAGMENTS = (
    "May 8|8 May|2026|,|2026-05-08|05/06/2026|-|to|from|by|since|in|on|the|Monday|Friday|Tuesday's|last|next|this"
    "|past|year|month|week|two|a|years ago|days earlier|quarter|third|Q3|H1|of|end|early|late|1990s|will|said"
    "|rose|expected|and|\n|.|“|”|may|March|June|yesterday|tomorrow|the day|before yesterday|Aprıl|fırst|½|٣|1,200"
    "|million|é|#|$"
)
PIECES = st.sampled_from(FRAGMENTS.split("|"))
NEWS = st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=12).map("".join)
TEXT = NEWS | st.text(max_size=80)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
BEFORE = "It rained all day. \n"
AFTER = "\nIt will rain all day."


def written(day: date) -> list[str]:
    """Return a day as news write it."""
    name = day.strftime("%B")
    return [
        day.isoformat(),
        f"{name} {day.day}, {day.year}",
        f"{day.day} {name} {day.year}",
        f"{name[:3]}. {day.day}, {day.year}",
    ]


@given(TEXT, MOMENTS)
@example("3 Aprıl, 3000 years ago, the past 9999 decades, 99999 weeks from now", datetime(9999, 12, 31, tzinfo=UTC))
def test_any_text_is_read_and_every_span_names_its_text(text: str, published: datetime | None) -> None:
    found = find_dates(text, published)
    assert all(text[mention.start : mention.end] == mention.text for mention in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(TEXT, MOMENTS)
def test_a_date_begins_before_it_ends_or_stays_open(text: str, published: datetime | None) -> None:
    for mention in find_dates(text, published):
        assert (mention.earliest is None) == (mention.latest is None) == (mention.granularity is None)
        assert mention.earliest is None or mention.latest is None or mention.earliest <= mention.latest
        assert not (mention.is_resolved and mention.candidates)


@given(NEWS)
def test_unrelated_text_before_and_after_moves_offsets_and_changes_nothing_else(text: str) -> None:
    shift = len(BEFORE)
    expected = tuple(replace(m, start=m.start + shift, end=m.end + shift) for m in find_dates(text, PUBLISHED))
    assert find_dates(BEFORE + text, PUBLISHED) == expected
    assert find_dates(BEFORE + text + AFTER, PUBLISHED) == expected


@given(DAYS, MOMENTS)
def test_a_day_reads_back_as_it_was_written(day: date, published: datetime | None) -> None:
    for text in written(day):
        (found,) = find_dates(f"it opened on {text}; it closed", published)
        assert (found.text, found.earliest, found.latest) == (text, day, day)


@given(DAYS)
def test_a_day_in_digits_is_among_its_readings_and_never_guessed(day: date) -> None:
    (found,) = find_dates(f"it opened on {day:%d/%m/%Y} there", PUBLISHED)
    readings = {found.earliest} if found.is_resolved else {reading.earliest for reading in found.candidates}
    assert day in readings
    assert found.is_resolved == (day.day > 12 or day.day == day.month)


@given(DAYS)
def test_a_weekday_is_the_last_one_before_publication_or_the_next_to_come(day: date) -> None:
    published = datetime(day.year, day.month, day.day, tzinfo=UTC)
    (past,) = find_dates("It rose on Wednesday", published)
    (coming,) = find_dates("It will meet on Wednesday", published)
    assert past.earliest is not None
    assert coming.earliest is not None
    assert past.earliest.weekday() == coming.earliest.weekday() == 2
    assert 0 <= (day - past.earliest).days < 7
    assert 0 <= (coming.earliest - day).days < 7
