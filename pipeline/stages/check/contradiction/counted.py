"""Owns whether two numbers can count one thing.

What a number counts is the noun behind it ("460 books") or before it ("a crew of 387"). Where it has none, the word
beside the number must stand near the other, too ("lent 460 in July", "the library lent 387 books"). Invariant: where
nothing shows that two numbers count one thing, neither answers the other.
"""

import re
from bisect import bisect_left

from pipeline.stages.check.arithmetic.noun import PEOPLE, head_of
from pipeline.stages.check.contradiction.slot import Slot
from pipeline.stages.check.contradiction.statement import one_stem
from pipeline.text.quantity.noun import is_plural, read_noun, singular
from pipeline.text.quantity.numeral import read_numeral
from pipeline.text.word import content_words
from schemas.quantity import QuantityKind

# What an article gives once: amounts that stand beside one of these are of one question.
ATTRIBUTES = frozenset(str.split("kill injur valuat unemploy inflat turnout arrest evacu magnitud"))

_PERSON = "person"
_CROWDS = frozenset(str.split("audience crowd population"))
# Nouns before "of" that tell how a number was come by, and not what it counts.
_MEASURES = frozenset(
    str.split(
        """
    average cap count estimate figure high level limit low majority maximum mean median minimum minority number out peak
    quota range rate ratio record score share sum tally toll total
    """
    )
)
_GROUP = re.compile(r"\b([a-z]{3,})\sof\s(?:(?:just|now|only|still)\s)?$", re.IGNORECASE)
_OF_ITS = re.compile(r"\s(?:out\s)?of\s(?:the\s)?(?:[\w-]{1,30}\s){0,2}[\w-]{1,30}['’]s?\s", re.IGNORECASE)
_LONGEST_GROUP = 40
_STOP_BEFORE = re.compile(r"[,;:()“”]")
# Behind a number a preposition begins what is said of something else ("460 in July").
_STOP_BEHIND = re.compile(
    r"[,;:()“”]|\b(?:about|across|after|against|along|among|around|as|at|because|before|behind|between|by|during|for|from|in"
    r"|into|near|on|outside|over|since|than|through|to|under|until|when|while|with|within|without)\b",
    re.IGNORECASE,
)
# What befell those whom a number counts, directly behind it ("43 were injured").
_BEFELL = re.compile(
    r"\s(?:[a-z]+\s)?(?:(?:was|were|are|is|have|has|had|been)\s){1,3}(?:\w+ly\s)?"
    r"(?P<verb>killed|injured|hurt|wounded|arrested|detained|evacuated|rescued|displaced|missing)\b",
    re.IGNORECASE,
)
# The subject of a change ("revenue rose 4 percent").
_MOVED = re.compile(
    r"(?P<what>[\w'’-]+(?:\s[\w'’-]+){0,3})\s(?:has\s|have\s|had\s)?(?:rose|risen|fell|fallen|grew|grown|dropped|climbed|slipped"
    r"|gained|increased|decreased|jumped|plunged|declined|surged|slid|rises?|falls?|drops?|gains?)\s(?:by\s)?$",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?:^|[,;:“\"]|\b(?:and|but|said|says|that))\s*$", re.IGNORECASE)


def counts_alike(left: Slot, right: Slot) -> bool:
    """Tell whether two slots can count one thing; True where they are no counts, nor changes of two things."""
    if left.key == right.key == QuantityKind.SHARE:
        return _move_alike(left, right)
    if left.key != QuantityKind.COUNT or right.key != QuantityKind.COUNT:
        return True
    if _is_broken(left) != _is_broken(right) or not _count_one(left, right):
        return False
    if not (_may_be_total(left, right) and _may_be_total(right, left)):
        return False
    return _is_one_fate(left, right) and _is_one_fate(right, left)


def _may_be_total(slot: Slot, other: Slot) -> bool:
    """Tell whether a number counts all: "one passenger" is somebody, unless what is said of him is near the other."""
    low = slot.quantity.low if slot.quantity else None
    noun = _noun(slot)
    if low != 1 or noun is None:
        return True
    stems, starts, _ = slot.statement.places
    behind = {*stems[bisect_left(starts, slot.end) :]} & slot.near or slot.near
    return not (behind & other.near).issubset(content_words(noun))


def _count_one(left: Slot, right: Slot) -> bool:
    """Tell whether what two numbers count can be one thing."""
    first, second = _counted(left), _counted(right)
    if first == second:
        return first is not None or _is_said_of(left, right) or _is_said_of(right, left)
    if first is not None and second is not None:
        named = {_noun(left), _noun(right)} - {None}
        return bool(named) and named <= PEOPLE and (_is_said_of(left, right) or _is_said_of(right, left))
    bare, other = (right, left) if first else (left, right)
    return _is_said_of(bare, other) or (_PERSON in {first, second} and _opens_a_clause(bare))


def _move_alike(left: Slot, right: Slot) -> bool:
    """Tell whether two shares can be the change of one thing: not where one is of another, or a part of something."""
    first, second = (
        _MOVED.search(_STOP_BEFORE.split(slot.statement.article.text[slot.statement.start : slot.start])[-1])
        for slot in (left, right)
    )
    if first is None or second is None:
        return not ((first and _is_part(right)) or (second and _is_part(left)))
    one, other = (frozenset(content_words(found["what"])) for found in (first, second))
    return not one or not other or not one.isdisjoint(other)


def _is_part(slot: Slot) -> bool:
    return slot.statement.article.text.startswith(" of ", slot.end)


def _is_one_fate(slot: Slot, other: Slot) -> bool:
    """Tell whether what befell those of one number is near the other, too; True where nothing did."""
    fate = _fate(slot)
    return fate is None or fate in other.near


def _fate(slot: Slot) -> str | None:
    found = _BEFELL.match(slot.statement.article.text, slot.end, slot.statement.sentence.end)
    return one_stem(next(iter(content_words(found["verb"])), "")) if found else None


def _is_broken(slot: Slot) -> bool:
    """Tell whether a number is no whole one ("the 7.05 train"): it counts nothing that another counts in whole ones."""
    low = slot.quantity.low if slot.quantity else None
    return low is not None and low != low.to_integral_value()


def _counted(slot: Slot) -> str | None:
    """Return what a slot counts, in the singular: the noun behind it, else the one before it; None without either."""
    noun = _noun(slot) or (_PERSON if _fate(slot) else None)
    if noun:
        return noun
    found = _GROUP.search(
        slot.statement.article.text, max(slot.statement.start, slot.start - _LONGEST_GROUP), slot.start
    )
    group = found[1].lower() if found else ""
    if not group or group in _MEASURES:
        return None
    return _PERSON if group in _CROWDS else singular(group) if is_plural(group) else group


def _noun(slot: Slot) -> str | None:
    """Return the noun that stands behind a number, or behind the whole that it is a part of, in the singular."""
    return (head_of(slot.quantity) if slot.quantity else None) or _of_whole(slot)


def _of_whole(slot: Slot) -> str | None:
    """Return what the whole counts of which a number is a part ("two of the dam's six gates")."""
    text = slot.statement.article.text
    found = _OF_ITS.match(text, slot.end, slot.statement.sentence.end)
    if found is None:
        return None
    whole = read_numeral(text, found.end())
    noun = read_noun(text, whole.end if whole else found.end() - 1)
    return noun.unit.rpartition(" ")[2] if noun else None


def _is_said_of(slot: Slot, other: Slot) -> bool:
    """Tell whether a word beside a number stands near the other one, or both tell what an article gives once."""
    near = slot.near & other.near
    return not (near.isdisjoint(_beside(slot)) and near.isdisjoint(ATTRIBUTES))


def _beside(slot: Slot) -> set[str]:
    """Return the stems of the words directly before and behind a number, function words and names aside."""
    text, (stems, starts, ends) = slot.statement.article.text, slot.statement.places
    before, behind = bisect_left(ends, slot.start) - 1, bisect_left(starts, slot.end)
    beside = set()
    named = [(name.start, name.end) for name in slot.statement.names]
    if before >= 0 and any(start < ends[before] <= end for start, end in named):
        before = -1
    if before >= 0 and not _STOP_BEFORE.search(text, ends[before], slot.start):
        beside.add(stems[before])
    if behind < len(stems) and not _STOP_BEHIND.search(text, slot.end, starts[behind]):
        beside.add(stems[behind])
    return beside


def _opens_a_clause(slot: Slot) -> bool:
    """Tell whether a number begins what is said: without a noun it counts people there ("Some 387 joined")."""
    return _OPENING.search(slot.statement.article.text[slot.statement.start : slot.start]) is not None
