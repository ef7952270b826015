"""Rule: somebody's age is not that of the year of birth which another statement gives.

Only an age of the day of publication counts, and one at a death that is told as news: not an age at some earlier time.
A year may be counted either way, so that one year beside it says nothing.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.stages.check.contradiction.subject import Subjects
from pipeline.text.name import same_name
from schemas.conflict import Relation
from schemas.finding import FindingKind
from schemas.quantity import QuantityKind

_STEM = "born"
# No verb and no other time stands between: "born in Tarrow and moved in 1981", "born a year after the fire of 1911".
_BORN = re.compile(
    r"\bborn\b(?:(?!\b(?:since|until|after|before|years?|who|when|that|and|had|was|were|[a-z]+ed)\b)[^.;:]){0,60}?"
    r"\b(?P<year>(?:18|19|20)\d\d)\b",
    re.IGNORECASE,
)
_AGE = r"(?P<age>\d{1,3})(?!\d|[.,]\d)"
# Of the subject of its sentence: "She is 84.", "At 60 years old, he still ...", "Ann Lee, who ..., dies at 84".
_AGES = (
    re.compile(rf"\W*(?:he|she)\s(?:is|turns)\s(?:now\s)?{_AGE}(?:\syears\sold)?(?=[.,;]|$)", re.IGNORECASE),
    re.compile(rf"\W*(?:now\s)?at\s{_AGE}(?:\syears\sold)?,\s(?:he|she)\s(?:still|now|is|has)\b", re.IGNORECASE),
    re.compile(rf"[^;:]*\b(?:dies|died|dead)\s(?:[\w-]+\s){{0,4}}(?:aged?|at)\s(?:the\sage\sof\s)?{_AGE}(?=[.,;]|$)"),
)
_WAS = re.compile(rf"\W*(?:he|she)\swas\s{_AGE}(?:\syears\sold)?\W*$", re.IGNORECASE)
_DEATH = re.compile(r"\b(?:dies|died|dead|death|killed)\b", re.IGNORECASE)
_THEN = re.compile(
    r"\b(?:(?:1[89]|20)\d\d|when|then|at\sthe\stime|had|was\s(?:a|an|only)|ago|last\s(?:year|season)|former(?:ly)?|once)\b",
    re.IGNORECASE,
)
_KIN = re.compile(
    r"\b(?:whose|son|daughter|father|mother|brother|sister|wife|husband|child(?:ren)?|parents?|grand\w+)\b",
    re.IGNORECASE,
)
_SLACK = 1
_OLDEST = 120


class _Told(NamedTuple):
    """A number of years at `[start, end)` of the article's text, and whose it is."""

    statement: Statement
    start: int
    end: int
    who: str
    years: int


def find_births(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """Yield the ages that do not fit a year of birth of the same person."""
    day = statements[0].article.published_at if statements else None
    born = [statement for statement in statements if _STEM in statement.stems]
    if day is None or not born:
        return
    subjects = Subjects(statements)
    births = [found for statement in born for found in _births(statement, subjects)]
    if not births:
        return
    seen: set[tuple[int, int]] = set()
    for told in _ages(statements, subjects):
        birth = next((each for each in births if same_name(each.who, told.who)), None)
        if birth is None or (birth.start, told.years) in seen or birth.statement is told.statement:
            continue
        if _is_apart(day.year - birth.years, told.years):
            seen.add((birth.start, told.years))
            yield _contradiction(birth, told, day.year)


def _is_apart(passed: int, age: int) -> bool:
    return 0 < passed <= _OLDEST and not passed - 1 - _SLACK <= age <= passed + _SLACK


def _births(statement: Statement, subjects: Subjects) -> Iterator[_Told]:
    who, found = subjects.of(statement), _BORN.search(statement.text)
    if who and found and not _KIN.search(statement.text[: found.start()]):
        yield _told(statement, found, "year", who)


def _ages(statements: Sequence[Statement], subjects: Subjects) -> Iterator[_Told]:
    """Yield the ages of today, each with whose it is."""
    previous: Statement | None = None
    for statement in statements:
        yield from _ages_of(statement, subjects, is_death=previous is not None and bool(_DEATH.search(previous.text)))
        previous = statement


def _ages_of(statement: Statement, subjects: Subjects, *, is_death: bool) -> Iterator[_Told]:
    if _THEN.search(statement.text):
        return
    who = subjects.of(statement)
    for pattern in (*_AGES, *((_WAS,) if is_death else ())):
        found = pattern.match(statement.text)
        if found and who:
            yield _told(statement, found, "age", who)
    for quantity in statement.quantities:
        name = next((n for n in statement.names if 0 <= quantity.start - n.end <= len(", aged ")), None)
        is_plain = quantity.low is not None and quantity.low == quantity.high
        if quantity.kind is QuantityKind.AGE and quantity.low is not None and is_plain and name:
            yield _Told(statement, quantity.start, quantity.end, name.text, int(quantity.low))


def _told(statement: Statement, found: re.Match[str], group: str, who: str) -> _Told:
    start, end = found.span(group)
    return _Told(statement, statement.start + start, statement.start + end, who, int(found[group]))


def _contradiction(birth: _Told, age: _Told, today: int) -> Contradiction:
    return Contradiction(
        rule="age_of_birth",
        kind=FindingKind.VALUE_CONFLICT,
        relation=Relation.CONTRADICTION,
        topic=f"How old is {birth.who}?",
        sides=tuple(each.statement.passage(each.start, each.end) for each in (birth, age)),
        explanation=(
            f"Sentence {birth.statement.n} gives {birth.years} as the year of birth, so that it would be"
            f" {today - birth.years} in {today}; sentence {age.statement.n} says {age.years}."
        ),
    )
