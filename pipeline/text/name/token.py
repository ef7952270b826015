"""Owns reading a text into the words that names are made of, and the plain words that tell what is none.

Plain words in lower case are read many at a time, as most words are plain. Invariant: words ascend, and `gap` is the
text between a word and the one before it, kept or not.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.text.memo import forgettable
from pipeline.text.name.lexicon import ABBREVIATIONS, FUNCTION_WORDS, PARTICLES, SITES

LONGEST_WORD = 60
LOWER_SHARE = 0.1
TITLE_CASE_WORDS = 4

_WORD = rf"""
    (?:[A-Z]\.){{2,6}}
  | [^\W_](?:\w|['’](?=[^\W\d_])|[-‑](?=\w)|\.(?=\d)|&(?=\w))*+(?:\.(?:{SITES.replace(" ", "|")})\b)?
"""
# Plain words in lower case, then the word that ends them: most of a text is read here, without a step for each word.
_STEP = re.compile(rf"(?P<plain>(?:[a-z]++\ (?=[^\W_]))*+)(?P<word>{_WORD})", re.VERBOSE)
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_OPENS = re.compile(r"[.!?…:;\n“\"•|]")
_LINKS = PARTICLES | {"of", "the"}
_MOST_LINKS, _LONGEST_LINKS = 2, 12
_LOWER_TAIL = re.compile(r"[-‑][a-z].*$", re.DOTALL)


@dataclass(slots=True)
class Word:
    """A word at `[start, end)` without its possessive; `is_loud`: its line is set in capitals or title case."""

    text: str
    start: int
    end: int
    gap: str
    is_start: bool
    is_loud: bool = False


@dataclass(slots=True)
class Reading:
    """The words of a text that may belong to a name, and its plain words; those of the line being read are apart."""

    words: list[Word]
    lower: set[str]
    line_start: int = 0
    line_plain: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        """Mark the words of a line that is set in title case or capitals: there a capital says nothing."""
        line, plain = self.words[self.line_start :], " ".join(self.line_plain).split()
        if _is_loud(line, plain):
            for word in line:
                word.is_loud = True
        self.lower.update(plain)
        self.line_start, self.line_plain = len(self.words), []


def read_words(text: str) -> Reading:
    """Return the words of a text; numbers and words of more than `LONGEST_WORD` letters are left out."""
    reading = Reading([], set())
    end, previous = 0, ""
    for match in _STEP.finditer(text):
        plain, word = match.groups()
        first, stop = match.span()
        gap = text[end:first]
        if gap != " " and "\n" in gap:
            reading.end_line()
        start = first + len(plain)
        if plain:
            _keep_plain(reading, plain, gap, first)
            gap = " "
        bare = word if word.isalnum() else _bare(word)
        if stop - start > LONGEST_WORD or bare.isdigit():
            pass
        elif bare.islower() and bare.isalpha():
            _keep_plain(reading, bare, gap, start)
        else:
            is_start = not plain and (gap != " " or end == 0) and _is_start(end, previous, gap)
            _keep(reading, Word(bare, start, start + len(bare), gap, is_start))
        end, previous = stop, word
    reading.end_line()
    return reading


def _keep_plain(reading: Reading, plain: str, gap: str, start: int) -> None:
    """Keep plain words as such; where they may link two parts of a name, as words, too."""
    reading.line_plain.append(plain)
    if len(plain) > _LONGEST_LINKS:
        return
    links = plain.split()
    if len(links) <= _MOST_LINKS and _LINKS.issuperset(links):
        for link in links:
            reading.words.append(Word(link, start, start + len(link), gap, is_start=False))
            start, gap = start + len(link) + 1, " "


def _keep(reading: Reading, word: Word) -> None:
    """Keep a word that is not plain; one with neither capital nor full stop for its evidence only."""
    is_lower = word.text.islower()
    if is_lower:
        reading.line_plain.append(word.text)
    has_letters = word.text[0].isalpha() or word.text.lower() != word.text
    if has_letters and (not is_lower or "." in word.text):
        reading.words.append(word)


def _is_start(end: int, previous: str, gap: str) -> bool:
    """Tell whether a word after a gap opens a text, a sentence or a line."""
    if end == 0:
        return True
    return _OPENS.search(gap) is not None and not is_abbreviation(previous, gap)


def _bare(word: str) -> str:
    """Return a word without its possessive ending; one in capitals without a tail in lower case ("Paris-based")."""
    bare = _POSSESSIVE.sub("", word) if "'" in word or "’" in word else word
    is_compound = "-" in bare or "‑" in bare
    return _LOWER_TAIL.sub("", bare) if is_compound and bare[0].isupper() else bare


def is_abbreviation(word: str, gap: str) -> bool:
    """Tell whether the full stop after a word belongs to it ("Dr.", "J.") and ends no sentence."""
    return gap == ". " and (word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isupper() and word != "I"))


def is_capitalised(word: str) -> bool:
    """Tell whether a word is written as a name is: with a capital, or in the shape of one ("iPhone", "openai.com")."""
    return word[0].isupper() or (is_shaped(word) and not word[0].isdigit())


@forgettable
@lru_cache(maxsize=4096)
def is_shaped(word: str) -> bool:
    """Tell whether the shape alone makes a name: an acronym, an inner capital, a capital with digits, a site."""
    if len(word) == 1:
        return False
    capitals = sum(char.isupper() for char in word)
    if word[0].islower() and not word[:2].isalpha():
        return False
    inner = capitals - word[0].isupper()
    return inner > 0 or (capitals > 0 and any(char.isdigit() for char in word)) or "." in word


def _is_loud(line: list[Word], plain: list[str]) -> bool:
    """Tell whether a line has four words or more in capitals and hardly any other but function words."""
    if len(line) < TITLE_CASE_WORDS:
        return False
    high = sum(_counts(word.text) for word in line if not word.text.islower())
    if high < TITLE_CASE_WORDS:
        return False
    low = 0
    for word in plain:
        low += _counts(word)
        if low > LOWER_SHARE * (high + low):
            return False
    return True


def _counts(word: str) -> bool:
    return word[0].isalpha() and word.lower() not in FUNCTION_WORDS
