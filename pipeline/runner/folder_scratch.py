"""Owns what a folder holds and what it should hold, on disk: there is a page for every article.

Invariant: what comes out equals what was put in, in the order that a method tells. One thread uses it.
"""

import os
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from pipeline.scratch import database_of
from pipeline.store.night import PlacedArticle
from pipeline.store.shown import ShownPage
from schemas.verdict import Verdict

Place = tuple[int | str, ...]
"""What sorts conflicts: three numbers, the topic, the id."""

# Texts that may hold more than UTF-8 knows lie as bytes, which sort as their code points do.
_TABLES = (
    """CREATE TABLE noted (page TEXT PRIMARY KEY, path BLOB, article_id TEXT, key TEXT, size_bytes INTEGER,
        modified_ns INTEGER, is_marked INTEGER) WITHOUT ROWID""",
    "CREATE TABLE there (page BLOB PRIMARY KEY, size_bytes INTEGER, modified_ns INTEGER) WITHOUT ROWID",
    """CREATE TABLE placed (n INTEGER PRIMARY KEY, path BLOB, article_id TEXT, key TEXT, page TEXT, verdict TEXT,
        severity INTEGER)""",
    """CREATE TABLE conflict (key TEXT PRIMARY KEY, relation INTEGER, scope INTEGER, sides INTEGER, topic BLOB,
        conflict_id TEXT) WITHOUT ROWID""",
    "CREATE TABLE touched (n INTEGER PRIMARY KEY)",
    "CREATE TABLE written (page TEXT PRIMARY KEY, n INTEGER, is_marked INTEGER) WITHOUT ROWID",
    """CREATE VIEW kept AS SELECT noted.* FROM noted JOIN there ON there.page = CAST(noted.page AS BLOB)
        AND there.size_bytes = noted.size_bytes AND there.modified_ns = noted.modified_ns""",
)
_INDEXES = (
    "CREATE INDEX noted_by_article ON noted (article_id)",
    "CREATE INDEX placed_by_page ON placed (page)",
    "CREATE INDEX placed_by_article ON placed (article_id)",
)
_TOUCH_CHANGED = """
    INSERT INTO touched SELECT n FROM placed WHERE NOT EXISTS (SELECT 1 FROM kept
        WHERE kept.page = placed.page AND kept.path = placed.path AND kept.key = placed.key)
"""
# Of several pages of one article the last by name.
_SAME = """
    SELECT n, placed.article_id, old.key, placed.key, old.path <> placed.path FROM touched JOIN placed USING (n)
        JOIN noted AS old ON old.page = (SELECT max(page) FROM noted WHERE article_id = placed.article_id)
        ORDER BY n
"""
_WRITTEN = "SELECT path, article_id, key, is_marked FROM written JOIN placed USING (n) WHERE written.page = ?"
_GONE = "SELECT page FROM noted WHERE NOT EXISTS (SELECT 1 FROM placed WHERE placed.page = noted.page) ORDER BY page"
_CONFLICTS = "SELECT key, relation, scope FROM conflict ORDER BY relation, scope, sides, topic, conflict_id"

_QUESTIONS = """
    SELECT key, relation, conflict_id FROM conflict WHERE scope <> ? ORDER BY relation, scope, sides, topic, conflict_id
"""
# The number of the scope of a conflict within an article, in what sorts conflicts.
_WITHIN = 0


@dataclass(frozen=True)
class Again:
    """An article whose page is to be written again: the keys under which it was and is decided on."""

    article_id: str
    key_before: str
    key: str
    is_moved: bool


