"""Owns which office a passage gives to whom, and of which body: read from the words next to the name.

Invariant: only present holders; former, deputy, acting and coming ones, and candidates, are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.holder.person import is_person, plain_name
from pipeline.stages.compare.kept import Codec
from pipeline.stages.compare.model import Answer
from pipeline.stages.compare.owner import key_of
from pipeline.stages.compare.reading import is_body
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.trigger import Lexicon
from pipeline.text.name import name_key, same_name
from pipeline.text.name.find import Name
from pipeline.text.name.lexicon import GENERIC_WORDS, ORIGINS, TITLES

# Offices of which a body may have several at a time.
SHARED = frozenset(str.split("founder manager director owner captain commissioner principal")) | {"lead investor"}
_OFFICES = (
    r"chief\s(?:executive|financial|operating|technology|medical|scientific)(?:\sofficer)?|CEO|CFO|COO|CTO|co-?founder|founder"
    r"|prime\sminister|president|chancellor|chair(?:man|woman|person)?|mayor|governor|(?:head\s)?coach|manager|captain"
    r"|editor(?:[\s-]in[\s-]chief)?|lead\sinvestor|(?:police|fire|army|intelligence)\schief|chief\s(?:of\spolice|constable|justice)"
    r"|sheriff|commissioner|(?:attorney|secretary|director)[\s-]general|speaker|principal|headteacher|rector|archbishop|pope|king|queen"
    r"|(?:foreign|finance|defen[cs]e|interior|home|health|education|justice|transport|energy|culture|trade|agriculture|environment)"
    r"\s(?:minister|secretary)|owner|director"
)
_ALIASES = {
    "ceo": "chief executive", "chief executive officer": "chief executive", "cfo": "chief financial officer",
    "coo": "chief operating officer", "cto": "chief technology officer", "coach": "head coach", "chairman": "chair",
    "chairwoman": "chair", "chairperson": "chair", "editor-in-chief": "editor", "co-founder": "founder",
    "cofounder": "founder", "chief of police": "police chief",
}  # fmt: skip
_LEXICON = Lexicon({"office": _OFFICES})
_OFFICE = re.compile(rf"\b(?P<office>{_OFFICES})\b", re.IGNORECASE)
_NOT_NOW = re.compile(
    r"\b(?:former|ex|then|late|deputy|vice|next|incoming|outgoing|acting|interim|future|previous|assistant|would-be|designate|past"
    r"|first|predecessor|successor|replac\w+|as|candidate|retired|elected|associate|junior|senior"
    r"|one-time|shadow|another)[\s-](?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_NOT_HELD = re.compile(
    r"\s(?:candidate|elect|hopeful|nominee|contender|designate|emeritus|position|post|role)\b|-(?:elect|designate)",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:named|appoint(?:ed|s)|succe(?:eds?|eded|eding)|successor|resign\w*|step\w*\sdown|replac\w+|(?-i:new)|quits?|sack(?:ed|s)"
    r"|fired|elected|take[sn]?\sover|took\sover|oust\w*|hired|sworn\sin|departing|promoted)\b",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(
    r",?\s(?:the\s|its\s|their\s|who\sis\s(?:the\s)?|(?:is|was)\s(?:the\s|its\s)?|(?:is|was)\sits\s)?"
    r"(?:(?:[A-Z][\w’'-]*\s){1,3}|[A-Z][\w’'-]*['’]s\s)?$"
)
_TO_NAME = re.compile(
    r"(?:\s(?:of|at)\s(?:the\s)?[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*){0,3},|,)?\s(?:the\s(?:\w+\s){1,2}|\w+aire\s)?"
)
_OF = re.compile(r"\s(?:of|at|for)\s(?:the\s)?")
_POSSESSIVE = re.compile(
    r"(?:\b(?:its|their|the\s(?:company|firm|club|start-?up|bank|lab|group|team|city)['’]s)\s)(?:\w+\s)?$",
    re.IGNORECASE,
)
# Words before an office that are no body's name ("Police Commissioner", "State Senator").
_NO_BODY = (GENERIC_WORDS | TITLES | frozenset(str.split("police fire ward state acting killer head chief"))) - {
    "us",
    "uk",
}
_REACH = 48
_NEAR = 70


@dataclass(frozen=True)
class Holder:
    """A person in an office: where the name stands, its folded form, and whether the words tell of a change."""

    answer: Answer
    key: str
    is_change: bool


def holder_codec(batch: Batch) -> Codec[Holder]:
    """Return how a holder is kept outside of memory."""
    answers = batch.archive.answers
    return Codec(
        lambda one: [answers.encode(one.answer), one.key, one.is_change],
        lambda kept: Holder(answers.decode(kept[0]), kept[1], kept[2]),
    )


def read_holders(batch: Batch, telling: Telling) -> Iterator[tuple[str, str, Holder]]:
    """Yield office, body and holder for each office in a passage that is held by a named person of a named body."""
    text = telling.text
    for _, start, _ in _LEXICON.find(text, telling.words):
        match = _OFFICE.match(text, start)
        if match is None:
            continue
        before = text[max(0, match.start() - _REACH) : match.start()]
        if _NOT_NOW.search(before) or _NOT_HELD.match(text, match.end()):
            continue
        name = _person(batch, telling, match)
        body = _body(batch, telling, match, name) if name else None
        if name and body and is_body(body) and not set(body.split()) <= _NO_BODY:
            office = match["office"].lower().replace("’", "'")
            key = plain_name(batch.reading(telling).key_of(name.text))
            holder = Holder(Answer(telling, name.start, name.end), key, _tells_change(batch, telling, match))
            yield _ALIASES.get(office, office), body, holder


def _tells_change(batch: Batch, telling: Telling, match: re.Match[str]) -> bool:
    """Tell whether words near an office, or the opening of its article, speak of a change of holder."""
    if _CHANGE.search(telling.text[max(0, match.start() - _NEAR) : match.end() + _NEAR]):
        return True
    opening = map(telling.article.quote, batch.reading(telling).opening)
    return any(_CHANGE.search(sentence) and _OFFICE.search(sentence) for sentence in opening)


def _person(batch: Batch, telling: Telling, match: re.Match[str]) -> Name | None:
    """Return the person who stands with an office: within its name ("Acme CEO Ann Lee"), after it, or before it."""
    text = telling.text
    for name in batch.reading(telling).names_in(telling.start, telling.end):
        start, end = name.start - telling.start, name.end - telling.start
        if start <= match.start() and match.end() + 1 < end:
            return _cut(name, telling.start + match.end() + 1)
        is_next = _TO_NAME.fullmatch(text[match.end() : start]) or _LEADS_IN.fullmatch(text[end : match.start()])
        if is_next and not start <= match.start() < end and is_person(name.text):
            return name
    return None


def _cut(name: Name, start: int) -> Name | None:
    text = name.text[start - name.start :]
    return Name(text, start, name.end) if is_person(text) else None


def _body(batch: Batch, telling: Telling, match: re.Match[str], person: Name) -> str | None:
    """Return the body that an office is of: named next to it, or meant by "its"; None where there is none."""
    text = telling.text
    for name in batch.reading(telling).names_in(telling.start, telling.end):
        start, end = name.start - telling.start, name.end - telling.start
        if start < match.start() < end:
            return batch.canonical(name_key(text[start : match.start()]))
        is_beside = _OF.fullmatch(text[match.end() : start]) or text[end : match.start()] in {
            " ",
            "'s ",
            "’s ",
            "' ",
            "’ ",
        }
        if is_beside and not (name.start < person.end and person.start < name.end):
            return key_of(batch, telling, name)
    origin = text[: match.start()].rsplit(None, 1)
    if origin and origin[-1].lower() in ORIGINS:
        return origin[-1].lower()
    return _meant(batch, telling, match, person)


def _meant(batch: Batch, telling: Telling, match: re.Match[str], person: Name) -> str | None:
    """Return the one body beside the person that a passage speaks of, where a possessive points to it."""
    if not _POSSESSIVE.search(telling.text[: match.start()]):
        return None
    own = batch.reading(telling).key_of(person.text)
    keys = {batch.canonical(key) for key in batch.entities(telling) if is_body(key) and not same_name(key, own)}
    return next(iter(keys)) if len(keys) == 1 else None
