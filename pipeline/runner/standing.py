"""Owns the conflicts between articles that a night begins with, and puts them in order with what it finds, on disk.

Invariant: they come out in the order of comparing: by relation, topic and id. One thread uses it.
"""

from collections.abc import Container, Iterable, Iterator

from pipeline.scratch import database_of
from pipeline.store.night import KnownConflict
from schemas.conflict import Conflict, Relation

_PLACES = {relation: place for place, relation in enumerate(Relation)}
_TABLES = (
    # Bytes sort as their code points do, and may hold what a damaged text may hold and UTF-8 not.
    "CREATE TABLE known (key TEXT PRIMARY KEY, relation INTEGER, topic BLOB, conflict_id TEXT) WITHOUT ROWID",
    "CREATE TABLE found (at INTEGER PRIMARY KEY, relation INTEGER, topic BLOB, conflict_id TEXT)",
)
_IN_ORDER = """
    SELECT key, NULL AS at, relation, topic, conflict_id FROM known
    UNION ALL SELECT NULL, at, relation, topic, conflict_id FROM found ORDER BY relation, topic, conflict_id, at
"""


class StandingConflicts:
    """Conflicts by the keys under which the store holds them."""

    def __init__(self, known: Iterable[KnownConflict] = ()) -> None:
        """Take in those that a night begins with."""
        self._database = database_of(self, *_TABLES)
        rows = ((one.key, *order_of(one.relation, one.topic, one.conflict_id)) for one in known)
        self._database.executemany("INSERT INTO known VALUES (?, ?, ?, ?)", rows)

    def __contains__(self, key: object) -> bool:
        """Tell whether a night begins with one of this key."""
        return self._database.execute("SELECT 1 FROM known WHERE key = ?", (key,)).fetchone() is not None

    def with_found(self, lost: Container[str], found: Iterable[Conflict]) -> Iterator[str | int]:
        """Yield all but the lost ones in order: the keys of known ones, and the numbers of those that were found."""
        self._database.execute("DELETE FROM found")
        rows = ((at, *order_of(one.relation, one.topic, one.conflict_id)) for at, one in enumerate(found))
        self._database.executemany("INSERT INTO found VALUES (?, ?, ?, ?)", rows)
        for key, at, *_ in self._database.execute(_IN_ORDER):
            if key is None:
                yield at
            elif key not in lost:
                yield key


def order_of(relation: str, topic: str, conflict_id: str) -> tuple[int, bytes, str]:
    """Return what sorts a conflict among others."""
    return _PLACES[Relation(relation)], topic.encode("utf-8", "surrogatepass"), conflict_id
