"""Owns finding claims without a value that may answer one question: passages of one event that share rare words.

Ranked by BM25 in an index of SQLite's FTS5, held in memory where no store gives another. The index meets each passage
with its best few; what is found is only asked about, never reported by itself.

Invariant: no word that stands in more than `MOST_POSTED` passages is looked up, so the work grows with the text alone.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from pipeline.stages.compare.batch import Batch, Of
from pipeline.stages.compare.counted import Counted
from pipeline.stages.compare.keyed import key_of
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.telling import Telling
from pipeline.text.word import content_words

BEST = 4
# A word of more passages says little of what a passage tells, and costs a look at each of them.
MOST_POSTED = 250
MOST_WORDS = 24
FEWEST_WORDS = 4
# Half of a passage's own score: a passage that scores its full self says the same in the same words.
LEAST_SHARE = 0.5
_WORDS_TO_REMEMBER = 4096


def find_alike(batch: Batch) -> Iterator[tuple[Telling, Telling]]:
    """Yield pairs of passages without a value that tell of one event in like words; the likest first."""
    database = batch.archive.store.database() or sqlite3.connect(":memory:")
    try:
        yield from _Passages(batch, database).alike()
    finally:
        database.close()


class _Passages:
    """The passages without a value, by their place in the index."""

    def __init__(self, batch: Batch, database: sqlite3.Connection) -> None:
        """Enter the passages of a batch."""
        self._archive, self._batch, self._database = batch.archive, batch, database
        self._tellings = batch.archive.store.numbers("I")
        posted = Counted(batch.archive.store)
        database.execute("CREATE VIRTUAL TABLE passage USING fts5(words, tokenize = 'unicode61')")
        database.execute("CREATE TABLE pair (score REAL, left INTEGER, right INTEGER)")
        database.executemany("INSERT INTO passage (rowid, words) VALUES (?, ?)", enumerate(self._read(posted)))
        self._posted = lru_cache(_WORDS_TO_REMEMBER)(lambda word: posted.of(key_of(word)))

    def _read(self, posted: Counted) -> Iterator[str]:
        for told in self._batch.all_told():
            for telling in filter(_is_plain, told):
                words = _words(telling)
                if len(words) >= FEWEST_WORDS:
                    self._tellings.append(telling.number)
                    posted.add([*map(key_of, words)])
                    yield " ".join(words)

    def alike(self) -> Iterator[tuple[Telling, Telling]]:
        """Yield pairs that tell of one event in like words; the likest first."""
        pairs = (pair for n in range(len(self._tellings)) for pair in self._best(n))
        self._database.executemany("INSERT INTO pair VALUES (?, ?, ?)", pairs)
        met = Seen()
        for pair in self._database.execute("SELECT left, right FROM pair ORDER BY score, left, right"):
            if met.add(pair):
                yield self._telling(pair[0]), self._telling(pair[1])

    def _best(self, n: int) -> Iterator[tuple[float, int, int]]:
        words = self._database.execute("SELECT words FROM passage WHERE rowid = ?", (n,)).fetchone()[0]
        query = _query(words.split(" "), self._posted)
        if not query:
            return
        rows = self._database.execute(
            "SELECT rowid, bm25(passage) FROM passage WHERE passage MATCH ? ORDER BY 2, 1 LIMIT 12", (query,)
        )
        scores: dict[int, float] = dict(rows.fetchall())
        own, article = scores.get(n, 0.0), self._of(n)
        others = [other for other in scores if self._of(other) != article]
        near = [other for other in others if self._batch.is_same_event(article, self._of(other))]
        for other in near[:BEST]:
            if own and scores[other] / own >= LEAST_SHARE:
                yield scores[other], min(n, other), max(n, other)

    def _telling(self, n: int) -> Telling:
        return self._archive.recalled(self._tellings[n])

    def _of(self, n: int) -> Of:
        return Of(self._archive.ids[self._archive.teller(self._tellings[n])])


def _is_plain(telling: Telling) -> bool:
    return not telling.quantities and any(claim.is_fact for claim in telling.claims)


def _words(telling: Telling) -> list[str]:
    """Return the stems of a passage that a query can hold: letters and digits alone, each once."""
    words = ("".join(filter(str.isalnum, word)) for word in content_words(telling.text))
    return list(islice(dict.fromkeys(filter(None, words)), MOST_WORDS))


def _query(words: Sequence[str], posted: Callable[[str], int]) -> str:
    """Return the query for a passage; empty where every word of it stands in too many others, or in no other."""
    counts = {word: posted(word) for word in words}
    shared = any(1 < count <= MOST_POSTED for count in counts.values())
    return " OR ".join(f'"{word}"' for word, count in counts.items() if count <= MOST_POSTED) if shared else ""
