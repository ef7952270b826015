"""Owns finding names in news text by shape, without a dictionary of names.

A name is a run of capitalised words, acronyms and mixed-case words on one line; every span indexes the text given,
spans ascend and do not overlap. A single word that opens a sentence is a name only if the text or its shape says so:
it stands capitalised inside a sentence elsewhere, or it stands lower-case nowhere, is in no list of ordinary words and
has none of their endings. In a headline set in capitals the same holds for every word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.text.name.lexicon import (
    ABBREVIATIONS,
    CALENDAR_WORDS,
    FUNCTION_WORDS,
    OF_HEADS,
    ORDINARY_SUFFIXES,
    ORDINARY_WORDS,
    ORIGIN_PREFIXES,
    ORIGINS,
    PARTICLES,
    SITES,
    TITLES,
)
from pipeline.text.quantity.exclusion import name_end

LONGEST_WORD = 60
LOWER_SHARE = 0.1
TELLING_WORDS = 40
TITLE_CASE_WORDS = 4

_WORD = re.compile(
    rf"""
    (?:[A-Z]\.){{2,6}}
  | [^\W_](?:\w|['’](?=[^\W\d_])|[-‑](?=\w)|\.(?=\d)|&(?=\w))*+(?:\.(?:{SITES.replace(" ", "|")})\b)?
    """,
    re.VERBOSE,
)
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_OPENS = re.compile(r"[.!?…:;\n“\"•|]")
_LOWER_TAIL = re.compile(r"[-‑][a-z].*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Name:
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


@dataclass(slots=True)
class _Word:
    text: str
    start: int
    end: int
    gap: str
    is_start: bool
    line: int
    is_loud: bool = False


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The words that stand capitalised inside a sentence and those in lower case; `is_telling`: enough to go by."""

    inside: frozenset[str]
    lower: frozenset[str]
    is_telling: bool


def find_names(text: str) -> tuple[Name, ...]:
    """Return the names of a text, ascending; calendar words are dates and never names."""
    words = list(_read_words(text))
    _mark_loud_lines(words)
    evidence = _evidence(words)
    found: list[Name] = []
    for run in _runs(words):
        kept = _without_ordinary(run, evidence)
        found.extend(_name(text, piece) for piece in _split_origins(kept))
    return tuple(found)


def find_origins(text: str) -> tuple[Name, ...]:
    """Return the adjectives of origin ("Chinese", "South Korean") of a text, ascending."""
    return tuple(name for name in find_names(text) if name.is_origin)


def _read_words(text: str) -> Iterator[_Word]:
    end, line, previous = 0, 0, ""
    for match in _WORD.finditer(text):
        start, stop = match.span()
        gap, word = text[end:start], match.group()
        is_plain = gap == " " and end > 0
        line += 0 if is_plain else gap.count("\n")
        if stop - start <= LONGEST_WORD:
            bare = _POSSESSIVE.sub("", word) if "'" in word or "’" in word else word
            if "-" in bare or "‑" in bare:
                bare = _LOWER_TAIL.sub("", bare) if bare[0].isupper() else bare
            opens = not is_plain and _OPENS.search(gap) is not None
            is_start = end == 0 or (opens and not _is_abbreviation(previous, gap))
            yield _Word(bare, start, start + len(bare), gap, is_start, line)
        end, previous = stop, word


def _is_abbreviation(word: str, gap: str) -> bool:
    return gap == ". " and (word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isupper() and word != "I"))


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() or (_is_shaped(word) and not word[0].isdigit())


@lru_cache(maxsize=4096)
def _is_shaped(word: str) -> bool:
    """Tell whether the shape alone makes a name: an acronym, an inner capital, a capital with digits, a site."""
    if len(word) == 1:
        return False
    capitals = sum(char.isupper() for char in word)
    if word[0].islower() and not word[:2].isalpha():
        return False
    inner = capitals - word[0].isupper()
    return inner > 0 or (capitals > 0 and any(char.isdigit() for char in word)) or "." in word


def _mark_loud_lines(words: list[_Word]) -> None:
    """Mark the words of a line that is set in title case or capitals: there a capital says nothing."""
    tally: dict[int, list[int]] = {}
    for word in words:
        if word.text[0].isalpha() and word.text.lower() not in FUNCTION_WORDS:
            counts = tally.setdefault(word.line, [0, 0])
            counts[word.text.islower()] += 1
    loud = {n for n, (up, low) in tally.items() if up >= TITLE_CASE_WORDS and low <= LOWER_SHARE * (up + low)}
    for word in words if loud else ():
        word.is_loud = word.line in loud


def _evidence(words: list[_Word]) -> _Evidence:
    inside, lower = set(), set()
    for word in words:
        if word.text.islower():
            lower.add(word.text)
        elif not word.is_start and not word.is_loud:
            inside.add(word.text)
    return _Evidence(frozenset(inside), frozenset(lower), len(lower) >= TELLING_WORDS)


def _runs(words: list[_Word]) -> Iterator[list[_Word]]:
    run: list[_Word] = []
    pending: list[_Word] = []
    for word in words:
        joined = bool(run) and _joins((pending or run)[-1], word)
        if joined and _is_link(word, run, pending):
            pending.append(word)
            continue
        if joined and _belongs(word):
            run += [*pending, word]
        else:
            if run:
                yield run
            run = [word] if _opens_run(word) else []
        pending = []
    if run:
        yield run


def _joins(left: _Word, right: _Word) -> bool:
    if left.end + len(right.gap) != right.start:
        return False
    if left.text.endswith(".") and right.text.lower() in FUNCTION_WORDS:
        return False
    return right.gap in {" ", "\u00a0", " & "} or _is_abbreviation(left.text, right.gap)


def _is_link(word: _Word, run: list[_Word], pending: list[_Word]) -> bool:
    if word.text in PARTICLES:
        return len(pending) <= 1
    if word.text == "of":
        return not pending and run[-1].text.lower() in OF_HEADS
    return word.text == "the" and len(pending) == 1 and pending[0].text == "of"


def _belongs(word: _Word) -> bool:
    return _is_capitalised(word.text) and word.text.lower() not in CALENDAR_WORDS and not word.is_start


def _opens_run(word: _Word) -> bool:
    return _is_capitalised(word.text) and word.text.lower() not in CALENDAR_WORDS and word.text != "I"


def _without_ordinary(run: list[_Word], evidence: _Evidence) -> list[list[_Word]]:
    """Drop the words of a run that are capitalised for their place only; what is left may fall into pieces."""
    if run[0].is_loud:
        return _loud_pieces(run, evidence)
    first = 0
    while first < len(run) and run[first].text.lower() in FUNCTION_WORDS and not _is_shaped(run[first].text):
        first += 1
    rest = run[first:]
    if len(rest) == 1 and rest[0].is_start and not _is_name(rest[0].text, evidence):
        return []
    return [rest] if rest else []


def _loud_pieces(run: list[_Word], evidence: _Evidence) -> list[list[_Word]]:
    pieces: list[list[_Word]] = [[]]
    for word, following in zip(run, [*run[1:], None], strict=True):
        of_head = following is not None and following.text == "of"
        within = pieces[-1] and following is not None and (word.text.islower() or len(word.text) == 1)
        if of_head or within or _is_name_in_headline(word.text, evidence):
            pieces[-1].append(word)
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece and not piece[-1].text.islower()]


