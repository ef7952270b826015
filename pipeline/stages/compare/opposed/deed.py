"""Owns reading what a passage says that somebody did or will do: the act, who does it, and to what.

Invariant: an act is read only where all words between its subject and its verb belong to the verb. What is conditional,
of an earlier time, for a time only, asked, quoted or in a headline is not read; what is denied counts as the opposite.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.clause import Range, as_announced, clauses, without_quotes
from pipeline.stages.compare.named_day import Days, are_apart, named_days
from pipeline.stages.compare.opposed.act import OFFICES, Act, Same
from pipeline.stages.compare.other_time import EARLIER, FOR_A_TIME, MEANWHILE
from pipeline.stages.compare.owner import key_of, names_of, possessor_of
from pipeline.stages.compare.phrase import Phrase, bare_of, entity, object_of, plural_of, subject_of, tail_of
from pipeline.stages.compare.state.event import Form
from pipeline.stages.compare.telling import Telling
from pipeline.text.date.interval import MONTHS, WEEKDAYS
from pipeline.text.name.find import Name
from pipeline.text.word import content_words

_INTENDING = (
    r"(?:plans?|planned|intends?|intended|vowed|decided|agreed|promised|refus(?:es|ed)|declin(?:es|ed))"
    r"(?=\s(?:not\s)?to\b)"
)
# The words that belong to a verb, before it.
_OF_VERB = re.compile(
    r"(?:(?:^|\s)(?:has|have|had|is|are|was|were|be|been|being|will|shall|does|do|did|to|not|never|also|now|still|then|later"
    rf"|yet|already|again|expected|due|set|going|must|{_INTENDING}|\w+n['’]t|on\s[A-Z][a-z]+day|[a-z]+ly))+$"
)
_TO = re.compile(r"\bto(?:\s(?:be|have|\w+ly))*$")
_HEADS_TO = re.compile(rf"\b(?:{_INTENDING}|expected|due|set|going|is|are|was|were)(?:\snot)?\sto\b")
_PERFECT = re.compile(r"\b(?:has|have|is|are|was|were|be|been|being)\b")
_MODAL = re.compile(r"\b(?:will|shall|does|do|did|must)\b|n['’]t\b")
_BE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\b(?!\s(?:due|set|going|expected)\b)|\b(?:is|are|was|were)n['’]t\b"
)
_DENIED = re.compile(r"\b(?:not|never)\b|n['’]t\b|\b(?:refus(?:es|ed)|declin(?:es|ed))\sto\b")
_NOT_YET = re.compile(r"\byet\b")
_HAD = "had"
_OPEN = re.compile(
    r"\b(?:if|whether|unless|would|could|may|might|should|can|before|until|when|once|you|your|we|I)\b", re.IGNORECASE
)
_TO_COME = re.compile(r"\b(?:will|shall|to)\b|\bwon['’]t\b")
_ON_A_DAY = re.compile(r"\b(?:(?:on|from|by)\s[A-Z][a-z]+day|tomorrow|next|soon|later)\b")
_DATED = re.compile(
    rf"\b(?:(?:1[89]|20)\d\d|{'|'.join(WEEKDAYS)}|(?-i:May)|(?:{'|'.join(name for name in MONTHS if name != 'may')})"
    r"|morning|afternoon|evening|night|weekend)\b",
    re.IGNORECASE,
)
# How far a level moves is no part of what it is the level of.
_BY_SO_MUCH = re.compile(
    r"\s(?:by|to)\s(?:[\w.,%-]+\s){0,4}?[\w.,%-]*\w(?=\s(?:in|at|on|near|across|for|of\sthe)\s|\s*[,.;]|\s*$)"
)
_PRONOUN = re.compile(r"(?:^|\s)(?:it|he|she|they)$", re.IGNORECASE)
_PLURAL = re.compile(r"(?:[a-z]{3,}s|police|people|parliament)$")
# What somebody is, between commas: "Ann Lee, the head of the bank, will stay".
_APPOSED = re.compile(
    r",\s(?:the|an?|its|his|her|their|head|chief|leader|chair\w*|president|director)\b[^,;:.]{1,70},?"
)
_HANGING = re.compile(r"\b(?:of|in|at|from|for|near|with|by|on|against|to|between|over|under|like|and|or)\s(?:the\s)?$")
_AS = re.compile(r"\sas\s")
# Verbs whose past is spelt like their base.
_SPELT_ALIKE = frozenset(str.split("put cut shut quit burst hit let set"))
_BY = re.compile(r"(?:\s[a-z]+ly)?\sby(?=\s)")

# What somebody says that had happened has happened.
_SAYING = frozenset(str.split("said says say told added announced confirmed admitted insisted warned"))
DENYING = frozenset(str.split("not never t refuse refused refuses decline declined declines"))
"""The words of which a passage holds one where an act is denied."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One act or its opposite (`is_yes` false), told at `[start, end)` of the article's text.

    `doer` is who does it, None where no phrase tells; `what` is to what it is done. `days` are those of its passage,
    `dates` the words that name them; `then` tells of which other time it is told.
    """

    act: Act
    is_yes: bool
    doer: Phrase | None
    what: Phrase
    start: int
    end: int
    days: Days = ()
    is_to_come: bool = False
    then: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()

    def is_of_one_time_with(self, other: "Deed") -> bool:
        """Tell whether two are told of one time; what was before another time is so where both name the same days."""
        if are_apart(self.days, other.days) or (self.act.is_of_now and self.is_to_come != other.is_to_come):
            return False
        is_dated = bool(self.dates & other.dates)
        return self.then - {_HAD} == other.then - {_HAD} and (is_dated or self.then == other.then)


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb of an act at `[start, end)` of a passage, in the clause `[clause, stop)`; its words begin at `begin`."""

    act: Act
    is_yes: bool
    form: Form
    clause: int
    stop: int
    begin: int
    start: int
    end: int

    def around(self, text: str) -> str:
        """Return the words that belong to the verb."""
        return text[self.begin : self.start].rstrip()


