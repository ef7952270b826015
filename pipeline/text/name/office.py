"""Owns parting a body, an office and a person that stand in one run of capitals ("Acme Chief Executive Bob Ray").

An office is no part of a person's name. A title ("President") stays with the name, and the body before it is a name
of its own. What is left without a person or a body stays whole ("Chief Executive", "Coach Inc").
"""

from collections.abc import Iterator, Sequence

from pipeline.text.name.lexicon import (
    BODY_TITLES,
    CHIEFS,
    CORPORATE_WORDS,
    GENERIC_WORDS,
    OF_HEADS,
    OFFICE_RANKS,
    OFFICES,
    TITLES,
)
from pipeline.text.name.token import Word

_TELLING = OFFICES | BODY_TITLES | {"chief"}
_NO_PERSON = (GENERIC_WORDS | CORPORATE_WORDS | OF_HEADS | OFFICES) - TITLES
_TITLE_RANKS = frozenset({"vice", "deputy", "prime", "former", "acting", "lieutenant", "first"})
_OF_LETTERS = frozenset({"ceo", "cfo", "cto", "coo"})


def split_offices(run: list[Word]) -> Iterator[list[Word]]:
    """Yield the names of a run of capitalised words: the body, and the person without the office."""
    folded = [word.text.lower() for word in run] if len(run) > 1 else []
    if _TELLING.isdisjoint(folded):
        yield run
        return
    for start in range(len(run)):
        end, person = _office_end(folded, start), start
        if end > start:
            person = end
        else:
            end = _title_end(folded, start)
        if end > start and _is_person(run[end:]):
            yield from _body(run[:start])
            yield run[person:]
            return
    yield run[:-1] if folded[-1] in _OF_LETTERS else run


def _body(run: list[Word]) -> Iterator[list[Word]]:
    if run:
        yield run


def _office_end(folded: Sequence[str], start: int) -> int:
    """Return where the office that begins at `start` ends; `start` where none does."""
    at = start
    while at < len(folded) and folded[at] in OFFICE_RANKS:
        at += 1
    if at < len(folded) and folded[at] in OFFICES:
        return at + 1
    if folded[start] == "chief" and start + 1 < len(folded) and folded[start + 1] in CHIEFS:
        return start + 3 if folded[start + 2 : start + 3] == ["officer"] else start + 2
    return start


def _title_end(folded: Sequence[str], start: int) -> int:
    """Return where the title at `start` ends, its ranks included ("Vice President"); `start` where none stands."""
    at = start
    while at < len(folded) and folded[at] in _TITLE_RANKS:
        at += 1
    return at + 1 if at < len(folded) and folded[at] in BODY_TITLES else start


def _is_person(rest: Sequence[Word]) -> bool:
    """Tell whether words can be a person's name: a capitalised one that is no word of bodies comes first."""
    return bool(rest) and rest[0].text[0].isupper() and rest[0].text.lower() not in _NO_PERSON
