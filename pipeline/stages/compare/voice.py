"""Owns which articles are one voice: copies of one text, told by the words that stand in both.

Invariant: the answer depends on the articles alone, never on their order; the first of a voice is no copy. The work
grows with the text: every list of articles that is looked at has a bound.
"""

import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

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

_PROSE = frozenset({SentenceRole.BODY, SentenceRole.LIST})


@dataclass(frozen=True, slots=True)
class _Text:
    """An article by its place in the order of publication, with the hashes of its runs of words, each once.

    `sampled` are those by which it is found.
    """

    rank: int
    # array takes its parameter at run time from Python 3.12 on only.
    shingles: "array[int]"
    sampled: "array[int]"


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
    order = sorted({article.article_id: article for article in articles}.values(), key=_place)
    voices = _Voices(len(order))
    texts: list[_Text] = []
    # A tuple of numbers costs the collector of garbage nothing; most hold one.
    index: dict[int, tuple[int, ...]] = {}
    for rank, article in enumerate(order):
        text = _read(rank, article)
        voices.join(rank, *_originals(text, texts, index))
        texts.append(text)
        for shingle in text.sampled:
            posted = index.get(shingle, ())
            if len(posted) < MOST_POSTED:
                index[shingle] = (*posted, rank)
    firsts = [voices.first(rank) for rank in range(len(order))]
    return {order[rank].article_id: order[first].article_id for rank, first in enumerate(firsts) if rank != first}


def _place(article: Article) -> tuple[bool, float, str]:
    """Return the place of an article in the order of publication: undated ones last, then by id."""
    at = article.published_at
    return at is None, at.timestamp() if at else 0.0, article.article_id


def _read(rank: int, article: Article) -> _Text:
    """Read an article's runs of words; none where the text is too short to be evidence."""
    prose = " ".join(article.quote(sentence) for sentence in article.sentences if sentence.role in _PROSE)
    words = fold_tokens(prose)
    if len(words) < FEWEST_WORDS:
        return _Text(rank, array("L"), array("L"))
    shingles = set(_hashes([word.encode("utf-8", "surrogatepass") for word in words]))
    return _Text(rank, array("L", shingles), array("L", (s for s in shingles if s % SAMPLED_ONE_IN == 0)))


def _hashes(words: Sequence[bytes]) -> Iterator[int]:
    """Yield the hash of each run of words."""
    text = b" ".join(words)
    ends = list(accumulate(len(word) + 1 for word in words))
    starts = [0, *ends]
    return (zlib.crc32(text[start : end - 1]) for start, end in zip(starts, ends[SHINGLE_WORDS - 1 :], strict=False))


def _originals(text: _Text, texts: Sequence[_Text], index: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the ranks of earlier texts of whose voice a text is: all that are whole versions of it, else the best."""
    candidates = [texts[rank] for rank in _candidates(text, index)]
    found = [(shared, other) for other in candidates if (shared := _shared(text, other))]
    whole = [other.rank for shared, other in found if 2 * shared > max(len(text.shingles), len(other.shingles))]
    if whole or not found:
        return whole
    return [min(found, key=lambda pair: (-pair[0], pair[1].rank))[1].rank]


def _candidates(text: _Text, index: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the ranks of the earlier texts that share most of the sampled runs, a few at most."""
    counts = Counter(rank for shingle in text.sampled for rank in index.get(shingle, ()))
    ranks = sorted((rank for rank in counts if counts[rank] >= FEWEST_SAMPLED), key=lambda rank: (-counts[rank], rank))
    return ranks[:MOST_CANDIDATES]


def _shared(text: _Text, other: _Text) -> int:
    """Return how many runs two texts share; 0 where they are too few for one to be a copy of the other."""
    shared = len(set(text.shingles).intersection(other.shingles))
    return shared if shared >= LEAST_CONTAINED * min(len(text.shingles), len(other.shingles)) else 0
