"""Rule: two statements that answer one question give values that exclude each other.

Candidates come from an index of the words next to each value, so the work grows with the length of the article; a pair
counts where each statement holds most of what the other says around its value, both speak of one subject, and nothing
explains the difference.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.restated import FEWEST_SHARED, is_other
from pipeline.stages.check.contradiction.scope import explain
from pipeline.stages.check.contradiction.slot import Slot, agrees
from pipeline.stages.check.contradiction.wording import kind_of, topic_of
from pipeline.text.name import name_key, same_name
from schemas.conflict import Relation
from schemas.quantity import QuantityKind

# Each side must hold most of what the other says around its value, in rare words: what is left may be time and colour.
LEAST_MUTUAL = 0.45
LEAST_BETTER = 0.6
LEAST_WITH_ATTRIBUTE = 0.35
LATEST_KEPT = 8
PARTIES = 2
MOST_ANSWERS = 3

# What an article gives once: where two amounts stand beside one of these, less of the rest must agree.
_ATTRIBUTES = frozenset(str.split("kill injur valuat unemploy inflat turnout arrest evacu"))
_ASKING = frozenset(
    {"offset", "rank", "time", "moment", "money", "share", "points", "count", "multiple", "duration", "age", "measure"}
)


def find_values(slots: Sequence[Slot], weights: Weights) -> Iterator[Contradiction]:
    """Yield a contradiction for each pair of values that answer one question and exclude each other.

    A value that meets more than `MOST_ANSWERS` others is one of a series, and none of its pairs is a contradiction.
    """
    beside: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        beside[slot.statement.n].append(slot)
    pairs: dict[tuple[str, str, str], tuple[Slot, Slot]] = {}
    for left, right in _candidates(slots):
        if not (is_other(left, right) and same_subject(left, right) and _asks_the_same(left, right, weights)):
            continue
        if not _is_told(left, beside[right.statement.n]) and not _is_told(right, beside[left.statement.n]):
            pairs.setdefault((left.key, left.text, right.text), (left, right))
    met = Counter(slot.start for pair in pairs.values() for slot in pair)
    for left, right in pairs.values():
        if max(met[left.start], met[right.start]) <= MOST_ANSWERS:
            yield _contradiction(left, right)


def _candidates(slots: Sequence[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Yield pairs of slots of one sort that share a word next to them, each pair once."""
    index: dict[tuple[str, str], deque[Slot]] = defaultdict(lambda: deque(maxlen=LATEST_KEPT))
    for slot in slots:
        if slot.key not in _ASKING:
            continue
        met: set[int] = set()
        for stem in slot.near:
            for other in index[slot.key, stem]:
                if other.start not in met and other.statement.n != slot.statement.n:
                    met.add(other.start)
                    yield other, slot
            index[slot.key, stem].append(slot)


def _asks_the_same(left: Slot, right: Slot, weights: Weights) -> bool:
    close = weights.share(left.near, right.near), weights.share(right.near, left.near)
    wide = weights.share(left.around, right.around), weights.share(right.around, left.around)
    if left.key == "moment":
        return min(close) >= LEAST_BETTER and min(wide) >= LEAST_BETTER
    if _ATTRIBUTES & left.near & right.near or _is_one_deal(left, right):
        return max(close) >= LEAST_WITH_ATTRIBUTE and max(wide) >= LEAST_WITH_ATTRIBUTE
    if len(left.around & right.around) < FEWEST_SHARED:
        return False
    return min(close) >= LEAST_MUTUAL and max(close) >= LEAST_BETTER and max(wide) >= LEAST_MUTUAL


def _is_one_deal(left: Slot, right: Slot) -> bool:
    """Tell whether two sums stand between the same parties: both name two of them, and nobody else."""
    first, second = ({name_key(name.text) for name in slot.statement.names} for slot in (left, right))
    return left.key == QuantityKind.MONEY and first == second and len(first) >= PARTIES


def _is_told(slot: Slot, others: Sequence[Slot]) -> bool:
    """Tell whether one of the other slots holds the value as well."""
    return any(agrees(slot, other) for other in others)


def same_subject(left: Slot, right: Slot) -> bool:
    """Tell whether two statements can speak of one subject: not where each names somebody whom the other does not."""
    if left.key == QuantityKind.AGE:
        return bool(left.owner and right.owner) and same_name(left.owner, right.owner)
    first, second = ([name.text for name in slot.statement.names if not name.is_origin] for slot in (left, right))
    return all(_is_among(name, second) for name in first) or all(_is_among(name, first) for name in second)


def _is_among(name: str, names: Sequence[str]) -> bool:
    return any(same_name(name, other) for other in names)


def _contradiction(left: Slot, right: Slot) -> Contradiction:
    reason = explain(left, right)
    told = f"Sentence {left.statement.n} says {left.text!r}, sentence {right.statement.n} says {right.text!r}"
    return Contradiction(
        rule="two_values",
        kind=kind_of(left),
        relation=reason.relation if reason else Relation.CONTRADICTION,
        topic=topic_of(left),
        sides=tuple(side.statement.passage(side.start, side.end, side.quantity) for side in (left, right)),
        explanation=f"{told}; {reason.words}." if reason else f"{told}, and both cannot be right.",
    )
