"""Saves a run: what is new of it, and links to what is there already.

Invariant: a run is saved in one transaction, all of it or nothing; of its articles a few are in memory at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from pipeline.store import table
from pipeline.store.digest import Digest, Fields, Row
from pipeline.store.insert import insert_new
from pipeline.store.opening import Store
from pipeline.store.pack import Packing
from pipeline.store.record import save_articles
from schemas.conflict import Conflict
from schemas.run import ArticleStamp, Run, RunOutcome
from schemas.run_text import joined
from schemas.verdict import ArticleVerdict

_ROWS_AT_A_TIME = 2000
_WHOLE = frozenset({RunOutcome.COMPLETE, RunOutcome.INCOMPLETE})


@dataclass(frozen=True)
class Saved:
    """What saving added: the run's number in the store, its articles, and how many of them were not there before."""

    run: int
    articles: int
    new_articles: int


@dataclass(frozen=True)
class KnownVerdict:
    """A decided article that the store holds already, and that an earlier run had under this path."""

    path: str
    article_id: str
    article_verdict_key: str


def save_run(store: Store, record: Run, verdicts: Iterable[ArticleVerdict], conflicts: Sequence[Conflict]) -> Saved:
    """Save what a run wrote; of a run that was cut short, what it has.

    Args:
        store: where.
        record: of the run; its articles are those of `verdicts`, in the same order.
        verdicts: every article decided.
        conflicts: those between articles.

    Raises:
        BusyError: another process writes into the store; nothing is saved.
        ConfigurationError: the store cannot be written; nothing is saved.
    """
    with store.writing() as connection:
        return write_run(connection, record, verdicts, conflicts)


def write_run(
    connection: Connection,
    record: Run,
    verdicts: Iterable[ArticleVerdict | KnownVerdict],
    conflicts: Iterable[Conflict | str],
) -> Saved:
    """Write a run in a transaction of the caller's, as `save_run` does.

    A verdict may be one that the store holds, and so may a conflict, which then is given by its key.
    """
    number = 1 + (connection.execute(select(func.max(table.run.c.run))).scalar_one() or 0)
    saving = _Saving(connection, number, record)
    for stamp, verdict in zip(record.articles, verdicts, strict=True):
        saving.add_article(stamp, verdict)
    saving.finish(conflicts)
    return Saved(number, len(record.articles), _count_new(connection, number))


def row_of_run(record: Run, text: str) -> Row:
    """Return what the table of runs tells of a record, whose JSON without articles is `text`."""
    return {
        "run_id": record.run_id,
        "outcome": record.outcome.value,
        "is_cut_short": record.outcome not in _WHOLE,
        "started_at": record.started_at.isoformat(),
        "ended_at": record.ended_at.isoformat(),
        "provider": record.provider.provider,
        "model": record.provider.model,
        "articles": len(record.articles),
        "claims": sum(record.claims.values()),
        "not_checked": record.not_checked,
        "cost_usd": None if record.cost_usd is None else float(record.cost_usd),
        "record": text,
    }


def digest_article(digest: Digest, row: Fields) -> None:
    """Take an article of a run into the run's key."""
    digest.add(*(row[name] for name in ("place", "path", "article_id", "article_verdict_key", "page")))


class _Saving:
    """One run on its way into the store."""

    def __init__(self, connection: Connection, number: int, record: Run) -> None:
        self._connection = connection
        self._number = number
        text = record.json_in_short()
        connection.execute(table.run.insert().values(run=number, run_key="", **row_of_run(record, text)))
        self._digest = Digest(table.run.name)
        self._digest.add_long(joined(text, save_articles(connection, number, record.articles)))
        self._packing = Packing()
        self._placed: list[Row] = []
        self._new: list[Row] = []
        self._articles = 0

    def add_article(self, stamp: ArticleStamp, verdict: ArticleVerdict | KnownVerdict) -> None:
        known = verdict if isinstance(verdict, KnownVerdict) else self._known(verdict)
        row: Row = {"run": self._number, "place": self._articles, **vars(known), "page": stamp.page}
        digest_article(self._digest, row)
        self._placed.append(row)
        if known is not verdict:
            self._new.append(row)
        self._articles += 1
        self._flush_if_many()

    def _known(self, verdict: ArticleVerdict) -> KnownVerdict:
        article = verdict.article
        return KnownVerdict(article.path, article.article_id, self._packing.add_article(verdict))

    def finish(self, conflicts: Iterable[Conflict | str]) -> None:
        for place, conflict in enumerate(conflicts):
            key = conflict if isinstance(conflict, str) else self._packing.add_conflict(conflict)
            self._digest.add(place, key)
            row: Row = {"run": self._number, "place": place, "conflict_key": key}
            self._packing.rows[table.run_conflict].append(row)
            self._flush_if_many()
        self._flush()
        own = table.run.c.run == self._number
        self._connection.execute(table.run.update().where(own).values(run_key=self._digest.key))

    def _flush_if_many(self) -> None:
        if len(self._placed) + sum(map(len, self._packing.rows.values())) >= _ROWS_AT_A_TIME:
            self._flush()

    def _flush(self) -> None:
        """Write the rows at hand, those that others name first."""
        for of in table.METADATA.sorted_tables:
            insert_new(self._connection, of, self._packing.rows.get(of, []))
        insert_new(self._connection, table.article_version, _new_versions(self._connection, self._new))
        insert_new(self._connection, table.run_article, self._placed)
        self._packing, self._placed, self._new = Packing(), [], []


def _new_versions(connection: Connection, placed: Sequence[Row]) -> list[Row]:
    """Return a version for each article whose path has not held that content before."""
    known = table.article_version
    query = select(known).where(known.c.path.in_({row["path"] for row in placed}))
    versions = [dict(row) for row in connection.execute(query).mappings()]
    new: list[Row] = []
    for row in placed:
        of_path = [one for one in (*versions, *new) if one["path"] == row["path"]]
        if all(one["article_id"] != row["article_id"] for one in of_path):
            new.append({"path": row["path"], "version": len(of_path) + 1, "article_id": row["article_id"]})
    return new


def _count_new(connection: Connection, number: int) -> int:
    """Return how many articles of a run no earlier run had."""
    placed, before = table.run_article, table.run_article.alias()
    is_known = select(before.c.run).where(before.c.article_id == placed.c.article_id, before.c.run < number).exists()
    query = select(func.count()).select_from(placed).where(placed.c.run == number, ~is_known)
    return connection.execute(query).scalar_one()
