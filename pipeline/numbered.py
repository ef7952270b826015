"""Owns numbers by article id, on disk: where in a file what belongs to an article lies.

Invariant: the numbers of an id are found in the order in which they were added. An id goes by 63 bits of its hash: no
two articles of a run are expected to share them.
"""

import threading
from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from pipeline.scratch import database_of

_TABLE = "CREATE TABLE numbered (turn INTEGER PRIMARY KEY, of_article INTEGER, number INTEGER)"
_INDEX = "CREATE INDEX IF NOT EXISTS numbered_of_article ON numbered (of_article)"
_OF = "SELECT number FROM numbered WHERE of_article = ? ORDER BY turn"
_LAST = "SELECT number FROM numbered WHERE turn IN (SELECT max(turn) FROM numbered GROUP BY of_article)"
_COUNT = "SELECT count(DISTINCT of_article) FROM numbered"
_MOST_PENDING = 1024


class Numbered:
    """Numbers by article id, safe to use from several threads.

    Where there is no room on disk, whatever is done with it raises ConfigurationError.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self._database = database_of(self, _TABLE)
        self._added: list[tuple[int, int]] = []
        self._lock = threading.Lock()

    def add(self, article_id: str, number: int) -> None:
        """Add a number of an article."""
        with self._lock:
            self._added.append((_key(article_id), number))
            if len(self._added) >= _MOST_PENDING:
                self._flush()

    def of(self, article_id: str) -> Sequence[int]:
        """Return the numbers of an article."""
        return self._read(_OF, _key(article_id))

    def last(self) -> Iterator[int]:
        """Yield the last number of each article, in no order that means anything."""
        return iter(self._read(_LAST))

    def count(self) -> int:
        """Return how many articles have numbers."""
        return self._read(_COUNT)[0]

    def _read(self, query: str, *given: int) -> "array[int]":
        with self._lock:
            self._flush()
            self._database.execute(_INDEX)
            return array("Q", (number for (number,) in self._database.execute(query, given)))

    def _flush(self) -> None:
        self._database.executemany("INSERT INTO numbered VALUES (NULL, ?, ?)", self._added)
        self._added.clear()


def _key(article_id: str) -> int:
    return int.from_bytes(blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1
