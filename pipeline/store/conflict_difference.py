"""Holds the conflicts of one run against those of another.

A conflict is the same where its passages are, else where its question is and the articles of its sides are, a rewritten
one under its earlier id; else where it has lost sides and gained none. One with a side more is a new one: somebody has
to look at it. Invariant: what both runs hold under one key is counted by the database and never read.
"""

from collections import defaultdict
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Subquery, bindparam, case, func, select, union_all

from pipeline.store import table
from pipeline.store.change import ConflictChange, Difference, Fate, Passage
from pipeline.store.digest import Fields
from pipeline.store.fetch import AT_A_TIME, chunks, fetch
from pipeline.store.pair import Pair, match

_MOST_PASSAGES = 6

_conflict, _side, _placed = table.conflict, table.conflict_side, table.run_article
_through, _decided, _claim = table.article_verdict_claim, table.claim_verdict, table.claim
_wanted: BindParameter[str] = bindparam("keys", expanding=True)

_CONFLICTS = select(_conflict).where(_conflict.c.conflict_key.in_(_wanted)).order_by(_conflict.c.conflict_id)
_SIDES = (
    select(_side.c.conflict_key, _side.c.article_id, _side.c.answer, _side.c.value)
    .where(_side.c.conflict_key.in_(_wanted))
    .order_by(_side.c.conflict_key, _side.c.place)
)
_PASSAGES = (
    select(
        _side.c.conflict_key, _side.c.answer, _side.c.article_id, _side.c.claim_id, _side.c.quote, _side.c.value,
        _placed.c.path, _placed.c.page,
    )
    .select_from(_side)
    .outerjoin(_placed, (_placed.c.article_id == _side.c.article_id) & (_placed.c.run == bindparam("run")))
    .where(_side.c.conflict_key.in_(_wanted))
    .order_by(_side.c.conflict_key, _side.c.place)
)  # fmt: skip
_CLAIMS = (
    select(_placed.c.article_id, _claim.c.claim_id, _through.c.place, _decided.c.verdict)
    .select_from(_placed)
    .join(_through, _through.c.article_verdict_key == _placed.c.article_verdict_key)
    .join(_decided, _decided.c.claim_verdict_key == _through.c.claim_verdict_key)
    .join(_claim, _claim.c.claim_key == _decided.c.claim_key)
    .where(_placed.c.article_id.in_(_wanted), _placed.c.run == bindparam("run"))
)


@dataclass(frozen=True)
class _Conflict:
    """`sides` are what each of them says: its article, as the earlier run knows it, its answer and its value."""

    conflict_key: str
    conflict_id: str
    scope: str
    relation: str
    topic: str
    made_by: str
    explanation: str
    sides: tuple[tuple[str, int, str | None], ...]

    @property
    def question(self) -> Hashable:
        return self.scope, self.topic, self.made_by, frozenset(article for article, _, _ in self.sides)

    @property
    def matter(self) -> Hashable:
        return self.scope, self.topic, self.made_by

    @property
    def values(self) -> frozenset[tuple[str, str | None]]:
        return frozenset((article, value) for article, _, value in self.sides)

    @property
    def told(self) -> Hashable:
        return self.relation, frozenset(self.sides)


def compare_conflicts(
    connection: Connection, difference: Difference, earlier: Mapping[str, str], hidden: Container[str] = ()
) -> None:
    """Add to a difference what became of the conflicts.

    Args:
        connection: to the store.
        difference: takes what is found.
        earlier: the earlier ids of rewritten articles, by their later ones.
        hidden: the ids of conflicts that are not to be listed.
    """
    numbers = difference.numbers
    found = _found(*numbers)
    both = select(func.count()).select_from(found).where(found.c.was == found.c.now)
    difference.conflicts.carry_over(connection.execute(both).scalar_one())
    for pair in _pairs(connection, difference, found, earlier):
        difference.conflicts.add(_change(pair), is_hidden=pair.either.conflict_id in hidden)
    for run, fates in zip(numbers, ({Fate.GONE}, {Fate.NEW, Fate.CHANGED}), strict=True):
        listed = [one.conflict_key for one in difference.conflicts.listed if one.fate in fates]
        passages = _passages(connection, run, listed)
        difference.conflicts.complete(
            lambda one, found=passages: replace(one, passages=found.get(one.conflict_key, one.passages))  # type: ignore[misc]  # the default binds the loop's own
        )


def _pairs(
    connection: Connection, difference: Difference, found: Subquery, earlier: Mapping[str, str]
) -> Iterable[Pair[_Conflict]]:
    """Return by scope, topic and id the conflicts that the runs do not have in common."""
    if difference.before is None:
        return (Pair(None, one) for one in _in_order(connection, found))
    before = _conflicts(connection, _keys(connection, found.select().where(found.c.was > found.c.now)), {})
    after = _conflicts(connection, _keys(connection, found.select().where(found.c.was < found.c.now)), earlier)
    pairs = match(before, after, lambda one: one.conflict_id, lambda one: one.question)
    return sorted(_with_lost_sides(pairs), key=lambda pair: _order(pair.either))


