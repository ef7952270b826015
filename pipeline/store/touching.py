"""Conflicts between articles that have a side in some of them, or only the passages that these are of.

Invariant: they come ascending by key, each once, a few in memory at a time.
"""

from collections.abc import Container, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from sqlalchemy import Connection, bindparam, select

from pipeline.scratch import open_database
from pipeline.store import table
from pipeline.store.fetch import chunks
from pipeline.store.unpack import conflicts_under, damage_told
from schemas.conflict import Conflict, Relation

_CONFLICTS_AT_A_TIME = 100  # a conflict of many sides has tens of thousands of characters
_TOUCHING = (
    select(table.conflict_side.c.conflict_key)
    .where(table.conflict_side.c.article_id.in_(bindparam("some", expanding=True)))
    .distinct()
)
_PASSAGES = (
    select(
        table.conflict.c.conflict_key, table.conflict.c.relation, table.conflict.c.made_by,
        table.conflict_side.c.article_id, table.conflict_side.c.start_char, table.conflict_side.c.end_char,
    )
    .join(table.conflict_side, table.conflict_side.c.conflict_key == table.conflict.c.conflict_key)
    .where(table.conflict.c.conflict_key.in_(bindparam("some", expanding=True)))
    .order_by(table.conflict.c.conflict_key, table.conflict_side.c.place)
)  # fmt: skip

Place = tuple[str, int, int]
"""A passage: the id of its article, its start and its end."""


@dataclass(frozen=True, slots=True)
class StandingPassages:
    """Which passages a conflict that the store holds sets against each other, and what found it (`Conflict.by`)."""

    key: str
    relation: Relation
    by: str
    places: tuple[Place, ...]


def conflicts_touching(
    connection: Connection, among: Container[str], article_ids: Sequence[str]
) -> Iterator[tuple[str, Conflict]]:
    """Yield those of some conflicts, ascending by key, that have a side in one of some articles."""
    for some in _keys_touching(connection, among, article_ids):
        with damage_told():
            found = conflicts_under(connection, some)
        yield from sorted(found.items())


def passages_touching(
    connection: Connection, among: Container[str], article_ids: Sequence[str]
) -> Iterator[StandingPassages]:
    """Yield the passages of those of some conflicts, ascending by key, that have a side in one of some articles."""
    for some in _keys_touching(connection, among, article_ids):
        with damage_told():
            found = connection.execute(_PASSAGES, {"some": some})
            for (key, relation, by), rows in groupby(found, key=itemgetter(0, 1, 2)):
                yield StandingPassages(key, Relation(relation), by, tuple((row[3], row[4], row[5]) for row in rows))


def _keys_touching(
    connection: Connection, among: Container[str], article_ids: Sequence[str]
) -> Iterator[Sequence[str]]:
    """Yield keys of conflicts a few at a time, ascending, each once."""
    with closing(open_database()) as database:
        database.execute("CREATE TABLE touching (key TEXT PRIMARY KEY) WITHOUT ROWID")
        for some in chunks(article_ids):
            found = connection.execute(_TOUCHING, {"some": some}).scalars()
            database.executemany("INSERT OR IGNORE INTO touching VALUES (?)", ((key,) for key in found if key in among))
        keys = (key for (key,) in database.execute("SELECT key FROM touching ORDER BY key"))
        while together := list(islice(keys, _CONFLICTS_AT_A_TIME)):
            yield together
