"""Owns of what a predicate of a passage speaks: a named body or person, or a thing of the event that is reported.

Invariant: a thing is the head of the phrase that ends before the predicate, and never a noun that only hangs on it
("the water in the building").
"""

import re
from dataclasses import dataclass

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.clause import Range
from pipeline.stages.compare.owner import key_of, names_of, possessor_of
from pipeline.stages.compare.phrase import Phrase, bare_of, subject_of
from pipeline.stages.compare.telling import Telling
from pipeline.text.name import name_key
from pipeline.text.word import content_words

_SUBJECT = re.compile(
    r"(?:^|\s)(?P<det>the|its|their|his|her|both|all|each)\s(?P<noun>(?:[\w-]+\s){0,2}[\w-]+)$", re.IGNORECASE
)
_HANGING = re.compile(
    r"\b(?:of|in|at|on|from|for|near|with|by|to|between|over|under|around|along|behind|inside|outside)$", re.IGNORECASE
)
_PRONOUN = re.compile(r"(?:^|\s)(?:it|he|she|they)$", re.IGNORECASE)
_OWNED = re.compile(r"(?:\b(?P<pronoun>its|their|his|her)|['’]s)\s(?P<noun>(?:[\w-]+\s){0,2}[\w-]+)$", re.IGNORECASE)
_ONE_OF_SEVERAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|other|another|next|previous|one|two|three|four|five|some|any)\b",
    re.IGNORECASE,
)
# A word for the whole of the thing that stands before it ("the road surface").
_OF_ITSELF = frozenset({"surface", "structure", "itself"})


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity (`owner`), or a thing of the event by its `noun`, else "".

    `part` are the stems of a phrase that belongs to the entity; `beside` and `tail` those that tell which of several
    such things it is: before the noun, and hanging on it.
    """

    owner: str
    noun: str = ""
    part: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    tail: frozenset[str] = frozenset()


def thing_before(batch: Batch, telling: Telling, text: str, before: Range) -> Thing | None:
    """Return of what the predicate that follows a range of a passage speaks; None where that is not clear.

    A bare name and a pronoun are the entity; a definite noun phrase is a thing of the event that the articles report.
    """
    words = text[before[0] : before[1]]
    offset = telling.start + before[0]
    if not words.strip(" ,"):
        return _between_commas(batch, telling, text[: before[1]])
    named = next((name for name in names_of(batch, telling) if name.end == offset + len(words.rstrip(" ,"))), None)
    if named is not None and not _is_hanging_on_thing(words, named.start - offset):
        return Thing(key_of(batch, telling, named))
    if named is None and _PRONOUN.search(words):
        owner = possessor_of(batch, telling, offset + len(words))
        return Thing(owner) if owner else None
    owned = _OWNED.search(words) if named is None else None
    if owned:
        owner = owner_at(batch, telling, before[0] + owned.start(), is_pronoun=bool(owned["pronoun"]))
        return Thing(owner, part=frozenset(content_words(owned["noun"]))) if owner else None
    return _of_event(words)


def owner_at(batch: Batch, telling: Telling, at: int, *, is_pronoun: bool) -> str | None:
    """Return whose something is: the name that the possessive ending belongs to, or whom the pronoun means."""
    place = telling.start + at
    if is_pronoun:
        return possessor_of(batch, telling, place)
    name = next((one for one in names_of(batch, telling) if one.end == place), None)
    return key_of(batch, telling, name) if name else None


def _between_commas(batch: Batch, telling: Telling, text: str) -> Thing | None:
    """Return the entity that a passage up to a comma ends with ("Its driver, Owen Pardoe, suffered a broken arm")."""
    end = telling.start + len(text.rstrip(" ,"))
    name = next((one for one in names_of(batch, telling) if one.end == end), None)
    if name is None or _HANGING.search(text[: name.start - telling.start].removesuffix("the ").rstrip()):
        return None
    return Thing(key_of(batch, telling, name))


def _is_hanging_on_thing(words: str, start: int) -> bool:
    """Tell whether a name at the end of words hangs on a thing that they name before ("the wall of Corran")."""
    lead = words[:start].removesuffix("the ").rstrip()
    return bool(_HANGING.search(lead)) and _of_event(words) is not None


def _of_event(words: str) -> Thing | None:
    match = _SUBJECT.search(words)
    if match and not _HANGING.search(words[: match.start()].rstrip()):
        *beside, head = match["noun"].split()
        if head.lower() in _OF_ITSELF and beside:
            head = beside.pop()
        noun = name_key(head)
        return Thing("", noun, beside=frozenset(content_words(" ".join(beside)))) if noun else None
    found = subject_of(words.strip(" ,")) or bare_of(words.strip(" ,"))
    return _of_phrase(words, found) if found and found.tail and not _ONE_OF_SEVERAL.search(words) else None


def _of_phrase(words: str, found: Phrase) -> Thing | None:
    head = next((word for word in reversed(words.split()) if found.head in content_words(word)), "")
    noun = name_key(head)
    return Thing("", noun, beside=found.beside, tail=found.tail) if noun else None
