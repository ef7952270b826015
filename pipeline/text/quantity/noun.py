"""Owns the noun that a number counts: the words after it, up to the first that cannot belong.

Found by shape and closed word lists, no dictionary: the head is the first word that looks like a plural.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.memo import forgettable
from pipeline.text.quantity.numeral import read_numeral

MOST_WORDS = 5

_NEXT = re.compile(r"[\s\u00a0]([A-Za-z][A-Za-z'’-]{0,29})(?![\w])")
_OF = re.compile(r"\s(?:out\s)?of\s(?:(?:the|its|their|these|those|our|his|her|all|a\stotal\sof)\s)?", re.IGNORECASE)
_OF_STARTS = frozenset("oO")
# "magnitude 7.0 killed 260": what has a number of its own after it is a verb, and counts nothing before it.
_OBJECT = re.compile(r"\s\d")
_HYPHENED = re.compile(r"[-‑]([a-z]{3,20})\b(?!-)")
_STOPS = frozenset(
    str.split(
        """
    a an the this that these those and or but nor of in on at by to from with without into onto over under above
    below after before between among during through across against along around about near per as than for since
    until if when while because although where who whom whose which what how is are was were be been being am has
    have had do does did will would can could may might must shall should not no it its he she they we you i his her
    their our your my him them us me said says say told tells also then there here now ago later earlier less fewer
    most least only just even still yet already again so too very up down out off away back so-called each every
    both either neither another such percent cent won lost led rose fell grew made took came went became got gave
    held left set put ran met saw kept according because due despite amid via versus vs all any some one two three
    four five six seven eight nine ten died die killed injured wounded
"""
    )
)
_PARTICIPLES = frozenset(
    str.split(
        """
    killed dead injured wounded missing arrested hurt died detained displaced infected hospitalized hospitalised
    evacuated rescued charged convicted sentenced homeless unaccounted drowned trapped jailed
"""
    )
)
_IRREGULAR = {
    "people": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "police": "police",
    "feet": "foot",
    "teeth": "tooth",
    "mice": "mouse",
    "lives": "life",
    "wives": "wife",
    "wolves": "wolf",
    "knives": "knife",
    "thieves": "thief",
    "shelves": "shelf",
    "leaves": "leaf",
    "halves": "half",
    "staff": "staff",
    "troops": "troop",
    "personnel": "personnel",
    "aircraft": "aircraft",
    "sheep": "sheep",
    "fish": "fish",
    "cattle": "cattle",
    "series": "series",
    "species": "species",
    "headquarters": "headquarters",
    "criteria": "criterion",
    "media": "medium",
    "policemen": "policeman",
    "policewomen": "policewoman",
    "businessmen": "businessman",
    "lawmen": "lawman",
    "firemen": "fireman",
    "fishermen": "fisherman",
    "buses": "bus",
    "gases": "gas",
    "movies": "movie",
    "cookies": "cookie",
    "ties": "tie",
    "crises": "crisis",
    "analyses": "analysis",
    "shoes": "shoe",
    "viruses": "virus",
    "campuses": "campus",
}
_ADJECTIVES = frozenset(
    str.split(
        """
    new old other more additional extra further big large small huge major minor key main top great good bad long
    short high low young senior junior former current recent separate different similar local national international
    foreign global regional private public civil civilian federal military million main total whole full single
    leading early late next last first second third active key known potential possible likely serious severe heavy
    light strong poor rich consecutive straight confirmed suspected registered licensed skilled advanced red blue
    green white black innocent unidentified unnamed independent elderly pregnant nearby remote
"""
    )
)
_ADJECTIVE_ENDINGS = ("ous", "ful", "ive", "able", "ible", "ish", "ese", "ern", "less", "-based", "-led", "-old")


class Noun(NamedTuple):
    """What is counted: `text` as written at `[start, end)`, `unit` its head in the singular with one modifier."""

    text: str
    start: int
    end: int
    unit: str


def read_noun(text: str, start: int, *, is_singular: bool = False) -> Noun | None:
    """Read the counted noun that follows a number which ends at `start`; None where no word looks like one."""
    words: list[tuple[str, int, int]] = []
    position = start
    while len(words) < MOST_WORDS:
        match = _NEXT.match(text, position)
        if match is None or "\n" in match.group():
            break
        word = match[1]
        if not words and word.lower() in _PARTICIPLES:
            if _OBJECT.match(text, match.end()):
                return None
            return Noun(word, match.start(1), match.end(1), word.lower())
        if word.lower() in _STOPS:
            break
        words.append((word, match.start(1), match.end(1)))
        if not is_singular and is_plural(word):
            break
        position = match.end()
    return _noun_of(text, words, is_singular=is_singular)


def read_total_noun(text: str, start: int) -> Noun | None:
    """Read the noun of a part of a whole ("12 of the 18 members"): it stands after "of", past the whole's number."""
    match = _OF.match(text, start) if text[start + 1 : start + 2] in _OF_STARTS else None
    if match is None:
        return None
    whole = read_numeral(text, match.end())
    return read_noun(text, whole.end if whole else match.end() - 1)


def read_hyphened(text: str, start: int) -> Noun | None:
    """Read the noun that a hyphen joins to its number ("five-member")."""
    match = _HYPHENED.match(text, start)
    return Noun(match[1], match.start(1), match.end(1), match[1].lower()) if match else None


def _noun_of(text: str, words: list[tuple[str, int, int]], *, is_singular: bool) -> Noun | None:
    if not words:
        return None
    if is_singular:
        words = words[: next((n for n, word in enumerate(words) if not _is_adjective(word[0])), 0) + 1]
    elif not is_plural(words[-1][0]):
        return None
    names = [word for word, _, _ in words]
    head = names[-1].lower() if is_singular else singular(names[-1])
    modifier = names[-2] if len(names) > 1 and not _is_adjective(names[-2]) else ""
    begin, end = words[0][1], words[-1][2]
    return Noun(text[begin:end], begin, end, f"{modifier.lower()} {head}".strip())


@forgettable
@lru_cache(maxsize=4096)
def is_plural(word: str) -> bool:
    """Tell whether a word looks like a plural noun."""
    folded = word.lower()
    if folded in _IRREGULAR:
        return True
    return (
        len(folded) > len("gas") and folded.endswith("s") and not folded.endswith(("ss", "us", "is", "'s", "’s", "ous"))
    )


@forgettable
@lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """Return the singular of a plural noun, in lower case."""
    folded = word.lower()
    if folded in _IRREGULAR:
        return _IRREGULAR[folded]
    if folded.endswith("ies") and len(folded) > len("dies"):
        return folded[:-3] + "y"
    if folded.endswith(("ches", "shes", "sses", "xes", "zzes", "oes")):
        return folded[:-2]
    return folded.removesuffix("s")


def _is_adjective(word: str) -> bool:
    folded = word.lower()
    return folded in _ADJECTIVES or folded.endswith(_ADJECTIVE_ENDINGS) or _is_participle(folded)


def _is_participle(folded: str) -> bool:
    return len(folded) > len("seed") and folded.endswith("ed")
