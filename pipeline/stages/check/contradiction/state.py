"""Rule: one event cannot be done and still planned, nor told and denied, in one voice and at one time."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.denial import read_denials, tells
from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.scope import Reason, statements_apart
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.stages.check.contradiction.subject import Subjects
from pipeline.text.name import same_name
from pipeline.text.negation import find_negations
from pipeline.text.once import Once
from schemas.claim import ClaimStatus
from schemas.conflict import Relation
from schemas.finding import FindingKind

LEAST_SHARE = 0.7
# Two who tell one event are no part of it; with their names in, less of two statements agrees.
LEAST_WITH_VOICES = 0.15
FEWEST_WORDS = 2
LATEST_KEPT = 4

_INSTEAD = re.compile(r"\b(?:rather\sthan|instead\sof)\s", re.IGNORECASE)
# A denial is short: what it denies must stand in the other whole, its verb included, and be no small part of it.
LEAST_OF_DENIED = 0.9
LEAST_OF_OTHER = 0.15
FEWEST_OF_DENIED = 3

# Words that say how far an event has come, or that somebody tells it, and so are no part of what it is.
_PHASE = frozenset(
    str.split(
        """
    plan close complet finish conclud set expect schedul seek aim intend hope prepar consid propos near wrap secur land
    begin start begun ongo talk due announc confirm report told tell deni insist ad acknowledg
        """
    )
)


@dataclass(frozen=True)
class _Event:
    """What a statement tells, without the words that say how far it has come; `place` counts the statements."""

    place: int
    statement: Statement
    weights: Weights

    @Once
    def weight(self) -> float:
        return self.weights.of(self.stems)

    @Once
    def words(self) -> tuple[str, ...]:
        return tuple([stem for stem in self.statement.places[0] if stem not in _PHASE])

    @Once
    def stems(self) -> frozenset[str]:
        return frozenset(self.words)

    @Once
    def told(self) -> frozenset[str]:
        """Return its stems without those of the one who tells it, and of when and how much it is."""
        said = self.statement
        apart = [(q.start, q.end) for q in said.quantities]
        apart += [(said.start + date.start, said.start + date.end) for date in said.dates]
        inside = {word for word in said.told[0] for start, end in apart if start <= word.start < end}
        return frozenset([word.stem for word in said.told[0] if word not in inside]) - _PHASE

    @Once
    def denied(self) -> frozenset[str]:
        return _denied(self.statement)


def find_states(statements: Sequence[Statement], weights: Weights) -> Iterator[Contradiction]:
    """Yield pairs of statements that tell one event as done and as planned, or tell and deny it."""
    subjects = Subjects(statements)
    for left, right in _candidates(statements, weights):
        share = _share(left, right)
        if share < LEAST_WITH_VOICES:
            continue
        rule = _rule(left, right, is_one=share >= LEAST_SHARE)
        if rule and _same_names(left.statement, right.statement):
            yield _contradiction(left.statement, right.statement, rule)
        elif bool(left.denied) != bool(right.denied) and _is_denied(left, right, subjects):
            yield _contradiction(left.statement, right.statement, "denied_and_told")


def _is_denied(left: _Event, right: _Event, subjects: Subjects) -> bool:
    """Tell whether a clause of the one statement with a denial denies what the other tells."""
    denial, other = (left, right) if left.denied else (right, left)
    if denial.denied.isdisjoint(other.statement.stems):
        return False
    denials = read_denials(denial.statement, subjects)
    return any(tells(each, other.statement, subjects, other.weights) for each in denials)


def _candidates(statements: Sequence[Statement], weights: Weights) -> Iterator[tuple[_Event, _Event]]:
    """Yield pairs of events that share two words next to each other in the order of their stems, each pair once."""
    index: dict[tuple[str, str], tuple[_Event, ...]] = {}
    for n, statement in enumerate(statements):
        event = _Event(n, statement, weights)
        met: dict[int, _Event] = {}
        for key in set(pairwise(event.words)):
            earlier = index.get(key, ())
            for other in earlier:
                met[other.place] = other
            index[key] = (*earlier[1 - LATEST_KEPT :], event)
        for place in sorted(met):
            yield met[place], event


def _share(left: _Event, right: _Event) -> float:
    """Return how much of the longer of two events stands in the other; 0 where they share hardly a word."""
    both = left.stems & right.stems
    return left.weights.of(both) / max(left.weight, right.weight) if len(both) >= FEWEST_WORDS else 0.0


def _rule(left: _Event, right: _Event, *, is_one: bool) -> str | None:
    """Return the rule that two events break, if they are one and do; `is_one`: nearly all of both agrees."""
    if left.denied != right.denied and (is_one or _is_one_event(left, right)):
        return "denied_and_told"
    states = {left.statement.status, right.statement.status} if is_one else set()
    return "done_and_planned" if states == {ClaimStatus.DONE, ClaimStatus.PLANNED} else None


def _is_one_event(left: _Event, right: _Event) -> bool:
    """Tell whether two events are one without their voices: most of both agrees, or all that a denial denies."""
    shares = left.weights.shares(left.told, right.told)
    if min(shares) >= LEAST_SHARE:
        return True
    pairs = (left, right, shares[0]), (right, left, shares[1])
    return min(shares) >= LEAST_OF_OTHER and any(
        share >= LEAST_OF_DENIED
        and bool(denial.denied)
        and denial.denied <= other.statement.stems
        and len(denial.told | denial.denied) >= FEWEST_OF_DENIED
        for denial, other, share in pairs
    )


def _same_names(left: Statement, right: Statement) -> bool:
    first, second = ([name.text for name in side.told[1]] for side in (left, right))
    one, other = (
        all(any(same_name(n, m) for m in theirs) for n in own) for own, theirs in ((first, second), (second, first))
    )
    is_denied = bool(find_negations(left.text)), bool(find_negations(right.text))
    return (one and other) or (is_denied[0] and one) or (is_denied[1] and other)


def _denied(statement: Statement) -> frozenset[str]:
    """Return the stems of the words that its negations deny: the first word of meaning after each."""
    found: set[str] = set()
    stems, starts, _ = statement.places
    ends = [negation.end for negation in find_negations(statement.text)]
    for end in (*ends, *(match.end() for match in _INSTEAD.finditer(statement.text))):
        at = bisect_left(starts, statement.start + end)
        found.update(stems[at : at + 1])
    return frozenset(found)


def _is_first(statement: Statement, rule: str) -> bool:
    """Tell whether a statement is what can be true before the other is: the plan, or the denial."""
    if rule == "done_and_planned":
        return statement.status is ClaimStatus.PLANNED
    return bool(find_negations(statement.text))


def _contradiction(left: Statement, right: Statement, rule: str) -> Contradiction:
    first, second = (left, right) if _is_first(left, rule) else (right, left)
    reason: Reason | None = statements_apart(first, second)
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
