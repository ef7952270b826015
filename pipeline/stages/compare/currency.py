"""Rule: reports of one event give one sum in two currencies by the same digits ("12 million dollars" and "euros").

The rule of amounts holds such sums against each other where a word names one attribute of both; this one where words
and names around them are the same. Nothing is told where a passage gives both currencies, of sums of two attributes,
nor of two currencies that have one name (a plain dollar may be that of several countries).
"""

from collections.abc import Iterator, Sequence

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.kept import Codec, Index
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.money import OF_ANY_SUM
from pipeline.stages.compare.scope import Setting, explain
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.side import source
from pipeline.stages.compare.telling import Telling
from pipeline.text.word import content_words
from schemas.conflict import Relation
from schemas.quantity import QuantityKind

MOST_POSTED = 24
FEWEST_ALIKE = 2

_REACH = 60
_SIGNS = {"$": "dollar", "£": "pound"}
_NAMES = ("dollar", "franc", "crown", "kron", "rupee", "peso", "pound", "dinar")
# What is paid for a thing is told in all of these words.
_PAID = frozenset({"price", "cost", "contributed"})
_UNNAMED = "unnamed"
_Kept = tuple[Answer, str]


class Currencies:
    """The rule: a sum is entered under its digits and whom its article is about, with what it is."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no sums."""
        self._batch = batch
        answers = batch.archive.answers
        self._index: Index[_Kept] = batch.index(
            Codec(lambda one: [answers.encode(one[0]), one[1]], lambda kept: (answers.decode(kept[0]), kept[1]))
        )

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the sums of an article of which it gives one figure."""
        for telling in told:
            if not any(quantity.kind is QuantityKind.MONEY for quantity in telling.quantities):
                continue
            for quantity, concept in self._batch.amounts(telling):
                if quantity.kind is QuantityKind.MONEY and quantity.unit and quantity.low == quantity.high:
                    answer = Answer(telling, quantity.start, quantity.end, quantity, self._batch.note(telling))
                    name = _UNNAMED if concept.is_counted or concept.name in _PAID else concept.name
                    for key in self._batch.reading(telling).main:
                        self._index.add((str(quantity.low), key), telling.article_id, (answer, name))

    def found(self) -> Iterator[Disagreement]:
        """Yield the sums that reports of one event give in two currencies."""
        met = Seen()
        for _, several in self._index.shared():
            told = several[:MOST_POSTED]
            for first in told:
                others = [one[0] for one in told if self._is_against(first, one)]
                sides = (first[0], *others)
                if others and not any((one.article_id, one.start) in met for one in sides):
                    met.update((one.article_id, one.start) for one in sides)
                    yield _disagreement(first[0], [one for one in others if _unit(one) == _unit(others[0])])

    def _is_against(self, left: _Kept, right: _Kept) -> bool:
        (one, first), (other, second) = left, right
        if one.article_id == other.article_id or first != second or _unit(one) == _unit(other):
            return False
        units = {_unit(one), _unit(other)}
        if _families(one) & _families(other) or any(units <= _units(answer.telling) for answer in (one, other)):
            return False
        return (
            self._is_of_one_thing(one, other)
            and explain(Setting(one), Setting(other)) is None
            and self._batch.is_same_event(one, other)
        )

    def _is_of_one_thing(self, one: Answer, other: Answer) -> bool:
        """Tell whether the words and names around two sums are alike: names of each, and none in common, are not."""
        first, second = (self._batch.named(answer.telling) for answer in (one, other))
        if first and second and first.isdisjoint(second):
            return False
        own = {stem for key in first | second for stem in content_words(key)}
        shared = _around(one) & _around(other)
        return len(shared - own) >= 1 and len(shared - own) + bool(shared & own) >= FEWEST_ALIKE


def _around(answer: Answer) -> frozenset[str]:
    text, telling = answer.article.text, answer.telling
    before = text[max(telling.start, answer.start - _REACH) : answer.start]
    behind = text[answer.end : min(telling.end, answer.end + _REACH)]
    return frozenset(stem for stem in content_words(f"{before} {behind}") if stem.isalpha()) - OF_ANY_SUM


def _unit(answer: Answer) -> str:
    return (answer.quantity.unit if answer.quantity else None) or ""


def _units(telling: Telling) -> set[str]:
    return {quantity.unit for quantity in telling.quantities if quantity.kind is QuantityKind.MONEY and quantity.unit}


def _families(answer: Answer) -> set[str]:
    """Return the names that the currency of a sum has in common with others."""
    words = answer.value.casefold()
    return {name for sign, name in _SIGNS.items() if sign in words} | {name for name in _NAMES if name in words}


def _disagreement(first: Answer, others: Sequence[Answer]) -> Disagreement:
    said = ", ".join(f"{source(one.article)} says “{one.value}”" for one in (first, others[0]))
    return Disagreement(
        rule="currencies",
        topic=f"In which currency: {first.telling.text.rstrip('.')}?",
        relation=Relation.CONTRADICTION,
        groups=((first,), tuple(others)),
        explanation=f"{said}: the same digits in two currencies.",
    )
