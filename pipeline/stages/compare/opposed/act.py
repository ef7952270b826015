"""Owns the acts that exclude each other: a table, one line each, with the verbs of both and what has to be the same.

Closed on purpose. A line stands here only where one who does the first to a thing does not do the second to it as well.
"""

import re
from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pipeline.stages.compare.state.event import verb_forms, verb_pattern
from pipeline.text.once import Once
from pipeline.text.word import content_words


class Same(StrEnum):
    """What has to be the same for two acts to exclude each other: who does it, to what it is done, or both.

    `ITSELF`: what it is done to may be the subject of its verb, too ("took place"); `SUBJECT`: it is always.
    """

    BOTH = "both"
    OBJECT = "object"
    ITSELF = "itself"
    SUBJECT = "subject"
    DOER = "doer"


_Verbs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Act:
    """What can be done or its opposite; `yes` and `no` are verbs, each with what must follow them.

    `objects` are the stems of what it can be done to beside what has a proper name, empty for anything; `is_one`: they
    all name one thing, which those who do the first need not name. `is_of_now`: what is so now may be otherwise later.
    """

    name: str
    same: Same
    yes: _Verbs
    no: _Verbs
    objects: frozenset[str]
    is_one: bool = False
    is_of_now: bool = False

    @Once
    def words(self) -> frozenset[str]:
        """Return the words with which its verbs begin, in lower case."""
        return _first_words(self.yes) | _first_words(self.no)

    def patterns(self, *, is_yes: bool) -> tuple[re.Pattern[str], ...]:
        """Return what finds the verbs of one side; the group that matches is the form."""
        return _patterns(self.yes if is_yes else self.no)


_HOLDER = r"leader|head|chief|chair\w*|president|director|minister|mayor|coach|manager|captain|editor"
_OFFICE = (
    r"(?=\s(?:on\b(?!\s(?:the|a|an|its|his|her|their|top|display|sale|strike)\b)"
    r"|in\s(?:office|power|charge|(?:his|her|their|the)\s(?:post|job|position|role|seat))"
    rf"|as\s(?:[\w-]+\s){{0,3}}(?:{_HOLDER})|(?:[\w-]+\s){{0,2}}(?:{_HOLDER}))\b)"
)
_END = r"(?=\s*(?:[,.;]|$))"
_FROM_OFFICE = r"(?!\s(?:of|the|a|an|smoking|drinking|talks|playing)\b)"
_AS_IT_SHOULD = r"(?=\s*(?:[,.;]|$)|\s(?:until|properly|normally|well|as\s(?:planned|expected|it\sshould))\b)"
_THINGS = """
engine brake alarm system pump radar radio sprinkler siren parachute motor generator valve sensor signal transponder
gate barrier lock door camera software
"""
_CONTESTS = """
case election vote appeal final trial race lawsuit referendum runoff run-off championship dispute title match game
battle
"""
_PLACES = """
country post office job position government coalition cabinet party alliance union treaty bloc club team league company
bank firm board hospital prison house village city
"""
_WORKS = """
repair repairs inspection maintenance upgrade replacement survey renovation overhaul drill operation transfer audit
review restoration refurbishment
"""
_SERVICES = "train trains bus buses ferry ferries tram trams service services flight flights"
_WALLS = "wall dam dyke levee barrier roof bank embankment dike bridge"
# What has a height or a number, but for what moves both ways within a day (shares, currencies).
_LEVELS = "level number price cost rate turnout temperature sales profit revenue attendance crime unemployment"
_TESTS = "test exam examination inspection check audit"
_HELD = "job post seat licence license title home"
_ON_TIME = (
    r"(?=\s*(?:[,.;]|$)|\s(?:as\s(?:normal|usual|planned|scheduled)|on|normally|again|to\sschedule|every|throughout)\b)"
)
# A move from one figure to another may be a part of a longer one.
_NO_RANGE = r"(?!\s(?:[\w.,%-]+\s){0,4}?from\b)"
_RULINGS = "ruling verdict judgment judgement sentence decision fine conviction"

OFFICES = frozenset(
    content_words(
        """
    leader head chief chair chairman chairwoman president director minister mayor coach manager captain editor board
        """
    )
)
"""The stems of what somebody can be, and stay or cease to be."""

