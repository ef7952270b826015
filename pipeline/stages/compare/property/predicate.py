"""Owns reading what a passage says that things are or did: which pole of a property, of which thing, and who says it.

Invariant: a property is read only where it is said of the thing itself: by a possessive, or as a predicate. What is
said word for word is read only where the passage names who says it.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.clause import QUOTED, Range, clauses, without_quotes
from pipeline.stages.compare.model import Answer
from pipeline.stages.compare.property.axis import UNANIMOUS, Axis, acts, axes, either, pole, states, triggers
from pipeline.stages.compare.property.thing import Thing, owner_at, thing_before
from pipeline.stages.compare.property.vote import vote_in
from pipeline.stages.compare.speaker import holds_quote, speaker_of
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.trigger import Trigger
from pipeline.text.date.interval import WEEKDAYS
from pipeline.text.word import content_words

_BE = (
    r"(?:is|are|was|were|remain(?:s|ed)?|stay(?:s|ed)?|ha(?:s|ve|d)\sbeen|became"
    r"|(?:was|were)\s(?:found|declared|ruled|pronounced))"
)
_NOT = r"n['’]t|\snot|\snever"
# No word of the list may end in "ly", or a row of such words could be read in more ways than can be tried.
_ADVERBS = r"(?:\s(?:also|still|now|then|ever|yet|all|(?!public|private|open)\w+ly))*"
_COPULAS = frozenset(
    str.split(
        "is are was were be been being isn aren wasn weren remain remains remained stay stays stayed has have had"
    )
)
_COPULA = re.compile(
    rf"\s(?:{_BE}(?P<not>{_NOT})?|ha(?:s|ve|d)(?P<never>{_NOT}){_ADVERBS}\sbeen){_ADVERBS}\s(?=\S)",
    re.IGNORECASE,
)
# A participle or adjective that a general negation may deny; what follows must not make it another's ("insured by").
_NO_STATE = (
    "said|told|based|used|made|expected|supposed|asked|often|even|seven|when|then|believed|considered|understood|pictured"
    "|alleged|reported|mistaken"
)
_WORD = re.compile(rf"(?P<word>(?!(?:{_NO_STATE})\b)[a-z]{{3,20}}(?:ed|en))\b")
# What a passage holds of which no property of the table can be told, if anything: a participle behind a copula.
_PLAIN = re.compile(rf"(?i:{_COPULA.pattern}){_WORD.pattern}")
_OWNED = re.compile(
    r"(?:\b(?P<pronoun>its|their|his|her)|(?P<mark>['’]s|(?<=s)['’]))\s(?:[\w-]+\s){0,1}$", re.IGNORECASE
)
_HEAD = re.compile(r"\s(?P<head>(?:[\w-]+\s){0,1}[\w-]+)")
_NOT_SAID = re.compile(
    r"\b(?:if|whether|would|could|may|might|will|should|unless|like|such\sas|unlike|can|must|promis\w+|plan\w*"
    r"|not\sclear|unclear|question)\b",
    re.IGNORECASE,
)
_UNSAID = Trigger(
    r"if|whether|would|could|may|might|will|should|unless|like|such\sas|unlike|can|must|promis\w+|plan\w*|not\sclear|unclear"
    r"|question"
)
# What is told of a time that a passage sets apart may be otherwise at another; the word may open the next clause.
_THEN = re.compile(
    r"\b(?:before|after|until|since|earlier|previously|formerly|initially|originally|ago|once|years?|spring|summer|autumn|winter"
    r"|soon|later)\b",
    re.IGNORECASE,
)
_OPENING_CHARS = 10


@dataclass(frozen=True)
class Said:
    """One pole said of one thing, and by whom: `speaker` are the stems of his name, `is_quoted`: in his own words.

    `days` are the days of the week that the passage names.
    """

    answer: Answer
    is_yes: bool
    thing: Thing
    speaker: frozenset[str] = frozenset()
    is_quoted: bool = False

    @property
    def days(self) -> frozenset[str]:
        """Return the days of the week that the passage names."""
        return self.answer.telling.words & WEEKDAYS.keys()

    def may_oppose(self, other: "Said") -> bool:
        """Tell whether two can be said of one thing at one time; what is quoted has to be of one speaker."""
        if (self.is_quoted or other.is_quoted) and not self.speaker & other.speaker:
            return False
        mine, others = self.thing, other.thing
        apart = ((mine.beside, others.beside), (mine.tail, others.tail), (self.days, other.days))
        return not any(bool(one and two) and one.isdisjoint(two) for one, two in apart)


Key = tuple[str, str, str]


def read_properties(batch: Batch, telling: Telling) -> Iterator[tuple[Key, Said]]:
    """Yield what a passage says of properties, each with its place in the index: owner, property, noun."""
    named = triggers().named(telling.words)
    if not named and _COPULAS.isdisjoint(telling.words):
        return
    text = telling.plain
    if text.rstrip("\"'”’ ").endswith("?"):
        return
    if not holds_quote(text):
        yield from _of_text(batch, telling, text, named)
        return
    yield from _of_text(batch, telling, without_quotes(text), named)
    for quoted in QUOTED.finditer(text) if named and speaker_of(telling) else ():
        words = quoted.group()[1:-1].rstrip(",.")
        inside = f"{' ' * (quoted.start() + 1)}{words}"
        yield from ((key, replace(said, is_quoted=True)) for key, said in _of_text(batch, telling, inside, named))


def _of_text(batch: Batch, telling: Telling, text: str, named: AbstractSet[str]) -> Iterator[tuple[Key, Said]]:
    """Yield what a text of the length of a passage, or shorter, says; `named` are the properties it can speak of.

    What a thing is at some time only, or in part, is not its state.
    """
    if not (named or _PLAIN.search(text)):
        return
    vote = vote_in(text) if UNANIMOUS in named else None
    if vote:
        yield ("", UNANIMOUS, "court"), _said(telling, vote[1], vote[0], Thing("", "court"))
    is_plain = not _UNSAID.hits(telling.words)
    passing, state, acted = (
        [one for one in known if one.name in named] if named else [] for known in (axes(), states(), acts())
    )
    if state and _AT_SOME_TIME.search(text):
        state = []
    for begin, end in clauses(text):
        if not is_plain and _NOT_SAID.search(text, begin, end):
            continue
        is_of_then = bool(state) and _THEN.search(text, begin, end + _OPENING_CHARS) is not None
        found = _predicated(batch, telling, text, (begin, end), passing if is_of_then else [*passing, *state])
        if named:
            acts_told = _acted(batch, telling, text, (begin, end), acted)
            possessed = _possessed(batch, telling, text, (begin, end), passing)
            every = chain(found, acts_told, possessed)
            found = ((key, replace(said, speaker=speaker_of(telling))) for key, said in every)
        yield from found


_AT_SOME_TIME = re.compile(
    r"\b(?:at\sfirst|initially|originally|previously|formerly|earlier|once|on\sarrival|before|after|until"
    r"|in\sparts?|partly|in\splaces|at\stimes|sometimes|briefly|again|(?:1[89]|20)\d\d)\b",
    re.IGNORECASE,
)


def _predicated(
    batch: Batch, telling: Telling, text: str, clause: Range, named: Sequence[Axis]
) -> Iterator[tuple[Key, Said]]:
    """Yield what a clause says by "X is P": the poles of the table, and any participle with or without "not"."""
    for copula in _COPULA.finditer(text, *clause):
        poles = list(_poles(text[copula.end() : clause[1]], named))
        thing = thing_before(batch, telling, text, (clause[0], copula.start())) if poles else None
        if thing is None:
            continue
        for name, is_yes, size in poles:
            said = is_yes is not bool(copula["not"] or copula["never"])
            place = copula.start() + 1, copula.end() + size
            yield (thing.owner, name, thing.noun), _said(telling, place, said, thing)


def _poles(what: str, named: Sequence[Axis]) -> Iterator[tuple[str, bool, int]]:
    """Yield axis, pole and length of what the words after a copula say; `named` are the axes it can be of."""
    found = False
    for axis in named:
        for is_yes in (False, True):
            match = pole(axis, is_yes=is_yes).match(what)
            if match:
                found = True
                yield axis.name, is_yes, match.end()
                break
    plain = None if found else _WORD.match(what)
    if plain:
        yield plain["word"], True, plain.end()


def _acted(
    batch: Batch, telling: Telling, text: str, clause: Range, named: Sequence[Axis]
) -> Iterator[tuple[Key, Said]]:
    for act in named:
        for match in either(act).finditer(text, *clause):
            thing = thing_before(batch, telling, text, (clause[0], match.start() - 1))
            if thing:
                said = _said(telling, match.span(), match.lastgroup == "yes", thing)
                yield (thing.owner, act.name, thing.noun), said


def _possessed(
    batch: Batch, telling: Telling, text: str, clause: Range, named: Sequence[Axis]
) -> Iterator[tuple[Key, Said]]:
    """Yield what a possessive phrase says in passing: "its open-source work", "Acme's uninsured trucks"."""
    for axis in named:
        for match in either(axis).finditer(text, *clause):
            owned = _OWNED.search(text[clause[0] : match.start()])
            head = _HEAD.match(text, match.end(), clause[1])
            if owned and head:
                owner = owner_at(batch, telling, clause[0] + owned.start(), is_pronoun=bool(owned["pronoun"]))
                if owner:
                    thing = Thing(owner, part=frozenset(content_words(head["head"])))
                    place = match.start(), head.end()
                    yield (owner, axis.name, ""), _said(telling, place, match.lastgroup == "yes", thing)


def _said(telling: Telling, place: Range, is_yes: bool, thing: Thing) -> Said:  # noqa: FBT001  one of two poles
    return Said(Answer(telling, telling.start + place[0], telling.start + place[1]), is_yes, thing)
