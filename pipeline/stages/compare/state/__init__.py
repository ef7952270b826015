"""Comparing how far one event has come: told as done here, and as still to come, or as called off, there.

An article has one word on an event, that of its lead where its passages differ; where that stays open it is left out.
What was planned earlier and is done later is an update; the reverse, or both on one day, is a contradiction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.stages.compare.batch import Batch, stems_of_key
from pipeline.stages.compare.clause import clauses
from pipeline.stages.compare.kept import Codec, Index, Key
from pipeline.stages.compare.largest import largest_first
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.owner import key_of, names_of, subject_of, written
from pipeline.stages.compare.rule import apply_rule
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.state.event import Event, events, triggers
from pipeline.stages.compare.state.mention import Mention, find_mentions
from pipeline.stages.compare.state.tense import State
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.timing import (
    Course,
    Timed,
    day_words,
    make_answer,
    relate_in_time,
    strongest,
    undated_words,
)
from pipeline.text.word import content_words
from schemas.conflict import Relation

# What is compared of one bucket: enough for an editor, and a bound on the pairs.
MOST_EVENTS = 8
MOST_OF_STATE = 8
MOST_LINKS = 8

_GROUPS = (State.DONE, State.UNDER_WAY, State.PLANNED, State.DENIED)
_OPEN = frozenset({State.UNDER_WAY, State.PLANNED})


@dataclass(frozen=True)
class _Told:
    """What one article says of one event; `words` are the stems of its clause beside the event's own."""

    answer: Answer
    event: Event
    state: State
    words: frozenset[str]

    @property
    def stage(self) -> State:
        """Return the state, planned and under way as one."""
        return State.PLANNED if self.state in _OPEN else self.state


_PARTIES = 2
_DEAL = {
    ("talks", State.DENIED): State.DENIED,
    ("talks", State.UNDER_WAY): State.PLANNED,
    ("talks", State.PLANNED): State.PLANNED,
    ("agreement", State.DONE): State.DONE,
    ("agreement", State.PLANNED): State.PLANNED,
    ("agreement", State.DENIED): State.DENIED,
    ("takeover", State.DONE): State.DONE,
    ("takeover", State.DENIED): State.DENIED,
}
_DEAL_EVENT = replace(events()["agreement"], name="deal", what="the deal", is_many=False)


def find_states(batch: Batch) -> Iterator[Disagreement]:
    """Yield the events of which articles tell that they are done, still to come, or called off.

    The groups are the states, in the order done, under way, planned, denied; each article answers once.
    """
    return apply_rule(States(batch), batch)


