"""Rule: one event cannot be done and still planned, nor told and denied, in one voice and at one time."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.scope import Reason, statements_apart
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.text.name import same_name
from pipeline.text.negation import find_negations
from schemas.claim import ClaimStatus
from schemas.conflict import Relation
from schemas.finding import FindingKind

LEAST_SHARE = 0.7
FEWEST_WORDS = 2
LATEST_KEPT = 6

# Words that say how far an event has come, and so are no part of what it is.
_PHASE = frozenset(
    str.split(
        """
    plan close complet finish conclud set expect schedul seek aim intend hope prepar consid propos near wrap secur land
    begin start begun ongo talk due announc confirm report
        """
    )
)


def find_states(statements: Sequence[Statement], weights: Weights) -> Iterator[Contradiction]:
    """Yield pairs of statements that tell one event as done and as planned, or tell and deny it."""
    for left, right in _candidates(statements):
        contradiction = _compare(left, right, weights)
        if contradiction:
            yield contradiction


def _candidates(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield pairs of statements that share two words next to each other in the order of their stems, each pair once."""
    index: dict[tuple[str, str], deque[Statement]] = defaultdict(lambda: deque(maxlen=LATEST_KEPT))
    for statement in statements:
        met: set[int] = set()
        event = [word.stem for word in statement.words if word.stem not in _PHASE]
        for key in pairwise(event):
            for other in index[key]:
                if other.n not in met and other.n != statement.n:
                    met.add(other.n)
                    yield other, statement
            index[key].append(statement)


def _compare(left: Statement, right: Statement, weights: Weights) -> Contradiction | None:
    first, second = left.stems - _PHASE, right.stems - _PHASE
    shares = weights.share(first, second), weights.share(second, first)
    if min(shares) < LEAST_SHARE or len(first & second) < FEWEST_WORDS or not _same_names(left, right):
        return None
    denied, other = _denied(left), _denied(right)
    if denied != other:
        return _contradiction(left, right, "denied_and_told")
    if {left.status, right.status} == {ClaimStatus.DONE, ClaimStatus.PLANNED}:
        return _contradiction(left, right, "done_and_planned")
    return None


def _same_names(left: Statement, right: Statement) -> bool:
    return all(any(same_name(n.text, m.text) for m in right.names) for n in left.names) and all(
        any(same_name(n.text, m.text) for m in left.names) for n in right.names
    )


def _denied(statement: Statement) -> frozenset[str]:
    """Return the stems of the words that its negations deny: the first word of meaning after each."""
    found = set()
    for negation in find_negations(statement.text):
        after = [word.stem for word in statement.words if word.start >= statement.start + negation.end]
        found.update(after[:1])
    return frozenset(found)


def _contradiction(left: Statement, right: Statement, rule: str) -> Contradiction:
    reason: Reason | None = statements_apart(left, right)
    told = f"Sentence {left.n} and sentence {right.n} tell one event"
    how = "as done and as still to come" if rule == "done_and_planned" else "and deny it"
    return Contradiction(
        rule=rule,
        kind=FindingKind.STATUS_CONFLICT,
        relation=reason.relation if reason else Relation.CONTRADICTION,
        topic="Has it happened?" if rule == "done_and_planned" else "Is it so?",
        sides=tuple(side.passage(side.start, side.sentence.end) for side in (left, right)),
        explanation=f"{told} {how}; {reason.words}." if reason else f"{told} {how}.",
    )
