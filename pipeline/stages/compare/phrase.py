"""Owns the noun phrases beside a verb: what is before it as its subject, and what follows it as its object.

Invariant: nothing is guessed. Where words before a verb are not all its own auxiliaries, or a phrase does not end where
a word of the closed lists says so, there is no phrase.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.text.date.interval import MONTHS, WEEKDAYS
from pipeline.text.ordinal import ORDINALS
from pipeline.text.word import content_words

_MOST_WORDS = 5
_MOST_TAIL = 8

_PREPOSITIONS = frozenset(
    str.split(
        "of for to in on at against with from between by about over under into after before during since until as"
    )
)
_DETERMINERS = frozenset(str.split("the its his her their a an this these both all"))
_STOPS = _PREPOSITIONS | frozenset(
    str.split(
        """
    and or but who which that when where while because if than so also too again then there is are was were has have had
    will would could may might should must can not said says saying yesterday today tomorrow tonight immediately
    """
    )
)
# Who is meant by these depends on what was said before.
_VAGUE = frozenset(
    content_words(
        """
    company firm group bank club one man woman person people others thing side both some many most team party official
    member leader spokesman spokeswoman critic expert analyst resident local former latter
        """
    )
)
# Bodies that a report of one event has one of, and names without an article.
_COLLECTIVE = frozenset(
    str.split(
        "police prosecutors shareholders jurors judges parliament congress miners teachers nurses pilots lawmakers"
    )
)
# On what terms somebody is held or freed: it tells no two persons apart.
_TERMS = frozenset(content_words("bail custody"))
_TIME_STEMS = _TERMS | frozenset(
    stem
    for word in (*WEEKDAYS, *MONTHS, *str.split("morning night evening afternoon week month year day time moment"))
    for stem in content_words(word)
)
_ONE_OF_SEVERAL = (
    f"{'|'.join(ORDINALS)}|eleventh|twelfth|new|old|latest|last|next|other|another|earlier|previous|original|similar"
)
ONE_OF_SEVERAL = re.compile(rf"\b(?:{_ONE_OF_SEVERAL})\b", re.IGNORECASE)
"""What tells that something is one of several of its kind."""
_ORDERED = re.compile(
    rf"\b(?:{_ONE_OF_SEVERAL}|some|any|one|two|three|four|five|six|seven|eight|nine|ten|\d[\d,.]*(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|say|added|warned|announced|confirmed|insisted)\s(?:that\s)?|\bthat\s", re.IGNORECASE
)
_BARE = re.compile(r"[a-z][a-z-]+")
_OF_PLACE = frozenset({"in", "at", "on", "near", "across", "along", "between", "to", "from", "of"})
# Things that are not counted, and so stand without an article.
_MASS = frozenset(str.split("water power electricity gas traffic heating milk food air mail ice snow access"))
_MOST_BARE = 3
_INFINITIVE = re.compile(r"\sto\s(?!(?:the|a|an|its|his|her|their)\b)[a-z]")
# Behind these words a clause was begun, and no object named: "confirmed the player was hurt".
_FINITE = re.compile(r"\s(?:is|are|was|were|has|have|had|will|would|could|can|may|might)\b")
# "The tax on fuel", "the offer of a loan".
_BINDING_WORDS = frozenset(str.split("of for on against about to"))
_BINDING = re.compile(rf"\s(?:{'|'.join(sorted(_BINDING_WORDS))})\s", re.IGNORECASE)
_OWNER = re.compile(r"(?:['’]s|s['’])$")
# What is said of when, behind an object: "leaves the club next summer".
_TIME_BEHIND = re.compile(
    rf"\s(?:(?:next|last|this|early|late)\s(?:week|month|year|season|summer|winter|spring|autumn|weekend|night|morning|evening"
    rf"|{'|'.join(MONTHS)})\b|(?:{'|'.join(WEEKDAYS)})\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\s?(?P<word>[\w$€£%’'.&-]*[\w%])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: the stem of its head, those of the words before it, and those that a preposition hangs on it.

    `order` are its words that tell one of several; `end` is where it ends in the text that was read; `is_proper`: its
    head is a name; `is_bound`: what hangs on it tells which one it is ("the tax on fuel"), not where or how.
    """

    head: str
    beside: frozenset[str] = frozenset()
    tail: frozenset[str] = frozenset()
    order: frozenset[str] = frozenset()
    is_definite: bool = False
    end: int = 0
    is_proper: bool = False
    is_bound: bool = False

    def is_one_with(self, other: "Phrase") -> bool:
        """Tell whether two phrases can name one thing: no word of one sets it apart from the other."""
        if self.head != other.head or self.order != other.order:
            return False
        if self.beside and other.beside and not self.beside & other.beside:
            return False
        if self.tail and other.tail:
            return bool(self.tail & other.tail)
        if self.is_bound or other.is_bound:
            return False
        return not (self.tail or other.tail) or (self.is_definite and other.is_definite)


def entity(key: str) -> Phrase:
    """Return the phrase of a named body or person."""
    return Phrase(f"={key}", is_definite=True)