class States:
    """The rule: what is told of an event is entered under entity, sort and label."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no events."""
        self._batch = batch
        self._index: Index[_Told] = batch.index(_codec(batch))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter what an article tells of events."""
        for telling in told:
            named = triggers().named(telling.words)
            for mention in _mentions(telling, named) if named else ():
                entities = _entities(self._batch, telling, mention)
                one = _told(telling, mention, frozenset().union(*map(stems_of_key, entities)))
                for entity in entities:
                    self._index.add((entity, mention.event.name, mention.label), telling.article_id, one)
                deal = _deal(self._batch, one)
                if deal is not None:
                    self._index.add((deal[0], "deal", mention.label), telling.article_id, deal[1])

    def found(self) -> Iterator[Disagreement]:
        """Yield the events of which articles tell that they are done, still to come, or called off."""
        seen, met = Seen(), Seen()
        for key in largest_first(self._open(), self._batch.archive.store):
            entity, name, _ = key
            for event in _events(self._batch, _words_of_articles(self._index.at(key))):
                fresh = [one for one in event if (name, one.answer.article_id) not in seen]
                found = _disagreement(self._batch, entity, fresh)
                if found and met.add(_places(found)):
                    seen.update((name, one.answer.article_id) for one in fresh)
                    yield found

    def _open(self) -> Iterator[tuple[int, Key]]:
        """Yield what articles tell differently, after how many articles tell of it."""
        for key, told in self._index.shared():
            if len({one.stage for one in told}) >= _PARTIES:
                words = _words_of_articles(told)
                if len({one.stage for one in words}) >= _PARTIES:
                    yield len({one.answer.article_id for one in told}), key


def _words_of_articles(told: Sequence[_Told]) -> list[_Told]:
    """Return what each article says of an event; nothing of those that are not of one mind."""
    by_article: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        by_article[one.answer.article_id].append(one)
    return [word for several in by_article.values() if (word := _word_of_article(several))]


def _codec(batch: Batch) -> Codec[_Told]:
    answers = batch.archive.answers

    def decode(kept: list[Any]) -> _Told:
        answer, name, state, words = kept
        event = _DEAL_EVENT if name == _DEAL_EVENT.name else events()[name]
        return _Told(answers.decode(answer), event, State(state), frozenset(words))

    return Codec(lambda one: [answers.encode(one.answer), one.event.name, one.state, sorted(one.words)], decode)


def _places(found: Disagreement) -> frozenset[tuple[str, int]]:
    return frozenset((answer.article_id, answer.start) for group in found.groups for answer in group)


def _mentions(telling: Telling, named: Collection[str]) -> Iterator[Mention]:
    return find_mentions(telling.plain, telling.clauses, named, is_headline=telling.is_headline)


def _deal(batch: Batch, told: _Told) -> tuple[str, _Told] | None:
    """Return what is told of a deal of two parties, and who they are: talks and agreement are its course."""
    state = _DEAL.get((told.event.name, told.state))
    if state is None:
        return None
    parties = sorted({key_of(batch, told.answer.telling, name) for name in names_of(batch, told.answer.telling)})
    if len(parties) != _PARTIES:
        return None
    return " and ".join(parties), replace(told, state=state, event=_DEAL_EVENT, words=frozenset())


def _told(telling: Telling, mention: Mention, named: frozenset[str]) -> _Told:
    start, end = telling.start + mention.start, telling.start + mention.end
    own = frozenset(content_words(telling.text[mention.start : mention.end]))
    last = next((stop for _, stop in clauses(telling.text) if stop >= mention.end), len(telling.text))
    beside = frozenset(content_words(telling.text[mention.clause : last])) - own - named
    return _Told(Answer(telling, start, end), mention.event, mention.state, beside)


def _entities(batch: Batch, telling: Telling, mention: Mention) -> frozenset[str]:
    """Return whose event it is: the subject of its clause, and the name that follows at once ("to buy Beta")."""
    start, end = telling.start + mention.start, telling.start + mention.end
    found = {subject_of(batch, telling, telling.start + mention.clause, start)}
    gaps = {" ", " of ", " by ", " with ", " between ", " of the ", " by the ", " with the "}
    for name in names_of(batch, telling):
        if start <= name.start < end or telling.article.text[end : name.start] in gaps:
            found.add(key_of(batch, telling, name))
    return frozenset(filter(None, found))


def _word_of_article(several: Sequence[_Told]) -> _Told | None:
    """Return what an article says of an event: all alike, else its lead; None where that is not of one mind."""
    lead = [one for one in several if one.answer.telling.is_lead]
    for these in (several, lead):
        if len({one.stage for one in these}) == 1:
            return min(lead if lead and these is lead else these, key=_place)
    return None


def _place(told: _Told) -> tuple[bool, int]:
    return not told.answer.telling.is_lead, told.answer.start


def _events(batch: Batch, told: Sequence[_Told]) -> Iterator[list[_Told]]:
    """Part what is told of one entity by the event that the articles report; a few events at most."""
    parts: list[list[_Told]] = []
    for one in told:
        part = next(
            (part for part in parts if any(_is_one_event(batch, each, one) for each in part[:MOST_LINKS])), None
        )
        if part is not None:
            part.append(one)
        elif len(parts) < MOST_EVENTS:
            parts.append([one])
    yield from parts


def _is_one_event(batch: Batch, left: _Told, right: _Told) -> bool:
    """Tell whether two articles report one event; of what a body has many, their clauses share a word."""
    if not batch.is_same_event(left.answer, right.answer):
        return False
    return not left.event.is_many or not left.words or not right.words or bool(left.words & right.words)


def _disagreement(batch: Batch, entity: str, told: Sequence[_Told]) -> Disagreement | None:
    groups = {state: [one for one in told if one.state is state][:MOST_OF_STATE] for state in _GROUPS}
    kept = [one for group in groups.values() for one in group]
    pairs = [
        _relate(batch, left, right)
        for i, left in enumerate(kept)
        for right in kept[i + 1 :]
        if left.stage is not right.stage
    ]
    decisive = strongest(pairs)
    if decisive is None:
        return None
    answers = [one.answer for one in told]
    body = " and ".join(written(answers, batch, key) for key in entity.split(" and "))
    verb = "have" if told[0].event.name == "talks" else "has"
    return Disagreement(
        rule="state",
        topic=f"How far {verb} {told[0].event.what} come: {body}?",
        relation=decisive.relation,
        groups=tuple(tuple(make_answer(batch, one.answer) for one in group) for group in groups.values() if group),
        explanation=_explanation(batch, groups, decisive),
    )


def _relate(batch: Batch, left: _Told, right: _Told) -> Timed:
    """Relate two answers: what is done stays done; anything else may follow on what was planned or denied."""
    if left.stage is State.DONE or right.stage is State.DONE:
        first, second = (right, left) if left.stage is State.DONE else (left, right)
        return relate_in_time(batch, first.answer, second.answer, Course.FORWARD)
    return relate_in_time(batch, left.answer, right.answer, Course.ANY)


def _explanation(batch: Batch, groups: dict[State, list[_Told]], decisive: Timed) -> str:
    told = ", ".join(f"{_count(len(group))} as {state}" for state, group in groups.items() if group)
    first, second = day_words(batch, decisive.first), day_words(batch, decisive.second)
    between = {
        Relation.UPDATE: f"the later report updates the earlier: {first}, {second}",
        Relation.CONTRADICTION: f"the days do not explain it: {second} against {first}",
        Relation.UNCLEAR: f"which came later cannot be told: {first}, {second}",
    }[decisive.relation]
    undated = undated_words(batch, [one.answer for group in groups.values() for one in group])
    return " ".join(filter(None, (f"Told {told}; {between}.", undated)))


def _count(n: int) -> str:
    return "by one article" if n == 1 else f"by {n} articles"
