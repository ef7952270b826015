"""Rule: one report says that somebody did a thing, another of the same event that the same did its opposite.

Which acts exclude each other is a closed table; the doer, or what it is done to, or both have to be the same by their
names or by the heads of their phrases, with nothing that sets them apart. On one day that is a contradiction; on two
days it may have changed. An article that tells both counts for neither.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.kept import Codec, Index
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.opposed.act import Act, act_bits, sides_of, turned
from pipeline.stages.compare.opposed.deed import DENYING, Deed, read_deeds
from pipeline.stages.compare.rule import apply_rule
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.side import source
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.timing import Course, relate_in_time, strongest
from schemas.conflict import Relation

MOST_POSTED = 24
MOST_SIDES = 8
# Of one article, so that the pairs of a long one are bounded.
MOST_DEEDS = 24

_Told = tuple[Telling, Deed]
_WORDS = {
    Relation.CONTRADICTION: "both cannot be so",
    Relation.UPDATE: "it may have changed in between",
    Relation.UNCLEAR: "which came later cannot be told",
}


@dataclass(frozen=True, slots=True)
class _Spoken:
    """An article with the sides of acts of which it holds verbs, as bits; what is denied can be of either side."""

    article_id: str
    sides: int

    def differing(self, other: "_Spoken") -> int:
        """Return the acts, as bits, of which two articles hold verbs of two sides."""
        both = self.sides & turned(other.sides)
        return both | turned(both)


_CODEC: Codec[_Spoken] = Codec(lambda one: [one.article_id, one.sides], lambda kept: _Spoken(*kept))


def find_opposed(batch: Batch) -> Iterator[Disagreement]:
    """Yield the acts that some reports tell, and of which others tell the opposite."""
    return apply_rule(Opposed(batch), batch)


class Opposed:
    """The rule: an article is entered under whom it is about, with the acts of its verbs.

    Its passages are read only where another report of its event holds verbs of the other side.
    """

    def __init__(self, batch: Batch) -> None:
        """Begin with no articles."""
        self._batch = batch
        self._index: Index[_Spoken] = batch.index(_CODEC)

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the acts of which an article holds verbs."""
        words = frozenset().union(*[telling.words for telling in told])
        sides = sides_of(words)
        if sides:
            for telling in told if not DENYING.isdisjoint(words) else ():
                if not DENYING.isdisjoint(telling.words):
                    sides |= turned(sides_of(telling.words))
            spoken = _Spoken(told[0].article_id, sides)
            for key in self._batch.reading(told[0]).main:
                self._index.add((key,), spoken.article_id, spoken)

    def found(self) -> Iterator[Disagreement]:
        """Yield the acts that some reports tell, and of which others tell the opposite."""
        met, read = Seen(), Seen()
        for _, several in self._index.shared():
            for act, articles in self._differing(several[:MOST_POSTED]):
                if read.add((act.name, articles)):
                    told = [one for article_id in articles for one in islice(self._deeds(article_id, act), MOST_DEEDS)]
                    yield from self._of_act(told, met)

    def _differing(self, several: Sequence[_Spoken]) -> Iterator[tuple[Act, tuple[str, ...]]]:
        """Yield the acts of which reports of one event hold verbs of two sides, with the ids of these articles."""
        found: dict[str, int] = defaultdict(int)
        for left, right in combinations(several, 2):
            differing = left.differing(right)
            if differing and self._batch.is_same_event(left, right):
                found[left.article_id] |= differing
                found[right.article_id] |= differing
        for act, bits in act_bits() if found else ():
            articles = tuple(article_id for article_id, differing in found.items() if differing & bits)
            if articles:
                yield act, articles

    def _deeds(self, article_id: str, act: Act) -> Iterator[_Told]:
        told = self._batch.archive.told_of(article_id)
        return ((telling, deed) for telling in told for deed in read_deeds(self._batch, telling, act))

    def _of_act(self, told: Sequence[_Told], met: Seen) -> Iterator[Disagreement]:
        """Yield what is told of one act and its opposite, each place once: those in `met` were told before."""
        clear = [
            one for one in told if not any(_is_of_one_article(one, other) and _exclude(one, other) for other in told)
        ]
        for first in clear:
            if _place(first) in met:
                continue
            against = [one for one in clear if self._is_against(first, one)]
            alike = [one for one in clear if against and self._is_against(one, against[0])]
            if against:
                met.update(_place(one) for one in (*alike, *against))
                yield self._disagreement(alike, against)

    def _is_against(self, left: _Told, right: _Told) -> bool:
        """Tell whether two reports of one event tell an act and its opposite."""
        return (
            not _is_of_one_article(left, right)
            and _exclude(left, right)
            and self._batch.is_same_event(left[0], right[0])
        )

    def _disagreement(self, left: Sequence[_Told], right: Sequence[_Told]) -> Disagreement:
        yes, no = (left, right) if left[0][1].is_yes else (right, left)
        pairs = [relate_in_time(self._batch, one, other, Course.ANY) for one, _ in yes for other, _ in no]
        decisive = strongest(pairs)
        relation = decisive.relation if decisive else Relation.UNCLEAR
        groups = [tuple(_answer(one) for one in side[:MOST_SIDES]) for side in (yes, no)]
        said = ", ".join(f"{source(group[0].article)} says “{group[0].value}”" for group in groups)
        return Disagreement(
            rule="opposed",
            topic=f"{yes[0][1].act.name[:1].upper()}{yes[0][1].act.name[1:]}: {groups[0][0].telling.text.rstrip('.')}?",
            relation=relation,
            groups=tuple(groups),
            explanation=f"{said}; {_WORDS[relation]}.",
        )


def _answer(told: _Told) -> Answer:
    telling, deed = told
    return Answer(telling, deed.start, deed.end)


def _is_of_one_article(left: _Told, right: _Told) -> bool:
    return left[0].article_id == right[0].article_id


def _exclude(left: _Told, right: _Told) -> bool:
    """Tell whether an act and its opposite are told of the same, by the same, and not of other days."""
    one, other = left[1], right[1]
    if one.is_yes == other.is_yes or not one.what.is_one_with(other.what):
        return False
    if not one.is_of_one_time_with(other):
        return False
    return one.doer is None or other.doer is None or one.doer.is_one_with(other.doer)


def _place(told: _Told) -> tuple[str, int]:
    return told[0].article_id, told[1].start
