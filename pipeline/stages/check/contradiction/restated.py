"""Rule: what the summary restates must stand in the body as it is told there.

A title, a standfirst or a first paragraph says again what the body says at length. So each amount, day and time of it has a
place in the body: the slot whose words agree best. Where that slot holds a value that excludes it, and no other slot of
the body supports it better, the summary contradicts the body.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.scope import explain_summary
from pipeline.stages.check.contradiction.slot import Slot, agrees, excludes, is_far
from pipeline.stages.check.contradiction.wording import topic_of
from schemas.conflict import Relation
from schemas.finding import FindingKind
from schemas.quantity import QuantityKind

# A third of a summary sentence's weight is its subject alone; above that it shares what it says of the subject, too.
LEAST_AFFINITY = 0.35
# Where the body holds the value elsewhere, the other slot must fit clearly better; in one sentence only half of the measure,
# the nearest words, can tell two slots apart.
LEAST_LEAD = 0.15


@dataclass(frozen=True, slots=True)
class _Match:
    slot: Slot
    affinity: float


def find_restated(summary: Sequence[Slot], body: Sequence[Slot], weights: Weights) -> Iterator[Contradiction]:
    """Yield a contradiction for each slot of the summary that the body fills otherwise."""
    for slot in summary:
        others = [other for other in body if other.key == slot.key]
        support = _best(slot, [other for other in others if agrees(slot, other)], weights)
        conflict = _best(slot, [other for other in others if is_other(slot, other)], weights)
        if conflict and conflict.affinity >= LEAST_AFFINITY and _outweighs(conflict, support):
            yield _contradiction(slot, conflict.slot)


def is_other(left: Slot, right: Slot) -> bool:
    """Tell whether two slots differ: their values exclude each other, and an age belongs to the same person."""
    if left.key == QuantityKind.AGE and not set(left.owner) & set(right.owner):
        return False
    return excludes(left, right) and not is_far(left, right)


def _best(slot: Slot, others: Sequence[Slot], weights: Weights) -> _Match | None:
    matches = [_Match(other, weights.affinity(slot, other)) for other in others]
    return max(matches, key=lambda match: match.affinity, default=None)


def _outweighs(conflict: _Match, support: _Match | None) -> bool:
    if support is None or support.affinity == 0:
        return True
    is_one_sentence = conflict.slot.statement.n == support.slot.statement.n
    return conflict.affinity - support.affinity >= (LEAST_LEAD / 2 if is_one_sentence else LEAST_LEAD)


def _contradiction(slot: Slot, other: Slot) -> Contradiction:
    voices = explain_summary(slot, other)
    told = f"The summary says {slot.text!r}, sentence {other.statement.n} says {other.text!r}"
    return Contradiction(
        rule="summary_value",
        kind=FindingKind.VALUE_CONFLICT if slot.quantity else FindingKind.DATE_IMPOSSIBLE,
        relation=voices.relation if voices else Relation.CONTRADICTION,
        topic=topic_of(slot),
        sides=tuple(side.statement.passage(side.start, side.end, side.quantity) for side in (slot, other)),
        explanation=f"{told}; {voices.words}." if voices else f"{told}, and both cannot be right.",
    )
