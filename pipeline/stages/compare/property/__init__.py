"""Comparing properties that a thing has or has not: open or proprietary, insured or not, guilty or not.

A property is read only where it is said of the thing itself: by a possessive ("its open-source work", "its details
remain proprietary") or as a predicate ("the ferry was not insured"). An article that gives a thing both is left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.grouped import events_of
from pipeline.stages.compare.kept import Codec, Index
from pipeline.stages.compare.largest import largest_first
from pipeline.stages.compare.model import Disagreement
from pipeline.stages.compare.named_day import are_apart, named_days
from pipeline.stages.compare.owner import written
from pipeline.stages.compare.property.axis import courses, states
from pipeline.stages.compare.property.predicate import Key, Said, read_properties
from pipeline.stages.compare.property.thing import Thing
from pipeline.stages.compare.reading import is_body
from pipeline.stages.compare.rule import apply_rule
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.speaker import are_two
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.timing import (
    Course,
    Timed,
    make_answer,
    relate_in_time,
    strongest,
    told_words,
    undated_words,
)
from schemas.conflict import Relation

MOST_OF_POLE = 8


def find_properties(batch: Batch) -> Iterator[Disagreement]:
    """Yield the properties that articles give to one thing and deny it, or of which they give the opposites."""
    return apply_rule(Properties(batch), batch)


class Properties:
    """The rule: a pole is entered under the entity, the property, and the noun where it is not the entity itself.

    What is of no entity is entered under whom its article is about: reports of one event have one of these in common.
    """

    def __init__(self, batch: Batch) -> None:
        """Begin with no properties."""
        self._batch = batch
        self._index: Index[Said] = batch.index(_codec(batch))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the properties that an article gives to things."""
        for telling in told:
            for key, said in read_properties(self._batch, telling):
                for main in ("",) if key[0] else self._batch.reading(telling).main:
                    self._index.add((*key, main), telling.article_id, said)

    def found(self) -> Iterator[Disagreement]:
        """Yield the properties that articles give to one thing and deny it, or of which they give the opposites."""
        met = Seen()
        # Under another of its names an event is told again where two articles are set against each other that were not:
        # where most is told comes first, so that a part of it is seldom told again.
        for key in largest_first(self._open(), self._batch.archive.store):
            owner, name, noun, _ = key
            clear = _of_one_mind(self._index.at(key))
            for event in (clear,) if owner else events_of(self._batch, clear):
                found = _disagreement(self._batch, (owner, name, noun), event)
                if found and met.update((owner, name, noun, *both) for both in _apart(found)):
                    yield found

    def _open(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield under which keys a property is given and denied, each after how often either is done."""
        for key, several in self._index.shared():
            if len({one.is_yes for one in several}) > 1:
                yield len(several), key


def _apart(found: Disagreement) -> Iterator[tuple[str, ...]]:
    """Yield the ids of each two articles that are set against each other."""
    return product(*({one.article_id for one in group} for group in found.groups))


def _of_one_mind(said: Sequence[Said]) -> list[Said]:
    """Return the first that each article says of a thing; nothing of those that say both."""
    by_article: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        by_article[one.answer.article_id].append(one)
    return [told[0] for told in by_article.values() if len({one.is_yes for one in told}) == 1]


def _codec(batch: Batch) -> Codec[Said]:
    answers = batch.archive.answers

    def encode(one: Said) -> list[Any]:
        thing = one.thing
        phrase = [thing.owner, thing.noun, *map(sorted, (thing.part, thing.beside, thing.tail))]
        return [answers.encode(one.answer), one.is_yes, phrase, sorted(one.speaker), one.is_quoted]

    def decode(kept: list[Any]) -> Said:
        answer, is_yes, (owner, noun, *stems), speaker, is_quoted = kept
        thing = Thing(owner, noun, *map(frozenset, stems))
        return Said(answers.decode(answer), is_yes, thing, frozenset(speaker), is_quoted)

    return Codec(encode, decode)


def _disagreement(batch: Batch, key: Key, said: Sequence[Said]) -> Disagreement | None:
    yes, no = ([one for one in said if one.is_yes is pole][:MOST_OF_POLE] for pole in (True, False))
    pairs = [
        (_relate(batch, key[1], one, other), (one, other))
        for one in no
        for other in yes
        if one.may_oppose(other) and _is_one_thing(batch, key, (one, other))
    ]
    decisive = strongest(pair for pair, _ in pairs)
    if decisive is None:
        return None
    kept = {id(one) for _, both in pairs for one in both}
    groups = [[one for one in pole if id(one) in kept] for pole in (yes, no)]
    thing = written((one.answer for one in said), batch, key[0]) if key[0] else f"the {key[2]}"
    return Disagreement(
        rule="property",
        topic=f"{thing[:1].upper()}{thing[1:]}: {key[1] if key[1] in courses() else f'{key[1]} or not'}?",
        relation=decisive.relation,
        groups=tuple(tuple(make_answer(batch, one.answer) for one in group) for group in groups),
        explanation=_explanation(batch, groups, decisive),
    )


def _relate(batch: Batch, name: str, no: Said, yes: Said) -> Timed:
    """Relate the two poles; said of different parts of one thing they may both be true."""
    answers = no.answer, yes.answer
    one, other = no.thing.part, yes.thing.part
    if (one != other and not one & other) or are_two(no.speaker, yes.speaker):
        return Timed(Relation.UNCLEAR, *answers)
    return relate_in_time(batch, *answers, courses().get(name, Course.FORWARD))


def _is_one_thing(batch: Batch, key: Key, both: tuple[Said, Said]) -> bool:
    """Tell whether two articles speak of one thing: a named one is, another is within reports of one event."""
    left, right = (one.answer for one in both)
    if key[1] in {axis.name for axis in states()}:
        days, others = (named_days(batch, one.telling) for one in (left, right))
        # A state of a day is none of another, nor of the present.
        if bool(days) != bool(others) or are_apart(days, others):
            return False
    return batch.is_same_event(left, right) if not key[0] or key[1] not in courses() else is_body(key[0])


def _explanation(batch: Batch, groups: Sequence[Sequence[Said]], decisive: Timed) -> str:
    told = " against ".join(told_words(batch, [one.answer for one in group], decisive, "“{}”") for group in groups)
    several = [one for group in groups for one in group]
    why = {
        Relation.UPDATE: "it may have changed in between",
        Relation.CONTRADICTION: "both cannot be so",
        Relation.UNCLEAR: _why_open(several),
    }[decisive.relation]
    undated = undated_words(batch, [one.answer for one in several])
    return " ".join(filter(None, (f"{told}: {why}.", undated)))


def _why_open(several: Sequence[Said]) -> str:
    if any(one.thing.part for one in several):
        return "the words may be of different parts, or of different days"
    is_said_by_two = any(are_two(one.speaker, other.speaker) for one in several for other in several)
    return "two speakers say so" if is_said_by_two else "the order cannot be told"