class FolderScratch:
    """What was noted of the files of a folder and what is there, and the articles and conflicts of a night."""

    def __init__(self, folder: Path, noted: Iterable[ShownPage]) -> None:
        """Look into a folder.

        Raises:
            OSError: it cannot be read.
        """
        self._database = database_of(self, *_TABLES)
        pages = ((one.page, _bytes(one.path), *astuple(one)[2:]) for one in noted)
        self._database.executemany("INSERT INTO noted VALUES (?, ?, ?, ?, ?, ?, ?)", pages)
        files = ((os.fsencode(name), *told) for name, *told in files_in(folder))
        self._database.executemany("INSERT INTO there VALUES (?, ?, ?)", files)

    @property
    def unmarked(self) -> Container[str]:
        """Return what tells of a name whether it is that of a page as it was written, without a mark."""
        return _Keys(lambda page: self._holds("SELECT 1 FROM kept WHERE page = ? AND NOT is_marked", page))

    def key_of(self, page: str) -> str | None:
        """Return the key that was noted of a file; None where nothing was."""
        found = self._database.execute("SELECT key FROM noted WHERE page = ?", (page,)).fetchone()
        return found and str(found[0])

    def is_kept(self, page: str, key: str) -> bool:
        """Tell whether a file shows what it should, and is as it was written."""
        query = "SELECT 1 FROM kept WHERE page = ? AND key = ?"
        return self._database.execute(query, (page, key)).fetchone() is not None

    def place(self, articles: Iterable[PlacedArticle]) -> None:
        """Take in the articles of a night, in their order."""
        rows = (
            (n, _bytes(one.path), one.article_id, one.article_verdict_key, one.page, one.verdict, _severity(one))
            for n, one in enumerate(articles)
        )
        self._database.executemany("INSERT INTO placed VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        for statement in _INDEXES:
            self._database.execute(statement)

    def enter(self, conflicts: Iterable[tuple[str, Place]]) -> None:
        """Take in the conflicts of a night, by key, with what sorts them."""
        rows = ((key, *place[:3], _bytes(str(place[3])), *place[4:]) for key, place in conflicts)
        self._database.executemany("INSERT INTO conflict VALUES (?, ?, ?, ?, ?, ?)", rows)

    def touch_changed(self, *, all_of: bool, marked: Collection[int]) -> None:
        """Choose the articles whose pages are not as they should be, and those that show other marks; or all."""
        self._database.execute("INSERT INTO touched SELECT n FROM placed" if all_of else _TOUCH_CHANGED)
        self._database.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((n,) for n in marked))

    def touch(self, article_ids: Iterable[str]) -> None:
        """Choose some more articles."""
        query = "INSERT OR IGNORE INTO touched SELECT n FROM placed WHERE article_id = ?"
        self._database.executemany(query, ((article_id,) for article_id in article_ids))

    def again(self) -> Iterator[Again]:
        """Yield the chosen articles that have had a page before, in the order of the articles."""
        for _, article_id, before, now, is_moved in self._database.execute(_SAME):
            yield Again(article_id, before, now, bool(is_moved))

    def touched(self) -> Iterator[tuple[int, PlacedArticle]]:
        """Yield the chosen articles with their places, in their order."""
        query = "SELECT n, path, article_id, key, page, verdict FROM touched JOIN placed USING (n) ORDER BY n"
        yield from ((n, PlacedArticle(_text(path), *told)) for n, path, *told in self._database.execute(query))

    def articles(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the key of every article, in their order."""
        rows = self._database.execute("SELECT path, key FROM placed ORDER BY n")
        yield from ((_text(path), key) for path, key in rows)

    def worst_first(self) -> Iterator[tuple[str, str]]:
        """Yield the key and the path of every article, as the files list them."""
        rows = self._database.execute("SELECT key, path FROM placed ORDER BY severity, path, n")
        yield from ((key, _text(path)) for key, path in rows)

    def verdicts(self) -> Counter[Verdict]:
        """Return how many articles have each verdict, the verdict that is met first the first."""
        query = "SELECT verdict, count(*) FROM placed GROUP BY verdict ORDER BY min(n)"
        return Counter({Verdict(verdict): count for verdict, count in self._database.execute(query)})

    def conflicts(self) -> Iterator[tuple[str, int, int]]:
        """Yield the key of every conflict, in reading order, with the numbers of its relation and its scope."""
        yield from self._database.execute(_CONFLICTS)

    def questions(self, but: Container[str]) -> Iterator[tuple[str, int]]:
        """Yield the key of every conflict between articles, in reading order, with the number of its relation.

        `but` are the ids of those to leave out.
        """
        for key, relation, conflict_id in self._database.execute(_QUESTIONS, (_WITHIN,)):
            if conflict_id not in but:
                yield key, relation

    @property
    def conflict_keys(self) -> Container[str]:
        """Return what tells of a key whether a conflict has it."""
        return _Keys(lambda key: self._holds("SELECT 1 FROM conflict WHERE key = ?", key))

    @property
    def _written(self) -> Container[str]:
        return _Keys(lambda page: self._holds("SELECT 1 FROM written WHERE page = ?", page))

    @property
    def pages(self) -> Container[str]:
        """Return what tells of a name whether it is that of a page of the night."""
        return _Keys(lambda page: self._holds("SELECT 1 FROM placed WHERE page = ?", page))

    def note(self, page: str, n: int, *, is_marked: bool) -> None:
        """Note that the page of the article at a place was written."""
        self._database.execute("INSERT OR REPLACE INTO written VALUES (?, ?, ?)", (page, n, is_marked))

    def written(self, folder: Path, files: Mapping[str, str]) -> Iterator[ShownPage]:
        """Yield the pages that were written and are there, and some files, given by name with what is noted of them."""
        for name, size_bytes, modified_ns in files_in(folder):
            if name in files:
                yield ShownPage(name, "", "", files[name], size_bytes, modified_ns, is_marked=False)
            elif name in self._written:
                ((path, article_id, key, is_marked),) = self._database.execute(_WRITTEN, (name,)).fetchall()
                yield ShownPage(name, _text(path), article_id, key, size_bytes, modified_ns, is_marked=bool(is_marked))

    def gone(self) -> Iterator[str]:
        """Yield the names under which something was noted that is no page of the night, in their order."""
        yield from (page for (page,) in self._database.execute(_GONE))

    def _holds(self, query: str, key: str) -> bool:
        return self._database.execute(query, (key,)).fetchone() is not None


class _Keys(Container[str]):
    def __init__(self, holds: Callable[[str], bool]) -> None:
        self._holds = holds

    def __contains__(self, key: object) -> bool:
        # What is no UTF-8, as a name of a file may be, nobody here has put in.
        return isinstance(key, str) and _is_utf8(key) and self._holds(key)


def files_in(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Yield the name of every file of a folder, with its size in bytes and its time in nanoseconds since 1970."""
    with os.scandir(folder) as entries:
        for entry in entries:
            # Editors of reviewers make files and take them away again meanwhile.
            with suppress(FileNotFoundError):
                if entry.is_file():
                    found = entry.stat()
                    yield entry.name, found.st_size, found.st_mtime_ns


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _severity(article: PlacedArticle) -> int:
    return Verdict(article.verdict).rank


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(kept: bytes) -> str:
    return kept.decode("utf-8", "surrogatepass")
