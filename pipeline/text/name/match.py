"""Owns when two names are one, and when they are almost the same but not.

Names are compared by their folded words: no case, accents, full stops or possessives; a hyphen parts words.
"""

import re
import unicodedata
from functools import lru_cache

from pipeline.text.memo import forgettable
from pipeline.text.name.lexicon import CORPORATE_WORDS, GENERIC_WORDS, OPPOSITES, ORIGINS, PARTICLES, TITLES

LONGEST = 200

_POSSESSIVE = re.compile(r"['’]s?$")
_SPLIT = re.compile(r"[\s\-‐‑–_/]+")
_DROPPED = re.compile(r"[^\w\s&]")
_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_MINOR = frozenset(str.split("of the and for in on at de la del des du & a an"))
_BEFORE_NAMES = TITLES | {"the"}
_TOO_COMMON = GENERIC_WORDS | ORIGINS
_NEVER_MISSPELT = OPPOSITES | ORIGINS | GENERIC_WORDS
_SHORT_ACRONYM = 2
_LONG_WORD = 7
_SHORT_WORD = 5


@forgettable
@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return the folded form of a name: its words in lower case, without accents, possessive and punctuation."""
    words = name[:LONGEST].split()
    if name.isascii() and all(map(str.isalnum, words)):
        return " ".join(words).lower()
    bare = _POSSESSIVE.sub("", name[:LONGEST].strip())
    plain = "".join(char for char in unicodedata.normalize("NFKD", bare.casefold()) if not unicodedata.combining(char))
    return " ".join(_DROPPED.sub("", _SPLIT.sub(" ", plain.translate(_SPECIAL))).split())


@forgettable
@lru_cache(maxsize=4096)
def same_name(left: str, right: str) -> bool:
    """Tell whether two names can be variants of one: full and short, with a title, an acronym, in the other order."""
    if name_key(left) == name_key(right):
        return True
    first, second = _words(left), _words(right)
    if not first or not second:
        return False
    if "".join(first) == "".join(second) or sorted(first) == sorted(second):
        return True
    return _is_acronym_of(left, right) or _is_acronym_of(right, left) or _is_short_form(first, second)


@forgettable
@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    """Return the words that tell a name apart: no title before it, no legal form after it."""
    words = name_key(name).split()
    while len(words) > 1 and words[0] in _BEFORE_NAMES:
        words = words[1:]
    while len(words) > 1 and words[-1] in CORPORATE_WORDS:
        words = words[:-1]
    return tuple(words)


def _is_acronym_of(short: str, full: str) -> bool:
    letters = short.replace(".", "")
    if not (letters.isalpha() and letters.isupper() and len(letters) >= _SHORT_ACRONYM):
        return False
    words = name_key(full).split()
    initials = "".join(word[0] for word in words)
    main = "".join(word[0] for word in words if word not in _MINOR)
    return len(words) > 1 and letters.lower() in {initials, main}


def _is_short_form(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    short, full = sorted((first, second), key=len)
    if len(short) == 1:
        word = short[0]
        return len(full) > 1 and word in {full[0], full[-1]} and word not in _TOO_COMMON and _is_person(full)
    if len(full) == len(short):
        return all(_initial_fits(left, right) for left, right in zip(short, full, strict=True))
    return _initial_fits(short[0], full[0]) and short[-1] == full[-1] and not set(full) & GENERIC_WORDS


def _is_person(words: tuple[str, ...]) -> bool:
    """Tell whether a name may be shortened to its first or last word: no minor word, no word of institutions."""
    return not set(words) & (_MINOR | GENERIC_WORDS) - PARTICLES or (
        words[0] not in GENERIC_WORDS and words[-1] in GENERIC_WORDS
    )


def _initial_fits(left: str, right: str) -> bool:
    return left == right or (len(left) == 1 and right.startswith(left)) or (len(right) == 1 and left.startswith(right))


def near_miss(left: str, right: str) -> bool:
    """Tell whether two names differ in one word by a letter or two, as a misspelt name does (Andersen, Anderson).

    Words with digits, opposites ("North", "South") and adjectives of origin make other names, never misspelt ones.
    """
    return _is_almost(list(_words(left)), list(_words(right))) and not same_name(left, right)


def _is_almost(first: list[str], second: list[str]) -> bool:
    """Tell whether the words of two names are the same but for one that can be the other's misspelt."""
    if not first or not second:
        return False
    alone = min(len(first), len(second)) == 1
    if alone and len(first) != len(second):
        single, full = sorted((first, second), key=len)
        return any(_is_misspelt(single[0], word, is_alone=True) for word in {full[0], full[-1]})
    for word in [word for word in first if word in second]:
        if word in second:
            first.remove(word)
            second.remove(word)
    if len(first) != 1 or len(second) != 1:
        return False
    return _is_misspelt(first[0], second[0], is_alone=alone)


def _is_misspelt(left: str, right: str, *, is_alone: bool) -> bool:
    if left == right or any(map(str.isdigit, left + right)):
        return False
    if left in _NEVER_MISSPELT or right in _NEVER_MISSPELT:
        return False
    if left in {right + "n", right + "s"} or right in {left + "n", left + "s"}:
        return False
    size = min(len(left), len(right))
    if is_alone and size < _SHORT_WORD:
        return False
    allowed = 2 if size >= _LONG_WORD or (not is_alone and size >= _SHORT_WORD) else 1
    return size > _SHORT_ACRONYM and edit_distance(left, right, allowed) <= allowed


def edit_distance(left: str, right: str, limit: int) -> int:
    """Return how many letters must be added, dropped, changed or swapped with the next, up to `limit` + 1."""
    # A step makes one of the letters another one, at most: what has more letters of its own is further off.
    if abs(len(left) - len(right)) > limit or len(set(left) ^ set(right)) > 2 * limit:
        return limit + 1
    older: list[int] = []
    row = list(range(len(right) + 1))
    for i, char in enumerate(left, start=1):
        current = [i]
        for j, other in enumerate(right, start=1):
            best = min(row[j] + 1, current[-1] + 1, row[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                best = min(best, older[j - 2] + 1)
            current.append(best)
        if min(current) > limit:
            return limit + 1
        older, row = row, current
    return row[-1]
