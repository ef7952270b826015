"""Owns what the days of two articles make of a difference: an update, a contradiction, or neither.

Invariant: without a day on both sides nothing is called an update or a contradiction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.stages.compare.batch import AsOf, Batch, Sourced
from pipeline.stages.compare.model import Answer
from pipeline.stages.compare.side import source
from schemas.conflict import Relation

_STRENGTH = (Relation.CONTRADICTION, Relation.UNCLEAR, Relation.UPDATE)
# Licences, owners and offices change, but not from one week to the next.
SLOW_DAYS = 60
_SHOWN = 3


class Course(StrEnum):
    """How one answer may follow the other: never, in the order given, in any order, or in any but over months."""

    NEVER = "never"
    FORWARD = "forward"
    ANY = "any"
    SLOW = "slow"


@dataclass(frozen=True)
class Timed:
    """How two answers relate, and which they are: `first` would have to come first."""

    relation: Relation
    first: Sourced
    second: Sourced


def relate_in_time(batch: Batch, first: Sourced, second: Sourced, course: Course) -> Timed:
    """Relate two answers; for `FORWARD` the answer of `first` can turn into that of `second`, not the reverse."""
    return Timed(_relation(batch.reading(first).as_of, batch.reading(second).as_of, course), first, second)


def _relation(first: AsOf | None, second: AsOf | None, course: Course) -> Relation:
    if course is Course.NEVER:
        return Relation.CONTRADICTION
    if first is None or second is None:
        return Relation.UNCLEAR
    days = (second.day - first.day).days
    is_apart = {Course.FORWARD: days > 0, Course.ANY: days != 0, Course.SLOW: abs(days) > SLOW_DAYS}[course]
    return Relation.UPDATE if is_apart else Relation.CONTRADICTION


def strongest(pairs: Iterable[Timed]) -> Timed | None:
    """Return the first of the strongest pairs: contradiction, then unclear, then update; None where there is none."""
    return min(pairs, key=lambda pair: _STRENGTH.index(pair.relation), default=None)


def day_words(batch: Batch, told: Sourced) -> str:
    """Return the outlet of an answer's article with its day, for an explanation."""
    as_of = batch.reading(told).as_of
    day = as_of.day.isoformat() if as_of else ""
    if as_of and not as_of.is_estimated and told.article.published_at is None:
        day = f"no date; what it copies is of {day}"
    return f"{source(told.article)} ({batch.note(told) or day})"


def told_words(batch: Batch, answers: Sequence[Answer], decisive: Timed, quote: str = "{}") -> str:
    """Return an answer as written, with the outlet and the day of an article that gives it.

    Args:
        batch: the articles.
        answers: those that agree with one another.
        decisive: the pair that is told of, where one of them is in it.
        quote: how it is quoted.
    """
    one = next((one for one in answers if one is decisive.first or one is decisive.second), answers[0])
    return f"{quote.format(one.value)} in {day_words(batch, one)}"


def undated_words(batch: Batch, told: Sequence[Sourced]) -> str:
    """Return a sentence that names the articles without a day; empty where all have one."""
    undated = {one.article_id: one for one in told if batch.reading(one).as_of is None}
    names = sorted(source(one.article) for one in undated.values())
    if not names:
        return ""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"No date is known of {', '.join(names[:_SHOWN])}{more}."


def make_answer(batch: Batch, answer: Answer) -> Answer:
    """Return an answer with the note on its article's day added to its own."""
    notes = filter(None, (answer.note, batch.note(answer)))
    return Answer(answer.telling, answer.start, answer.end, answer.quantity, "; ".join(notes))