def _with_lost_sides(pairs: Iterable[Pair[_Conflict]]) -> Iterator[Pair[_Conflict]]:
    """Yield pairs, those of a conflict that is gone and of one that has nothing but some of its sides as one pair."""
    gone: dict[Hashable, list[_Conflict]] = defaultdict(list)
    new: list[_Conflict] = []
    for pair in pairs:
        if pair.after is None:
            gone[pair.either.matter].append(pair.either)
        elif pair.before is None:
            new.append(pair.after)
        else:
            yield pair
    for one in new:
        alike = gone[one.matter]
        before = next((other for other in alike if one.values <= other.values), None)
        if before is not None:
            alike.remove(before)
        yield Pair(before, one)
    yield from (Pair(one, None) for alike in gone.values() for one in alike)


def _change(pair: Pair[_Conflict]) -> ConflictChange:
    one = pair.either
    return ConflictChange(
        pair.fate(lambda one: one.told),
        *pair.told(lambda one: one.relation),
        topic=one.topic,
        scope=one.scope,
        explanation=one.explanation,
        sides_before=len(pair.before.sides) if pair.before else 0,
        sides_after=len(pair.after.sides) if pair.after else 0,
        conflict_id=one.conflict_id,
        conflict_key=one.conflict_key,
    )


def _found(before: int, after: int) -> Subquery:
    """Return the conflicts of two runs by key, those between articles and those inside one, and which run has them."""
    within, across = table.article_verdict_conflict, table.run_conflict
    of_articles = (
        select(within.c.conflict_key, _placed.c.run)
        .select_from(_placed)
        .join(within, within.c.article_verdict_key == _placed.c.article_verdict_key)
        .where(_placed.c.run.in_({before, after}))
    )
    of_runs = select(across.c.conflict_key, across.c.run).where(across.c.run.in_({before, after}))
    each = union_all(of_articles, of_runs).subquery()
    was, now = (func.max(case((each.c.run == run, 1), else_=0)) for run in (before, after))
    return select(each.c.conflict_key, was.label("was"), now.label("now")).group_by(each.c.conflict_key).subquery()


def _keys(connection: Connection, query: Select[Any]) -> list[str]:
    return [row["conflict_key"] for row in fetch(connection, query)]


def _in_order(connection: Connection, found: Subquery) -> Iterator[_Conflict]:
    """Yield conflicts by scope, topic and id, some at a time: where all are new, there may be as many as articles."""
    query = (
        select(_conflict.c.conflict_key)
        .join(found, found.c.conflict_key == _conflict.c.conflict_key)
        .order_by(_conflict.c.scope, _conflict.c.topic, _conflict.c.conflict_id)
    )
    keys = (row["conflict_key"] for row in fetch(connection, query))
    while some := list(islice(keys, AT_A_TIME)):
        yield from sorted(_conflicts(connection, some, {}), key=_order)


def _order(one: _Conflict) -> tuple[str, str, str]:
    return one.scope, one.topic, one.conflict_id


def _conflicts(connection: Connection, keys: Sequence[str], earlier: Mapping[str, str]) -> Iterator[_Conflict]:
    """Yield conflicts, with the articles of their sides under their earlier ids."""
    names = ("conflict_key", "conflict_id", "scope", "relation", "topic", "made_by", "explanation")
    for some in chunks(keys):
        sides: dict[str, list[tuple[str, int, str | None]]] = defaultdict(list)
        for row in fetch(connection, _SIDES, keys=some):
            article_id = earlier.get(row["article_id"], row["article_id"])
            sides[row["conflict_key"]].append((article_id, row["answer"], row["value"]))
        for row in fetch(connection, _CONFLICTS, keys=some):
            yield _Conflict(sides=tuple(sides[row["conflict_key"]]), **{name: row[name] for name in names})


def _passages(connection: Connection, run: int, keys: Sequence[str]) -> dict[str, tuple[Passage, ...]]:
    """Return one side of each answer of each conflict, by its key, as a run has them."""
    told: dict[str, tuple[Passage, ...]] = {}
    for some in chunks(keys):
        rows = list(_first_sides(fetch(connection, _PASSAGES, run=run, keys=some)))
        of_articles = sorted({row["article_id"] for row in rows})
        places = {
            (row["article_id"], row["claim_id"]): (row["place"] + 1, row["verdict"])
            for ids in chunks(of_articles)
            for row in fetch(connection, _CLAIMS, run=run, keys=ids)
        }
        for row in rows:
            number, verdict = places.get((row["article_id"], row["claim_id"]), (None, None))
            passage = Passage(row["quote"], row["value"], row["path"], row["page"], number, verdict)
            told[row["conflict_key"]] = (*told.get(row["conflict_key"], ()), passage)
    return told


def _first_sides(rows: Iterable[Fields]) -> Iterator[Fields]:
    """Yield of the sides of each conflict the first of each answer, up to as many as are wanted.

    Passages of one article have no answers that tell them apart: each of them is yielded.
    """
    for _, group in groupby(rows, lambda row: row["conflict_key"]):
        sides = list(group)
        answers: dict[int, Fields] = {}
        for side in sides:
            answers.setdefault(side["answer"], side)
        yield from (list(answers.values()) if len(answers) > 1 else sides)[:_MOST_PASSAGES]
