"""Rule: what the summary restates must stand in the body as it is told there.

A title, a standfirst or a first paragraph says again what the body says at length. So each amount, day and time of it
has a place in the body: the slot whose words agree best. Where that slot holds a value that excludes it, and no other
slot of the body supports it better, the summary contradicts the body.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.scope import explain_summary
from pipeline.stages.check.contradiction.sense import read_meaning
from pipeline.stages.check.contradiction.slot import Moment, Slot, agrees, excludes, is_far, is_figure
from pipeline.stages.check.contradiction.wording import kind_of, topic_of
from pipeline.text.name import same_name
from schemas.conflict import Relation
from schemas.quantity import QuantityKind

# Where the body nowhere gives the value, sharing the subject, a fifth of a sentence, is enough to know the place that
# should have held it. Where it does, a third is: the subject, and something that is said of it.
LEAST_UNSUPPORTED = 0.2
LEAST_AFFINITY = 0.35
# Where the body holds the value elsewhere, the other slot must fit clearly better; in one sentence only half of the
# measure, the nearest words, can tell two slots apart.
LEAST_LEAD = 0.15
LEAST_NAMED = 3
# A single word ("Calories: 184") is the head of a column, and asks nothing that has one answer.
FEWEST_SHARED = 2
# An article has fewer; what is longer is a compilation, and its first part is what a summary can restate.
MOST_SLOTS = 2000

_NEWCOMER = re.compile(
    r"\W*(?:one|another|some(?!\s\d)|others?|similar|an?\s(?:second|third|further)|each|many|several)\s", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Match:
    slot: Slot
    affinity: float


def find_restated(summary: Sequence[Slot], body: Sequence[Slot], weights: Weights) -> Iterator[Contradiction]:
    """Yield a contradiction for each slot of the summary that the body fills otherwise."""
    main_day = _main_day(body)
    body = body[:MOST_SLOTS]
    for slot in summary:
        others = [other for other in body if other.key == slot.key]
        support = _best(slot, [other for other in others if agrees(slot, other) or is_figure(slot, other)], weights)
        conflict = _best(slot, [other for other in others if is_other(slot, other)], weights)
        if conflict and (_is_clear(conflict, support) or (support is None and _is_on(conflict, main_day))):
            yield _contradiction(slot, conflict.slot)


def _main_day(body: Sequence[Slot]) -> int | None:
    """Return the weekday of an article's event: named again and again, and twice as often as all others together.

    A summary that names a day which the body never names contradicts it, in whatever words.
    """
    days = Counter(slot.value.weekday for slot in body if isinstance(slot.value, Moment))
    del days[None]
    (day, count), *_ = days.most_common(1) or [(None, 0)]
    return day if count >= LEAST_NAMED and 3 * count >= 2 * days.total() else None


def _is_on(match: _Match, day: int | None) -> bool:
    value = match.slot.value
    return day is not None and isinstance(value, Moment) and value.weekday == day and match.affinity > 0


def is_other(left: Slot, right: Slot) -> bool:
    """Tell whether two slots differ: their values exclude each other.

    Ages must be one person's, and sums be called one thing. A statement that begins with "one", "another" or "similar"
    brings in a subject of its own.
    """
    if left.key == QuantityKind.AGE and left.owner != right.owner and not same_name(left.owner, right.owner):
        return False
    if any(_NEWCOMER.match(slot.statement.text) for slot in (left, right)):
        return False
    meanings = {read_meaning(left), read_meaning(right)} - {None}
    return len(meanings) <= 1 and excludes(left, right) and not is_far(left, right)


def _best(slot: Slot, others: Sequence[Slot], weights: Weights) -> _Match | None:
    matches = [
        _Match(other, weights.affinity(slot, other))
        for other in others
        if len(slot.around & other.around) >= FEWEST_SHARED or other.key == "moment"
    ]
    return max(matches, key=lambda match: match.affinity, default=None)


def _is_clear(conflict: _Match, support: _Match | None) -> bool:
    if support is None:
        return conflict.affinity >= LEAST_UNSUPPORTED
    if conflict.affinity < LEAST_AFFINITY:
        return False
    is_one_sentence = conflict.slot.statement.n == support.slot.statement.n
    return conflict.affinity - support.affinity >= (LEAST_LEAD / 2 if is_one_sentence else LEAST_LEAD)


def _contradiction(slot: Slot, other: Slot) -> Contradiction:
    voices = explain_summary(slot, other)
    told = f"The summary says {slot.text!r}, sentence {other.statement.n} says {other.text!r}"
    return Contradiction(
        rule="summary_value",
        kind=kind_of(slot),
        relation=voices.relation if voices else Relation.CONTRADICTION,
        topic=topic_of(slot),
        sides=tuple(side.statement.passage(side.start, side.end, side.quantity) for side in (slot, other)),
        explanation=f"{told}; {voices.words}." if voices else f"{told}, and both cannot be right.",
    )
