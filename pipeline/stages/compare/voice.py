"""Owns which articles are one voice: copies of one text, told by the words that stand in both.

Invariant: the answer depends on the articles alone, never on their order; the first of a voice is no copy. The work
grows with the text: every list of articles that is looked at has a bound.
"""

import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, groupby

from pipeline.stages.compare.archive import Archive
from pipeline.stages.compare.kept import Codec
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

# A run of words is a hash of 32 bits; below it stands the rank of a text.
_RANK_BITS = 32
_RANK = (1 << _RANK_BITS) - 1
# Runs are sorted in parts, by their highest bits, as the numbers of all together would be too many objects.
_PART_BITS = 26
_PARTS = 1 << (32 - _PART_BITS)
_SHINGLES: "Codec[array[int]]" = Codec(
    lambda shingles: shingles.tobytes().hex(), lambda kept: array("I", memoryview(bytes.fromhex(kept)).cast("I"))
)

_PROSE = frozenset({SentenceRole.BODY, SentenceRole.LIST})


class _Voices:
    """Which texts are one voice: for each rank the lowest rank of its voice."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

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
    places: list[tuple[bool, float, int]] = []
    for number in archive.numbers():
        article = archive.article(number)
        texts.add(_read(article))
        places.append((*_place(article), number))
    order = [number for _, _, number in sorted(places)]
    voices = _Voices(len(order))
    sampled: list[array[int]] = [array("Q") for _ in range(_PARTS)]
    for rank, number in enumerate(order):
        for shingle in texts[number]:
            if shingle % SAMPLED_ONE_IN == 0:
                sampled[shingle >> _PART_BITS].append(shingle << _RANK_BITS | rank)
    for rank, candidates in _candidates(sampled):
        voices.join(rank, *_originals(rank, candidates, lambda one: texts[order[one]]))
    firsts = [voices.first(rank) for rank in range(len(order))]
    return {archive.ids[order[rank]]: archive.ids[order[first]] for rank, first in enumerate(firsts) if rank != first}


def _place(article: Article) -> tuple[bool, float]:
    """Return the place of an article in the order of publication: undated ones last; among equals the id decides."""
    at = article.published_at
    return at is None, at.timestamp() if at else 0.0


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
    ends = list(accumulate(len(word) + 1 for word in words))
    starts = [0, *ends]
    return (zlib.crc32(text[start : end - 1]) for start, end in zip(starts, ends[SHINGLE_WORDS - 1 :], strict=False))


def _candidates(sampled: Sequence[Sequence[int]]) -> Iterator[tuple[int, list[int]]]:
    """Yield the ranks of texts, ascending, each with the earlier ones that share most of its sampled runs, a few.

    `sampled` holds run and rank in one number, in parts by their runs. Of a run in many texts the first few are known.
    """
    counts: dict[int, Counter[int]] = {}
    for _, several in groupby(chain.from_iterable(map(sorted, sampled)), key=lambda one: one >> _RANK_BITS):
        posted: list[int] = []
        for rank in (one & _RANK for one in several):
            if posted:
                counts.setdefault(rank, Counter()).update(posted)
            if len(posted) < MOST_POSTED:
                posted.append(rank)
    for rank, shared in sorted(counts.items()):
        ranks = sorted((one for one in shared if shared[one] >= FEWEST_SAMPLED), key=lambda one: (-shared[one], one))
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
