"""Rule: how often something has come about is told in two ways ("won it for the first time"; "the second time that").

Both statements name the same, and share what it is that came about; a count that begins somewhere ("this season", "in a
row", "since 2019") counts otherwise.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.scope import statements_apart
from pipeline.stages.check.contradiction.statement import Statement, one_stem
from pipeline.text.name import same_name
from pipeline.text.ordinal import ORDINALS
from pipeline.text.word import content_words
from schemas.conflict import Relation
from schemas.finding import FindingKind

_TIME = re.compile(rf"\b(?:the|a|its|their|his|her)\s(?P<nth>{'|'.join(ORDINALS)})\stime\b(?!\w)", re.IGNORECASE)
_STEM = one_stem(next(iter(content_words("time")), ""))
_FROM = re.compile(
    r"\b(?:(?:19|20)\d\d|since|season|row|running|straight|consecutive|this\s(?:year|week|month|summer|winter|spring|autumn)"
    r"|in\s(?:\w+\s){1,3}(?:years?|months?|weeks?|days?)|under|away|home|abroad|not|never|if|would|could|almost|nearly"
    r"|last|ago|then|at\sthe\stime|had|when)\b",
    re.IGNORECASE,
)
_TEAMS = re.compile(r"\b(?:women|men|girls|boys|juniors?|youth|reserves?|under-\d\d|second\steam)\b", re.IGNORECASE)
_EMPTY = frozenset(content_words(" ".join((*ORDINALS, "time ever history"))))
FEWEST_SHARED = 2
# So many statements are held against one another: the pairs of a long article are bounded.
MOST_TOLD = 50


def find_occasions(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """Yield the first two statements that count one occurrence differently."""
    counting = (
        (statement, found)
        for statement in statements
        if _STEM in statement.stems and (found := _TIME.search(statement.text)) and not _FROM.search(statement.text)
    )
    told = list(islice(counting, MOST_TOLD))
    for index, (left, first) in enumerate(told):
        for right, second in told[index + 1 :]:
            if first["nth"].lower() != second["nth"].lower() and _is_one(left, right):
                yield _contradiction((left, first), (right, second))
                return


def _is_one(left: Statement, right: Statement) -> bool:
    """Tell whether two statements tell of one thing that came about to one who is named in both."""
    named = [[name for name in side.told[1] if not name.is_origin] for side in (left, right)]
    if not any(same_name(one.text, other.text) for one in named[0] for other in named[1]):
        return False
    if {found.lower() for found in _TEAMS.findall(left.text)} != {
        found.lower() for found in _TEAMS.findall(right.text)
    }:
        return False
    first, second = (_deed(side) for side in (left, right))
    return len(first & second) >= FEWEST_SHARED


def _deed(statement: Statement) -> frozenset[str]:
    """Return the stems of a statement without those of names and of the count."""
    spans = [(name.start, name.end) for name in statement.names]
    inside = {word.stem for word in statement.words if any(a <= word.start < b for a, b in spans)}
    return statement.stems - inside - _EMPTY


def _contradiction(left: tuple[Statement, re.Match[str]], right: tuple[Statement, re.Match[str]]) -> Contradiction:
    reason = statements_apart(left[0], right[0])
    told = f"Sentence {left[0].n} says {left[1][0]!r}, sentence {right[0].n} says {right[1][0]!r}"
    return Contradiction(
        rule="two_occasions",
        kind=FindingKind.VALUE_CONFLICT,
        relation=reason.relation if reason else Relation.CONTRADICTION,
        topic="How often has it come about?",
        sides=tuple(
            side.passage(side.start + found.start(), side.start + found.end()) for side, found in (left, right)
        ),
        explanation=f"{told}; {reason.words}." if reason else f"{told}, and both cannot be right.",
    )
