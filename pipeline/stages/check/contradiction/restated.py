"""Rule: what the summary restates must stand in the body as it is told there.

A title, a standfirst or a first paragraph says again what the body says at length. So each amount, day and time of it
has a place in the body: the slot whose words agree best. Where that slot holds a value that excludes it, and no other
slot of the body supports it better, the summary contradicts the body.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.counted import ATTRIBUTES, counts_alike
from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.scope import explain_summary
from pipeline.stages.check.contradiction.slot import Moment, Slot, agrees, excludes, is_far, is_figure
from pipeline.stages.check.contradiction.wording import kind_of, topic_of
from pipeline.text.name import same_name
from pipeline.text.quantity.numeral import read_numeral
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

_PEOPLE = frozenset({"peopl", "person"})
_NEWCOMER = re.compile(
    r"\W*(?:one(?!\s(?:said|says|told|added))|another|some(?!\s\d)|others?|similar|an?\s(?:second|third|further|older|newer|earlier|previous|rival|competing|different|separate)|each|many|several"
    r"|(?:in|at|during)\s(?:another|an?\s(?:second|third|further|older|newer|earlier|previous|rival|different|separate|similar)))\s",
    re.IGNORECASE,
)
_COUNTED_OUT = re.compile(
    r"\b(?:of|among|out\sof)\s(?:the|its|their|these|those|all)\s[^,;:.]*\d[^;:.]{0,60},\s$", re.IGNORECASE
)


# A number of a set whose size it does not tell ("eight of the injured") is a part of it.
_OF_THE = re.compile(r"\s(?:of|among)\s(?:the|its|their|these|those)\s(?=[a-z])(?!total\b|number\b)", re.IGNORECASE)


# "The nine dead" and "the 16 people killed" are all of them; "the two dead officers" are some.
_ALL_OF_TOLL = re.compile(
    r"(?:\s(?:people|men|women|others|victims))?\s(?:dead|killed|injured|wounded)"
    r"(?=[.,;]|\s(?:was|were|is|are|had|have|has|will|would|include[sd]?|came|ranged|in|on|by|who|and)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Match:
    slot: Slot
    affinity: float


def find_restated(summary: Sequence[Slot], body: Sequence[Slot], weights: Weights) -> Iterator[Contradiction]:
    """Yield a contradiction for each slot of the summary that the body fills otherwise."""
    main_day = _main_day(body)
    by_key: dict[str, list[Slot]] = defaultdict(list)
    for slot in body[:MOST_SLOTS]:
        by_key[slot.key].append(slot)
    told: dict[int, list[Slot]] = defaultdict(list)
    for slot in summary:
        told[slot.statement.n].append(slot)
    for slot in summary:
        others = [other for other in by_key[slot.key] if _may_answer(slot, other)]
        support = _best(slot, [other for other in others if agrees(slot, other) or is_figure(slot, other)], weights)
        beside = [own for own in told[slot.statement.n] if own.key == slot.key and own is not slot]
        against = [other for other in others if is_other(slot, other) and not _restates(beside, other)]
        matches = sorted(_matches(slot, against, weights), key=lambda match: -match.affinity)
        told_otherwise = [m for m in matches if _is_clear(m, support) or (support is None and _is_on(m, main_day))]
        if told_otherwise:
            yield from _contradiction(slot, _first_unexplained(slot, [match.slot for match in told_otherwise]))


def _first_unexplained(slot: Slot, others: Sequence[Slot]) -> Slot:
    """Return the first slot that nothing explains, of a sentence with none that is explained before; else the first."""
    explained: set[int] = set()
    for other in others:
        if explain_summary(slot, other):
            explained.add(other.statement.n)
        elif other.statement.n not in explained:
            return other
    return others[0]


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

    Ages must be one person's, sums be called one thing, and numbers count one. A statement that begins with "one",
    "another" or "similar" brings in a subject of its own.
    """
    if not excludes(left, right) or not counts_alike(left, right):
        return False
    if left.key == QuantityKind.AGE and left.owner != right.owner and not same_name(left.owner, right.owner):
        return False
    if any(_NEWCOMER.match(slot.statement.text) for slot in (left, right)):
        return False
    if _is_counted_out(left) != _is_counted_out(right) or _is_part_of(left, right) or _is_part_of(right, left):
        return False
    meanings = {left.meaning, right.meaning} - {None}
    return len(meanings) <= 1 and not is_far(left, right)


