"""Takes old runs out of a store, and the content that no run names any more.

Invariant: the newest run stays, and that of the newest night of each inbox, and every row that a row that stays names;
marks stay, and articles stay unless it is asked otherwise. All of it is one transaction.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, delete, select, text

from pipeline.errors import ConfigurationError
from pipeline.store import table
from pipeline.store.night_prune import prune_nights, runs_needed
from pipeline.store.opening import Store
from pipeline.store.record_table import run_stamp
from pipeline.store.stored_run import RunLine, run_lines

# Each after all that name its rows. Articles come last, and only where they are asked for.
_CONTENT = (
    table.article_verdict,
    table.claim_verdict,
    table.conflict,
    table.ledger,
    table.claim,
    table.grade,
    table.finding,
)


@dataclass(frozen=True)
class Keeping:
    """Which runs stay: those of the last `days` days, and the newest `runs`; None says nothing of either."""

    days: int | None = None
    runs: int | None = None

    @property
    def has_rule(self) -> bool:
        """Tell whether anything says what stays."""
        return self.days is not None or self.runs is not None

    def old_among(self, lines: Sequence[RunLine], now: datetime) -> list[RunLine]:
        """Return those of some runs, given newest first, that neither rule keeps; the newest is never among them.

        Raises:
            ConfigurationError: there is no rule.
        """
        if not self.has_rule:
            raise ConfigurationError("say which runs stay: --keep-days N, --keep-runs N, or both")
        since = None if self.days is None else now - timedelta(days=self.days)
        most = max(self.runs or 0, 1)
        return [line for line in lines[most:] if since is None or line.started_at < since]


@dataclass(frozen=True)
class Pruned:
    """What is gone: the runs, the newest first, and how many rows of each table."""

    runs: tuple[RunLine, ...] = ()
    rows: Counter[str] = field(default_factory=Counter)


def old_runs(store: Store, keeping: Keeping, now: datetime) -> tuple[RunLine, ...]:
    """Return the runs that `prune_store` would delete, the newest first.

    Raises:
        ConfigurationError: the store cannot be read, or nothing says what stays.
    """
    with store.reading() as connection:
        return tuple(_old(connection, keeping, now))


def prune_store(store: Store, keeping: Keeping, now: datetime, *, with_articles: bool = False) -> Pruned:
    """Delete old runs, and what no run names any more.

    Args:
        store: which; nobody else may be writing a run for it that rests on what it holds.
        keeping: which runs stay.
        now: what days are counted back from.
        with_articles: delete articles as well, with all their versions, where no run that stays has their path.

    Raises:
        BusyError: another process writes into the store; nothing is deleted.
        ConfigurationError: the store cannot be written, or nothing says what stays; nothing is deleted.
    """
    with store.writing() as connection:
        old = _old(connection, keeping, now)
        pruning = _Pruning(connection)
        if old or with_articles:
            with _indexed(connection):
                pruning.delete_runs([line.number for line in old])
                for of in _CONTENT:
                    pruning.delete_unnamed(of)
                if with_articles:
                    pruning.delete_articles()
                pruning.rows.update(prune_nights(connection))
        return Pruned(tuple(old), +pruning.rows)


def _old(connection: Connection, keeping: Keeping, now: datetime) -> list[RunLine]:
    needed = runs_needed(connection)
    return [line for line in keeping.old_among(run_lines(connection), now) if line.number not in needed]


class _Pruning:
    """Deletes rows, and counts them by their tables."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.rows: Counter[str] = Counter()

    def delete_runs(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            for of in (*_parts_of(table.run), run_stamp, table.run):
                self._delete(of, of.c.run == number)

    def delete_unnamed(self, of: Table) -> None:
        """Delete the rows that no other row names, and the rows that are parts of them."""
        (key,) = of.primary_key.columns
        naming = _naming(key)
        for part in _parts_of(of):
            own = part.c[key.name]
            self._delete(part, and_(*(~_is_named(column, own) for column in naming)))
        self._delete(of, and_(*(~_is_named(column, key) for column in naming)))

    def delete_articles(self) -> None:
        """Delete the versions of paths that no run has, and then the articles that nothing names."""
        version = table.article_version
        self._delete(version, ~_is_named(table.run_article.c.path, version.c.path))
        self.delete_unnamed(table.article)

    def _delete(self, of: Table, which: ColumnElement[bool]) -> None:
        self.rows[of.name] += self._connection.execute(delete(of).where(which)).rowcount


def _is_named(column: Column[str], key: Column[str]) -> ColumnElement[bool]:
    """Return whether some row has a key in a column."""
    naming = column.table.alias("naming")
    return select(naming.c[column.name]).where(naming.c[column.name] == key).exists()


def _parts_of(of: Table) -> list[Table]:
    """Return the tables whose rows are parts of one of `of`: its key is the first column of theirs."""
    return [each for each in table.METADATA.sorted_tables if _whole_of(each) is of]


def _whole_of(part: Table) -> Table | None:
    first = next(iter(part.primary_key.columns))
    return next((key.column.table for key in first.foreign_keys), None)


def _naming(key: Column[str]) -> list[Column[str]]:
    """Return the columns that name a row by its key, without those of its parts."""
    return [
        foreign.parent
        for each in table.METADATA.sorted_tables
        for foreign in each.foreign_keys
        if foreign.column is key and foreign.parent is not next(iter(each.primary_key.columns))
    ]


@contextmanager
def _indexed(connection: Connection) -> Iterator[None]:
    """Give every column that names a row an index while rows are deleted.

    Without one, the database looks through a whole table for each row that goes, to see whether it is named. Nothing
    else asks for these, and kept for good they would make every night slower and the store larger.
    """
    columns = [column for of in (*_CONTENT, table.article) for column in _naming(next(iter(of.primary_key.columns)))]
    columns.append(table.run_article.c.path)
    names = {f"prune_{column.table.name}_{column.name}": column for column in columns}
    for name, column in names.items():
        connection.execute(text(f"CREATE INDEX {name} ON {column.table.name} ({column.name})"))
    yield
    for name in names:
        connection.execute(text(f"DROP INDEX {name}"))
