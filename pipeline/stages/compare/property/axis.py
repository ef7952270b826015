"""Owns the properties that exclude each other: a table, one line each, with the words of both poles."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from pipeline.stages.compare.property.vote import PATTERNS
from pipeline.stages.compare.timing import Course
from pipeline.stages.compare.trigger import Triggers


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """Two poles that exclude each other; `course` is how a thing may pass from `no` to `yes`.

    There is one of each: what is kept by it goes by which one it is, and not by its words.
    """

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
# What a thing is at a time, told by a predicate alone: before a noun these words say other things ("its full report").
_STATES: tuple[tuple[str, str, str, Course], ...] = (
    ("safe or not",
     r"safe(?!\sto\s(?:say|assume))(?:\sto\s(?:drink|use|eat|enter|cross|swim\sin))?|secure|(?:structurally\s)?sound(?!\sasleep)",
     r"unsafe|unsound|dangerous|contaminated|polluted|poisoned|unstable|(?:in\sdanger|at\srisk)\sof\scollaps\w+", _A),
    ("in good repair or not",
     r"in\s(?:very\s)?(?:good|excellent|perfect)\s(?:repair|condition|order|shape)|well[\s-]maintained|(?:structurally\s)?sound(?!\sasleep)",
     (r"in\s(?:very\s)?(?:poor|bad|terrible)\s(?:repair|condition|order|shape)|crumbling|dilapidated|run-?down|derelict|decrepit"
      r"|falling\sapart|(?:badly|poorly)\smaintained|unsafe"), _S),
    ("damaged or not", r"(?:badly\s|severely\s|heavily\s|slightly\s)?damaged|breached", r"undamaged|intact", _F),
    ("wet or dry", r"wet|icy|slippery", r"(?:bone\s)?dry", _N),
    ("calm or rough", r"calm", r"rough|choppy|stormy", _N),
    ("conscious or not", r"conscious", r"unconscious", _A),
    ("stable or critical", r"in\s(?:a\s)?stable\scondition|out\sof\sdanger",
     r"in\s(?:a\s)?critical\scondition|fighting\sfor\s(?:his|her|their)\slives?", _A),
    ("locked or not", r"locked", r"unlocked", _N),
    ("awake or asleep", r"awake", r"(?:fast\s)?asleep", _N),
    ("peaceful or violent", r"(?:largely\s|mostly\s)?peaceful", r"violent", _N),
    ("on duty or off", r"on\sduty", r"off[\s-]duty", _N),
)  # fmt: skip
# A plea and a vote are acts: told by their own verb, said of its subject.
_ACTS: tuple[tuple[str, str, str, Course], ...] = (
    ("pleaded guilty or not",
     r"(?:ha[sd]\s)?(?:(?:pleaded|pled|pleads)\sguilty|(?:admitted|admits)\s(?:(?:the|both|all)\s){1,2}charges?)",
     r"(?:ha[sd]\s)?(?:(?:pleaded|pled|pleads)\snot\sguilty|(?:denied|denies)\s(?:(?:the|both|all)\s){1,2}charges?)",
     _F),
    ("voted for or against", r"voted\s(?:for|in\sfavou?r\sof)", r"voted\sagainst", _N),
    ("hurt or not",
     (r"(?:suffered|sustained)\s(?:(?:an?|some|two|serious|severe|minor|slight|multiple|several|head|leg|arm|back|facial|internal)\s)*"
      r"(?:broken\s\w+|fractur\w+|injur\w+|concussion|burns|cuts|bruises|wounds?)"),
     r"(?:escaped|emerged|walked\saway)\s(?:unhurt|unharmed|uninjured|unscathed|without\s(?:a\sscratch|injur\w+))", _F),
    ("survived or died", r"(?:died|was\skilled|were\skilled)", r"survived", _F),
    ("wore a seat belt or not", r"(?:was|were)\swearing\s(?:a\s)?(?:seat\s?belt|helmet|life\sjacket)s?",
     r"(?:was|were)(?:n['’]t|\snot)\swearing\s(?:a\s)?(?:seat\s?belt|helmet|life\sjacket)s?", _N),
)  # fmt: skip


@cache
def states() -> tuple[Axis, ...]:
    """Return the properties that a predicate alone tells."""
    return tuple(Axis(*row) for row in _STATES)


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
    written: dict[str, list[str]] = defaultdict(list)
    for axis in (*axes(), *states(), *acts()):
        written[axis.name] += (axis.yes, axis.no)
    return Triggers(written | {UNANIMOUS: [*written[UNANIMOUS], *PATTERNS]})


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
    return {axis.name: axis.course for axis in (*axes(), *states(), *acts())}
