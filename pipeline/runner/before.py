"""Owns on disk between which passages the conflicts are that stood before, and what becomes of each.

Invariant: a passage goes by a hash of 64 bits: no two of a store are expected to share one.
"""

import json
from collections.abc import Collection, Container, Iterable, Iterator
from hashlib import blake2b
from itertools import islice

from pipeline.scratch import database_of
from pipeline.stages.compare import KeySet
from pipeline.store.touching import StandingPassages
from schemas.conflict import Conflict, Relation

_AT_ONCE = 500
_STANDS, _PARTED, _OUTGROWN = range(3)
_TABLES = (
    "CREATE TABLE conflict (at INTEGER PRIMARY KEY, key TEXT, relation TEXT, by TEXT, fate INTEGER)",
    "CREATE TABLE side (at INTEGER, place INTEGER, article_id TEXT)",
)
_INDEXES = ("CREATE INDEX side_of ON side (at)", "CREATE INDEX side_at ON side (place)")
_HOLDS = f"""
    SELECT 1 FROM side JOIN conflict USING (at)
    WHERE place IN (SELECT value FROM json_each(?)) AND fate != {_PARTED} AND (by = ? OR by LIKE 'model:%')
    GROUP BY at HAVING count(DISTINCT place) = ?
"""  # noqa: S608  a number of ours
_OUTGROW = f"""
    UPDATE conflict SET fate = {_OUTGROWN} WHERE fate = {_STANDS} AND relation = ?
    AND at IN (SELECT at FROM side WHERE place IN (SELECT value FROM json_each(?)))
    AND NOT EXISTS (
        SELECT 1 FROM side WHERE side.at = conflict.at AND place NOT IN (SELECT value FROM json_each(?))
    )
"""  # noqa: S608  as above
_LOST = f"SELECT key FROM conflict WHERE fate != {_STANDS} ORDER BY at"  # noqa: S608  as above
_ARTICLES = f"SELECT DISTINCT article_id FROM side JOIN conflict USING (at) WHERE fate != {_STANDS}"  # noqa: S608  as above


class ConflictsBefore:
    """The conflicts of some articles as they were found before; those of an article that has parted are lost.

    `places` are all passages, `orphaned` those of conflicts that are lost with another article.
    """

    def __init__(self, before: Iterable[StandingPassages], parted: Container[str]) -> None:
        """Go through them once; `parted` are the ids of the articles that have gone, or are new in their place."""
        self.places, self.orphaned = KeySet(), KeySet()
        self._database = database_of(self, *_TABLES)
        numbered = enumerate(before)
        while some := list(islice(numbered, _AT_ONCE)):
            self._enter(some, parted)
        for index in _INDEXES:
            self._database.execute(index)

    def _enter(self, some: Iterable[tuple[int, StandingPassages]], parted: Container[str]) -> None:
        conflicts, sides = [], []
        for at, one in some:
            remaining = [place[0] not in parted for place in one.places]
            hashes = [_hash(*place) for place in one.places]
            conflicts.append((at, one.key, one.relation, one.by, _STANDS if all(remaining) else _PARTED))
            sides += [(at, hashed, place[0]) for hashed, place in zip(hashes, one.places, strict=True)]
            self.places.update(hashes)
            if not all(remaining):
                self.orphaned.update(hashed for hashed, remains in zip(hashes, remaining, strict=True) if remains)
        self._database.executemany("INSERT INTO conflict VALUES (?, ?, ?, ?, ?)", conflicts)
        self._database.executemany("INSERT INTO side VALUES (?, ?, ?)", sides)

    def holds(self, places: Collection[int], by: str) -> bool:
        """Tell whether one sets these passages against each other already for the sake of the same question.

        That is what the same rule found, whatever it makes of it, or what a model has settled. What has parted does
        not, and what was outgrown does.
        """
        given = json.dumps([*places]), by, len(places)
        return self._database.execute(_HOLDS, given).fetchone() is not None

    def outgrow(self, relation: Relation, places: Collection[int]) -> None:
        """Lose those of this relation of which all passages are among these."""
        given = json.dumps([*places])
        self._database.execute(_OUTGROW, (relation, given, given))

    def lost(self) -> Iterator[str]:
        """Yield the keys of those that are lost."""
        return (key for (key,) in self._database.execute(_LOST))

    def articles_of_lost(self) -> Iterator[str]:
        """Yield the ids of the articles of those that are lost, each once."""
        return (article_id for (article_id,) in self._database.execute(_ARTICLES))


def places_of(conflict: Conflict) -> frozenset[int]:
    """Return the passages of a conflict, each as its hash."""
    return frozenset(_hash(side.article_id, side.start, side.end) for side in conflict.sides)


def _hash(article_id: str, start: int, end: int) -> int:
    told = f"{article_id}\0{start}\0{end}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(told, digest_size=8).digest(), signed=True)
