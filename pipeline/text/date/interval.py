"""Owns intervals of days: months, quarters, seasons, weeks, and parts of them; both ends are included."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH_NAMES = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct"
    "|november nov|december dec"
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), start=1) for name in names.split()}
WEEKDAYS = {
    name: number for number, name in enumerate(str.split("monday tuesday wednesday thursday friday saturday sunday"))
}
DAYS_A_WEEK = 7
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Interval:
    """The days from `earliest` to `latest`; `granularity` is the unit in which the text speaks."""

    earliest: date
    latest: date
    granularity: str


def day(year: int, month: int, number: int) -> Interval | None:
    """Return one day; None where the calendar has no such day."""
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    return Interval(found, found, "day")


def days(year: int, month: int, first: int, last: int) -> Interval | None:
    """Return the days from `first` to `last` of a month; None where they are no days of it."""
    left, right = day(year, month, first), day(year, month, last)
    return Interval(left.earliest, right.latest, "day") if left and right and first <= last else None


def month(year: int, number: int) -> Interval:
    """Return a month; `number` may pass over the year's ends (0 is December before)."""
    years, index = divmod(number - 1, MONTHS_A_YEAR)
    year, number = year + years, index + 1
    return Interval(date(year, number, 1), date(year, number, monthrange(year, number)[1]), "month")


def months(year: int, first: int, last: int, granularity: str) -> Interval:
    """Return the months from `first` to `last` of a year."""
    return Interval(month(year, first).earliest, month(year, last).latest, granularity)


def year_of(year: int) -> Interval:
    """Return a whole year."""
    return Interval(date(year, 1, 1), date(year, 12, 31), "year")


def years(first: int, last: int) -> Interval:
    """Return the years from `first` to `last`."""
    return Interval(date(first, 1, 1), date(last, 12, 31), "decade" if last - first == 9 else "year")  # noqa: PLR2004 - ten years


def quarter(year: int, number: int) -> Interval:
    """Return a quarter; `number` may pass over the year's ends (0 is the fourth of the year before)."""
    return Interval(month(year, 3 * number - 2).earliest, month(year, 3 * number).latest, "quarter")


def week_of(moment: date) -> Interval:
    """Return the week of a day, from Monday to Sunday."""
    monday = moment - timedelta(days=moment.weekday())
    return Interval(monday, monday + timedelta(days=DAYS_A_WEEK - 1), "week")


def around(moment: date, unit: str, count: int) -> Interval:
    """Return the day, week, month, quarter, year or decade `count` of them after `moment` (negative: before)."""
    if unit == "day":
        target = moment + timedelta(days=count)
        return Interval(target, target, "day")
    if unit == "week":
        return week_of(moment + timedelta(days=DAYS_A_WEEK * count))
    if unit == "month":
        return month(moment.year, moment.month + count)
    if unit == "quarter":
        return quarter(moment.year, (moment.month + 2) // 3 + count)
    if unit == "decade":
        first = moment.year // 10 * 10 + 10 * count
        return years(first, first + 9)
    return year_of(moment.year + count)


def part(whole: Interval, word: str) -> Interval:
    """Return the early, middle or late third of an interval, or its end or start (a sixth); the granularity stays."""
    size = (whole.latest - whole.earliest).days + 1
    shares = {"early": (0, 3), "mid": (3, 6), "late": (6, 9), "end": (7, 9), "start": (0, 2)}
    first, last = (size * ninth // 9 for ninth in shares[word])
    begin = whole.earliest + timedelta(days=first)
    return Interval(begin, whole.earliest + timedelta(days=last - 1), whole.granularity)
