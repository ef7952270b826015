"""Owns which sentences are laid beside one another: those that share rare words, or rare pairs of neighbouring words.

Words and pairs go by their hashes, and sentences by their numbers, in arrays: objects would be too many. Two of all the
keys of a batch would have to share 62 bits of a hash to be taken for one.

Invariant: no word that stands in more than `MOST_POSTED` sentences is looked up, and each sentence looks up and keeps a
bounded number, so the work grows with the text alone.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import blake2b
from itertools import chain, pairwise
from math import fsum, log
from typing import Protocol

from pipeline.stages.compare.ascending import Ascending
from pipeline.stages.compare.kept import Numbers, Store
from pipeline.stages.compare.restated.rows import Rows
from pipeline.stages.compare.spread import Part, Spread
from pipeline.text.memo import forgettable

MOST_POSTED = 24
MOST_LOOKED_UP = 12
MOST_KEPT = 4
FEWEST_KEYS = 2

_KEY_BITS = 62
_MASK = (1 << _KEY_BITS) - 2
_MIX = 0x9E3779B97F4A7C15
# The commonest keys are those of more than `MOST_POSTED` of so many sentences: half of all that would be entered.
_FIRST_SENTENCES = 4096
# A stem of fewer sentences weighs 1.
_FEWEST_TO_WEIGH = 3


class Background(Protocol):
    """The sentences of articles that are not all here: a word that is rare among those at hand may be a common one."""

    def enter(self, article_id: str, line: int, stems: Collection[int]) -> None:
        """Take in a sentence, by the hash of its words, with the hashes of its stems; several may be of one hash."""
        ...

    def counts_of(self, stems: Iterable[int]) -> Mapping[int, int] | None:
        """Return in how many different sentences stems stand, by hash; None: all sentences were entered."""
        ...


class Weights:
    """The weight of each stem in a batch: the fewer sentences besides one hold it, the more it weighs, 1 at most."""

    def __init__(self, count_of: Callable[[str], int]) -> None:
        """Take what tells in how many sentences a stem stands."""
        self._weight = lru_cache(4096)(lambda stem: 1 / (1 + log(max(1, count_of(stem) - 1))))

    def of(self, stems: Iterable[str]) -> float:
        """Return the weight of some stems of the batch together, the same in whatever order they come."""
        return fsum(map(self._weight, stems))

    def share(self, left: frozenset[str], right: frozenset[str]) -> float:
        """Return how much of the lighter of two sets stands in the other, between 0 and 1; 0 where one is empty."""
        least = min(self.of(left), self.of(right))
        return self.of(left & right) / least if least else 0.0


class Postings:
    """In which sentences words and pairs stand: those of two sentences to `MOST_POSTED`, and how often each stem."""

    def __init__(self, store: Store, background: Background | None = None) -> None:
        """Begin without sentences; `background` knows of those that are not entered."""
        self._store, self._background = store, background
        self._entered = Spread(store, _KEY_BITS)
        # The number of each article's first sentence.
        self._firsts, self._last_article, self._count = array("I"), -1, 0
        self._stems, self._counts = Ascending(store), store.numbers("I")
        # How often each of the commonest keys was entered since they were found to be: where they stand is not asked.
        self._common: dict[int, int] = {}
        self._first_keys: Counter[int] = Counter()

    def add(self, article: int, stems: Sequence[str]) -> None:
        """Enter the stems of the next sentence, which is of an article of this number; without stems it stands alone.

        The sentences of an article come together.
        """
        if article != self._last_article:
            self._firsts.append(self._count)
            self._last_article = article
        keys = _keys(stems)
        if self._count < _FIRST_SENTENCES:
            self._first_keys.update(keys)
        elif self._count == _FIRST_SENTENCES:
            self._common = {key: 0 for key, count in self._first_keys.items() if count > MOST_POSTED}
            self._first_keys.clear()
        common = keys & self._common.keys()
        for key in common:
            self._common[key] += 1
        self._entered.add(keys - common, self._count)
        self._count += 1

    def beside(self, stems_of: Callable[[int], Sequence[str]]) -> Rows:
        """Return for each sentence the numbers of those of other articles that share most of its rarest keys.

        `stems_of` gives the stems of a sentence; no sentence is entered after this.
        """
        posted, keys = Rows(self._store), self._store.numbers("Q")
        for part in self._entered.parts():
            self._close(part, posted, keys)
        del self._entered
        own, beside = posted.turned(self._count), Rows(self._store)
        for first, end in pairwise(chain(self._firsts, (self._count,))):
            for at in range(first, end):
                rarest = _rarest(own[at], posted, keys, partial(stems_of, at))
                beside.add(_best(rarest, posted, range(first, end)))
        return beside

    def count_of(self, stem: str) -> int:
        """Return in how many sentences a stem stands, once `beside` was asked for; below 3 it may be fewer."""
        key = stem_key(stem)
        known = self._background.counts_of([key]) if self._background else None
        if known is not None:
            return max(1, known.get(key, 1))
        places = self._stems.places_of(key)
        return self._counts[places.start] if places else 1

    def _close(self, part: Part, posted: Rows, keys: Numbers) -> None:
        """Take in the keys of one part, with the sentences that hold them."""
        entered, lines = part
        counts = Counter(entered)
        for key in counts.keys() & self._common.keys():
            counts[key] += self._common[key]
        shared = [key for key, count in counts.items() if 1 < count <= MOST_POSTED]
        elsewhere = self._background.counts_of(key for key in shared if not key & 1) if self._background else None
        known = elsewhere or {}
        rows: dict[int, list[int]] = {key: [] for key in shared if known.get(key, 0) <= MOST_POSTED}
        for key, line in zip(entered, lines, strict=True):
            if key in rows:
                rows[key].append(line)
        for key, row in rows.items():
            posted.add(row)
            keys.append(key)
        stems = sorted(key for key, count in counts.items() if not key & 1 and count >= _FEWEST_TO_WEIGH)
        for stem in stems:
            self._stems.append(stem)
            self._counts.append(counts[stem])


def pairs_of(beside: Rows, turned: Rows) -> Iterator[tuple[int, list[int]]]:
    """Yield each sentence with the later ones that it is laid beside, or that are laid beside it, both ascending.

    `turned` are the sentences that are laid beside each one.
    """
    for at in range(len(beside)):
        others = {other for other in chain(beside[at], turned[at]) if other > at}
        if others:
            yield at, sorted(others)


def _keys(stems: Sequence[str]) -> set[int]:
    """Return the stems and the pairs of neighbours of a sentence, each once."""
    numbers = list(map(stem_key, stems))
    return {*numbers, *map(_pair, pairwise(numbers))}


@forgettable
@lru_cache(maxsize=8192)
def stem_key(stem: str) -> int:
    """Return the key of a stem: even, where that of a pair is odd."""
    return int.from_bytes(blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=8).digest()) & _MASK


def _pair(numbers: tuple[int, int]) -> int:
    return (numbers[0] * _MIX + numbers[1]) & _MASK | 1


def _shown(stems: Sequence[str]) -> dict[int, str]:
    """Return the keys of a sentence in words: a stem as it is, a pair as Python writes one."""
    numbers = list(map(stem_key, stems))
    shown = dict(zip(map(_pair, pairwise(numbers)), map(str, pairwise(stems)), strict=True))
    return shown | dict(zip(numbers, stems, strict=True))


def _best(keys: Sequence[int], posted: Rows, own: range) -> list[int]:
    """Return the sentences that share most of the keys, the first of those that share as many; none of the `own`."""
    if len(keys) < FEWEST_KEYS:
        return []
    shared = Counter(chain.from_iterable(map(posted.__getitem__, keys)))
    others = [other for other, count in shared.items() if count >= FEWEST_KEYS and other not in own]
    return sorted(others, key=lambda other: (-shared[other], other))[:MOST_KEPT]


def _rarest(own: Sequence[int], posted: Rows, keys: Numbers, stems: Callable[[], Sequence[str]]) -> Sequence[int]:
    """Return the postings of a sentence with the fewest sentences, a bounded number; ties by spelling."""
    if len(own) <= MOST_LOOKED_UP:
        return own
    edge = sorted(map(posted.size, own))[MOST_LOOKED_UP - 1]
    rarer = [number for number in own if posted.size(number) < edge]
    shown = _shown(stems())
    tied = sorted((number for number in own if posted.size(number) == edge), key=lambda number: shown[keys[number]])
    return [*rarer, *tied[: MOST_LOOKED_UP - len(rarer)]]
