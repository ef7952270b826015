"""Owns the scratch file of a survey: articles, places of claims, and conflicts, to be looked up and read in order.

Invariant: what comes out equals what was put in, and all is put in before anything is read. One thread uses it.
"""

import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.report.register import Place, Source
from pipeline.scratch import open_database
from schemas.conflict import Conflict

_CACHE_KIB = 1024
# Texts lie as bytes: these sort as their code points do, and may hold what a name of a file may hold and UTF-8 not.
_TABLES = """
    CREATE TABLE article (rank INTEGER, path BLOB, n INTEGER, article_id TEXT, publisher BLOB, page TEXT,
        PRIMARY KEY (rank, path, n)) WITHOUT ROWID;
    CREATE TABLE place (claim_id TEXT, rank INTEGER, path BLOB, n INTEGER, number INTEGER, quote BLOB, doubted INTEGER);
    CREATE TABLE entered (conflict_id TEXT PRIMARY KEY, rank INTEGER, path BLOB, n INTEGER,
        kind INTEGER, scope INTEGER, sides INTEGER, topic BLOB, text TEXT);
"""
_SORTED = """
    CREATE INDEX article_by_id ON article (article_id);
    CREATE INDEX article_by_page ON article (page);
    CREATE INDEX place_by_claim ON place (claim_id);
    CREATE TABLE conflict (at INTEGER PRIMARY KEY, text TEXT);
    INSERT INTO conflict SELECT NULL, text FROM entered ORDER BY kind, scope, sides, topic, conflict_id;
    DROP TABLE entered;
    CREATE TABLE concerned (article_id TEXT, at INTEGER, PRIMARY KEY (article_id, at)) WITHOUT ROWID;
"""
_ENTER = """
    INSERT INTO entered VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
        rank = excluded.rank, path = excluded.path, n = excluded.n, kind = excluded.kind, scope = excluded.scope,
        sides = excluded.sides, topic = excluded.topic, text = excluded.text
    WHERE (excluded.rank, excluded.path, excluded.n) >= (rank, path, n)
"""
_ROWS = """
    SELECT n, article_id, page, NOT EXISTS (SELECT 1 FROM article AS earlier WHERE earlier.page = article.page
        AND (earlier.rank, earlier.path, earlier.n) < (article.rank, article.path, article.n))
    FROM article ORDER BY rank, path, n
"""
_CLASH = """
    SELECT page, path FROM article WHERE EXISTS (SELECT 1 FROM article AS earlier WHERE earlier.page = article.page
        AND earlier.article_id <> article.article_id
        AND (earlier.rank, earlier.path, earlier.n) < (article.rank, article.path, article.n))
    ORDER BY rank, path, n
"""

Order = tuple[int, str, int]
"""What sorts articles: the rank of the verdict, the path, the place among the verdicts."""


@dataclass(frozen=True)
class Row:
    """One article in order: its place `n` among the verdicts, and whether its page was not there before."""

    n: int
    article_id: str
    page: str
    is_first: bool


class Scratch:
    """A database without a name."""

    def __init__(self) -> None:
        """Open an empty one."""
        self._database = open_database(_CACHE_KIB)
        weakref.finalize(self, self._database.close)
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")

    def add_article(self, order: Order, source: Source, places: Iterable[tuple[str, Place]]) -> None:
        """Enter an article with the places of its claims, by claim id."""
        rank, path, n = order[0], _kept(order[1]), order[2]
        publisher = None if source.publisher is None else _kept(source.publisher)
        row = rank, path, n, source.article_id, publisher, source.page
        self._database.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", row)
        entered = (
            (claim, rank, path, n, place.number, _kept(place.quote), place.is_doubted) for claim, place in places
        )
        self._database.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)", entered)

    def add_conflict(self, held: Order, conflict: Conflict, reading_place: tuple[int, int, int]) -> None:
        """Enter a conflict that the article `held` has; of one id that of the last article counts, and its last."""
        rank, path, n = held
        row = conflict.conflict_id, rank, _kept(path), n, *reading_place, _kept(conflict.topic)
        self._database.execute(_ENTER, (*row, conflict.model_dump_json()))

    def sort(self) -> None:
        """Once all is entered, make it ready to be read."""
        self._database.execute("COMMIT")
        self._database.executescript(_SORTED)
        self._database.execute("BEGIN")
        concerned = (
            (side, at) for at, conflict in enumerate(self.conflicts(), start=1) for side in _articles(conflict)
        )
        self._database.executemany("INSERT INTO concerned VALUES (?, ?)", concerned)

    def rows(self) -> Iterator[Row]:
        """Yield the articles in order."""
        for n, article_id, page, is_first in self._database.execute(_ROWS):
            yield Row(n, article_id, page, bool(is_first))

    def clash(self) -> tuple[str, str] | None:
        """Return the page and the path of the first article whose page is that of another one before it."""
        found = self._database.execute(_CLASH).fetchone()
        return found and (found[0], _told(found[1]))

    def count_articles(self) -> int:
        """Return how many articles there are, each id once."""
        found = self._database.execute("SELECT count(DISTINCT article_id) FROM article").fetchone()
        return int(found[0])

    def source(self, article_id: str) -> Source | None:
        """Return what is said of an article; of one that is there twice the first counts."""
        query = "SELECT publisher, path, page FROM article WHERE article_id = ? ORDER BY rank, path, n"
        found = self._database.execute(query, (article_id,)).fetchone()
        if found is None:
            return None
        publisher, path, page = found
        return Source(article_id, None if publisher is None else _told(publisher), _told(path), page)

    def place(self, claim_id: str) -> Place | None:
        """Return where a claim stands; of a claim that is there twice the last counts, doubted if one of them is."""
        query = "SELECT number, quote, doubted FROM place WHERE claim_id = ? ORDER BY rank, path, n, rowid"
        found = self._database.execute(query, (claim_id,)).fetchall()
        if not found:
            return None
        number, quote, _ = found[-1]
        return Place(number, _told(quote), is_doubted=any(doubted for _, _, doubted in found))

    def conflicts(self) -> Iterator[Conflict]:
        """Yield all conflicts in reading order."""
        return self._conflicts("SELECT text FROM conflict ORDER BY at")

    def concerning(self, article_id: str) -> list[Conflict]:
        """Return the conflicts with a side in an article, in reading order."""
        query = "SELECT text FROM concerned JOIN conflict USING (at) WHERE article_id = ? ORDER BY at"
        return list(self._conflicts(query, article_id))

    def _conflicts(self, query: str, *given: str) -> Iterator[Conflict]:
        for (text,) in self._database.execute(query, given):
            yield Conflict.model_validate_json(text)


def _articles(conflict: Conflict) -> Iterable[str]:
    return dict.fromkeys(side.article_id for side in conflict.sides)


def _kept(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _told(kept: bytes) -> str:
    return kept.decode("utf-8", "surrogatepass")
