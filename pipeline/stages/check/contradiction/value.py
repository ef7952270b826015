"""Rule: two statements that answer one question give values that exclude each other.

Candidates come from an index of the words next to each value, so the work grows with the length of the article; a pair
counts where each statement holds most of what the other says around its value, both speak of one subject, and nothing
explains the difference.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence

from pipeline.stages.check.contradiction.affinity import Weights
from pipeline.stages.check.contradiction.counted import ATTRIBUTES
from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.restated import FEWEST_SHARED, is_other
from pipeline.stages.check.contradiction.scope import explain
from pipeline.stages.check.contradiction.slot import ORDERED, Slot, agrees, is_one_value
from pipeline.stages.check.contradiction.wording import kind_of, topic_of
from pipeline.text.name import name_key, same_name
from pipeline.text.word import content_words
from schemas.conflict import Relation
from schemas.quantity import QuantityKind

# Each side must hold most of what the other says around its value, in rare words: what is left may be time and colour.
LEAST_MUTUAL = 0.45
LEAST_BETTER = 0.6
LEAST_WITH_ATTRIBUTE = 0.35
# With the words in of those who tell it, less of two statements agrees.
LEAST_WITH_VOICES = 0.25
# Two sums of one deal between the same parties need hardly a word more.
LEAST_OF_DEAL = 0.15
LATEST_KEPT = 6
MOST_BESIDE = 40
PARTIES = 2
MOST_ANSWERS = 3

_DEALS = frozenset(content_words("deal takeover acquisition acquire buy bought purchase merger"))
_Shares = tuple[float, float]
_ASKING = frozenset(
    ORDERED
    | {
        "offset",
        "rank",
        "time",
        "moment",
        "money",
        "share",
        "points",
        "count",
        "multiple",
        "duration",
        "age",
        "measure",
    }
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
        if not (_asks_the_same(left, right, weights) and is_other(left, right) and same_subject(left, right)):
            continue
        if not _is_told(left, beside[right.statement.n]) and not _is_told(right, beside[left.statement.n]):
            pairs.setdefault((left.key, left.text, right.text), (left, right))
    met = Counter(slot.start for pair in pairs.values() for slot in pair)
    for left, right in pairs.values():
        if max(met[left.start], met[right.start]) <= MOST_ANSWERS:
            yield from _contradiction(left, right)


def _candidates(slots: Sequence[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Yield pairs of slots of one sort that share a word next to them, each pair once, in the order of the text.

    A word that stands next to more than `MOST_BESIDE` of them tells nothing apart, and leads to no other.
    """
    asking = [slot for slot in slots if slot.key in _ASKING]
    counts = Counter((slot.key, stem) for slot in asking for stem in slot.near)
    index: dict[tuple[str, str], deque[Slot]] = defaultdict(lambda: deque(maxlen=LATEST_KEPT))
    for slot in asking:
        met: dict[int, Slot] = {}
        for stem in slot.near:
            if counts[slot.key, stem] <= MOST_BESIDE:
                earlier = index[slot.key, stem]
                met.update((other.start, other) for other in earlier if not is_one_value(other, slot))
                earlier.append(slot)
        for start in sorted(met):
            if met[start].statement is not slot.statement:
                yield met[start], slot


def _asks_the_same(left: Slot, right: Slot, weights: Weights) -> bool:
    if left.key == QuantityKind.AGE:
        return True
    close = weights.shares(left.near, right.near)
    if _is_one_deal(left, right):
        return max(close) >= LEAST_OF_DEAL
    if max(close) < LEAST_WITH_VOICES:
        return False
    wide = weights.shares(left.around, right.around)
    if _is_one_question((left, right), left.around & right.around, close, wide):
        return True
    if left.statement.voice is None and right.statement.voice is None:
        return False
    first, second = (frozenset([word.stem for word in slot.statement.told[0]]) for slot in (left, right))
    close = weights.shares(left.near & first, right.near & second)
    wide = weights.shares(left.around & first, right.around & second)
    return _is_one_question((left, right), left.around & right.around & first & second, close, wide)


def _is_one_question(pair: tuple[Slot, Slot], shared: frozenset[str], close: _Shares, wide: _Shares) -> bool:
    """Tell whether the words around two values agree: `close` are the shares of the nearest, `wide` of all."""
    left, right = pair
    if left.key == "moment":
        return min(close) >= LEAST_BETTER and min(wide) >= LEAST_BETTER
    if ATTRIBUTES & left.near & right.near:
        return max(close) >= LEAST_WITH_ATTRIBUTE and max(wide) >= LEAST_WITH_ATTRIBUTE
    if len(shared) < FEWEST_SHARED:
        return False
    return min(close) >= LEAST_MUTUAL and max(close) >= LEAST_BETTER and max(wide) >= LEAST_MUTUAL


def _is_one_deal(left: Slot, right: Slot) -> bool:
    """Tell whether two sums are what one deal is worth: its parties are the same, or one deal of a named party."""
    if left.key != QuantityKind.MONEY:
        return False
    is_deal = not (_DEALS.isdisjoint(left.near) or _DEALS.isdisjoint(right.near))
    fewest = 1 if is_deal else PARTIES
    if min(len(left.statement.names), len(right.statement.names)) < fewest:
        return False
    first, second = (sorted({name_key(n.text) for n in slot.statement.told[1]}) for slot in (left, right))
    if min(len(first), len(second)) < fewest:
        return False
    if is_deal:
        return _is_within(first, second)
    return len(first) == len(second) and all(_is_among(name, second) for name in first)


def _is_told(slot: Slot, others: Sequence[Slot]) -> bool:
    """Tell whether one of the other slots holds the value as well."""
    return any(agrees(slot, other) for other in others)


def same_subject(left: Slot, right: Slot) -> bool:
    """Tell whether two statements can speak of one subject: not where each names somebody whom the other does not."""
    if left.key == QuantityKind.AGE:
        return bool(left.owner and right.owner) and same_name(left.owner, right.owner)
    first, second = ([n.text for n in slot.statement.names if not n.is_origin] for slot in (left, right))
    if _is_within(first, second):
        return True
    return _is_within(*([n.text for n in slot.statement.told[1] if not n.is_origin] for slot in (left, right)))


def _is_within(first: Sequence[str], second: Sequence[str]) -> bool:
    return all(_is_among(name, second) for name in first) or all(_is_among(name, first) for name in second)


def _is_among(name: str, names: Sequence[str]) -> bool:
    return any(same_name(name, other) for other in names)


def _contradiction(left: Slot, right: Slot) -> Iterator[Contradiction]:
    """Yield the contradiction; two days that are explained by being two are no matter at all."""
    reason = explain(left, right)
    if reason and reason.relation is Relation.DIFFERENT_SCOPE and left.key == "moment":
        return
    told = f"Sentence {left.statement.n} says {left.text!r}, sentence {right.statement.n} says {right.text!r}"
    yield Contradiction(
        rule="two_values",
        kind=kind_of(left),
        relation=reason.relation if reason else Relation.CONTRADICTION,
        topic=topic_of(left),
        sides=tuple(side.statement.passage(side.start, side.end, side.quantity) for side in (left, right)),
        explanation=f"{told}; {reason.words}." if reason else f"{told}, and both cannot be right.",
    )
