"""Holds one run against another: what is new, gone, changed, carried over.

An article is the same where its content is, else where its path is: then it was rewritten. A claim of a rewritten
article is the same where its statement is; a conflict, where its question is, and the articles of its sides are.
Invariant: whatever either run holds is counted once. Claims are in memory for one article at a time.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, union

from pipeline.store import table
from pipeline.store.change import ArticleChange, ClaimChange, ConflictChange, Difference
from pipeline.store.fetch import fetch
from pipeline.store.opening import Store
from pipeline.store.pair import Pair, match
from pipeline.store.stored_run import find_run


@dataclass(frozen=True)
class _Article:
    path: str
    article_id: str
    article_verdict_key: str
    verdict: str


@dataclass(frozen=True)
class _Claim:
    claim_id: str
    statement: str
    verdict: str


@dataclass(frozen=True)
class _Conflict:
    """`sides` are what each of them says: its article, as the earlier run knows it, its answer and its value."""

    conflict_id: str
    scope: str
    relation: str
    topic: str
    made_by: str
    sides: tuple[tuple[str, int, str | None], ...]

    @property
    def question(self) -> Hashable:
        return self.scope, self.topic, self.made_by, frozenset(article for article, _, _ in self.sides)

    @property
    def told(self) -> Hashable:
        return self.relation, frozenset(self.sides)


def compare_runs(store: Store, before: str, after: str) -> Difference:
    """Return what became of the run `before` in the run `after`; both are named as for `find_run`.

    Raises:
        ConfigurationError: the store cannot be read, or a reference names no run, or several.
    """
    with store.reading() as connection:
        difference = Difference(find_run(connection, before), find_run(connection, after))
        earlier = _compare_articles(connection, difference)
        _compare_conflicts(connection, difference, earlier)
        return difference


def _compare_articles(connection: Connection, difference: Difference) -> dict[str, str]:
    """Compare articles and their claims; return the earlier id of each article that was rewritten, by its later id."""
    earlier: dict[str, str] = {}
    before, after = (_articles(connection, run.number) for run in (difference.before, difference.after))
    pairs = match(before, after, lambda one: one.article_id, lambda one: one.path)
    for pair in sorted(pairs, key=lambda pair: pair.either.path):
        is_rewritten = pair.differs_in(lambda one: one.article_id)
        if pair.before and pair.after and is_rewritten:
            earlier[pair.after.article_id] = pair.before.article_id
        difference.articles.add(
            ArticleChange(
                pair.fate(lambda one: (one.article_id, one.verdict)),
                *pair.told(lambda one: one.verdict),
                path=pair.either.path,
                is_rewritten=is_rewritten,
            )
        )
        _compare_claims(connection, difference, pair)
    return earlier


def _compare_claims(connection: Connection, difference: Difference, articles: Pair[_Article]) -> None:
    before, after = (_claims(connection, one) for one in (articles.before, articles.after))
    for pair in match(before, after, lambda one: one.claim_id, lambda one: one.statement.casefold()):
        difference.claims.add(
            ClaimChange(
                pair.fate(lambda one: one.verdict),
                *pair.told(lambda one: one.verdict),
                path=articles.either.path,
                statement=pair.either.statement,
                claim_id=pair.either.claim_id,
            )
        )


def _compare_conflicts(connection: Connection, difference: Difference, earlier: Mapping[str, str]) -> None:
    before = _conflicts(connection, difference.before.number, {})
    after = _conflicts(connection, difference.after.number, earlier)
    pairs = match(before, after, lambda one: one.conflict_id, lambda one: one.question)
    for pair in sorted(pairs, key=lambda pair: (pair.either.scope, pair.either.topic, pair.either.conflict_id)):
        difference.conflicts.add(
            ConflictChange(
                pair.fate(lambda one: one.told),
                *pair.told(lambda one: one.relation),
                topic=pair.either.topic,
                scope=pair.either.scope,
                sides_before=len(pair.before.sides) if pair.before else 0,
                sides_after=len(pair.after.sides) if pair.after else 0,
                conflict_id=pair.either.conflict_id,
            )
        )


def _articles(connection: Connection, run: int) -> Iterator[_Article]:
    placed, decided = table.run_article, table.article_verdict
    query = (
        select(placed.c.path, placed.c.article_id, placed.c.article_verdict_key, decided.c.verdict)
        .join(decided, decided.c.article_verdict_key == placed.c.article_verdict_key)
        .where(placed.c.run == run)
        .order_by(placed.c.place)
    )
    return (_Article(**row) for row in fetch(connection, query))


def _claims(connection: Connection, article: _Article | None) -> Iterable[_Claim]:
    if article is None:
        return ()
    through, decided, claim = table.article_verdict_claim, table.claim_verdict, table.claim
    query = (
        select(claim.c.claim_id, claim.c.statement, decided.c.verdict)
        .select_from(through)
        .join(decided, decided.c.claim_verdict_key == through.c.claim_verdict_key)
        .join(claim, claim.c.claim_key == decided.c.claim_key)
        .where(through.c.article_verdict_key == article.article_verdict_key)
        .order_by(through.c.place)
    )
    return (_Claim(**row) for row in fetch(connection, query))


def _conflicts(connection: Connection, run: int, earlier: Mapping[str, str]) -> Iterator[_Conflict]:
    """Yield the conflicts of a run, with the articles of their sides under their earlier ids."""
    placed, within, across = table.run_article, table.article_verdict_conflict, table.run_conflict
    found = union(
        select(across.c.conflict_key).where(across.c.run == run),
        select(within.c.conflict_key)
        .join(placed, placed.c.article_verdict_key == within.c.article_verdict_key)
        .where(placed.c.run == run),
    ).subquery()
    side, conflict = table.conflict_side, table.conflict
    keys = select(found.c.conflict_key)
    sides: dict[str, list[tuple[str, int, str | None]]] = defaultdict(list)
    for row in fetch(connection, select(side).where(side.c.conflict_key.in_(keys)).order_by(side.c.place)):
        article_id = earlier.get(row["article_id"], row["article_id"])
        sides[row["conflict_key"]].append((article_id, row["answer"], row["value"]))
    names = ("conflict_id", "scope", "relation", "topic", "made_by")
    query = select(conflict).where(conflict.c.conflict_key.in_(keys)).order_by(conflict.c.conflict_id)
    for row in fetch(connection, query):
        yield _Conflict(sides=tuple(sides[row["conflict_key"]]), **{name: row[name] for name in names})