def _is_name_in_headline(word: str, evidence: _Evidence) -> bool:
    if evidence.is_telling and not _is_shaped(word) and word.lower() not in ORIGINS:
        return word in evidence.inside
    return _is_name(word, evidence)


def _is_name(word: str, evidence: _Evidence) -> bool:
    folded = word.lower()
    if folded in ORIGINS or (_is_shaped(word) and not word.isupper()):
        return True
    if folded in FUNCTION_WORDS or len(word) == 1:
        return False
    if word in evidence.inside or _is_shaped(word):
        return True
    return not (folded in evidence.lower or _is_ordinary(folded))


def _is_ordinary(folded: str) -> bool:
    return folded in ORDINARY_WORDS or folded.removesuffix("s") in ORDINARY_WORDS or folded.endswith(ORDINARY_SUFFIXES)


def _split_origins(pieces: list[list[_Word]]) -> Iterator[list[_Word]]:
    """Cut an adjective of origin off the front of a run, unless it is part of the name ("American Airlines")."""
    for run in pieces:
        size = _origin_size(run)
        rest = run[size:]
        if size and rest and (rest[0].text.isupper() or rest[0].text.lower() in TITLES):
            yield run[:size]
            yield rest
        else:
            yield run


def _origin_size(run: list[_Word]) -> int:
    folded = [word.text.lower() for word in run[:2]]
    if len(folded) > 1 and folded[0] in ORIGIN_PREFIXES and folded[1] in ORIGINS:
        return 2
    return int(folded[0] in ORIGINS)


def _name(text: str, run: list[_Word]) -> Name:
    start, end = run[0].start, name_end(text, run[-1].end)
    alone = len(run) == 1
    return Name(
        text=text[start:end],
        start=start,
        end=end,
        is_acronym=alone and len(run[0].text) > 1 and run[0].text.isupper() and not any(map(str.isdigit, run[0].text)),
        is_origin=_origin_size(run) == len(run),
        is_initial=alone and run[0].is_start,
    )
