"""Rules on single words: opposites, offices and kin that exclude each other, and negations, in the same place."""

import re
from collections.abc import Iterable, Iterator

from pipeline.stages.compare.restated.line import Line, Word
from pipeline.stages.compare.restated.pair import NOWHERE, Difference, Pair, Place
from pipeline.stages.compare.restated.scope import is_of_two_times
from pipeline.text.opposite import are_opposite
from pipeline.text.word import content_words
from schemas.finding import FindingKind

LEAST_SHARE = 0.5
LEAST_SHARE_OF_DENIED = 0.7

# Offices and parts of which a named person holds one in a given sentence; a text that gives another names another.
_ROLES = frozenset(
    str.split(
        """
    founder co-founder cofounder ceo cfo chairman chairwoman president director mayor governor senator minister
    ambassador judge prosecutor attorney lawyer detective victim suspect witness defendant plaintiff employee
    owner tenant landlord captain coach goalkeeper striker referee teacher student pupil doctor nurse patient surgeon
    pilot passenger driver cyclist pedestrian soldier civilian firefighter wife husband daughter son
    brother sister mother father uncle aunt nephew niece grandmother grandfather
    """
    )
)
# Verbs that deny what follows them without a word of negation.
_PREVENTED = re.compile(
    r"\b(?:bann?(?:s|ed|ing)?|bar(?:s|red)|prevent\w*|prohibit\w*|forb[ia]d\w*|stop(?:s|ped)?|block(?:s|ed)?|avoid\w*"
    r"|lack(?:s|ed|ing)?|miss(?:es|ed|ing)?|fail(?:s|ed|ure)?|halt(?:s|ed)?|cancel\w*|scrap(?:s|ped)?|unable|without)\b",
    re.IGNORECASE,
)
_ACT = re.compile(r"den[iy]|reject|refus|refut", re.IGNORECASE)
_DEFEAT, _BEAT = (content_words(word)[0] for word in ("defeat", "beat"))
_LOST = re.compile(
    r"(?:\b(?:an?|the|his|her|its|their|our|this|that|was|were|been|being|is|are|be|got|get|in|to|of|after|with|from)\s|['’]s\s)"
    r"(?:[a-z]+\s)?$",
    re.IGNORECASE,
)
_BY = re.compile(r"\s(?:by|at\sthe\shands)\b", re.IGNORECASE)
# What is beaten, behind a form that may be a noun: "defeat Halden", "defeat the champions".
_OBJECT = re.compile(r"\s(?:[A-Z]|(?:the|their|his|her|its)\s)")
_MERGED = (
    frozenset({"cofounder", "co-founder"}),
    frozenset({"attorney", "lawyer"}),
    frozenset({"student", "pupil"}),
    frozenset({"doctor", "surgeon"}),
)


def find_opposites(pair: Pair) -> Iterator[Difference]:
    """Yield words that exclude each other and stand in the same place of both sentences."""
    lefts, rights = pair.own
    for word in lefts:
        for other in rights:
            if not are_opposite(_sense(pair.left, word), _sense(pair.right, other)):
                continue
            left, right = _at(word), _at(other)
            if pair.is_same_place(left, right) and not is_of_two_times(pair, left, right):
                yield from _difference(pair, word, other, "opposite", FindingKind.TEXT_CONFLICT)


def _sense(line: Line, word: Word) -> str:
    """Return the stem of a word; for "defeat" where its subject wins, so no noun and no passive, that of "beat"."""
    if word.stem != _DEFEAT:
        return word.stem
    text = line.article.text
    is_noun_or_passive = _LOST.search(text, line.start, word.start) or _BY.match(text, word.end)
    is_verb = text[word.start : word.end].endswith(("s", "ed", "ing")) or _OBJECT.match(text, word.end)
    return _BEAT if is_verb and not is_noun_or_passive else word.stem


def find_roles(pair: Pair) -> Iterator[Difference]:
    """Yield offices that differ in the same place of both sentences."""
    lefts, rights = pair.own
    for word in _roles(pair.left, lefts):
        for other in _roles(pair.right, rights):
            if _exclude(_text(pair.left, word), _text(pair.right, other)) and pair.is_same_place(_at(word), _at(other)):
                yield from _difference(pair, word, other, "role", FindingKind.TEXT_CONFLICT)


def _difference(pair: Pair, word: Word, other: Word, rule: str, kind: FindingKind) -> Iterator[Difference]:
    share = pair.share_without(_at(word), _at(other))
    if share >= LEAST_SHARE:
        yield Difference(kind, rule, _at(word), _at(other), share)


def _roles(line: Line, words: Iterable[Word]) -> list[Word]:
    """Return those of some words of a sentence that name an office."""
    return [word for word in words if _text(line, word) in _ROLES]


def _at(word: Word) -> Place:
    return word.start, word.end


def _text(line: Line, word: Word) -> str:
    return line.article.text[word.start : word.end].lower()


def _exclude(left: str, right: str) -> bool:
    return left != right and {left, right} <= _ROLES and not any({left, right} <= group for group in _MERGED)


def find_negations(pair: Pair) -> Iterator[Difference]:
    """Yield what one sentence denies and the other tells, where nearly all else is the same."""
    if bool(pair.left.negations) == bool(pair.right.negations):
        return
    turned = bool(pair.right.negations)
    told = pair.turned if turned else pair
    for place in _denied(told.left):
        stem = "".join(told.left.stems_within(*place))
        against = next((_at(word) for word in told.right.words if word.stem == stem), None)
        if against is None or _PREVENTED.search(told.right.text):
            continue
        share = told.share_without(NOWHERE, NOWHERE)
        if share >= LEAST_SHARE_OF_DENIED:
            left, right = (against, place) if turned else (place, against)
            yield Difference(FindingKind.STATUS_CONFLICT, "negation", left, right, share)


def _denied(line: Line) -> Iterator[Place]:
    """Yield the words that the negations of a sentence deny: the first word of meaning after each.

    A verb of denial ("rejected") states an act of its own, and has its opposites.
    """
    for negation in line.negations:
        if _ACT.match(negation.text):
            continue
        after = [word for word in line.words if word.start >= line.start + negation.end and not word.is_light]
        if after:
            yield _at(after[0])
