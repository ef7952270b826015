"""Owns the properties that exclude each other: a table, one line each, with the words of both poles."""

import re
from dataclasses import dataclass
from functools import cache

from pipeline.stages.compare.property.vote import PATTERNS
from pipeline.stages.compare.timing import Course
from pipeline.stages.compare.trigger import Triggers


@dataclass(frozen=True, slots=True)
class Axis:
    """Two poles that exclude each other; `course` is how a thing may pass from `no` to `yes`."""

    name: str
    yes: str
    no: str
    course: Course


UNANIMOUS = "unanimous or split"
"""The property of a vote."""

# Which of a kind that is named behind it is a place in an order, and no property.
_WHOSE, _ALONE = r"(?:the|its|his|her|their)", r"(?=\s*(?:[.,;:]|$))"
_N, _F, _S, _A = Course.NEVER, Course.FORWARD, Course.SLOW, Course.ANY
# what an editor asks | one pole | the other | how the second may become the first
_TABLE: tuple[tuple[str, str, str, Course], ...] = (
    ("open or proprietary", r"open[\s-](?:source|weights?)|openly\slicensed",
     r"proprietary|closed[\s-](?:source|weights?)", _S),
    ("publicly or privately held", r"publicly\s(?:traded|listed|held)|listed",
     r"privately\sheld|unlisted", _S),
    ("state-owned or private",
     r"state-owned|government-owned|publicly\sowned|nationali[sz]ed|owned\sby\sthe\s(?:state|government)",
     r"privately\sowned|privati[sz]ed", _S),
    ("insured or not", r"(?:fully\s)?insured", r"uninsured", _N),
    ("licensed or not", r"(?:fully\s)?licen[cs]ed", r"unlicen[cs]ed", _N),
    ("registered or not", r"registered", r"unregistered", _N),
    ("inspected or not", r"inspected", r"uninspected", _N),
    ("authorised or not", r"authori[sz]ed", r"unauthori[sz]ed", _N),
    ("confirmed or not", r"confirmed", r"unconfirmed", _F),
    ("armed or not", r"armed", r"unarmed", _N),
    ("vaccinated or not", r"(?:fully\s)?vaccinated", r"unvaccinated", _F),
    ("hurt or not", r"(?:badly\s|seriously\s)?(?:injured|hurt|wounded)", r"un(?:injured|hurt|harmed|scathed)", _F),
    ("identified or not", r"identified", r"unidentified", _F),
    ("guilty or not", r"guilty|convicted", r"not\sguilty|acquitted|innocent|cleared", _F),
    ("alive or dead", r"dead", r"alive", _F),
    (UNANIMOUS, r"unanimous", r"split|divided", _N),
    ("legal or illegal", r"legal|lawful", r"illegal|unlawful", _N),
    ("binding or not", r"(?:legally\s)?binding", r"non-?binding", _N),
    ("mandatory or voluntary", r"mandatory|compulsory|obligatory", r"voluntary|optional", _S),
    ("permanent or temporary", r"permanent", r"temporary", _S),
    ("accidental or deliberate", r"accidental", r"deliberate|intentional|arson", _N),
    ("manned or unmanned", r"manned|crewed", r"unmanned|uncrewed", _N),
    ("occupied or empty", r"occupied|inhabited", r"empty|vacant|unoccupied|uninhabited", _N),
    ("profitable or not", r"profitable", r"unprofitable|loss-making", _S),
    ("solvent or insolvent", r"solvent", r"insolvent|bankrupt", _S),
    ("sober or drunk", r"sober", r"drunk|intoxicated", _N),
    ("closed or open to traffic", r"closed\sto\s(?:all\s)?traffic", r"open\sto\s(?:all\s)?traffic", _A),
    ("its first or not", rf"{_WHOSE}\s(?:very\s)?first{_ALONE}",
     rf"{_WHOSE}\s(?:second|third|fourth|fifth){_ALONE}", _N),
)  # fmt: skip
# A plea and a vote are acts: told by their own verb, said of its subject.
_ACTS: tuple[tuple[str, str, str, Course], ...] = (
    ("pleaded guilty or not", r"(?:ha[sd]\s)?(?:pleaded|pled|pleads)\sguilty",
     r"(?:ha[sd]\s)?(?:pleaded|pled|pleads)\snot\sguilty", _F),
    ("voted for or against", r"voted\s(?:for|in\sfavou?r\sof)", r"voted\sagainst", _N),
    ("survived or died", r"(?:died|was\skilled|were\skilled)", r"survived", _F),
    ("wore a seat belt or not", r"(?:was|were)\swearing\s(?:a\s)?(?:seat\s?belt|helmet|life\sjacket)s?",
     r"(?:was|were)(?:n['’]t|\snot)\swearing\s(?:a\s)?(?:seat\s?belt|helmet|life\sjacket)s?", _N),
)  # fmt: skip


@cache
def axes() -> tuple[Axis, ...]:
    """Return the properties that a predicate or an adjective tells."""
    return tuple(Axis(*row) for row in _TABLE)


@cache
def acts() -> tuple[Axis, ...]:
    """Return the properties that a verb tells of its subject."""
    return tuple(Axis(*row) for row in _ACTS)


@cache
def triggers() -> Triggers:
    """Return what tells, by the words of a passage, which properties it can speak of."""
    written = {axis.name: (axis.yes, axis.no) for axis in (*axes(), *acts())}
    return Triggers(written | {UNANIMOUS: (*written[UNANIMOUS], *PATTERNS)})


@cache
def pole(axis: Axis, *, is_yes: bool) -> re.Pattern[str]:
    """Return what matches one pole as whole words."""
    return re.compile(rf"(?:{axis.yes if is_yes else axis.no})(?![\w-])", re.IGNORECASE)


@cache
def either(axis: Axis) -> re.Pattern[str]:
    """Return what finds both poles as whole words; the group that matches is the pole, "yes" or "no"."""
    return re.compile(rf"(?<![\w-])(?:(?P<no>{axis.no})|(?P<yes>{axis.yes}))(?![\w-])", re.IGNORECASE)


@cache
def courses() -> dict[str, Course]:
    """Return how each property may change, by name."""
    return {axis.name: axis.course for axis in (*axes(), *acts())}
