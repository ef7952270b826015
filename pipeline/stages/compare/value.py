"""Rule: articles give one amount in values that exclude each other, or that time, scope or rounding explains.

Answers are met in an index of attribute, counted noun and subject, so the work grows with the number of claims; within
one place of the index the distinct values are compared, at most `MOST_VALUES` of them, those that most articles tell
first. Two reports of a sum that is given once must report one event to be compared.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby
from typing import Any

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.concept import Concept, Pace, concepts
from pipeline.stages.compare.difference import AtOne, Difference, Judge
from pipeline.stages.compare.found import Found
from pipeline.stages.compare.kept import Codec, Index
from pipeline.stages.compare.model import Answer, Disagreement, Figure
from pipeline.stages.compare.money import Rates
from pipeline.stages.compare.overlap import Told
from pipeline.stages.compare.repeated import each_once
from pipeline.stages.compare.rule import apply_rule
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.wording import ValueWording
from schemas.conflict import Relation
from schemas.quantity import Quantity, QuantityKind

MOST_VALUES = 24
MOST_OF_ARTICLE = 4
MOST_EVENTS = 16
MOST_IN_GROUP = 8

_PEOPLE = frozenset(str.split("people person man woman victim other life human individual adult body"))
_WORKERS = frozenset(str.split("employee worker staff staffer job post position role employe"))
_NAMED_BY = {
    "staff": _WORKERS,
    "jobs": _WORKERS,
    "killed": frozenset({"death", "fatality", "casualty"}),
    "injured": frozenset({"injury", "casualty"}),
    "attended": frozenset(
        str.split("spectator fan supporter visitor guest attendee protester demonstrator marcher mourner")
    ),
}
_WITHOUT_NOUN = frozenset({"magnitude", "infected"})
_SAME_NOUN = {"house": "home", "vehicle": "car", "automobile": "car", "troop": "soldier", "serviceman": "soldier"}
_DEALS = frozenset({"price"})
_NOT_NOUNS = frozenset(
    {QuantityKind.MONEY, QuantityKind.SHARE, QuantityKind.DURATION, QuantityKind.AGE, QuantityKind.YEAR}
)
_STRENGTH = (
    Relation.CONTRADICTION,
    Relation.UNCLEAR,
    Relation.UPDATE,
    Relation.DIFFERENT_SCOPE,
    Relation.ROUNDING,
)

Group = list[Answer]


def find_values(batch: Batch) -> Iterator[Disagreement]:
    """Yield the amounts on which articles differ, each question once, whatever explains the difference."""
    return apply_rule(Values(batch), batch)


class Values:
    """The rule: an amount is entered under attribute, counted noun and subject."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no amounts."""
        self._batch = batch
        self._index: Index[Answer] = batch.index(batch.archive.answers)
        self._asked: Index[Concept] = batch.index(Codec(_pack_concept, _unpack_concept))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the amounts of an article."""
        note = self._batch.note(told[0])
        for telling in told:
            for quantity, concept in self._batch.amounts(telling):
                answer = Answer(telling, quantity.start, quantity.end, quantity, note)
                noun = _noun(quantity, concept)
                if concept.name not in concepts():
                    self._asked.add((concept.name,), 0, concept)
                for key in self._keys(answer, concept):
                    self._index.add((concept.name, noun, self._batch.canonical(key)), answer.article_id, answer)

    def _keys(self, answer: Answer, concept: Concept) -> Iterable[str]:
        if answer.quantity is not None and answer.quantity.kind is QuantityKind.AGE:
            return self._batch.owner_of(answer.telling, answer.quantity)
        return self._batch.reading(answer).main if concept.is_of_event else self._batch.entities(answer.telling)

    def found(self) -> Iterator[Disagreement]:
        """Yield the amounts on which articles differ."""
        judge = Judge(self._batch, Rates(self._batch))
        found, named = Found(self._batch.archive), Found(self._batch.archive)
        for name, places in groupby(self._index.shared(), key=lambda one: one[0][0]):
            concept: Concept | None = None
            met, seen = Seen(), Seen()
            for (_, _, key), met_here in places:
                if not _may_differ(met_here):
                    continue
                if not seen.add(tuple((a.article_id, a.start, a.telling.start, a.telling.end) for a in met_here)):
                    continue
                concept = concept or concepts().get(name) or self._asked.at((name,))[-1]
                for answers in _questions(met_here, concept, self._batch):
                    if met.add(frozenset((answer.article_id, answer.start) for answer in answers)):
                        kept = named if concept.pace is Pace.UNKNOWN else found
                        kept.extend(_disagreements(answers, concept, key, judge))
        archive = self._batch.archive
        known = Found(archive, each_once(found, archive.store))
        yield from known
        yield from Told(archive, known).not_yet(each_once(named, archive.store))


def _pack_concept(concept: Concept) -> list[Any]:
    return [
        concept.name,
        concept.question,
        sorted(concept.kinds),
        concept.pace,
        concept.is_of_event,
        concept.is_counted,
    ]


def _unpack_concept(kept: list[Any]) -> Concept:
    name, question, kinds, pace, is_of_event, is_counted = kept
    return Concept(name, question, frozenset(map(QuantityKind, kinds)), Pace(pace), is_of_event, is_counted)


def _noun(quantity: Quantity | None, concept: Concept) -> str:
    """Return the counted noun; empty for people in general, and for what is not counted or named by the attribute."""
    if quantity is None or quantity.kind in _NOT_NOUNS or quantity.unit is None or concept.name in _WITHOUT_NOUN:
        return ""
    head = quantity.unit.rpartition(" ")[2]
    return "" if head in _PEOPLE or head in _NAMED_BY.get(concept.name, ()) else _SAME_NOUN.get(head, head)


def _may_differ(answers: Sequence[Answer]) -> bool:
    """Tell whether answers are of two articles or more, and of two figures: it takes two to differ."""
    first = answers[0]
    article_id = first.article_id
    are_several = any(one.article_id != article_id for one in answers)
    return are_several and any(one.figure != first.figure for one in answers)


def _questions(answers: Sequence[Answer], concept: Concept, batch: Batch) -> Iterator[list[Answer]]:
    """Yield the answers that are of one event, where the attribute is given once; all together where it is not."""
    is_standing = not concept.is_of_event and concept.pace in {Pace.SLOW, Pace.ANY, Pace.UNKNOWN}

    def is_home(first: Answer, answer: Answer) -> bool:
        if is_standing:
            return _is_one_subject(first, answer, batch)
        return _is_one_occasion(first, answer, concept, batch)

    events: list[list[Answer]] = []
    for answer in answers:
        recent = reversed(events[-MOST_EVENTS:])
        home = next((one for one in recent if is_home(one[0], answer)), None)
        if home is None:
            events.append([answer])
        else:
            home.append(answer)
    yield from filter(_may_differ, events)


def _is_one_subject(left: Answer, right: Answer, batch: Batch) -> bool:
    """Tell whether two answers have a subject in common; names that are only alike need reports of one event."""
    return bool(batch.entities(left.telling) & batch.entities(right.telling)) or batch.is_same_event(left, right)


def _is_one_occasion(left: Answer, right: Answer, concept: Concept, batch: Batch) -> bool:
    """Tell whether two answers can be of one event: for what a subject does, the same thing done within weeks is one.

    A deal has two parties: where both passages name others, one of them must be the same.
    """
    if concept.is_of_event:
        return batch.is_same_event(left, right)
    if not batch.is_near(left, right) or not _is_one_subject(left, right, batch):
        return False
    if concept.name not in _DEALS:
        return True
    first, second = batch.named(left.telling), batch.named(right.telling)
    shared = first & second
    return len(shared) > 1 or not (first - shared and second - shared)


def _disagreements(answers: Sequence[Answer], concept: Concept, key: str, judge: Judge) -> Iterator[Disagreement]:
    groups = _grouped(answers, judge)
    at_one = _at_one(groups)
    pairs = {
        (i, j): difference
        for i in range(len(groups))
        for j in range(i)
        if (difference := judge.differ(groups[i], groups[j], concept, at_one)) is not None
    }
    wording = ValueWording(concept, key, judge)
    joined = _components(len(groups), [pair for pair, one in pairs.items() if one.relation in _STRENGTH[:2]])
    for members in joined:
        inside = {pair: one for pair, one in pairs.items() if set(pair) <= members and one.relation in _STRENGTH[:2]}
        apart_from_all = _without_bystanders([groups[i] for i in sorted(members)], judge) if inside else []
        if len({answer.article_id for side in apart_from_all for answer in side}) > 1:
            yield wording.disagreement(apart_from_all, list(inside.values()))
    for relation in _STRENGTH[2:4]:
        apart = {p: one for p, one in pairs.items() if one.relation is relation}
        for members in _components(len(groups), list(apart)):
            inside = {pair: one for pair, one in apart.items() if set(pair) <= members}
            if inside:
                yield wording.disagreement([groups[i] for i in sorted(members)], list(inside.values()))
    told = {i for members in joined if len(members) > 1 for i in members}
    for i, group in enumerate(groups):
        rounded = judge.rounded(group)
        if i not in told and rounded:
            yield wording.disagreement(rounded, [Difference(Relation.ROUNDING, "")])


def _at_one(groups: Iterable[Group]) -> AtOne:
    """Return what pairs of articles answer alike: of each group one answer."""
    found: dict[frozenset[str], list[Answer]] = defaultdict(list)
    for group in groups:
        for pair in combinations({answer.article_id for answer in group}, 2):
            found[frozenset(pair)].append(group[0])
    return found


def _of_each_article(answers: Sequence[Answer]) -> set[Figure]:
    """Return the figures that each article tells first; one that lists many does not crowd out the others."""
    told: dict[str, dict[Figure, None]] = defaultdict(dict)
    for answer in sorted(answers, key=lambda one: one.start):
        figures = told[answer.article_id]
        if len(figures) < MOST_OF_ARTICLE:
            figures[answer.figure] = None
    return {figure for figures in told.values() for figure in figures}


def _without_bystanders(groups: Sequence[Group], judge: Judge) -> list[Group]:
    """Return the groups without the answers that agree with all answers of the other groups: these take no side."""
    sides = [
        [
            answer
            for answer in group
            if not all(other is group or all(judge.agree(answer, one) for one in other) for other in groups)
        ]
        for group in groups
    ]
    return [side for side in sides if side]


def _grouped(answers: Sequence[Answer], judge: Judge) -> list[Group]:
    """Return the answers in groups that agree, the most precise value first in each; `MOST_VALUES` groups at most."""
    tellers = Counter(figure for _, figure in dict.fromkeys((a.article_id, a.figure) for a in answers))
    kept = _of_each_article(answers)
    kept &= {figure for figure, _ in sorted(tellers.items(), key=lambda one: (-one[1], str(one[0])))[:MOST_VALUES]}
    groups: list[Group] = []
    home_of: dict[Figure, Group] = {}
    for answer in sorted(answers, key=judge.breadth):
        figure = answer.figure
        if figure not in kept:
            continue
        if figure in home_of:
            home_of[figure].append(answer)
            continue
        homes = [g for g in groups if all(judge.agree(answer, other) for other in g[:MOST_IN_GROUP])]
        if not homes:
            groups.append([])
        home = min(homes, key=lambda one: judge.distance(answer, one[0])) if homes else groups[-1]
        home.append(answer)
        home_of[figure] = home
    return groups


def _components(count: int, edges: Iterable[tuple[int, int]]) -> list[set[int]]:
    homes = [{i} for i in range(count)]
    for i, j in edges:
        if homes[i] is not homes[j]:
            homes[i] |= homes[j]
            for member in homes[j]:
                homes[member] = homes[i]
    return list({id(home): home for home in homes}.values())
