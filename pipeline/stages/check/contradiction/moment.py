"""Rule: dates that cannot be.

A day that its month does not have, a weekday that is not its date's, an end before its start, a past after publication.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.slot import Moment, read_moment
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.text.date.find import DateMention
from schemas.claim import ClaimStatus
from schemas.conflict import Relation
from schemas.finding import FindingKind

_BESIDE = re.compile(r",?\s(?:the\s)?|\s?\(")
_TO = re.compile(r"\s(?:to|until|till|through|and)\s|\s?[-–]\s?")
_FROM = re.compile(r"\b(?P<word>from|between)\s(?:the\s)?$", re.IGNORECASE)
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# A date without its year is taken for the nearest one; further away the year, and so the weekday, is a guess.
_NEAR_DAYS = 60
_GRACE_DAYS = 1
_LEAP_YEAR = 2000


def find_moments(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """Yield the dates of the statements that cannot be."""
    for statement in statements:
        for left, right in pairwise(statement.dates):
            yield from _wrong_weekday(statement, left, right)
            yield from _end_before_start(statement, left, right)
        for mention in statement.dates:
            yield from _not_in_month(statement, mention)
            yield from _past_to_come(statement, mention)


def _not_in_month(statement: Statement, mention: DateMention) -> Iterator[Contradiction]:
    named = read_moment(mention.text)
    if named.month is None or named.day is None or mention.earliest is not None:
        return
    days = monthrange(named.year or _LEAP_YEAR, named.month)[1]
    if named.day > days:
        told = f"{mention.text.rstrip('.')} is in no calendar: the month has {days} days."
        yield _contradiction(statement, (mention,), "day_not_in_month", told)


def _wrong_weekday(statement: Statement, left: DateMention, right: DateMention) -> Iterator[Contradiction]:
    if not _BESIDE.fullmatch(statement.text[left.end : right.start]):
        return
    weekday, dated = (left, right) if read_moment(left.text).weekday is not None else (right, left)
    named, day = read_moment(weekday.text).weekday, dated.earliest
    is_day = dated.granularity == "day" and day is not None and day == dated.latest and read_moment(dated.text).month
    if named is None or day is None or not is_day or not _is_sure(statement, dated) or day.weekday() == named:
        return
    yield _contradiction(
        statement,
        (weekday, dated),
        "weekday_of_date",
        f"{dated.text} is a {_NAMES[day.weekday()]}, and the sentence calls it a {_NAMES[named]}.",
    )


def _is_sure(statement: Statement, dated: DateMention) -> bool:
    """Tell whether the year of a date is written, or the date lies close to the day of publication."""
    if read_moment(dated.text).year is not None:
        return True
    published = statement.article.published_at
    return bool(published and dated.earliest and abs((dated.earliest - published.date()).days) <= _NEAR_DAYS)


def _end_before_start(statement: Statement, left: DateMention, right: DateMention) -> Iterator[Contradiction]:
    text = statement.text
    if not (_TO.fullmatch(text[left.end : right.start]) and _FROM.search(text[: left.start])):
        return
    if _is_reversed(read_moment(left.text), read_moment(right.text)):
        yield _contradiction(
            statement, (left, right), "end_before_start", f"The end, {right.text}, lies before the start, {left.text}."
        )


def _is_reversed(first: Moment, last: Moment) -> bool:
    """Tell whether an end lies before its start; days without a year may lie in two, unless their month is one."""
    if first.year and last.year and first.year != last.year:
        return first.year > last.year
    if not (first.month and last.month and first.day and last.day):
        return False
    is_one_year = first.month == last.month or (first.year is not None and first.year == last.year)
    return is_one_year and (last.month, last.day) < (first.month, first.day)


def _past_to_come(statement: Statement, mention: DateMention) -> Iterator[Contradiction]:
    published = statement.article.published_at
    is_dated = mention.granularity == "day" and read_moment(mention.text).year is not None and mention.relation == "on"
    if published is None or mention.earliest is None or not is_dated or statement.status is not ClaimStatus.DONE:
        return
    if (mention.earliest - published.date()).days > _GRACE_DAYS:
        told = f"The sentence tells {mention.text} as past, and the article is of {published.date()}."
        yield _contradiction(statement, (mention,), "past_after_publication", told)


def _contradiction(statement: Statement, mentions: Sequence[DateMention], rule: str, explanation: str) -> Contradiction:
    return Contradiction(
        rule=rule,
        kind=FindingKind.DATE_IMPOSSIBLE,
        relation=Relation.CONTRADICTION,
        topic="When was it?",
        sides=tuple(statement.passage(statement.start + m.start, statement.start + m.end) for m in mentions),
        explanation=explanation,
    )
