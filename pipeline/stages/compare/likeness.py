"""Owns finding claims without a value that may answer one question: passages of one event that share rare words.

Ranked by BM25 in an index of SQLite's FTS5, held in memory. The index meets each passage with its best few; what is
found is only asked about, never reported by itself.

Invariant: no word that stands in more than `MOST_POSTED` passages is looked up, so the work grows with the text alone.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.telling import Telling
from pipeline.text.word import content_words
from schemas.claim import ClaimKind

BEST = 4
# A word of more passages says little of what a passage tells, and costs a look at each of them.
MOST_POSTED = 250
MOST_WORDS = 24
FEWEST_WORDS = 4
# Half of a passage's own score: a passage that scores its full self says the same in the same words.
LEAST_SHARE = 0.5


def find_alike(batch: Batch) -> Iterator[tuple[Telling, Telling]]:
    """Yield pairs of passages without a value that tell of one event in like words; the likest first."""
    plain = [(telling, _words(telling)) for telling in batch.tellings if _is_plain(telling)]
    tellings = [telling for telling, told in plain if len(told) >= FEWEST_WORDS]
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE passage USING fts5(words, tokenize = 'unicode61')")
    words = [told for _, told in plain if len(told) >= FEWEST_WORDS]
    index.executemany("INSERT INTO passage (rowid, words) VALUES (?, ?)", enumerate(map(" ".join, words)))
    posted = Counter(chain.from_iterable(words))
    queries = [_query(each, posted) for each in words]
    found = sorted(pair for n, query in enumerate(queries) if query for pair in _best(index, n, query, tellings, batch))
    index.close()
    met: set[frozenset[int]] = set()
    for _, left, right in found:
        if frozenset((left, right)) not in met:
            met.add(frozenset((left, right)))
            yield tellings[left], tellings[right]


def _is_plain(telling: Telling) -> bool:
    return not telling.quantities and any(
        claim.checked.grounded.claim.kind is ClaimKind.FACT for claim in telling.claims
    )


def _words(telling: Telling) -> list[str]:
    """Return the stems of a passage that a query can hold: letters and digits alone, each once."""
    words = ("".join(filter(str.isalnum, word)) for word in content_words(telling.text))
    return list(islice(dict.fromkeys(filter(None, words)), MOST_WORDS))


def _query(words: Sequence[str], posted: Mapping[str, int]) -> str:
    """Return the query for a passage; empty where every word of it stands in too many others, or in no other."""
    shared = any(1 < posted[word] <= MOST_POSTED for word in words)
    return " OR ".join(f'"{word}"' for word in words if posted[word] <= MOST_POSTED) if shared else ""


def _best(
    index: sqlite3.Connection, n: int, query: str, tellings: Sequence[Telling], batch: Batch
) -> Iterator[tuple[float, int, int]]:
    rows = index.execute(
        "SELECT rowid, bm25(passage) FROM passage WHERE passage MATCH ? ORDER BY 2, 1 LIMIT 12", (query,)
    )
    scores: dict[int, float] = dict(rows.fetchall())
    own = scores.get(n, 0.0)
    others = [other for other in scores if tellings[other].article is not tellings[n].article]
    near = [other for other in others if batch.is_same_event(tellings[n].article, tellings[other].article)]
    for other in near[:BEST]:
        if own and scores[other] / own >= LEAST_SHARE:
            yield scores[other], min(n, other), max(n, other)
