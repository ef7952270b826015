"""Owns reading, from a pattern, the words with which its matches can begin, and the words that they cannot do without.

Invariant: a match that stands at the beginning of a word, and ends with a word, begins with one of its beginnings and
holds one of its needed words. What cannot be read of a pattern makes a beginning looser, never narrower.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Words that stand in most sentences: where such a word opens a pattern, the word after it tells more.
_LIGHT = frozenset(
    str.split(
        "a an and are at be been by for had has have he her his in is it its not of on she the their they to very was"
        " were will would"
    )
)
_LETTERS = re.compile(r"[A-Za-z]+")
_CLASS = re.compile(r"\[(?P<letters>[a-z]+)\](?P<optional>\?)?(?![*+{])")
# What ends a word: the end of the pattern, a space, a hyphen, none of which may be left out.
_END = re.compile(r"$|(?:\\s|\[\\s-\]|-|\\b)(?![?*{])")
_LOOKS = ("(?<", "(?=", "(?!")
_SPACES = (r"\s", r"[\s-]")


class Beginning(NamedTuple):
    """The letters with which a word begins, in lower case; `is_whole`: they are all of it."""

    letters: str
    is_whole: bool


def beginnings(pattern: str) -> Iterator[Beginning]:
    """Yield the first words of what a pattern matches; empty letters where it can begin with something else."""
    for opening, _ in _openings(pattern):
        yield opening


def needed(pattern: str) -> Iterator[Beginning]:
    """Yield words of which a match of a pattern holds at least one: the first that does not stand in most sentences."""
    for opening, rest in _openings(pattern):
        space = next((one for one in _SPACES if rest.startswith(one)), None)
        following = list(needed(rest[len(space) :])) if space and opening.letters in _LIGHT else []
        if following and all(one.letters for one in following):
            yield from following
        else:
            yield opening


def _openings(pattern: str) -> Iterator[tuple[Beginning, str]]:
    """Yield the first words of the alternatives of a pattern, each with the pattern of what follows it."""
    for alternative in _split(pattern):
        word = _LETTERS.match(alternative)
        if word:
            yield from _after_letters(word.group(), alternative[word.end() :])
        elif alternative.startswith(_LOOKS):
            yield from _openings(_group(alternative)[1])
        elif alternative.startswith("("):
            yield from _opened("", alternative)
        else:
            yield Beginning("", is_whole=False), alternative


def _after_letters(letters: str, rest: str) -> Iterator[tuple[Beginning, str]]:
    """Yield the words that begin with some letters and go on as a pattern does: what may be left out is, as well."""
    if rest.startswith("?"):
        yield from _openings(letters + rest[1:])
        yield from _openings(letters[:-1] + rest[1:])
    elif rest.startswith(("*", "+", "{")):
        yield Beginning(letters[:-1].lower(), is_whole=False), ""
    elif choice := _CLASS.match(rest):
        for letter in (*choice["letters"], *([""] if choice["optional"] else [])):
            yield from _openings(letters + letter + rest[choice.end() :])
    elif rest.startswith("(?:") and letters.lower() in _LIGHT:
        yield from _opened(letters, rest)
    else:
        yield Beginning(letters.lower(), _END.match(rest) is not None), rest


def _opened(letters: str, rest: str) -> Iterator[tuple[Beginning, str]]:
    """Yield the first words of some letters with the group that follows them; an optional one is left out, as well."""
    inner, behind = _group(rest)
    if behind.startswith(("*", "{")):
        yield Beginning(letters.lower(), is_whole=False), ""
        return
    for option in _split(inner):
        yield from _openings(letters + option + behind.removeprefix("?"))
    if behind.startswith("?"):
        yield from _openings(letters + behind[1:])


def _split(pattern: str) -> Iterator[str]:
    """Yield the alternatives of a pattern that stand in no group."""
    depth, start = 0, 0
    is_escaped = False
    for at, char in enumerate(pattern):
        if not is_escaped:
            depth += (char == "(") - (char == ")")
            if char == "|" and depth == 0:
                yield pattern[start:at]
                start = at + 1
        is_escaped = char == "\\" and not is_escaped
    yield pattern[start:]


def _group(pattern: str) -> tuple[str, str]:
    """Return what stands in the group with which a pattern begins, and what follows it."""
    depth = 0
    for at, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            inner = pattern[1:at]
            return inner[inner.index(":") + 1 if inner.startswith("?:") else 0 :], pattern[at + 1 :]
    raise ValueError(f"the group of {pattern!r} does not end")
