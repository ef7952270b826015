"""When an article says that it was published."""

from datetime import UTC, datetime

import pytest

from pipeline.stages.ingest.publication import find_published, is_date_line, parse_instant

JUNE_3 = datetime(2026, 6, 3, tzinfo=UTC)
NOON = datetime(2026, 6, 3, 12, 39, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-03",
        "June 3, 2026",
        "Jun 3, 2026",
        "Jun. 3, 2026",
        "3 June 2026",
        "3rd June 2026",
        "Wednesday, June 3, 2026",
        "Wed, 3 Jun 2026",
        "2026/06/03",
        "2026.6.3",
        "20260603",
        '"2026-06-03"',
        "3. June 2026",
        "June 3rd, 2026",
        "3 June 2026, 10:00 IST",
    ],
)
def test_a_day_is_midnight_in_utc(text: str) -> None:
    assert parse_instant(text) == JUNE_3


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-03T12:39:00Z",
        "2026-06-03T14:39:00+02:00",
        "2026-06-03 12:39",
        "Jun 3, 2026 — 12:39 UTC",
        "June 3, 2026 at 8:39 am EDT",
        "June 3, 2026, 8:39 a.m. EDT",
        "3 June 2026 | 14:39 CEST",
        "3 June 2026 12:39:00 GMT",
        "3 June 2026 14:39 +0200",
        "3 June 2026 07:39 UTC-5",
        "2026-06-03T12:39:00.000Z",
    ],
)
def test_a_time_is_turned_into_utc(text: str) -> None:
    assert parse_instant(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2026",
        "June 31, 2026",
        "May grow 2026",
        "40% of 2026",
        "on Monday",
        "",
        "June 2026",
        "3 June 2026 25:00",
        "The report of May 6, 2026 says so",
        "0001-01-01T00:00:00+05:00",
    ],
)
def test_what_is_no_certain_date_gives_none(text: str) -> None:
    assert parse_instant(text) is None


def test_an_impossible_offset_is_no_zone() -> None:
    assert parse_instant("3 June 2026 10:00 +99:00") == JUNE_3


@pytest.mark.parametrize(
    "lines",
    [
        ["Title", "Published", "Jun 3, 2026 — 12:39 UTC"],
        ["Title", "Published: Jun 3, 2026 — 12:39 UTC", "Updated: Jun 4, 2026"],
        ["Jun 2, 2026", "Posted on Jun 3, 2026 — 12:39 UTC"],
        ["Updated Jun 9, 2026", "Jun 3, 2026, 12:39 UTC"],
        ["Last updated", "Jun 3, 2026, 12:39 UTC"],
        ["Ann Lee · Jun 3, 2026, 12:39 UTC · 4 min read"],
    ],
)
def test_the_head_says_when(lines: list[str]) -> None:
    assert find_published(lines) == NOON


@pytest.mark.parametrize("lines", [[], ["Published"], ["The bill was published on June 3, 2026."], ["Date set"]])
def test_a_head_without_a_date_line_says_nothing(lines: list[str]) -> None:
    assert find_published(lines) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Published", True), ("Updated Jun 3, 2026", True), ("May 6, 2026", True), ("Published on Monday.", False)],
)
def test_a_line_of_publication_is_recognised(line: str, expected: bool) -> None:  # noqa: FBT001 - a table of answers
    assert is_date_line(line) is expected


@pytest.mark.parametrize("line", ["Varde, 3 June 2026", "New York, June 3, 2026", "ST. GALLEN, 3 June 2026"])
def test_a_place_before_the_date_makes_a_dateline(line: str) -> None:
    assert find_published([line]) == JUNE_3
    assert is_date_line(line)


def test_a_sentence_that_ends_in_a_date_is_no_dateline() -> None:
    assert not is_date_line("The bridge opened, after ten years of work, 3 June 2026")