def _restates(beside: Sequence[Slot], other: Slot) -> bool:
    """Tell whether a slot of the body is what another value of the summary sentence says, to the figure."""
    return any(is_figure(own, other) for own in beside)


def _may_answer(slot: Slot, other: Slot) -> bool:
    """Tell whether two slots share enough words to ask one thing; a day has few beside it.

    That both count people is no word in common: whoever is counted, they are people.
    """
    if other.key == "moment" or len((slot.around & other.around) - _PEOPLE) >= FEWEST_SHARED:
        return True
    return not ATTRIBUTES.isdisjoint(slot.near & other.near)


def _is_counted_out(slot: Slot) -> bool:
    """Tell whether a value is told as a part of a whole before it ("Of the 300 workers, 60 were treated")."""
    return _COUNTED_OUT.search(slot.statement.article.text, slot.statement.start, slot.start) is not None


def _is_part_of(slot: Slot, other: Slot) -> bool:
    """Tell whether a value is told as a part of what the other counts: smaller, and of a set without a number."""
    part, whole = slot.quantity, other.quantity
    if part is None or whole is None or part.high is None or whole.low is None or part.high >= whole.low:
        return False
    text = slot.statement.article.text
    found = _OF_THE.match(text, slot.end, slot.statement.sentence.end)
    return found is not None and read_numeral(text, found.end()) is None


def _best(slot: Slot, others: Sequence[Slot], weights: Weights) -> _Match | None:
    return max(_matches(slot, others, weights), key=lambda match: match.affinity, default=None)


def _matches(slot: Slot, others: Sequence[Slot], weights: Weights) -> list[_Match]:
    return [_Match(other, weights.affinity(slot, other)) for other in others]


def _is_clear(conflict: _Match, support: _Match | None) -> bool:
    if support is None:
        return conflict.affinity >= LEAST_UNSUPPORTED or _is_all_of_toll(conflict.slot)
    if conflict.affinity < LEAST_AFFINITY:
        return False
    is_one_sentence = conflict.slot.statement.n == support.slot.statement.n
    return conflict.affinity - support.affinity >= (LEAST_LEAD / 2 if is_one_sentence else LEAST_LEAD)


def _is_all_of_toll(slot: Slot) -> bool:
    """Tell whether a number is that of all who were killed, or hurt: of the event, however little else is said."""
    text = slot.statement.article.text
    is_definite = text[max(0, slot.start - len("the ")) : slot.start].endswith(("The ", "the "))
    return is_definite and _ALL_OF_TOLL.match(text, slot.end, slot.statement.sentence.end) is not None


def _contradiction(slot: Slot, other: Slot) -> Iterator[Contradiction]:
    """Yield the contradiction; two days that are explained by being two are no matter at all."""
    voices = explain_summary(slot, other)
    if voices and voices.relation is Relation.DIFFERENT_SCOPE and slot.key == "moment":
        return
    told = f"The summary says {slot.text!r}, sentence {other.statement.n} says {other.text!r}"
    yield Contradiction(
        rule="summary_value",
        kind=kind_of(slot),
        relation=voices.relation if voices else Relation.CONTRADICTION,
        topic=topic_of(slot),
        sides=tuple(side.statement.passage(side.start, side.end, side.quantity) for side in (slot, other)),
        explanation=f"{told}; {voices.words}." if voices else f"{told}, and both cannot be right.",
    )
