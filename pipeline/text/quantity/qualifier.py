"""Owns the words that widen or bound a value, and which side they leave open."""

import re
from enum import StrEnum
from typing import NamedTuple


class Bound(StrEnum):
    """What a qualifier does to a value."""

    ABOUT = "about"
    JUST_UNDER = "just_under"
    JUST_OVER = "just_over"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    PLAIN = "plain"


_PHRASES: dict[Bound, str] = {
    Bound.ABOUT: "about, around, roughly, approximately, approx, circa, some, estimated, an estimated, "
    "in the region of, in the order of, on the order of, or so, odd, -odd, ~, close to",
    Bound.JUST_UNDER: "nearly, almost, just under, a little under, slightly under, slightly less than, just below",
    Bound.JUST_OVER: "just over, a little over, slightly over, slightly more than, just above, a little more than",
    Bound.AT_LEAST: "at least, more than, over, above, exceeding, in excess of, greater than, upwards of, upward of, "
    "north of, well over, no fewer than, no less than, not less than, not fewer than, a minimum of, much more than, "
    "far more than, well above, +, plus, -plus, or more, and more, or above, and above, or over, and over, or higher, "
    "or greater, >, ≥",
    Bound.AT_MOST: "up to, as many as, as much as, at most, no more than, not more than, a maximum of, less than, "
    "fewer than, under, below, south of, well under, well below, far less than, or less, or fewer, or under, or below, "
    "and under, and below, <, ≤",
    Bound.PLAIN: "record, a record, exactly, precisely, loss, losses, deficit",
}
BOUNDS: dict[str, Bound] = {
    phrase: bound for bound, phrases in _PHRASES.items() for phrase in phrases.replace("\n", " ").split(", ")
}
LOSSES = frozenset({"loss", "losses", "deficit"})

_MOST_WORDS = 4
_REACH = 40
_LAST_WORDS = frozenset(phrase.rpartition(" ")[2] for phrase in BOUNDS)
_TAIL_WORDS = re.compile(r"[A-Za-z]+|[~<>≥≤]")
_LOSS = re.compile(
    r"\b(loss|losses|deficit)\sof\s(?:(?:about|around|nearly|some|almost|over|up\sto|more\sthan)\s)?$", re.IGNORECASE
)
_AFTER_MARKS = frozenset("+- \n\t")
_AFTER = re.compile(
    r"\+(?!\d)|-((?a:plus))\b|\s((?a:or|and)\s(?a:more|above|over|higher|greater|less|fewer|under|below)|or\s(?a:so))\b"
    r"|-(odd)\b|\s(at\s(?a:least|most))\b",
    re.IGNORECASE,
)


class Qualifier(NamedTuple):
    """A qualifier, folded to lower case, that covers `[start, end)`."""

    word: str
    start: int
    end: int
    bound: Bound


def read_before(text: str, end: int) -> Qualifier | None:
    """Read the longest qualifier that ends directly before `end`."""
    begin = max(0, end - _REACH)
    window = text[begin:end]
    if not window or (window[-1] not in " \u00a0\n(~<>≥≤") or not _may_end(window.rstrip()):
        return None
    line = window.rfind("\n") + 1
    words = list(_TAIL_WORDS.finditer(window, line))[-_MOST_WORDS:]
    for count in range(len(words), 0, -1):
        first = words[-count]
        phrase = " ".join(window[first.start() :].lower().split())
        bound = BOUNDS.get(phrase)
        if phrase == "a record":
            phrase = "record"
        if bound is not None and phrase not in LOSSES:
            return Qualifier(phrase, begin + first.start(), end, bound)
    return None


def _may_end(window: str) -> bool:
    """Tell whether the last word may end a qualifier: cheap, and most words before a number cannot."""
    word = window.rpartition(" ")[2].lower()
    return word in _LAST_WORDS if word.isalpha() else not window[-1:].isdigit()


def read_loss(text: str, end: int) -> str | None:
    """Return "loss" where the amount that begins at `end` is called a loss or a deficit."""
    begin = max(0, end - _REACH)
    return "loss" if text.find(" of ", begin, end) >= 0 and _LOSS.search(text, begin, end) else None


def read_after(text: str, start: int) -> Qualifier | None:
    """Read the qualifier that follows directly at `start` ("+", "or more")."""
    match = _AFTER.match(text, start) if text[start : start + 1] in _AFTER_MARKS else None
    if match is None:
        return None
    word = " ".join(match.group().lower().split()).lstrip("-") if match.lastindex else "+"
    return Qualifier(word, start, match.end(), BOUNDS[word])
