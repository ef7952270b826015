"""Owns how far a verb says that its action has come, by its form and the words of the clause before it.

Invariant: where the verb is conditional, a mere possibility or governed by nothing, nothing is said.
"""

import re
from enum import StrEnum

from pipeline.stages.compare.state.event import Form

_NOT_READ = re.compile(
    r"\b(?:if|before|unless|whether|once|when|would|should|could|may|might|can|must|until|in\scase|you|your)\b",
    re.IGNORECASE,
)
NEGATED = re.compile(
    r"(?:\b(?P<open>(?:has|have|had|is|are)(?:\snot|n['’]t))|\b(?:not|never)|n['’]t)"
    r"(?:\s(?P<yet>yet)|\s(?:been|be|to|have|even|\w+ly))*$",
    re.IGNORECASE,
)
_YET_TO = re.compile(r"\byet\sto(?:\s(?:be|have))*$", re.IGNORECASE)
_REFUSED = re.compile(
    r"\b(?:(?:refus|declin)\w+\sto(?:\sbe)?|(?:den(?:y|ied|ies)|ruled\sout)(?:\s(?:that\s)?(?:it|he|she|they)\s(?:had|has|was))?"
    r"|(?:no|abandon\w*|dropped|scrapped|den(?:ied|ies))\s(?:its\s|any\s)?plans?\sto)$",
    re.IGNORECASE,
)
_TO = re.compile(r"\bto(?:\s(?:be|have|soon|\w+ly))*$", re.IGNORECASE)
_NOT_MEANT = re.compile(
    r"(?:\bnot|n['’]t|\bnever)\s(?:\w+\s)?(?:plan(?:ning)?|intend(?:ing)?|want|seek(?:ing)?|going|considering|looking|agreed?)\s.*to$",
    re.IGNORECASE,
)
_MANAGED = re.compile(r"\b(?:managed|went\son|helped)\sto$", re.IGNORECASE)
_HEADS = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|inten(?:d|ds|ded|ding)|agree(?:s|d)?|set|due|expect(?:s|ed|ing)?|scheduled|slated|about|close"
    r"|talks|bid|offer|ready|poised|wants?|wanted|hop(?:es?|ed|ing)|seek(?:s|ing)?|aim(?:s|ed|ing)?|propos(?:es|ed|al)"
    r"|prepar(?:es?|ed|ing)|considering|likely|looking|going|vow(?:s|ed)|pledg(?:es|ed)|threaten(?:s|ed|ing)?|deadline"
    r"|try(?:ing)?|tries|tried)\s(?:[\w'’]+\s){0,3}to(?:\s(?:be|have|soon|\w+ly))*$",
    re.IGNORECASE,
)
_IS_TO = re.compile(r"\b(?:is|are|was|were)\sto(?:\s(?:be|have|soon|\w+ly))*$", re.IGNORECASE)
_TITLE_TO = re.compile(r"[A-Z][\w.&'’-]*\sto(?:\sbe)?$")
_WILL = re.compile(r"(?:\b(?:will|shall)|['’]ll)(?:\s(?:be|also|soon|now|have|\w+ly))*$", re.IGNORECASE)
_ADVERB = r"(?:\s(?:just|already|now|since|also|been|all\sbut|\w+ly))*"
PERFECT = re.compile(rf"\b(?:has|have|had|having|was|were){_ADVERB}$", re.IGNORECASE)
_BEING = re.compile(r"\b(?:is|are)\s(?:\w+ly\s)?being$", re.IGNORECASE)
_ING = re.compile(
    r"\b(?:(?:is|are|was|were|been)(?:\s\w+)?|(?:nearly|almost|close\sto|near|nearing)(?:\sdone|\sfinished|\sto)?"
    r"|(?:is|are)\s(?:nearly|almost)\s(?:done|finished))$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\b(?:after|following|fresh\sfrom|since|having)$", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    r"\b(?:the|a|an|its|their|his|her|this|that|by|of|for|with|in|on|at|to|as|newly|is|are|be|get|gets|no|any|from|more|most)$",
    re.IGNORECASE,
)


class State(StrEnum):
    """How far an event has come; planned and under way are both still open."""

    DONE = "done"
    UNDER_WAY = "under way"
    PLANNED = "planned"
    DENIED = "denied or called off"


def state_of_verb(before: str, form: Form, *, is_headline: bool) -> State | None:
    """Return how far a verb in one form says that its action has come; `before` is the clause up to it.

    None where it is conditional, where nothing governs an infinitive, or where a participle is an adjective.
    """
    lead = before.rstrip()
    if _NOT_READ.search(lead):
        return None
    negated = NEGATED.search(lead)
    if _YET_TO.search(lead):
        return State.PLANNED
    if negated:
        return State.PLANNED if negated["open"] and form is not Form.ING else State.DENIED
    if _REFUSED.search(lead):
        return State.DENIED
    return _infinitive(lead) if _TO.search(lead) else _finite(lead, form, is_headline=is_headline)


def _infinitive(lead: str) -> State | None:
    if _MANAGED.search(lead):
        return State.DONE
    if _NOT_MEANT.search(lead):
        return State.DENIED
    return State.PLANNED if _HEADS.search(lead) or _IS_TO.search(lead) or _TITLE_TO.search(lead) else None


def _finite(lead: str, form: Form, *, is_headline: bool) -> State | None:
    if _WILL.search(lead):
        return State.PLANNED
    if form is Form.ING:
        return State.DONE if _AFTER.search(lead) else State.UNDER_WAY if _ING.search(lead) else None
    if _BEING.search(lead):
        return State.UNDER_WAY
    if form in {Form.PAST, Form.PARTICIPLE} and PERFECT.search(lead):
        return State.DONE
    if form is Form.PAST:
        return None if _NO_SUBJECT.search(lead) else State.DONE
    return State.DONE if form is Form.PRESENT and is_headline else None
