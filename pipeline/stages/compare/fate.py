"""Owns what befell those, or the things, that an amount counts: the verb whose subject or object the counted noun is.

Verbs with which reporters tell one thing are one: a table, one line each. Invariant: a verb is read only where nothing
but its auxiliaries and what hangs on the noun stands between the two; else there is no fate.
"""

import re
from dataclasses import dataclass
from functools import cache

from pipeline.stages.compare.model import Answer
from pipeline.stages.compare.state.event import verb_forms
from pipeline.text.date.interval import MONTHS, WEEKDAYS
from pipeline.text.irregular import base_of
from pipeline.text.word import content_words
from schemas.claim import ClaimStatus

_REACH = 130
_LONGEST_FORM = 4

# Verbs of one fate; the first names it. What has befallen by these is not undone, so that a count of it only grows.
_FINAL = """
destroy, wreck, flatten, raze, sweep/swept away, wash away, carry away
tear/tore/torn off, rip/ripped off, rip/ripped away, tear/tore/torn away, blow/blew/blown off, blow/blew/blown away
send/sent off, dismiss
uproot, topple, blow/blew/blown down, bring/brought down, blow/blew/blown over
derail, come/came off the rails
"""
_PASSING = """
close, shut/shut, close down, shut/shut down
block, cut/cut off
send/sent, dispatch, deploy
cancel, call off
postpone, delay, put/put off, push back
seize, confiscate, impound
steal/stole/stolen, take/took/taken
find/found, discover
testify, give/gave/given evidence, take/took/taken the stand
sack, fire, dismiss
appoint, name
"""
# Of several times or places in an order each has its own number.
_MAY = "May"
_TIMES = frozenset({_MAY}) | frozenset(
    stem
    for word in (
        *WEEKDAYS,
        *MONTHS,
        *str.split("yesterday today first second third fourth fifth last next earlier later season year quarter"),
    )
    for stem in content_words(word)
)
_OTHER_TIME = frozenset(content_words("hour day night week month morning evening afternoon"))
_AUXILIARY = r"(?:was|were|is|are|been|being|be|has|have|had|got|will)"
_WORD = rf"(?:\s(?!(?:{_AUXILIARY}|who|which|that|and|or|but|than)\b)[\w'’-]+)"
# "Two wards of Saint Clement's hospital have been closed": from the noun to its verb.
_SUFFERED = re.compile(
    rf"(?P<gap>{_WORD}{{0,8}}?)\s(?:{_AUXILIARY}\s){{1,3}}(?:(?:also|all|both|since|now|[a-z]+ly)\s)?(?P<rest>[a-z]{{3,}}.*)"
)
_END = re.compile(r"[^\w\s'’-]|\s(?:and|but|while|after|before|when|because|as|who|which|that)\s", re.IGNORECASE)
# "Closed about two factories": what may stand between a verb and the number of its object.
_ROUGHLY = re.compile(
    r"\s(?:(?:at\sleast|about|around|some|only|just|nearly|almost|a\stotal\sof|the|its|his|her|their)\s)*$"
)
_PLANNED = frozenset({ClaimStatus.PLANNED, ClaimStatus.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of counted things: what befell them, and the stems of what stands behind them in their clause."""

    fates: frozenset[str]
    tail: frozenset[str]

    def is_apart(self, other: "_Told") -> bool:
        """Tell whether two are of two times, or of things in two places."""
        times, places = ((self.tail & _TIMES, other.tail & _TIMES), (self.rest, other.rest))
        return any(bool(one and two) and one.isdisjoint(two) for one, two in (times, places))

    @property
    def rest(self) -> frozenset[str]:
        """Return what stands behind them beside times."""
        return self.tail - _TIMES - _OTHER_TIME


def is_of_one_fate(left: Answer, right: Answer) -> bool:
    """Tell whether one thing befell what two amounts count; an amount of some sort of them may not be the lower."""
    return bool(_shared_fates(left, right))


def is_of_one_end(left: Answer, right: Answer) -> bool:
    """Tell whether it is one that is not undone."""
    return not _shared_fates(left, right).isdisjoint(_names(_FINAL))


def are_apart(left: Answer, right: Answer) -> bool:
    """Tell whether what stands behind two counted things puts them in two times or in two places of an order."""
    first, second = (_told(one).tail & _TIMES for one in (left, right))
    return bool(first and second) and first.isdisjoint(second)


def _shared_fates(left: Answer, right: Answer) -> frozenset[str]:
    first, second = _told(left), _told(right)
    shared = first.fates & second.fates
    if not shared or first.is_apart(second):
        return frozenset()
    are_plans = [one.telling.status in _PLANNED for one in (left, right)]
    is_one = are_plans[0] == are_plans[1] and _is_whole(left, right) and _is_whole(right, left)
    return shared if is_one else frozenset()


def _is_whole(left: Answer, right: Answer) -> bool:
    """Tell whether no word that the other lacks makes the lower amount one of a sort ("two old bridges")."""
    first, second = (frozenset(content_words(_noun(one))) for one in (left, right))
    low, high = left.measured.high, right.measured.low
    return not first - second or (first > second and low is not None and high is not None and low > high)


def _noun(answer: Answer) -> str:
    return (answer.quantity.noun if answer.quantity else None) or ""


def _told(answer: Answer) -> _Told:
    """Return what is told of the counted things; no fates where no verb tells."""
    telling, noun = answer.telling, _noun(answer)
    text = telling.article.text
    behind = text[answer.end : min(telling.end, answer.end + _REACH)]
    at = behind.find(noun) + len(noun)
    if not noun or at < len(noun):
        return _Told(frozenset(), frozenset())
    clause = _END.split(behind[at:], maxsplit=1)[0]
    suffered = _SUFFERED.match(clause)
    if suffered:
        return _of_verb(suffered["rest"].split(), suffered["gap"].split())
    words = clause.split()
    if _named(words):
        return _of_verb(words, [])
    return _Told(_done_to(text[max(telling.start, answer.start - _REACH) : answer.start]), _stems(words))


def _of_verb(words: list[str], gap: list[str]) -> _Told:
    """Return what words tell that begin with a verb; `gap` are those before it that hang on the noun."""
    found = _named(words)
    if found:
        size, fates = found
        return _Told(fates, _stems([*gap, *words[size:]]))
    return _Told(frozenset(map(base_of, _stems(words[:1]))), _stems([*gap, *words[1:]]))


def _done_to(before: str) -> frozenset[str]:
    """Return the fates whose verb stands before the number of its object."""
    rough = _ROUGHLY.search(before)
    lead = _END.split(before[: rough.start()] if rough else before)[-1].casefold()
    return frozenset().union(*[names for form, names in _forms().items() if f" {lead}".endswith(f" {form}")])


def _named(words: list[str]) -> tuple[int, frozenset[str]] | None:
    """Return the fates with whose verb some words begin, and of how many words it is: the longest form."""
    begin = [word.casefold() for word in words[:_LONGEST_FORM]]
    tried = ((n, " ".join(begin[:n])) for n in range(len(begin), 0, -1))
    return next(((n, _forms()[form]) for n, form in tried if form in _forms()), None)


def _stems(words: list[str]) -> frozenset[str]:
    # Of the months one is spelt like a word that carries no meaning.
    return frozenset(content_words(" ".join(words))) | ({_MAY} & set(words))


@cache
def _forms() -> dict[str, frozenset[str]]:
    """Return the forms of the verbs of the table, each with the fates that it can tell."""
    found: dict[str, set[str]] = {}
    for line in f"{_FINAL}{_PASSING}".split("\n"):
        name = line.partition(",")[0]
        for verb in filter(None, line.split(", ")):
            for form in verb_forms(verb):
                found.setdefault(form, set()).add(name)
    return {form: frozenset(names) for form, names in found.items()}


@cache
def _names(table: str) -> frozenset[str]:
    return frozenset(line.partition(",")[0] for line in table.strip().splitlines())