def object_of(text: str, start: int) -> Phrase | None:
    """Return the noun phrase that begins at `start` of a text; None where none does."""
    words, end = _words(text, start)
    if len(words) > _MOST_WORDS or _FINITE.match(text, end):
        return None
    found = _phrase(words, tail_of(text, end), end)
    is_bound = found is not None and bool(found.tail) and _BINDING.match(text, end) is not None
    return replace(found, is_bound=is_bound) if found else None


def subject_of(text: str) -> Phrase | None:
    """Return the noun phrase with which a text ends: its last one that hangs on no preposition."""
    words = text.split()
    begin = next(
        (
            at
            for at in range(len(words) - 1, -1, -1)
            if words[at].lower() in _DETERMINERS and (at == 0 or words[at - 1].lower() not in _PREPOSITIONS)
        ),
        None,
    )
    if begin is None:
        is_body = len(words) == 1 and words[0].lower() in _COLLECTIVE
        return Phrase(next(iter(content_words(words[0]))), is_definite=True) if is_body else None
    own = words[begin:]
    cut = next((at for at, word in enumerate(own) if word.lower() in _PREPOSITIONS), len(own))
    if (
        cut > _MOST_WORDS
        or any(word.lower() in _STOPS for word in own[:cut])
        or re.search(r"[,;:.!?]\s", " ".join(own))
    ):
        return None
    found = _phrase(own[:cut], _stems(own[cut:]), len(text))
    if found is None or found.head in _VAGUE:
        return None
    return replace(found, is_bound=bool(found.tail) and own[cut].lower() in _BINDING_WORDS)


def bare_of(text: str) -> Phrase | None:
    """Return the noun phrase without an article that begins a text or what is said in it, if a place hangs on it.

    "Schools in Corran", "tap water in the main building": a plural, or one of the things that have none.
    """
    words = _SAID.split(text)[-1].split()
    cut = next((at for at, word in enumerate(words) if word in _OF_PLACE), 0)
    own, hanging = words[:cut], words[cut:]
    if not 0 < cut <= _MOST_BARE or not all(
        _BARE.fullmatch(word) for word in (own[0][:1].lower() + own[0][1:], *own[1:])
    ):
        return None
    if any(word.lower() in _STOPS | _DETERMINERS for word in own) or re.search(r"[,;:.!?]\s", " ".join(hanging)):
        return None
    head = own[-1].lower()
    is_plural = head.endswith("s") and not head.endswith("ss")
    return _phrase(own, _stems(hanging), len(text)) if is_plural or head in _MASS else None


def plural_of(text: str) -> Phrase | None:
    """Return a bare plural that is all of a text ("Lorries"), as what is said of all of a kind."""
    word = text.strip()
    is_plural = word.isalpha() and word.endswith("s") and (word.islower() or word[1:].islower())
    stems = content_words(word) if is_plural else []
    return Phrase(stems[0]) if stems else None


def _words(text: str, start: int) -> tuple[list[str], int]:
    """Return the words from `start` to the first that ends a phrase, and where the last of them ends."""
    words: list[str] = []
    end = start
    while len(words) <= _MOST_WORDS:
        match = _WORD.match(text, end)
        if match is None:
            break
        word = match["word"].lower()
        if _TIME_BEHIND.match(text, end):
            break
        is_inner_determiner = bool(words) and word in _DETERMINERS
        if (
            (word in _STOPS and not (not words and _INFINITIVE.match(text, end)))
            or is_inner_determiner
            or word.endswith("ly")
        ):
            break
        if word != "to":
            words.append(match["word"])
        end = match.end()
        if text[end : end + 1] in {",", ".", ";", ":", "", "(", "–", "—"}:
            break
    return words, end


def tail_of(text: str, start: int) -> frozenset[str]:
    """Return the stems of what a preposition hangs on a phrase that ends at `start`."""
    words: list[str] = []
    for word in re.split(r"[,;:.!?–—]", text[start:])[0].split()[:_MOST_TAIL]:
        if not words and word.lower() not in _PREPOSITIONS:
            break
        if word.lower() in {"as", "after", "before", "until", "since"} or (word.lower() in _STOPS - _PREPOSITIONS):
            break
        words.append(word)
    return _stems(words)


def _phrase(words: Sequence[str], tail: frozenset[str], end: int) -> Phrase | None:
    kept = [(stem, word) for word in words for stem in content_words(word) if stem not in _TIME_STEMS]
    # Whose something of time is ("the report's timing") is not the thing itself.
    if not kept or _OWNER.search(kept[-1][1]):
        return None
    stems = [stem for stem, _ in kept]
    order = frozenset(match.group().lower() for match in _ORDERED.finditer(" ".join(words)))
    is_definite = words[0].lower() in {"the", "its", "his", "her", "their", "this", "these"} or words[0].endswith(
        ("'s", "’s")
    )
    return Phrase(
        stems[-1],
        frozenset(stems[:-1]),
        tail,
        order,
        is_definite or words[-1][0].isupper(),
        end,
        words[-1][0].isupper(),
    )


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(content_words(" ".join(words))) - _TIME_STEMS
