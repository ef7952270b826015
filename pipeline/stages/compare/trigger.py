"""Owns a cheap test before a dear one: whether the words of a passage can hold a match of a lexicon's pattern.

A trigger never misses what the pattern would match; it may let through what the pattern does not. Patterns are taken
that begin with letters, or with a group of such patterns, and that are searched as whole words without regard to case.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from sys import intern

from pipeline.stages.compare.beginning import Beginning, beginnings, needed

_WORD = re.compile(r"\w+")
_ASCII_WORD = re.compile(r"\w+", re.ASCII)
# Letters that a pattern without regard to case takes for "i" and "s", and that are not so in lower case.
_ALIKE = str.maketrans("İıſ", "iis")
# What is remembered of words that tell nothing is forgotten when there are more.
_MOST_SILENT = 5_000


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in lower case, as a trigger asks for them.

    A word of several texts is one string: as many as there would be else take a tenth of the memory of comparing.
    """
    if text.isascii():
        return frozenset(map(intern, _ASCII_WORD.findall(text.lower())))
    return frozenset(map(intern, map(in_small_letters, _WORD.findall(text))))


def in_small_letters(text: str) -> str:
    """Return a text of the same length in small letters: such a pattern finds there what it would find in any case."""
    return text.lower() if text.isascii() else text.translate(_ALIKE).lower()


class Trigger:
    """The words that a lexicon's patterns cannot do without."""

    def __init__(self, *patterns: str) -> None:
        """Read the beginnings of the patterns.

        Raises:
            ValueError: a pattern can begin with something else than letters.
        """
        self._needed = _Words(("", one) for pattern in patterns for one in needed(pattern))

    def hits(self, words: AbstractSet[str]) -> bool:
        """Tell whether these words, in lower case, can hold a match."""
        return bool(self._needed.telling(words))


class Lexicon:
    """Patterns by name, looked for as whole words: where several match at one place, the first of them counts."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        """Read the beginnings of the patterns.

        Raises:
            ValueError: a pattern can begin with something else than letters.
        """
        self._trigger = Trigger(*patterns.values())
        self._first = _Words((name, one) for name, pattern in patterns.items() for one in beginnings(pattern))
        self._patterns = {name: rf"\b(?:{pattern})\b" for name, pattern in patterns.items()}
        self._tried: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def find(self, text: str, words: AbstractSet[str]) -> Iterator[tuple[str, int, int]]:
        """Yield what stands in a text, ascending, each with the name of its pattern; nothing overlaps.

        It is what one pattern of them all would find; tried are those alone that can begin with the word at a place.
        `words` are those of the text in lower case.
        """
        first = self._first.telling(words) if self._trigger.hits(words) else ()
        end = 0
        for start, word in _standing(text, first) if first else ():
            for name, pattern in self._beginning(word) if start >= end else ():
                match = pattern.match(text, start)
                if match:
                    end = match.end()
                    yield name, start, end
                    break

    def _beginning(self, word: str) -> list[tuple[str, re.Pattern[str]]]:
        """Return the patterns that can begin with a word, in their order."""
        tried = self._tried.get(word)
        if tried is None:
            names = self._first.names(word)
            tried = [(name, re.compile(one, re.IGNORECASE)) for name, one in self._patterns.items() if name in names]
            self._tried[word] = tried
        return tried


class Triggers:
    """The triggers of several lexicons, by name, asked together."""

    def __init__(self, patterns: Mapping[str, Sequence[str]]) -> None:
        """Read the beginnings of the patterns of each lexicon.

        Raises:
            ValueError: a pattern can begin with something else than letters.
        """
        rows = ((name, pattern) for name, several in patterns.items() for pattern in several)
        self._needed = _Words((name, one) for name, pattern in rows for one in needed(pattern))

    def named(self, words: AbstractSet[str]) -> frozenset[str]:
        """Return the names of the lexicons of which these words, in lower case, can hold a match."""
        telling = self._needed.telling(words)
        return frozenset().union(*map(self._needed.names, telling)) if telling else frozenset()


class _Words:
    """Which words begin as lexicons do, and which lexicons these are; remembers each word it has seen."""

    def __init__(self, named: Iterable[tuple[str, Beginning]]) -> None:
        self._whole: dict[str, set[str]] = {}
        self._open: dict[str, set[str]] = {}
        for name, beginning in named:
            if not beginning.letters:
                raise ValueError(f"a pattern of {name!r} can begin with no letters")
            kept = self._whole if beginning.is_whole else self._open
            kept.setdefault(beginning.letters, set()).add(name)
        self._lengths = tuple(sorted(set(map(len, self._open))))
        self._heads = frozenset(letters[: min(self._lengths)] for letters in self._open)
        self._silent: set[str] = set()
        self._telling: set[str] = set()
        self._known: dict[str, frozenset[str]] = {}

    def telling(self, words: AbstractSet[str]) -> AbstractSet[str]:
        """Return those of the words that begin so."""
        rest = words - self._silent
        if self._telling.issuperset(rest):
            return rest
        if len(self._silent) > _MOST_SILENT:
            self._silent.clear()
        for word in rest - self._telling:
            names = self._read(word)
            if names:
                self._known[word] = names
                self._telling.add(word)
            else:
                self._silent.add(word)
        return rest & self._telling

    def names(self, word: str) -> frozenset[str]:
        """Return the lexicons of a telling word."""
        return self._known[word]

    def _read(self, word: str) -> frozenset[str]:
        whole = self._whole.get(word, ())
        if not self._lengths or word[: self._lengths[0]] not in self._heads:
            return frozenset(whole)
        opened = (self._open.get(word[:length], ()) for length in self._lengths if length <= len(word))
        return frozenset(whole).union(*opened)


def _standing(text: str, words: AbstractSet[str]) -> Sequence[tuple[int, str]]:
    """Return where some words, in lower case, stand in a text in whatever case, ascending."""
    if not text.isascii():
        lowered = ((word.start(), in_small_letters(word.group())) for word in _WORD.finditer(text))
        return [(start, word) for start, word in lowered if word in words]
    lower = text.lower()
    return sorted((start, word) for word in words for start in _places(lower, word))


def _places(text: str, word: str) -> Iterator[int]:
    """Yield where a word stands in a text by itself."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not _is_joined(text[start - 1 : start]) and not _is_joined(text[end : end + 1]):
            yield start
        start = text.find(word, end)


def _is_joined(char: str) -> bool:
    return char.isalnum() or char == "_"
