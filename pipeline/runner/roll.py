"""Owns what there is one of for every article of a night, on disk: where it lies, and what the last night made of it.

Invariant: each content is placed once, and each page is that of one article. An article is carried over where the last
night had it under this path, left nothing of it unchecked, and keeps it as it was graded; the others that are placed
are fresh, and those of the last night that are not carried over have parted. One thread uses a roll.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Any

from pipeline.runner.taken import TakenPages
from pipeline.scratch import database_of
from pipeline.store.night import LastArticle

_TABLES = (
    """CREATE TABLE placed (turn INTEGER PRIMARY KEY, placed_path TEXT, placed_id TEXT UNIQUE, at INTEGER,
        is_counted INTEGER, is_compared INTEGER, day INTEGER)""",
    """CREATE TABLE last (path TEXT, article_id TEXT PRIMARY KEY, article_verdict_key TEXT, page TEXT, verdict TEXT,
        claims INTEGER, is_whole INTEGER, is_known INTEGER, place INTEGER) WITHOUT ROWID""",
    """CREATE VIEW held AS SELECT * FROM placed LEFT JOIN last
        ON article_id = placed_id AND path = placed_path AND is_whole AND is_known""",
    """CREATE VIEW parted AS SELECT * FROM last LEFT JOIN placed
        ON placed_id = article_id AND placed_path = path AND is_whole AND is_known WHERE placed_id IS NULL""",
)
_OF_PLACED = 7
_OF_LAST = 8


@dataclass(frozen=True)
class PlacedId:
    """An article of the inbox: what people call its file, and its content."""

    path: str
    article_id: str


class Roll:
    """The articles of a night: those that are placed, in the order of the inbox, and those of the night before."""

    def __init__(self) -> None:
        """Begin with none."""
        self._database = database_of(self, *_TABLES)
        self._pages = TakenPages()

    def path_of(self, article_id: str) -> str | None:
        """Return under which path an article is placed; None where it is not."""
        row = self._database.execute("SELECT placed_path FROM placed WHERE placed_id = ?", (article_id,)).fetchone()
        return None if row is None else str(row[0])

    def refusal(self, path: str, article_id: str) -> str | None:
        """Give an article its page; return the reason where another has it already."""
        return self._pages.refusal(path, article_id)

    def place(self, path: str, article_id: str, at: int | None) -> None:
        """Place an article behind the others; `at` tells where it lies if it was read."""
        self._database.execute("INSERT INTO placed VALUES (NULL, ?, ?, ?, FALSE, FALSE, NULL)", (path, article_id, at))

    def __len__(self) -> int:
        """Return how many articles are placed."""
        return int(self._database.execute("SELECT count(*) FROM placed").fetchone()[0])

    def __iter__(self) -> Iterator[PlacedId]:
        """Yield the articles that are placed, in the order of the inbox."""
        rows = self._database.execute("SELECT placed_path, placed_id FROM placed ORDER BY turn")
        yield from (PlacedId(*row) for row in rows)

    @property
    def ids(self) -> Iterable[str]:
        """Return the ids of the articles that are placed, in the order of the inbox."""
        return _Ids(self)

    def hold_against(self, articles: Iterable[LastArticle]) -> None:
        """Take in the articles of the last night, in their order."""
        rows = ((*astuple(one), place) for place, one in enumerate(articles))
        self._database.executemany("INSERT INTO last VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def fresh(self) -> Iterator[tuple[PlacedId, int | None]]:
        """Yield the articles that are not carried over, in their order, and where each lies if it was read."""
        query = "SELECT placed_path, placed_id, at FROM held WHERE article_id IS NULL ORDER BY turn"
        yield from ((PlacedId(path, placed_id), at) for path, placed_id, at in self._database.execute(query))

    def in_turn(self) -> Iterator[PlacedId | LastArticle]:
        """Yield all articles in the order of the inbox: carried ones as they stand, fresh ones by their place."""
        for row in self._database.execute("SELECT * FROM held ORDER BY turn"):
            yield _carried(row) or PlacedId(row[1], row[2])

    def carried(self, article_id: str) -> LastArticle | None:
        """Return an article that is carried over; None where it is not."""
        row = self._database.execute("SELECT * FROM held WHERE placed_id = ?", (article_id,)).fetchone()
        return row and _carried(row)

    @property
    def carried_ids(self) -> Container[str]:
        """Return what tells of an id whether its article is carried over."""
        return _Known(lambda article_id: self.carried(article_id) is not None)

    def parted(self) -> Iterator[LastArticle]:
        """Yield the articles of the last night that are not carried over, in its order."""
        yield from (
            LastArticle(*row[:_OF_LAST]) for row in self._database.execute("SELECT * FROM parted ORDER BY place")
        )

    def note_counted(self, article_ids: Iterable[str]) -> None:
        """Note of articles that what they say is counted from now on."""
        noted = ((each,) for each in article_ids)
        self._database.executemany("UPDATE placed SET is_counted = TRUE WHERE placed_id = ?", noted)

    def is_counted(self, article_id: str) -> bool:
        """Tell whether that was noted of an article."""
        query = "SELECT 1 FROM placed WHERE placed_id = ? AND is_counted"
        return self._database.execute(query, (article_id,)).fetchone() is not None

    def note_compared(self, days: Iterable[tuple[str, int | None]]) -> None:
        """Note of articles, by id, that they are compared now, and the day they speak from."""
        noted = ((day, article_id) for article_id, day in days)
        query = "UPDATE placed SET is_compared = TRUE, day = ? WHERE placed_id = ?"
        self._database.executemany(query, noted)

    def day_of(self, article_id: str) -> int | None:
        """Return the day that was noted of an article."""
        row = self._database.execute("SELECT day FROM placed WHERE placed_id = ?", (article_id,)).fetchone()
        return None if row is None or row[0] is None else int(row[0])

    def first_and_last_day(self) -> tuple[int, int] | None:
        """Return the first and the last day that was noted; None where one of those compared now has none."""
        query = "SELECT min(day), max(day) FROM placed WHERE is_compared HAVING count(*) = count(day)"
        row = self._database.execute(query).fetchone()
        return None if row is None or row[0] is None else (int(row[0]), int(row[1]))

    @property
    def compared(self) -> Container[str]:
        """Return what tells of an id whether its article is compared now."""
        return _Known(self._is_compared)

    def _is_compared(self, article_id: str) -> bool:
        query = "SELECT 1 FROM placed WHERE placed_id = ? AND is_compared"
        return self._database.execute(query, (article_id,)).fetchone() is not None


class _Ids(Iterable[str]):
    def __init__(self, roll: Roll) -> None:
        self._roll = roll

    def __iter__(self) -> Iterator[str]:
        return (one.article_id for one in self._roll)


class _Known(Container[str]):
    def __init__(self, is_known: Callable[[str], bool]) -> None:
        self._is_known = is_known

    def __contains__(self, article_id: object) -> bool:
        return isinstance(article_id, str) and self._is_known(article_id)


def _carried(row: tuple[Any, ...]) -> LastArticle | None:
    """Return the article of the last night that stands in a row of `held`."""
    last = row[_OF_PLACED : _OF_PLACED + _OF_LAST]
    return None if last[0] is None else LastArticle(*last)
