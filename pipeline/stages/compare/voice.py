"""Owns which articles are one voice: copies of one text, told by the words that stand in both.

Invariant: the answer depends on the articles alone, never on their order; the first of a voice is no copy. The work
grows with the text: every list of articles that is looked at has a bound.
"""

import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby
from math import inf
from operator import itemgetter

from pipeline.stages.compare.archive import Archive
from pipeline.stages.compare.kept import Codec
from pipeline.stages.compare.spread import Spread
from pipeline.text.fold import fold_tokens
from schemas.article import Article, SentenceRole

# A run of five words is rarely written twice by chance, and an edited word breaks five runs only.
SHINGLE_WORDS = 5
LEAST_CONTAINED = 0.8
# Below this a text is a brief of two or three sentences, which two desks write alike without copying.
FEWEST_WORDS = 60
# One run in four is indexed: a text of the least length still has a dozen of them.
SAMPLED_ONE_IN = 4
FEWEST_SAMPLED = 2
# A run that stands in more articles is an agency's standing phrase, or its text is known well enough.
MOST_POSTED = 8
MOST_CANDIDATES = 8

_HASH_BITS = 32
_SHINGLES: "Codec[array[int]]" = Codec(
    lambda shingles: shingles.tobytes().hex(), lambda kept: array("I", memoryview(bytes.fromhex(kept)).cast("I"))
)

_PROSE = frozenset({SentenceRole.BODY, SentenceRole.LIST})


class _Voices:
    """Which texts are one voice: for each rank the lowest rank of its voice."""

    def __init__(self, count: int) -> None:
        self._above = array("I", range(count))

    def first(self, rank: int) -> int:
        """Return the lowest rank of a voice, and shorten the way to it."""
        while self._above[rank] != rank:
            self._above[rank] = self._above[self._above[rank]]
            rank = self._above[rank]
        return rank

    def join(self, *ranks: int) -> None:
        """Make one voice of the voices of some texts."""
        firsts = [self.first(rank) for rank in ranks]
        for each in firsts:
            self._above[each] = min(firsts)


def find_copies(articles: Sequence[Article]) -> dict[str, str]:
    """Return article id -> article id of the first of its voice, for the articles that are copies of another.

    The first is the earliest published, undated ones last, then by id. An article is a copy where at least
    `LEAST_CONTAINED` of the shorter text's runs of five words stand in the longer; titles, headings and boilerplate do
    not count, and a text below `FEWEST_WORDS` is never one. A changed figure in it leaves it a copy.
    Two voices become one through a third text only where each fills more than half of it, so that a
    round-up of two reports does not join them.
    """
    return copies_in(Archive({}, articles))


def copies_in(archive: Archive) -> dict[str, str]:
    """Return the copies among the articles of an archive, as `find_copies` does."""
    texts = archive.store.series(_SHINGLES)
    times = array("d")
    for number in archive.numbers():
        article = archive.article(number)
        texts.add(_read(article))
        times.append(_time(article))
    order = array("I", sorted(range(len(times)), key=times.__getitem__))
    voices = _Voices(len(order))
    sampled = Spread(archive.store, _HASH_BITS)
    for rank, number in enumerate(order):
        sampled.add([shingle for shingle in texts[number] if shingle % SAMPLED_ONE_IN == 0], rank)
    shared = _shared_runs(sampled, Spread.over(archive.store, len(order)))
    for rank, candidates in _candidates(shared):
        voices.join(rank, *_originals(rank, candidates, lambda one: texts[order[one]]))
    firsts = ((rank, voices.first(rank)) for rank in range(len(order)))
    return {archive.ids[order[rank]]: archive.ids[order[first]] for rank, first in firsts if rank != first}


def _time(article: Article) -> float:
    """Return what sorts articles by publication: undated ones come last; among equals the id decides."""
    return article.published_at.timestamp() if article.published_at else inf


def _read(article: Article) -> "array[int]":
    """Return the hashes of an article's runs of words, each once; none where the text is too short to be evidence."""
    prose = " ".join(article.quote(sentence) for sentence in article.sentences if sentence.role in _PROSE)
    words = fold_tokens(prose)
    if len(words) < FEWEST_WORDS:
        return array("I")
    return array("I", set(_hashes([word.encode("utf-8", "surrogatepass") for word in words])))


def _hashes(words: Sequence[bytes]) -> Iterator[int]:
    """Yield the hash of each run of words."""
    text = b" ".join(words)
    starts = list(accumulate(map(len, words), lambda start, size: start + size + 1, initial=0))
    runs = map(slice, starts, [start - 1 for start in starts[SHINGLE_WORDS:]])
    return map(zlib.crc32, map(text.__getitem__, runs))


def _shared_runs(sampled: Spread, shared: Spread) -> Spread:
    """Put the rank of a text beside each earlier one, once for every sampled run of words that stands in both.

    `sampled` holds the rank of a text beside each of its runs. Of a run in many texts the first few are known.
    """
    for runs, ranks in sampled.parts():
        for _, several in groupby(sorted(zip(runs, ranks, strict=True)), key=itemgetter(0)):
            holders = [rank for _, rank in several]
            for at, earlier in enumerate(holders[:MOST_POSTED], start=1):
                shared.add(holders[at:], earlier)
    return shared


def _candidates(shared: Spread) -> Iterator[tuple[int, list[int]]]:
    """Yield the ranks of texts, ascending, each with the earlier ones that share most of its sampled runs, a few."""
    for part in shared.parts():
        counts: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for rank, earlier in zip(*part, strict=True):
            counts[rank][earlier] += 1
        for rank, runs in sorted(counts.items()):
            ranks = sorted((one for one in runs if runs[one] >= FEWEST_SAMPLED), key=lambda one: (-runs[one], one))
            if ranks:
                yield rank, ranks[:MOST_CANDIDATES]


def _originals(rank: int, candidates: Sequence[int], text_of: Callable[[int], "array[int]"]) -> list[int]:
    """Return the ranks of earlier texts of whose voice a text is: all that are whole versions of it, else the best."""
    text = set(text_of(rank))
    found = []
    for candidate in candidates:
        other = text_of(candidate)
        shared = _shared(text, other)
        if shared:
            found.append((shared, candidate, 2 * shared > max(len(text), len(other))))
    whole = [candidate for _, candidate, is_whole in found if is_whole]
    if whole or not found:
        return whole
    return [min(found, key=lambda one: (-one[0], one[1]))[1]]


def _shared(text: set[int], other: Sequence[int]) -> int:
    """Return how many runs two texts share; 0 where they are too few for one to be a copy of the other."""
    shared = len(text.intersection(other))
    return shared if shared >= LEAST_CONTAINED * min(len(text), len(other)) else 0
