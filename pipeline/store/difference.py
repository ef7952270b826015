"""Holds one run against another: what is new, gone, changed, carried over.

An article is the same where its content is, else where its path is: then it was rewritten. A claim of a rewritten
article is the same where its statement is. Keys are hashes of content, so what both runs hold under one key is carried
over, and the database counts it: rows are read of articles alone that differ in something.

Invariant: whatever either run holds is counted once. Claims are in memory for a few articles at a time.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from sqlalchemy import Connection, Label, bindparam, case, func, select

from pipeline.store import table
from pipeline.store.change import ArticleChange, Changes, ClaimChange, Difference, Fate, Move
from pipeline.store.conflict_difference import compare_conflicts
from pipeline.store.fetch import fetch
from pipeline.store.opening import Store
from pipeline.store.pair import Pair, match
from pipeline.store.query import IS_UNCHECKED
from pipeline.store.stored_run import find_run

_PAIRS_AT_A_TIME = 100

_through, _decided, _claim = table.article_verdict_claim, table.claim_verdict, table.claim

_CLAIMS = (
    select(
        _through.c.article_verdict_key, _through.c.place, _claim.c.claim_id, _claim.c.statement, _claim.c.quote,
        _decided.c.verdict,
    )
    .select_from(_through)
    .join(_decided, _decided.c.claim_verdict_key == _through.c.claim_verdict_key)
    .join(_claim, _claim.c.claim_key == _decided.c.claim_key)
    .where(_through.c.article_verdict_key.in_(bindparam("keys", expanding=True)))
    .order_by(_through.c.article_verdict_key, _through.c.place)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Article:
    path: str
    article_id: str
    article_verdict_key: str
    verdict: str
    page: str
    is_unchecked: bool = False


@dataclass(frozen=True)
class _Claim:
    claim_id: str
    statement: str
    quote: str
    verdict: str
    number: int


def compare_runs(
    store: Store, before: str | None, after: str, *, most_listed: int | None = None, hidden: Container[str] = ()
) -> Difference:
    """Return what became of the run `before` in the run `after`; both are named as for `find_run`.

    Args:
        store: that holds both.
        before: the earlier run; None: there is none, so that everything is new.
        after: the later run.
        most_listed: how many articles, claims and conflicts of each fate are listed, the worst of them; all are
            counted. None lists all.
        hidden: the ids of claims and conflicts that are not to be listed.

    Raises:
        ConfigurationError: the store cannot be read, or a reference names no run, or several.
    """
    with store.reading() as connection:
        earlier = None if before is None else find_run(connection, before)
        lists: tuple[Changes[ArticleChange], Changes[ClaimChange]] = Changes(most_listed), Changes(most_listed)
        difference = Difference(earlier, find_run(connection, after), *lists, Changes(most_listed))
        pairs = _pairs_of_articles(connection, difference)
        _compare_articles(connection, difference, pairs)
        _compare_claims(connection, difference, pairs, hidden)
        compare_conflicts(connection, difference, _earlier_ids(pairs), hidden)
        return difference


def _pairs_of_articles(connection: Connection, difference: Difference) -> Iterable[Pair[_Article]]:
    """Return by path the articles that the runs do not have in common, with all they decided of them."""
    if difference.before is None:
        return _NewArticles(connection, difference.after.number)
    before, after = _differing(connection, *difference.numbers)
    pairs = match(before, after, lambda one: one.article_id, lambda one: one.path)
    return sorted(pairs, key=lambda pair: pair.either.path)


def _compare_articles(connection: Connection, difference: Difference, pairs: Iterable[Pair[_Article]]) -> None:
    placed = table.run_article
    held = select(func.count()).select_from(placed).where(placed.c.run == difference.after.number)
    common = connection.execute(held).scalar_one() - sum(pair.after is not None for pair in pairs)
    difference.articles.carry_over(common)
    for pair in pairs:
        is_rewritten = pair.differs_in(lambda one: one.article_id)
        is_checked = not is_rewritten and _is_checked_at_last(pair)
        difference.rewritten += is_rewritten
        difference.checked += is_checked
        if pair.before and pair.after and pair.differs_in(lambda one: one.path):
            difference.moved.append(Move(pair.before.path, pair.after.path))
        difference.articles.add(
            ArticleChange(
                Fate.CHANGED if is_checked else pair.fate(lambda one: (one.article_id, one.verdict)),
                *pair.told(lambda one: one.verdict),
                path=pair.either.path,
                is_rewritten=is_rewritten,
                is_checked=is_checked,
                page=pair.after.page if pair.after else None,
            )
        )


def _is_checked_at_last(pair: Pair[_Article]) -> bool:
    """Tell whether something of an article was not checked, and nothing of it is left so now."""
    return bool(pair.before and pair.after and pair.before.is_unchecked and not pair.after.is_unchecked)


class _NewArticles(Iterable[Pair[_Article]]):
    """The articles of a run before which there is none, by path: all are new, and each is read when it is asked for."""

    def __init__(self, connection: Connection, run: int) -> None:
        placed, decided = table.run_article, table.article_verdict
        self._connection = connection
        self._query = (
            select(placed.c.path, placed.c.article_id, placed.c.article_verdict_key, decided.c.verdict, placed.c.page)
            .join(decided, decided.c.article_verdict_key == placed.c.article_verdict_key)
            .where(placed.c.run == run)
            .order_by(placed.c.path, placed.c.place)
        )

    def __iter__(self) -> Iterator[Pair[_Article]]:
        for row in fetch(self._connection, self._query):
            yield Pair(None, _Article(**row))


def _differing(connection: Connection, before: int, after: int) -> tuple[list[_Article], list[_Article]]:
    """Return the articles of two runs that are not in both at one path, with one content and one decision on it."""
    placed, decided = table.run_article, table.article_verdict

    def times(run: int, name: str) -> Label[int]:
        return func.sum(case((placed.c.run == run, 1), else_=0)).label(name)

    same = (placed.c.path, placed.c.article_id, placed.c.article_verdict_key)
    was, now = times(before, "was"), times(after, "now")
    differing = (
        select(*same, func.max(placed.c.page).label("page"), func.min(placed.c.place).label("place"), was, now)
        .where(placed.c.run.in_({before, after}))
        .group_by(*same)
        .having(was != now)
        .subquery()
    )
    query = (
        select(differing, decided.c.verdict, IS_UNCHECKED.label("is_unchecked"))
        .join(decided, decided.c.article_verdict_key == differing.c.article_verdict_key)
        .order_by(differing.c.place)
    )
    left: list[_Article] = []
    right: list[_Article] = []
    names = ("path", "article_id", "article_verdict_key", "verdict", "page", "is_unchecked")
    for row in fetch(connection, query):
        more = row["was"] - row["now"]
        (left if more > 0 else right).extend([_Article(**{name: row[name] for name in names})] * abs(more))
    return left, right


def _earlier_ids(pairs: Iterable[Pair[_Article]]) -> dict[str, str]:
    """Return the earlier id of each article that was rewritten, by its later id."""
    return {
        pair.after.article_id: pair.before.article_id
        for pair in pairs
        if pair.before and pair.after and pair.differs_in(lambda one: one.article_id)
    }


def _compare_claims(
    connection: Connection, difference: Difference, articles: Iterable[Pair[_Article]], hidden: Container[str]
) -> None:
    # Where no more than the path differs, no claim does.
    differing = (pair for pair in articles if pair.fate(lambda one: one.article_verdict_key) is not Fate.CARRIED_OVER)
    left = _count_claims(connection, difference.after.number)
    while pairs := list(islice(differing, _PAIRS_AT_A_TIME)):
        claims = _claims(connection, pairs)
        for pair in pairs:
            before, after = (
                claims.get(one.article_verdict_key, []) if one else [] for one in (pair.before, pair.after)
            )
            left -= len(after)
            for claim in match(before, after, lambda one: one.claim_id, lambda one: one.statement.casefold()):
                difference.claims.add(_claim_change(pair, claim), is_hidden=claim.either.claim_id in hidden)
    difference.claims.carry_over(left)


def _claim_change(articles: Pair[_Article], pair: Pair[_Claim]) -> ClaimChange:
    return ClaimChange(
        pair.fate(lambda one: one.verdict),
        *pair.told(lambda one: one.verdict),
        path=articles.either.path,
        statement=pair.either.statement,
        claim_id=pair.either.claim_id,
        quote=pair.either.quote,
        page=articles.after.page if articles.after else None,
        number=pair.after.number if pair.after else None,
    )


def _count_claims(connection: Connection, run: int) -> int:
    placed = table.run_article
    query = (
        select(func.count())
        .select_from(placed)
        .join(_through, _through.c.article_verdict_key == placed.c.article_verdict_key)
        .where(placed.c.run == run)
    )
    return connection.execute(query).scalar_one()


def _claims(connection: Connection, pairs: Sequence[Pair[_Article]]) -> dict[str, list[_Claim]]:
    """Return the claims of articles by the key of their decision, in the order of the text."""
    keys = {one.article_verdict_key for pair in pairs for one in (pair.before, pair.after) if one}
    rows = fetch(connection, _CLAIMS, keys=sorted(keys))
    names = ("claim_id", "statement", "quote", "verdict")

    def read() -> Iterator[tuple[str, list[_Claim]]]:
        for key, group in groupby(rows, lambda row: row["article_verdict_key"]):
            yield key, [_Claim(number=row["place"] + 1, **{name: row[name] for name in names}) for row in group]

    return dict(read())
