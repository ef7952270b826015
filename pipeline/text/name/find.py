"""Owns finding names in news text by shape, without a dictionary of names.

A name is a run of capitalised words, acronyms and mixed-case words on one line; every span indexes the text given,
spans ascend and do not overlap. A single word that opens a sentence is a name only if the text or its shape says so:
it stands capitalised inside a sentence elsewhere, or it stands lower-case nowhere, is in no list of ordinary words and
has none of their endings. In a headline set in capitals the same holds for every word.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.text.name.lexicon import (
    CALENDAR_WORDS,
    FUNCTION_WORDS,
    HOLIDAY_WORDS,
    OF_HEADS,
    ORDINARY_SUFFIXES,
    ORDINARY_WORDS,
    ORIGIN_PREFIXES,
    ORIGINS,
    PARTICLES,
    TITLES,
)
from pipeline.text.name.office import split_offices
from pipeline.text.name.token import Reading, Word, is_abbreviation, is_capitalised, is_shaped, read_words
from pipeline.text.quantity.exclusion import name_end

TELLING_WORDS = 40


class Name(NamedTuple):
    """A name: `text` stands at `[start, end)`, without a possessive ending.

    `is_acronym`: one word of capitals ("U.S.", "AI"). `is_origin`: an adjective of origin ("Chinese").
    `is_initial`: a single word at the start of a sentence, taken on weaker evidence.
    """

    text: str
    start: int
    end: int
    is_acronym: bool = False
    is_origin: bool = False
    is_initial: bool = False


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The words that stand capitalised inside a sentence and those in lower case; `is_telling`: enough to go by."""

    inside: frozenset[str]
    lower: frozenset[str]
    is_telling: bool


def find_names(text: str) -> tuple[Name, ...]:
    """Return the names of a text, ascending; calendar words are dates and never names."""
    reading = read_words(text)
    evidence = _evidence(reading)
    found: list[Name] = []
    for run in _runs(reading.words):
        for kept in _without_ordinary(run, evidence):
            found.extend(_names(text, kept) if len(kept) > 1 else (_name(text, kept),))
    return tuple(found)


def find_origins(text: str) -> tuple[Name, ...]:
    """Return the adjectives of origin ("Chinese", "South Korean") of a text, ascending."""
    return tuple(name for name in find_names(text) if name.is_origin)


def _evidence(reading: Reading) -> _Evidence:
    inside = {word.text for word in reading.words if not (word.is_start or word.is_loud or word.text.islower())}
    return _Evidence(frozenset(inside), frozenset(reading.lower), len(reading.lower) >= TELLING_WORDS)


def _runs(words: list[Word]) -> Iterator[list[Word]]:
    run: list[Word] = []
    pending: list[Word] = []
    for word in words:
        joined = bool(run) and _joins((pending or run)[-1], word)
        if joined and _is_link(word, run, pending):
            pending.append(word)
            continue
        if joined and _belongs(word):
            run += [*pending, word]
        else:
            if run and joined and word.text.lower() in CALENDAR_WORDS and run[-1].text.lower() in HOLIDAY_WORDS:
                run = run[:-1]
            if run:
                yield run
            run = [word] if _opens_run(word) else []
        pending = []
    if run:
        yield run


def _joins(left: Word, right: Word) -> bool:
    if left.end + len(right.gap) != right.start:
        return False
    if left.text.endswith(".") and right.text.lower() in FUNCTION_WORDS:
        return False
    return right.gap in {" ", "\u00a0", " & "} or is_abbreviation(left.text, right.gap)


def _is_link(word: Word, run: list[Word], pending: list[Word]) -> bool:
    if word.text in PARTICLES:
        return len(pending) <= 1
    if word.text == "of":
        return not pending and run[-1].text.lower() in OF_HEADS
    return word.text == "the" and len(pending) == 1 and pending[0].text == "of"


def _belongs(word: Word) -> bool:
    return is_capitalised(word.text) and word.text.lower() not in CALENDAR_WORDS and not word.is_start


def _opens_run(word: Word) -> bool:
    return is_capitalised(word.text) and word.text.lower() not in CALENDAR_WORDS and word.text != "I"


def _without_ordinary(run: list[Word], evidence: _Evidence) -> list[list[Word]]:
    """Drop the words of a run that are capitalised for their place only; what is left may fall into pieces."""
    if run[0].is_loud:
        return _loud_pieces(run, evidence)
    first = 0
    while first < len(run) and run[first].text.lower() in FUNCTION_WORDS and not is_shaped(run[first].text):
        first += 1
    rest = run[first:]
    if len(rest) == 1 and rest[0].is_start and not _is_name(rest[0].text, evidence):
        return []
    return [rest] if rest else []


def _loud_pieces(run: list[Word], evidence: _Evidence) -> list[list[Word]]:
    pieces: list[list[Word]] = [[]]
    for word, following in zip(run, [*run[1:], None], strict=True):
        of_head = following is not None and following.text == "of"
        within = pieces[-1] and following is not None and (word.text.islower() or len(word.text) == 1)
        if of_head or within or _is_name_in_headline(word.text, evidence):
            pieces[-1].append(word)
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece and not piece[-1].text.islower()]


def _is_name_in_headline(word: str, evidence: _Evidence) -> bool:
    if evidence.is_telling and not is_shaped(word) and word.lower() not in ORIGINS:
        return word in evidence.inside
    return _is_name(word, evidence)


def _is_name(word: str, evidence: _Evidence) -> bool:
    folded = word.lower()
    if folded in ORIGINS or (is_shaped(word) and not word.isupper()):
        return True
    if folded in FUNCTION_WORDS or len(word) == 1:
        return False
    if word in evidence.inside or is_shaped(word):
        return True
    return not (folded in evidence.lower or _is_ordinary(folded))


def _is_ordinary(folded: str) -> bool:
    forms = (folded, folded.removesuffix("s"), folded.removesuffix("es"))
    return not ORDINARY_WORDS.isdisjoint(forms) or folded.endswith(ORDINARY_SUFFIXES)


def _names(text: str, run: list[Word]) -> Iterator[Name]:
    """Yield the names of a run of words; an adjective of origin, a body and a person are names of their own."""
    for part in _split_origins(run):
        for piece in split_offices(part):
            yield _name(text, piece)


def _split_origins(run: list[Word]) -> list[list[Word]]:
    """Cut an adjective of origin off the front of a run, unless it is part of the name ("American Airlines")."""
    size = _origin_size(run)
    rest = run[size:] if size else []
    if rest and (rest[0].text.isupper() or rest[0].text.lower() in TITLES):
        return [run[:size], rest]
    return [run]


def _origin_size(run: list[Word]) -> int:
    first = run[0].text.lower()
    if len(run) > 1 and first in ORIGIN_PREFIXES and run[1].text.lower() in ORIGINS:
        return 2
    return int(first in ORIGINS)


def _name(text: str, run: list[Word]) -> Name:
    start, end = run[0].start, name_end(text, run[-1].end)
    word = run[0].text
    if len(run) > 1:
        return Name(text[start:end], start, end, is_origin=_origin_size(run) == len(run))
    is_acronym = len(word) > 1 and word.isupper() and not any(map(str.isdigit, word))
    return Name(text[start:end], start, end, is_acronym, word.lower() in ORIGINS, run[0].is_start)
