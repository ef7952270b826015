"""Rule: the hour at which one thing happened, where reports of one event tell it for hours that exclude each other.

An hour belongs to a verb that it stands beside: between them stand only words of time and place, or the subject. So
"rescuers reached the collapsed house at 5 p.m." says nothing of when it collapsed. The subjects must be one, and no two
places be named: "a second bomb" exploded at an hour of its own. How exact an hour is told decides how far apart two
must be: "about 3 a.m." and "3:20 a.m." agree.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.circumstance import NOT_DONE
from pipeline.stages.compare.clause import clauses
from pipeline.stages.compare.grouped import events_of, grouped
from pipeline.stages.compare.kept import Codec, Index
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.named_day import named_days
from pipeline.stages.compare.opposed.deed import subject_before
from pipeline.stages.compare.owner import key_of, names_of
from pipeline.stages.compare.rule import apply_rule
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.side import source
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.trigger import Lexicon
from pipeline.text.clock import DAY_MINUTES, ClockTime, find_times
from pipeline.text.word import content_words
from schemas.conflict import Relation

_IMPACT = "the impact"
# What happens at one moment, as questions call it, told by a verb: a noun ("the crash site") may stand beside any hour.
_SORTS = {
    "the grounding": r"ran\saground",
    "the sinking": r"sank|capsized",
    "the crash": r"crashed|collided|derailed|left\sthe\srails|overturned",
    "the collapse": r"collapsed|caved\sin|gave\sway|burst",
    "the explosion": r"exploded|blew\sup|detonated|went\soff",
    "the outbreak": r"broke\sout|caught\sfire",
    _IMPACT: r"struck|made\slandfall",
    "the death": r"died",
    "the arrest": r"(?:was|were)\s(?:arrested|detained)",
    "the take-off": r"took\soff|lifted\soff|blasted\soff",
    "the landing": r"landed|touched\sdown|splashed\sdown",
    "the event": r"happened|occurred",
}
_LEXICON = Lexicon(_SORTS)
# What goes from place to place does so at an hour for each.
_MOVING = frozenset({_IMPACT})
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
# Stands before a verb of which it is no subject.
_OF_VERB = re.compile(r"(?:\s(?:had|has|have|then|later|also|finally|\w+ly))+$")
_IT = re.compile(r"(?:^|\s)it$", re.IGNORECASE)
_IN = re.compile(r"\b(?:in|at|near|off|outside|struck)\s(?:the\s)?$", re.IGNORECASE)
# By so much an hour may be off, in minutes: a whole one, and one with minutes.
_HALF_HOUR, _MINUTE = 30, 10
# By so much if it is told roughly.
_ROUGHLY = {_HALF_HOUR: 45, _MINUTE: 20}
_MOST_DAYS_APART = 3


@dataclass(frozen=True, slots=True)
class _Hour:
    """When something happened: minutes since midnight, by how many that may be off, the zone, and the day if named.

    `is_open`: it can be 12 hours later as well. `who` is the subject, empty for "it"; `places` are those it was at.
    """

    answer: Answer
    minute: int
    is_open: bool
    slack: int
    zone: str
    day: str
    who: str
    places: frozenset[str]

    def agrees(self, other: "_Hour") -> bool:
        """Tell whether two hours can be one, or cannot be held against each other."""
        if self.zone != other.zone or (self.day and other.day and self.day != other.day):
            return True
        around = DAY_MINUTES // 2 if self.is_open or other.is_open else DAY_MINUTES
        apart = abs(self.minute - other.minute) % around
        return min(apart, around - apart) <= self.slack + other.slack

    def is_of_another(self, other: "_Hour", sort: str) -> bool:
        """Tell whether two hours are of two things, or of one thing at two places."""
        if self.who and other.who and self.who != other.who:
            return True
        if sort in _MOVING:
            return self.places != other.places
        return bool(self.places and other.places) and self.places.isdisjoint(other.places)


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
        for telling in told:
            if not _MAY_HOLD.search(telling.text) or telling.status in NOT_DONE:
                continue
            for hour, sort, verb in _placed(telling):
                one = _read(self._batch, telling, hour, verb)
                if one is not None:
                    for key in self._batch.reading(telling).main:
                        self._index.add((sort, self._batch.canonical(key)), telling.article_id, one)

    def found(self) -> Iterator[Disagreement]:
        """Yield what reports of one event tell for different hours."""
        met = Seen()
        for (sort, _), several in self._index.shared():
            for told in events_of(self._batch, several):
                fresh = [one for one in told if (sort, one.answer.article_id) not in met]
                groups = grouped(fresh, partial(self._agree, sort))
                if len(groups) > 1:
                    met.update((sort, one.answer.article_id) for group in groups for one in group)
                    yield _disagreement(groups, sort)

    def _agree(self, sort: str, left: _Hour, right: _Hour) -> bool:
        first, second = (self._batch.reading(one.answer).as_of for one in (left, right))
        is_apart = first is not None and second is not None and abs((first.day - second.day).days) > _MOST_DAYS_APART
        is_other = (is_apart and not (left.day and left.day == right.day)) or left.is_of_another(right, sort)
        return is_other or left.agrees(right)


def _read(batch: Batch, telling: Telling, hour: ClockTime, verb: int) -> _Hour | None:
    """Return the hour of what the verb at an offset of a passage tells; None where its subject cannot be read."""
    who = _who(batch, telling, verb)
    if who is None:
        return None
    place = telling.start + hour.start, telling.start + hour.end
    answer = Answer(telling, *place, None, batch.note(telling))
    slack, day = _slack(telling.text, hour), _day_of(batch, telling)
    return _Hour(answer, hour.minute, hour.is_open, slack, hour.zone, day, who, _places(batch, telling))


def _who(batch: Batch, telling: Telling, verb: int) -> str | None:
    """Return of what a verb speaks, with the words that tell one of several; empty for "it", None for what is open."""
    text = telling.plain
    begin = max(start for start, _ in clauses(text) if start <= verb)
    end = begin + len(_OF_VERB.sub("", text[begin:verb].rstrip()))
    words = text[begin:end].strip(" ,")
    if _IT.search(words):
        return ""
    subject = subject_before(batch, telling, text, (begin, end))
    if subject is not None:
        return " ".join([subject.head, *sorted(subject.order)])
    return next(iter(content_words(words)), None) if words.isalpha() else None


def _places(batch: Batch, telling: Telling) -> frozenset[str]:
    """Return the names that a passage puts what happened in or at."""
    text = telling.text
    names = (one for one in names_of(batch, telling) if _IN.search(text, 0, one.start - telling.start))
    return frozenset(key_of(batch, telling, one) for one in names)


def _day_of(batch: Batch, telling: Telling) -> str:
    """Return the one day that a passage names; empty where it names none or several."""
    days = {first for first, last in named_days(batch, telling) if first == last}
    day = days.pop() if len(days) == 1 else None
    return str(day) if day else ""


def _placed(telling: Telling) -> Iterator[tuple[ClockTime, str, int]]:
    """Yield the hours of a passage with what happened at each, and where its verb begins.

    A passage of several hours is a course of events.
    """
    hours = list(find_times(telling.text))
    if len(hours) != 1:
        return
    (hour,) = hours
    for sort, start, end in _LEXICON.find(telling.text, telling.words):
        if _is_beside(telling.text, (start, end), hour):
            yield hour, sort, start
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
        told = [one.minute, one.is_open, one.slack, one.zone, one.day, one.who]
        return [answers.encode(one.answer), *told, sorted(one.places)]

    def decode(kept: list[Any]) -> _Hour:
        answer, minute, is_open, slack, zone, day, who, places = kept
        return _Hour(answers.decode(answer), minute, is_open, slack, zone, day, who, frozenset(places))

    return Codec(encode, decode)
