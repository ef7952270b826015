"""Owns what a person's full name looks like: two to four words, none of them of bodies, places or ranks."""

from functools import lru_cache

from pipeline.text.memo import forgettable
from pipeline.text.name import name_key, same_name
from pipeline.text.name.lexicon import CORPORATE_WORDS, GENERIC_WORDS, OF_HEADS, ORIGINS, TITLES

LONGEST_PERSON = 4
_OF_NO_PERSON = OF_HEADS | GENERIC_WORDS | CORPORATE_WORDS | ORIGINS | TITLES


@forgettable
@lru_cache(maxsize=4096)
def is_person(text: str) -> bool:
    """Tell whether a name can be the full name of a person."""
    words = plain_name(text).split()
    if not 1 < len(words) <= LONGEST_PERSON or any(map(str.isdigit, "".join(words))):
        return False
    if any(len(word) > 1 and word.isupper() for word in text.split()):
        return False
    return _OF_NO_PERSON.isdisjoint(words)


def is_one_person(left: str, right: str) -> bool:
    """Tell whether two folded names can be of one person: variants, or a short given name ("Pat", "Patrick")."""
    first, second = left.split(), right.split()
    is_short = first[-1] == second[-1] and (first[0].startswith(second[0]) or second[0].startswith(first[0]))
    return is_short or same_name(left, right)


@forgettable
@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """Return a folded name without the titles before it."""
    words = name_key(name).split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return " ".join(words)
