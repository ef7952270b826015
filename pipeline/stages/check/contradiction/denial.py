"""Owns what a statement denies: the clause around a negation, who it speaks of, and whether another statement tells it.

Invariant: nothing is told of a denial on a condition, nor of one whose subject a pronoun leaves open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.stages.check.contradiction.subject import Subjects
from pipeline.text.name import same_name
from pipeline.text.negation import find_negations
from schemas.claim import ClaimStatus

LEAST_SHARE = 0.9
# With its subject a denial says three things at least: who, what it is that was not done, and to what.
FEWEST_WORDS = 3

_BREAK = re.compile(
    r"[,;:“”\"()–—]\s?|\s(?:and|but|while|because|when|after|before|as|although|though|that|so|than|until)\s",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?:who|which)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:if|unless|whether|or|i|we|you|he|she|it|they|there|this|these|those|nobody|none|no|neither|nor|without)\b",
    re.IGNORECASE,
)
# A "not" that denies what a verb says, and no other part of a sentence ("but not in the middle").
_OF_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|will|would|shall|plead(?:s|ed|ing)?|pled|found)\s(?:\w+ly\s)?$",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"\w+n['’]t|never", re.IGNORECASE)
_TO_COME = re.compile(r"\b(?:will|would|won['’]t|wouldn['’]t|shall|going\sto)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:(?:but|and)\s)?(?:he|she)\b", re.IGNORECASE)
_EMPTY = frozenset({"all", "any", "ani", "ever", "yet", "still", "also"})
_OPEN_STATES = frozenset({ClaimStatus.UNCERTAIN, ClaimStatus.DENIED})


@dataclass(frozen=True, slots=True)
class Denial:
    """One denied clause: the stems of what it denies, and the name that it speaks of, empty where it names nobody."""

    core: frozenset[str]
    who: str
    is_to_come: bool


def read_denials(statement: Statement, subjects: Subjects) -> Iterator[Denial]:
    """Yield the denied clauses of a statement that say enough to be held against another one."""
    text = statement.text
    for negation in find_negations(text):
        if not (_CONTRACTED.fullmatch(negation.text) or _OF_VERB.search(text, 0, negation.start)):
            continue
        start = max((m.end() for m in _BREAK.finditer(text, 0, negation.start)), default=0)
        end = next((m.start() for m in _BREAK.finditer(text, negation.end)), len(text))
        found = _denial(statement, subjects, (start, negation.start, end))
        if found and len(found.core) + bool(found.who) >= FEWEST_WORDS:
            yield found


def _denial(statement: Statement, subjects: Subjects, places: tuple[int, int, int]) -> Denial | None:
    """Read the clause at `[start, end)` of a statement whose negation begins at `at`."""
    start, at, end = places
    text = statement.text
    who = _subject(statement, subjects, start, at)
    rest = text[start:at] if not _PRONOUN.match(text, start) else ""
    if who is None or _OPEN.search(rest) or _OPEN.search(text[at:end].partition(" ")[2]):
        return None
    named = {name.start for name in statement.names if name.text == who}
    first, last = statement.start + start, statement.start + end
    inside = [word for word in statement.words if first <= word.start < last]
    core = {word.stem for word in inside if not any(at <= word.start < at + len(who) for at in named)}
    return Denial(frozenset(core - _EMPTY), who, _TO_COME.search(text, start, end) is not None)


def _subject(statement: Statement, subjects: Subjects, start: int, at: int) -> str | None:
    """Return the name before a negation in its clause, or who a pronoun stands for; None where that is open."""
    names = [name for name in statement.names if not name.is_origin]
    first = statement.start + start
    inside = [name.text for name in names if first <= name.start < statement.start + at]
    if inside:
        return inside[0]
    if _RELATIVE.match(statement.text, start):
        before = [name.text for name in names if 0 <= first - name.end <= len(", ")]
        return before[-1] if before else None
    if _PRONOUN.match(statement.text, start):
        return subjects.of(statement) or None
    return ""


def tells(denial: Denial, other: Statement, subjects: Subjects, weights: Weights) -> bool:
    """Tell whether a statement asserts what a denial denies, of the same subject and of the same time."""
    if weights.share(denial.core, other.stems) < LEAST_SHARE:
        return False
    if denial.who and not same_name(denial.who, subjects.of(other)):
        return False
    if other.status in _OPEN_STATES or find_negations(other.text):
        return False
    return denial.is_to_come == (other.status is ClaimStatus.PLANNED)
