"""Owns how far one clause says that its event has come, read from the verb that governs the event and no other.

Invariant: where the verb is conditional, a mere possibility or not of the closed lists, nothing is said.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Protocol

from pipeline.stages.compare.clause import Range
from pipeline.stages.compare.state.event import (
    BEGINNING,
    CANCELLING,
    COLLAPSING,
    COMPLETING,
    DENYING,
    ENDING,
    OF_VERBS,
    PLANNING,
    VOTING,
    Event,
    Form,
    events,
    verb_pattern,
)
from pipeline.stages.compare.state.tense import NEGATED, PERFECT, State, state_of_verb


@dataclass(frozen=True, slots=True)
class Mention:
    """What a passage says of an event at `[start, end)`; `clause` is where its clause begins, all within the text.

    `label` tells the events of one sort apart where the words do ("series b").
    """

    event: Event
    state: State
    start: int
    end: int
    clause: int
    label: str = ""


# Between a verb and the event it governs: words, but none that opens another clause or another verb's reach.
_GAP = re.compile(
    r"\s(?:(?!(?:to|that|who|which|will|would|could|may|might|is|are|was|were|has|have|had|not|into|from|than|by|as|before|until"
    r"|ahead|during|despite|over)\s)[^\s;:]+\s){0,7}",
    re.IGNORECASE,
)
_OTHER_ONE = re.compile(
    r"\b(?:another|next|further|future|previous|earlier|prior|last|subsequent|second|third|fourth|fifth|separate|rival|similar"
    r"|every|each|any|such|failed|no)\s(?:[\w$€£.-]+\s){0,3}$",
    re.IGNORECASE,
)
_NOT_ITSELF = re.compile(
    r"\s(?:talks?|bids?|offers?|plans?|proposals?|approach|hopes?|rumou?rs?|speculation|hearings?|date|threats?|ballot|target"
    r"|warrant|team|teams|party|fund|engine|pad|site|partner|market|window|price|figure|record|expert|lawyer|panel|judge|maker)\b",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"(?:\s(?:of|with|between|for|and|the|a|an|its|his|her|has|have|had|is|are|was|were|will|would|be|been|being|also|now|just|not"
    r"|never|yet|to|expected|due|set|scheduled|already|still|(?:about|over|on)\s(?:(?:a|an|the|its|their)\s)?[a-z-]+|[a-z]+ly|[A-Z$€£\d][\w.,&'’-]*))*\s$"
)
_OPEN_BEFORE = re.compile(
    r"\b(?:close\sto|on\sthe\s(?:verge|brink|cusp)\sof|on\strack\sfor|(?:in|holding)\s(?:\w+\s)?talks\s(?:on|over|about|for)"
    r"|closing\sin\son|set\sfor|ready\sfor|hop(?:es|ed|ing)\sfor|wants|talks\s(?:on|about|for|over))$",
    re.IGNORECASE,
)
_OPEN_ADJECTIVE = re.compile(
    r"\b(?:planned|proposed|possible|potential|upcoming|forthcoming|looming|pending)\s(?:[\w$€£.-]+\s){0,2}$",
    re.IGNORECASE,
)
_PASSED_TIME = re.compile(
    r"(?=[bdfhilopsy])\b(?:(?:in|since|during|back\sin)\s(?:\w+\s)?(?:1[89]|20)\d\d|years?\sago|last\syear|once|previously"
    r"|formerly|history)\b",
    re.IGNORECASE,
)
_LAST_OF_PHRASE = re.compile(r"\b(?:to|of|for|on|over|about|wants)(?=\s)", re.IGNORECASE)
_LABEL = re.compile(r"\bseries\s[a-k]\b", re.IGNORECASE)

# By what a verb tells, what its own state makes of the event: what is not in a row says nothing.
_DONE, _UNDER_WAY, _PLANNED, _DENIED = State.DONE, State.UNDER_WAY, State.PLANNED, State.DENIED
_COMPLETES = {_DONE: _DONE, _UNDER_WAY: _UNDER_WAY, _PLANNED: _PLANNED, _DENIED: _DENIED}
_BEGINS = _COMPLETES | {_DONE: _UNDER_WAY}
_PLANS = {_DONE: _PLANNED, _UNDER_WAY: _PLANNED, _PLANNED: _PLANNED, _DENIED: _DENIED}
_ENDS_IT = {_DONE: _DENIED}
# verbs | what they make of the event | whether their present tense tells what is
_GOVERNING: tuple[tuple[str, dict[State, State], bool], ...] = (
    (COMPLETING, _COMPLETES, False),
    (BEGINNING, _BEGINS, False),
    (CANCELLING, _ENDS_IT, False),
    (PLANNING, _PLANS, True),
    (VOTING, {_PLANNED: _PLANNED}, False),
    (DENYING, _ENDS_IT, True),
)
_AGREEING = ("agree, agree on, agree to", _COMPLETES, False)
_FOLLOWING: tuple[tuple[str, dict[State, State]], ...] = (
    (CANCELLING, _ENDS_IT),
    (COLLAPSING, _ENDS_IT),
    (f"{COMPLETING}, {ENDING}", _COMPLETES),
    (BEGINNING, _BEGINS),
)
_HAS_AUXILIARY = re.compile(r"\b(?:has|have|had|is|are|was|were|will|would|be|been|to)\b", re.IGNORECASE)
# The verbs that need no auxiliary to have the event as their subject; others ("the deal signed on Monday") do.
_BY_ITSELF = re.compile(
    r"clos|end|conclu|went|took\splace|collaps|fell|broke\sdown|fail|beg[au]n|start|continu|resum", re.IGNORECASE
)
_TELLS_NOW = re.compile(r"(?:continue|resume|collapse|begin|start)s?", re.IGNORECASE)
_ONGOING = re.compile(r"\s(?:is|are|remains?)\s(?:still\s|now\s)?(?:under\s?way|ongoing|continuing)\b")
_COMPLETE = re.compile(r"\s(?:is|was)\s(?:now\s)?(?P<not>not\s(?:yet\s)?)?(?:complete|over|final)\b")
_Read = tuple[State, int, int]


class _Reader(Protocol):
    def __call__(self, event: Event, clause: str, *, is_headline: bool) -> Iterable[_Read]: ...


def find_mentions(
    plain: str, parts: Iterable[Range], named: Collection[str], *, is_headline: bool
) -> Iterator[Mention]:
    """Yield what a passage says of events, by clause; what it tells of a past year, or asks, is left out.

    The passage is without its asides; `parts` are its clauses, `named` what its words trigger.
    """
    if plain.rstrip("\"'”’ ").endswith("?") or _PASSED_TIME.search(plain):
        return
    asked = sorted(map(_readers().__getitem__, named), key=itemgetter(0))
    for begin, end in parts:
        clause = plain[begin:end]
        for _, event, read in asked:
            for state, start, stop in read(event, clause, is_headline=is_headline):
                label = _LABEL.search(clause)
                yield Mention(event, state, begin + start, begin + stop, begin, label.group().lower() if label else "")


@cache
def _readers() -> dict[str, tuple[int, Event, _Reader]]:
    """Return how each sort of event is read, by what its trigger is called, with its place in the order of reading."""
    reads: tuple[tuple[str, _Reader], ...] = (OF_VERBS, _by_verb), ("", _by_noun)
    asked = [(name + behind, event, read) for name, event in events().items() for behind, read in reads]
    return {name: (number, event, read) for number, (name, event, read) in enumerate(asked)}


def _by_noun(event: Event, clause: str, *, is_headline: bool) -> Iterator[_Read]:
    for noun in event.nouns.finditer(clause):
        if not _NOT_ITSELF.match(clause, noun.end()) and not _OTHER_ONE.search(clause[: noun.start()]):
            found = _before(event, clause, noun, is_headline=is_headline) or _behind(clause, noun)
            if found:
                yield found


def _by_verb(event: Event, clause: str, *, is_headline: bool) -> Iterator[_Read]:
    for match in verb_pattern(event.verbs, event.target).finditer(clause):
        form = Form(match.lastgroup or "")
        is_vague = (
            event.is_loose
            and form in {Form.PAST, Form.PRESENT}
            and not PERFECT.search(clause[: match.start()].rstrip())
        )
        state = state_of_verb(clause[: match.start()], form, is_headline=is_headline)
        if state and not (is_vague and state is State.DONE):
            yield state, match.start(), match.end()


def _before(event: Event, clause: str, noun: re.Match[str], *, is_headline: bool) -> _Read | None:
    """Read the verb that has the event as its object: the last one before the noun that reaches it."""
    if _OPEN_ADJECTIVE.search(clause[: noun.start()]):
        return State.PLANNED, noun.start(), noun.end()
    found = [
        (start, State.PLANNED)
        for start, stop in _open_phrases(clause, noun.start())
        if _GAP.fullmatch(clause, stop, noun.start())
    ]
    for verbs, made, is_present in (*_GOVERNING, *([_AGREEING] if event.is_settled else ())):
        for match in verb_pattern(verbs).finditer(clause, 0, noun.start()):
            if _GAP.fullmatch(clause, match.end(), noun.start()):
                form = Form(match.lastgroup or "")
                state = state_of_verb(clause[: match.start()], form, is_headline=is_headline or is_present)
                found += [(match.start(), made[state])] if state in made else []
    if not found:
        return None
    start, state = max(found)
    return state, start, noun.end()


def _open_phrases(clause: str, end: int) -> Iterator[tuple[int, int]]:
    for match in _LAST_OF_PHRASE.finditer(clause, 0, end):
        phrase = _OPEN_BEFORE.search(clause[: match.end()])
        if phrase and not NEGATED.search(clause[: phrase.start()].rstrip()):
            yield phrase.span()


def _behind(clause: str, noun: re.Match[str]) -> _Read | None:
    """Read the verb that has the event as its subject: "the deal has collapsed", "the talks are under way"."""
    for pattern, state in ((_ONGOING, State.UNDER_WAY), (_COMPLETE, State.DONE)):
        told = pattern.match(clause, noun.end())
        if told:
            return State.PLANNED if told.groupdict().get("not") else state, noun.start(), told.end()
    for verbs, made in _FOLLOWING:
        for match in verb_pattern(verbs).finditer(clause, noun.end()):
            between = clause[noun.end() : match.start()]
            told_state = _of_subject(between, match) if _TRAIL.fullmatch(between) else None
            if told_state in made:
                return made[told_state], noun.start(), match.end()
    return None


def _of_subject(between: str, verb: re.Match[str]) -> State | None:
    if not _HAS_AUXILIARY.search(between) and not _BY_ITSELF.match(verb.group()):
        return None
    if _TELLS_NOW.fullmatch(verb.group()) and not between.strip():
        return State.DONE
    return state_of_verb(f"it{between}", Form(verb.lastgroup or ""), is_headline=False)