def read_deeds(batch: Batch, telling: Telling, act: Act) -> Iterator[Deed]:
    """Yield what a passage says of an act."""
    if act.words.isdisjoint(telling.words):
        return
    text = telling.plain
    if telling.is_title or text.rstrip("\"'”’ ").endswith("?"):
        return
    text = without_quotes(text)
    if "would" in telling.words:
        text = as_announced(text)
    for verb in _verbs(text, act):
        deed = _deed(batch, telling, text, verb)
        if deed is not None:
            yield replace(deed, then=_then(telling, text, verb), dates=_matches(_DATED, text))


def _then(telling: Telling, text: str, verb: _Verb) -> frozenset[str]:
    """Return what tells that a verb is of another time than its passage; what somebody says that had been, has been."""
    then = _matches(EARLIER, text)
    if verb.act.same is Same.SUBJECT:
        then |= _matches(MEANWHILE, text)
    is_before = _HAD in verb.around(text).split() and _SAYING.isdisjoint(telling.words)
    return then | {_HAD} if is_before else then


def _matches(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(match.group().lower() for match in pattern.finditer(text))


def _verbs(text: str, act: Act) -> Iterator[_Verb]:
    parts = list(clauses(text))
    sides = ((is_yes, pattern) for is_yes in (True, False) for pattern in act.patterns(is_yes=is_yes))
    for is_yes, match in ((is_yes, match) for is_yes, pattern in sides for match in pattern.finditer(text)):
        clause, stop = max(part for part in parts if part[0] <= match.start())
        lead = text[clause : match.start()].rstrip()
        group = _OF_VERB.search(lead)
        begin = clause + (group.start() if group else len(lead))
        verb = _Verb(act, is_yes, Form(match.lastgroup or ""), clause, stop, begin, *match.span())
        if match.group().split()[0].lower() in _SPELT_ALIKE and not _is_finite(text, verb):
            verb = replace(verb, form=Form.PAST)
        yield verb


def _deed(batch: Batch, telling: Telling, text: str, verb: _Verb) -> Deed | None:
    around = verb.around(text)
    if _OPEN.search(text, verb.clause, verb.start) or _NOT_YET.search(around) or not _is_finite(text, verb):
        return None
    if FOR_A_TIME.search(text, verb.clause, verb.stop) or (verb.act.is_of_now and _is_past_state(verb)):
        return None
    is_passive = verb.form in {Form.PAST, Form.PARTICIPLE} and bool(_BE.search(around))
    subject = subject_before(batch, telling, text, (verb.clause, verb.begin))
    if is_passive:
        doer, what = _agent(batch, telling, text, verb.end), _undergoing(text, verb, subject)
    elif verb.act.same is Same.SUBJECT:
        doer, what = None, _moving(text, verb, subject)
    elif verb.act.same is Same.DOER:
        doer, what = subject, _office(text, verb.end)
    else:
        doer, what = subject, object_of(text, verb.end)
        if what is None and verb.act.same is Same.ITSELF:
            doer, what = None, _undergoing(text, verb, subject)
    what = _restricted(verb, what)
    if what is None or (doer is None and verb.act.same in {Same.BOTH, Same.DOER}):
        return None
    begin = verb.start - len(text[verb.begin : verb.start].lstrip()) if around.strip() else verb.start
    begin = telling.text.rfind(" ", 0, begin + 1) + 1
    is_yes = verb.is_yes is not bool(_DENIED.search(around))
    place = telling.start + begin, telling.start + max(verb.end, what.end)
    return Deed(verb.act, is_yes, doer, what, *place, named_days(batch, telling), _is_to_come(text, verb))


def _is_past_state(verb: _Verb) -> bool:
    return verb.form is Form.PAST and not verb.is_yes


def _is_to_come(text: str, verb: _Verb) -> bool:
    """Tell whether a verb speaks of what is to come: by its own words, or in the present tense of a day."""
    if _TO_COME.search(verb.around(text)):
        return True
    is_present = verb.form in {Form.BASE, Form.PRESENT}
    return is_present and (verb.is_yes or _ON_A_DAY.search(text, verb.end, verb.stop) is not None)


def _is_finite(text: str, verb: _Verb) -> bool:
    """Tell whether a verb in its form, with the words that belong to it, tells what somebody does or will do."""
    around = verb.around(text)
    has_modal, has_perfect = bool(_MODAL.search(around)), bool(_PERFECT.search(around))
    if _TO.search(around):
        is_passive = verb.form in {Form.PAST, Form.PARTICIPLE} and around.endswith("be")
        return (verb.form is Form.BASE or is_passive) and bool(_HEADS_TO.search(around))
    if verb.form is Form.BASE:
        lead = text[verb.clause : verb.begin].rstrip()
        return has_modal or (not has_perfect and (bool(_PLURAL.search(lead)) or bare_of(lead) is not None))
    if verb.form is Form.ING:
        return bool(_BE.search(around))
    return not (has_modal or has_perfect) if verb.form is Form.PRESENT else not has_modal or has_perfect


def subject_before(batch: Batch, telling: Telling, text: str, place: Range) -> Phrase | None:
    """Return whom the words at a place end with: a name, whom a pronoun means, or a phrase with an article.

    `text` is the passage without its asides. None where they end with none, or with what can be anybody.
    """
    names = names_of(batch, telling)
    words = text[place[0] : place[1]]
    if words.strip(" ,"):
        end = telling.start + place[0] + len(words.rstrip(" ,"))
        if _PRONOUN.search(words.rstrip()):
            who = possessor_of(batch, telling, end)
            return entity(who) if who else None
    else:
        end = telling.start + len(text[: place[1]].rstrip(" ,"))
    name = next((one for one in names if one.end == end), None)
    if name and _HANGING.search(text, 0, name.start - telling.start):
        name = None
    name = name or _apposed(text, telling, names, place[1])
    return entity(key_of(batch, telling, name)) if name else subject_of(words.strip(" ,"))


def _apposed(text: str, telling: Telling, names: tuple[Name, ...], end: int) -> Name | None:
    """Return the name behind which only what its bearer is stands before a verb."""
    for name in names:
        match = _APPOSED.match(text, name.end - telling.start, end)
        if match and not text[match.end() : end].strip(" ,"):
            return name
    return None


def _agent(batch: Batch, telling: Telling, text: str, at: int) -> Phrase | None:
    match = _BY.match(text, at)
    if match is None:
        return None
    who = object_of(text, match.end())
    names = names_of(batch, telling)
    name = next((one for one in names if who and match.end() <= one.start - telling.start < who.end), None)
    return entity(key_of(batch, telling, name)) if name else who


def _undergoing(text: str, verb: _Verb, subject: Phrase | None) -> Phrase | None:
    """Return the subject of a verb to which its act is done, with what hangs on the verb."""
    lead = text[verb.clause : verb.begin]
    what = subject or plural_of(lead) or bare_of(lead.strip())
    behind = frozenset() if _BY.match(text, verb.end) else tail_of(text, verb.end)
    return what and replace(what, tail=what.tail | behind, end=verb.end)


def _moving(text: str, verb: _Verb, subject: Phrase | None) -> Phrase | None:
    """Return the level that moves; a place behind its verb tells one of several, where another hangs on it before."""
    measured = _BY_SO_MUCH.match(text, verb.end)
    behind = tail_of(text, measured.end() if measured else verb.end)
    if subject is None or (subject.tail and behind):
        return subject and replace(subject, order=subject.order | behind, end=verb.end)
    return replace(subject, tail=subject.tail or behind, end=verb.end)


def _office(text: str, at: int) -> Phrase:
    """Return the offices that follow a verb, and what somebody is to be ("as an adviser"), as what hangs on it."""
    following = re.split(r"[,;:.]", text[at:], maxsplit=1)[0]
    role = _AS.search(following)
    phrase = object_of(following, role.end() - 1) if role else None
    offices = frozenset(content_words(following)) & OFFICES
    return Phrase("", tail=offices | ({phrase.head} if phrase else set()), is_definite=True, end=at)


def _restricted(verb: _Verb, what: Phrase | None) -> Phrase | None:
    """Return what an act is done to where it can be; where all that it can be done to is one thing, that."""
    if what is None:
        return Phrase("") if verb.act.is_one and verb.is_yes else None
    if verb.act.objects and what.head not in verb.act.objects and not (what.is_proper and not verb.act.is_one):
        return None
    return Phrase("", end=what.end) if verb.act.is_one else what
