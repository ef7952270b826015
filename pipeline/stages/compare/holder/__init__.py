"""Comparing who holds an office, and how a person's name is spelt.

Two people in one office of one named body exclude each other, unless one is former, acting or coming, or a report tells
of the change. Full names that differ by a slip are compared only between articles that report one event.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.holder.office import SHARED, Holder, holder_codec, read_holders
from pipeline.stages.compare.holder.person import is_one_person, plain_name
from pipeline.stages.compare.holder.spelling import Spelling
from pipeline.stages.compare.kept import Index
from pipeline.stages.compare.model import Disagreement
from pipeline.stages.compare.owner import written
from pipeline.stages.compare.rule import apply_rule
from pipeline.stages.compare.seen import Seen
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
from pipeline.text.name import near_miss
from schemas.conflict import Relation

MOST_HOLDERS = 8
MOST_ARTICLES = 8


def find_holders(batch: Batch) -> Iterator[Disagreement]:
    """Yield the offices that articles give to different people, then the names that they spell in two ways."""
    return apply_rule(Holders(batch), batch)


class Holders:
    """The rule: a holder is entered under office and body, a full name under its words."""

    def __init__(self, batch: Batch) -> None:
        """Begin with nobody."""
        self._batch = batch
        self._spelling = Spelling(batch)
        self._offices: Index[Holder] = batch.index(holder_codec(batch))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter whom an article names in an office, and by full name."""
        for telling in told:
            for office, body, holder in read_holders(self._batch, telling):
                self._offices.add((office, body), telling.article_id, holder)
        self._spelling.enter(told)

    def found(self) -> Iterator[Disagreement]:
        """Yield the offices that articles give to different people, then the names that they spell in two ways."""
        told = Seen()
        for found in self._two_holders():
            told.add(frozenset(plain_name(answer.value) for group in found.groups for answer in group))
            yield found
        for found in self._spelling.found():
            if frozenset(plain_name(answer.value) for group in found.groups for answer in group) not in told:
                yield found

    def _two_holders(self) -> Iterator[Disagreement]:
        for (office, body), holders in self._offices.shared():
            by_article: dict[str, dict[str, Holder]] = defaultdict(dict)
            for holder in holders:
                by_article[holder.answer.article_id].setdefault(holder.key, holder)
            groups = _groups([next(iter(named.values())) for named in by_article.values() if len(named) == 1])
            found = _disagreement(self._batch, (office, body), groups)
            if found:
                yield found


def _groups(holders: Sequence[Holder]) -> list[list[Holder]]:
    """Return the holders by person, a few people at most."""
    groups: list[list[Holder]] = []
    for holder in holders:
        same = next((group for group in groups if is_one_person(group[0].key, holder.key)), None)
        if same is not None:
            same.append(holder)
        elif len(groups) < MOST_HOLDERS:
            groups.append([holder])
    return groups


def _disagreement(batch: Batch, key: tuple[str, str], groups: Sequence[Sequence[Holder]]) -> Disagreement | None:
    office, body = key
    kept = [group[:MOST_ARTICLES] for group in groups]
    pairs = [
        _relate(batch, office, left, right)
        for i, group in enumerate(kept)
        for other in kept[i + 1 :]
        for left in group
        for right in other
    ]
    decisive = strongest(pairs)
    if decisive is None:
        return None
    answers = [holder.answer for group in kept for holder in group]
    is_slip = len(kept) == 2 and near_miss(kept[0][0].key, kept[1][0].key)  # noqa: PLR2004 - two spellings, no more
    return Disagreement(
        rule="misspelt_name" if is_slip else "holder",
        topic=f"Who is {office} of {written(answers, batch, body)}?",
        relation=decisive.relation,
        groups=tuple(tuple(make_answer(batch, holder.answer) for holder in group) for group in kept),
        explanation=_explanation(batch, office, kept, decisive),
    )


def _relate(batch: Batch, office: str, left: Holder, right: Holder) -> Timed:
    """Relate two holders: a report of the change makes it an update where it is not the earlier one."""
    first, second = left.answer, right.answer
    if office in SHARED and not near_miss(left.key, right.key):
        return Timed(Relation.UNCLEAR, first, second)
    if not left.is_change and not right.is_change:
        return relate_in_time(batch, first, second, Course.NEVER if batch.is_same_event(first, second) else Course.SLOW)
    days = [batch.reading(answer).as_of for answer in (first, second)]
    if days[0] is None or days[1] is None:
        return Timed(Relation.UNCLEAR, first, second)
    ordered = sorted(((days[0].day, left), (days[1].day, right)), key=lambda one: (one[0], one[1].is_change))
    relation = Relation.UPDATE if ordered[1][1].is_change else Relation.UNCLEAR
    return Timed(relation, ordered[0][1].answer, ordered[1][1].answer)


def _explanation(batch: Batch, office: str, groups: Sequence[Sequence[Holder]], decisive: Timed) -> str:
    names = " and ".join(told_words(batch, [one.answer for one in group], decisive) for group in groups)
    why = {
        Relation.CONTRADICTION: f"only one can be {office}",
        Relation.UPDATE: "a later report tells of the change",
        Relation.UNCLEAR: "there may be several, or the office has changed hands",
    }[decisive.relation]
    undated = undated_words(batch, [holder.answer for group in groups for holder in group])
    return " ".join(filter(None, (f"Named as {office}: {names}; {why}.", undated)))
