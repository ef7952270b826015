"""Owns who says what a passage tells: two speakers who say opposite things make no contradiction of their reports."""

import re

from pipeline.stages.compare.telling import Telling
from pipeline.text.status import attribution_of
from pipeline.text.word import content_words

# "Said the hospital's director, Elsa Quint": who is named behind what he is.
_DESCRIBED = re.compile(
    r"[,”\"]\s(?:said|added|warned|insisted|explained|admitted)\s"
    r"(?P<who>(?:the|a|an|its|his|her|their|[A-Z][\w’'-]+[’']s?)\s[^.;:“”\"]{2,80})"
)
_QUOTES = frozenset('“”"')


def speaker_of(telling: Telling) -> frozenset[str]:
    """Return the stems of whoever says what a passage tells, as it names him; empty where it names nobody."""
    text = telling.text
    described = _DESCRIBED.search(text)
    who = described["who"] if described else attribution_of(text)
    return frozenset(content_words(who)) if who else frozenset()


def holds_quote(text: str) -> bool:
    """Tell whether a passage can hold what somebody says word for word."""
    return not _QUOTES.isdisjoint(text)


def are_two(first: frozenset[str], second: frozenset[str]) -> bool:
    """Tell whether two passages name two speakers, who have no word in common."""
    return bool(first and second) and first.isdisjoint(second)