_OPEN_AGAIN = "opens again or stays shut"
# what is asked | what has to be the same | the one | the other | of what, all of one thing or each of its own
_TABLE: tuple[tuple[str, Same, _Verbs, _Verbs, str, bool], ...] = (
    ("for or against it", Same.BOTH,
     (("support, back, endorse, welcome, praise, favour, favor, vote for, vote in favour of, vote in favor of", ""),),
     (("oppose, vote against, reject, criticise, criticize, condemn, denounce, turn down", ""),), "", False),
    ("accepted or rejected", Same.BOTH,
     (("accept, approve, adopt, pass, agree to, ratify, back", ""),),
     (("reject, turn down, decline, refuse, block, veto/vetoed, throw/threw/thrown out, vote down", ""),), "", False),
    ("upheld or overturned", Same.OBJECT,
     (("uphold/upheld, affirm", ""),),
     (("overturn, quash, throw/threw/thrown out, strike/struck down, annul/annulled, overrule, reverse", ""),),
     "", False),
    ("goes on or ends", Same.BOTH,
     (("continue, go/went/gone on with, carry on with, keep up, keep/kept, maintain, go/went/gone on, carry on", ""),),
     (("stop", r"(?!\sto\b)"), ("halt, suspend, cease, end, abandon, scrap, drop, give/gave/given up", "")),
     "", False),
    ("took place or was called off", Same.ITSELF,
     (("take/took/taken place, go/went/gone ahead", ""),), (("cancel, call off, postpone", ""),), "", False),
    (_OPEN_AGAIN, Same.ITSELF,
     (("reopen, open again, stay open, remain open", ""),),
     (("stay shut, stay closed, remain shut, remain closed", ""),), "", False),
    ("carried out or put off", Same.ITSELF,
     (("carry out, complete, finish", ""),),
     (("put/put off, postpone, push back, shelve, cancel, call off", ""),), _WORKS, False),
    ("runs or is suspended", Same.ITSELF,
     (("run/ran/run", _ON_TIME),), (("suspend, cancel, call off", ""),), _SERVICES, False),
    ("held or gave way", Same.ITSELF,
     (("hold/held", _END),),
     (("give/gave/given way, collapse, burst/burst, breach, break/broke/broken, cave in", ""),), _WALLS, False),
    ("rose or fell", Same.SUBJECT,
     (("rise/rose/risen, increase, climb, grow/grew/grown, go/went/gone up, jump, soar", _NO_RANGE),),
     (("fall/fell/fallen, drop, decline, decrease, go/went/gone down, sink/sank/sunk, plunge, shrink/shrank/shrunk",
       _NO_RANGE),),
     _LEVELS, False),
    ("passed or failed it", Same.BOTH, (("pass", ""),), (("fail", ""),), _TESTS, False),
    ("kept or lost it", Same.BOTH, (("keep/kept, retain", ""),), (("lose/lost", ""),), _HELD, False),
    ("held or freed on bail", Same.OBJECT,
     (("remand", ""),), (("release, free", r"(?=(?:\s[\w.'’-]+){0,4}\son\sbail\b)"),), "", False),
    ("allowed or banned", Same.OBJECT,
     (("allow, permit/permitted, legalise, legalize", ""),),
     (("ban, bar, forbid/forbade/forbidden, prohibit, outlaw", ""),), "", False),
    ("came or stayed away", Same.BOTH,
     (("attend, take/took/taken part in", ""),), (("stay away from, boycott, skip", ""),), "", False),
    ("stays or goes", Same.DOER,
     (("stay, remain, continue", _OFFICE), ("stay, remain", _END)),
     (("resign, step down, stand/stood down, quit/quit, retire", _FROM_OFFICE), ("leave/left", rf"(?<!,\sleft){_END}")),
     "", False),
    ("stays or leaves", Same.BOTH,
     (("stay in, remain in, stay at, remain at, stay with, remain with", ""),), (("leave/left, quit/quit", ""),),
     _PLACES, False),
    ("appeals or accepts it", Same.BOTH,
     (("appeal, appeal against, contest, challenge, lodge an appeal against", r"(?!\s(?:for|to\s(?!the\b|a\b))\b)"),),
     (("accept", ""),), _RULINGS, True),
    ("admitted or denied", Same.BOTH,
     (("admit/admitted, admit/admitted to, confess, confess to, acknowledge, concede, confirm", ""),),
     (("deny, dismiss", ""),), "", False),
    ("won or lost", Same.BOTH, (("win/won", ""),), (("lose/lost", ""),), _CONTESTS, False),
    ("raised or lowered", Same.BOTH,
     (("raise, increase, lift, hike", ""),), (("cut/cut, lower, reduce, slash, trim", ""),), "", False),
    ("worked or failed", Same.ITSELF,
     (("work, function", _AS_IT_SHOULD),), (("fail, break/broke/broken down, malfunction", ""),), _THINGS, False),
)  # fmt: skip


@cache
def acts() -> dict[str, Act]:
    """Return the acts by name."""
    return {
        name: Act(name, same, yes, no, frozenset(content_words(objects)), is_one, name == _OPEN_AGAIN)
        for name, same, yes, no, objects, is_one in _TABLE
    }


@cache
def act_bits() -> tuple[tuple[Act, int], ...]:
    """Return the acts, each with the bits of its two sides."""
    return tuple((act, 1 << n | 1 << n + len(acts())) for n, act in enumerate(acts().values()))


def turned(sides: int) -> int:
    """Return the opposite sides of the same acts."""
    count = len(_TABLE)
    return sides >> count | (sides & (1 << count) - 1) << count


def sides_of(words: AbstractSet[str]) -> int:
    """Return, as bits, the sides of acts of which words in lower case can be the verbs."""
    bits = _bits()
    sides = 0
    for word in words & bits.keys():
        sides |= bits[word]
    return sides


@cache
def _bits() -> dict[str, int]:
    """Return the sides of acts whose verbs begin with a word, as bits."""
    bits: dict[str, int] = defaultdict(int)
    for number, verbs in enumerate((*(act.yes for act in acts().values()), *(act.no for act in acts().values()))):
        for word in _first_words(verbs):
            bits[word] |= 1 << number
    return dict(bits)


def _first_words(verbs: _Verbs) -> frozenset[str]:
    forms = (form for several, _ in verbs for verb in several.split(", ") for form in verb_forms(verb))
    return frozenset(form.partition(" ")[0] for form in forms)


@cache
def _patterns(verbs: _Verbs) -> tuple[re.Pattern[str], ...]:
    return tuple(verb_pattern(several, target) for several, target in verbs)
