"""Rule: the hour at which one thing happened, where reports of one event tell it for hours that exclude each other.

An hour belongs to a verb that it stands beside: between them stand only words of time and place, or the subject. So
"rescuers reached the collapsed house at 5 p.m." says nothing of when it collapsed. How exact an hour is told decides
how far apart two must be: "about 3 a.m." and "3:20 a.m." agree.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.grouped import events_of, grouped
from pipeline.stages.compare.kept import Codec, Index
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.rule import apply_rule
from pipeline.stages.compare.side import source
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.trigger import Lexicon
from pipeline.text.clock import DAY_MINUTES, ClockTime, find_times
from pipeline.text.date.find import find_dates
from schemas.claim import ClaimStatus
from schemas.conflict import Relation

# What happens at one moment, told by a verb: a noun ("the crash site") may stand beside any hour.
_SORTS = {
    "ran aground": r"ran\saground",
    "sank": r"sank|capsized",
    "crashed": r"crashed|collided|derailed|left\sthe\srails|overturned",
    "collapsed": r"collapsed|caved\sin|gave\sway|burst",
    "exploded": r"exploded|blew\sup|detonated|went\soff",
    "broke out": r"broke\sout|caught\sfire",
    "struck": r"struck|made\slandfall",
    "died": r"died",
    "was arrested": r"(?:was|were)\s(?:arrested|detained)",
    "took off": r"took\soff|lifted\soff|blasted\soff",
    "landed": r"landed|touched\sdown|splashed\sdown",
    "happened": r"happened|occurred",
}
_LEXICON = Lexicon(_SORTS)
_MAY_HOLD = re.compile(r"\d\s?[ap]\.?\s?m\b|\d:\d\d", re.IGNORECASE)
_OF_TIME = (
    r"at|by|about|around|approximately|roughly|just|shortly|soon|early|late|on|in|near|off|outside|the|before|after"
    r"|morning|afternoon|evening|night|today|yesterday|local|time"
)
_ROUGH = re.compile(
    r"\b(?:about|around|approximately|roughly|some|just|shortly|soon|before|after|by|near(?:ly)?)\s$", re.IGNORECASE
)
# "Collapsed near Corran on Saturday at about": from a verb to its hour.
_TO_HOUR = re.compile(rf"(?:,?\s(?:(?i:{_OF_TIME})|[A-Z][\w.'’-]*|\d{{1,2}}))*\s")
# "At 3 a.m. on Saturday the old bridge near Corran": from an hour that opens a sentence to its verb.
_OPENING = re.compile(rf"\W*(?:(?:(?i:{_OF_TIME})|[A-Z][\w.'’-]*)\s)*")
_TO_VERB = re.compile(
    r"(?:\s(?:(?i:on|in|local|time|the|morning|afternoon|evening|night|today|yesterday)|[A-Z][\w.'’-]*))*"
    r",?\s(?:the|an?|its|his|her|their|[A-Z][\w.'’-]*)"
    r"(?:\s(?!(?:who|which|that|when|and|as|but|while|had|was|were|is)\b|\w+ed\b)[\w'’-]+){0,6}\s"
)
# By so much an hour may be off, in minutes: a whole one, and one with minutes.
_HALF_HOUR, _MINUTE = 30, 10
# By so much if it is told roughly.
_ROUGHLY = {_HALF_HOUR: 45, _MINUTE: 20}
_NOT_DONE = frozenset({ClaimStatus.PLANNED, ClaimStatus.UNCERTAIN, ClaimStatus.DENIED})
_MOST_DAYS_APART = 3


@dataclass(frozen=True, slots=True)
class _Hour:
    """When something happened: minutes since midnight, by how many that may be off, the zone, and the day if named."""

    answer: Answer
    minute: int
    slack: int
    zone: str
    day: str

    def agrees(self, other: "_Hour") -> bool:
        """Tell whether two hours can be one, or cannot be held against each other."""
        if self.zone != other.zone or (self.day and other.day and self.day != other.day):
            return True
        apart = abs(self.minute - other.minute)
        return min(apart, DAY_MINUTES - apart) <= self.slack + other.slack


def find_hours(batch: Batch) -> Iterator[Disagreement]:
    """Yield what reports of one event tell for different hours."""
    return apply_rule(Hours(batch), batch)


class Hours:
    """The rule: an hour is entered under what happened at it and whom its article is about."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no hours."""
        self._batch = batch
        self._index: Index[_Hour] = batch.index(_codec(batch))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the hours that an article names."""
        note = self._batch.note(told[0])
        for telling in told:
            if not _MAY_HOLD.search(telling.text) or telling.status in _NOT_DONE:
                continue
            for hour, sort in _placed(telling):
                place = telling.start + hour.start, telling.start + hour.end
                one = _Hour(
                    Answer(telling, *place, None, note),
                    hour.minute,
                    _slack(telling.text, hour),
                    hour.zone,
                    self._day_of(telling),
                )
                for key in self._batch.reading(told[0]).main:
                    self._index.add((sort, self._batch.canonical(key)), one.answer.article_id, one)

    def found(self) -> Iterator[Disagreement]:
        """Yield what reports of one event tell for different hours."""
        met: set[tuple[str, str]] = set()
        for key in sorted(key for key, _ in self._index.shared()):
            sort = key[0]
            for told in events_of(self._batch, self._index.at(key)):
                fresh = [one for one in told if (sort, one.answer.article_id) not in met]
                groups = grouped(fresh, self._agree)
                if len(groups) > 1:
                    met.update((sort, one.answer.article_id) for group in groups for one in group)
                    yield _disagreement(groups, sort)

    def _agree(self, left: _Hour, right: _Hour) -> bool:
        first, second = (self._batch.reading(one.answer).as_of for one in (left, right))
        is_apart = first is not None and second is not None and abs((first.day - second.day).days) > _MOST_DAYS_APART
        return (is_apart and not (left.day and left.day == right.day)) or left.agrees(right)

    def _day_of(self, telling: Telling) -> str:
        """Return the one day that a passage names; empty where it names none or several."""
        published_at = self._batch.reading(telling).published_at
        days = {one.earliest for one in find_dates(telling.text, published_at) if one.granularity == "day"}
        day = days.pop() if len(days) == 1 else None
        return day.isoformat() if day else ""


def _placed(telling: Telling) -> Iterator[tuple[ClockTime, str]]:
    """Yield the hours of a passage with what happened at each; a passage of several hours is a course of events."""
    hours = list(find_times(telling.text))
    if len(hours) != 1:
        return
    (hour,) = hours
    for sort, start, end in _LEXICON.find(telling.text, telling.words):
        if _is_beside(telling.text, (start, end), hour):
            yield hour, sort
            return


def _is_beside(text: str, verb: tuple[int, int], hour: ClockTime) -> bool:
    """Tell whether nothing but time, place and the subject stands between a verb and an hour."""
    if verb[1] <= hour.start:
        return _TO_HOUR.fullmatch(text, verb[1], hour.start) is not None
    opens = _OPENING.fullmatch(text, 0, hour.start)
    return opens is not None and _TO_VERB.fullmatch(text, hour.end, verb[0]) is not None


def _slack(text: str, hour: ClockTime) -> int:
    exact = _MINUTE if hour.minute % 60 else _HALF_HOUR
    return _ROUGHLY[exact] if _ROUGH.search(text, 0, hour.start) else exact


def _disagreement(groups: Sequence[Sequence[_Hour]], sort: str) -> Disagreement:
    told = "; ".join(
        f"{group[0].answer.value} ({', '.join(dict.fromkeys(source(one.answer.article) for one in group))})"
        for group in groups
    )
    return Disagreement(
        rule="hours",
        topic=f"At what time: {sort}?",
        relation=Relation.CONTRADICTION,
        groups=tuple(tuple(one.answer for one in group) for group in groups),
        explanation=f"{told[:1].upper()}{told[1:]}. One thing happens at one time.",
    )


def _codec(batch: Batch) -> Codec[_Hour]:
    answers = batch.archive.answers

    def encode(one: _Hour) -> list[Any]:
        return [answers.encode(one.answer), one.minute, one.slack, one.zone, one.day]

    def decode(kept: list[Any]) -> _Hour:
        answer, *rest = kept
        return _Hour(answers.decode(answer), *rest)

    return Codec(encode, decode)
