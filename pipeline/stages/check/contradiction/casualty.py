"""Rule: nobody was hurt, or killed, and somebody was ("no deaths"; "One of the injured has died in hospital").

One of the two statements belongs to the summary, so that both tell of the event of the article. Invariant: a denial of
a part ("no one else", "nobody on the ground", "no serious injuries") or of a time ("so far") denies nothing here, and
who died at another time, or is no human being, is none of them.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.place import names_another_place
from pipeline.stages.check.contradiction.scope import statements_apart
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.text.negation import is_negated
from schemas.claim import ClaimStatus
from schemas.conflict import Relation
from schemas.finding import FindingKind

_STEMS = frozenset({"kill", "injur", "harm", "casualti"})
_NONE = re.compile(
    r"(?:\b(?:no|without)\s(?:(?P<deaths>deaths?|fatalit(?:y|ies))|(?P<injuries>injur(?:y|ies))|casualt(?:y|ies))"
    r"|\b(?:nobody|no[\s-]one|no\s(?:people|person|passengers?|workers?|residents?))\s(?:was|were|is|are|has\sbeen|have\sbeen)\s"
    r"(?:(?P<killed>killed)|(?P<hurt>hurt|injured|wounded|harmed)))"
    r"(?:\s(?:were\s|have\sbeen\s)?reported)?(?=\s?(?:[.,;:–—-]|and\b|but\b|$))",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\b(?:so\sfar|as\syet|yet|initial(?:ly)?|at\sfirst|if|hopes?|miracul\w+|fear\w*|thought|believed)\b", re.IGNORECASE
)
# An event of another time, which the one at hand is measured by.
_OTHER_TIME = re.compile(
    r"\b(?:(?:1[89]|20)\d\d|since|last\s(?:year|month|week)|years?\s(?:ago|earlier)|previous|earlier|worst|deadliest|strongest|ever)\b",
    re.IGNORECASE,
)
_BEASTS = re.compile(
    r"\b(?:dogs?|cats?|cattle|cows?|calves|sheep|goats?|pigs?|horses?|ponies|animals?|birds?|chickens?|hens|poultry|fish|whales?"
    r"|dolphins?|deer|elephants?|bees|pets?|livestock|trees?)\b",
    re.IGNORECASE,
)
_NUMBER = r"(?:\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|several)"
_SOME = (
    rf"\b{_NUMBER}(?:\s(?!of\b|\d)[\w-]+){{0,4}}?(?:\sof\sthe(?:\s[\w-]+){{1,3}})?"
    r"\s(?:(?:was|were|been|have|has|had)\s){0,2}(?:\w+ly\s)?"
)
_KILLED = re.compile(
    rf"{_SOME}(?:killed|died|dead|dies)\b|\bkill(?:s|ed|ing)\s(?:at\sleast\s)?{_NUMBER}\b", re.IGNORECASE
)
_HURT = re.compile(
    rf"{_SOME}(?:hurt|injured|wounded)\b|\b(?:injur|wound)(?:es|s|ed|ing)\s(?:at\sleast\s)?{_NUMBER}\b", re.IGNORECASE
)


def find_casualties(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """Yield the first statement that counts who was killed or hurt against each that says nobody was."""
    telling = [statement for statement in statements if not _STEMS.isdisjoint(statement.stems)]
    for denial in telling:
        none = _NONE.search(denial.text)
        if none is None or _SOFT.search(denial.text):
            continue
        for other in telling:
            some = _counted(none, other) if denial.is_summary or other.is_summary else None
            if some and other is not denial and not names_another_place(other, denial):
                yield _contradiction((denial, none), (other, some))
                break


def _counted(none: re.Match[str], other: Statement) -> re.Match[str] | None:
    """Return where a statement counts some of those of whom another says that there are none."""
    is_open = other.status in {ClaimStatus.UNCERTAIN, ClaimStatus.PLANNED}
    if is_open or is_negated(other.text) or _OTHER_TIME.search(other.text):
        return None
    is_deaths, is_injuries = (none["deaths"] or none["killed"]), (none["injuries"] or none["hurt"])
    killed = None if is_injuries and not none["hurt"] else _KILLED.search(other.text)
    found = killed or (None if is_deaths else _HURT.search(other.text))
    return None if found is None or _BEASTS.search(other.text, found.start()) else found


def _contradiction(none: tuple[Statement, re.Match[str]], some: tuple[Statement, re.Match[str]]) -> Contradiction:
    reason = statements_apart(none[0], some[0])
    told = f"Sentence {none[0].n} says {none[1][0]!r}, sentence {some[0].n} says {some[1][0]!r}"
    return Contradiction(
        rule="none_and_some",
        kind=FindingKind.VALUE_CONFLICT,
        relation=reason.relation if reason else Relation.CONTRADICTION,
        topic="Was anybody killed or hurt?",
        sides=tuple(
            statement.passage(statement.start + found.start(), statement.start + found.end())
            for statement, found in (none, some)
        ),
        explanation=f"{told}; {reason.words}." if reason else f"{told}, and both cannot be right.",
    )
