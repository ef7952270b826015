"""Owns many numbers, each with a smaller one beside it, to be read by the first: a part of them at a time.

Invariant: parts come in the order of their numbers, and within a part the pairs in the order in which they were added.
Where the store bounds what may be held, so does this: beside what is pending, a number for each time it was written.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator

from pipeline.stages.compare.kept import Store

_PARTS = 256
_MOST_PENDING = 50_000
# A part of more pairs than this is given in several: whoever goes through a part holds something for every pair.
_MOST_AT_ONCE = 1 << 14

Part = tuple["array[int]", "array[int]"]


class Spread:
    """Pairs of numbers, spread over parts by the highest bits of the first, which differ as those of hashes do."""

    def __init__(self, store: Store, bits: int = 64) -> None:
        """Begin without pairs; their first numbers have so many bits."""
        self._shift = bits - (_PARTS - 1).bit_length()
        # One sequence for all parts: on disk each is an open file. Written are the chunks of all parts, each after its
        # length: the first numbers, and behind them the second ones.
        self._kept = store.numbers("Q")
        self._written = array("Q")
        self._parts = [_empty() for _ in range(_PARTS)]
        self._is_bounded = store.most_held is not None
        self._pending = 0

    @classmethod
    def over(cls, store: Store, count: int) -> "Spread":
        """Begin without pairs; their first numbers are below `count`."""
        return cls(store, max(count, _PARTS).bit_length())

    def add(self, firsts: Collection[int], second: int) -> None:
        """Add a pair for each of some numbers."""
        parts, shift = self._parts, self._shift
        for first in firsts:
            keys, seconds = parts[first >> shift]
            keys.append(first)
            seconds.append(second)
        self._pending += len(firsts)
        if self._is_bounded and self._pending > _MOST_PENDING:
            self._flush()

    def _flush(self) -> None:
        self._written.append(len(self._kept))
        for firsts, seconds in self._parts:
            self._kept.append(len(firsts))
            self._kept.extend(firsts)
            self._kept.extend(seconds)
        self._parts = [_empty() for _ in range(_PARTS)]
        self._pending = 0

    def parts(self) -> Iterator[Part]:
        """Yield the first numbers of each part with those beside them; nothing is added after this."""
        unread = self._written[:]
        for last in self._parts:
            if not self._is_bounded:
                yield last
                continue
            sizes = [self._kept[start] for start in unread]
            yield from _parted(self._chunks(unread, sizes, last), sum(sizes) + len(last[0]), self._shift)
            for at, size in enumerate(sizes):
                unread[at] += 1 + 2 * size

    def _chunks(self, starts: Iterable[int], sizes: Iterable[int], last: Part) -> Iterator[Part]:
        """Yield the chunks of one part, in the order in which they were added."""
        for start, size in zip(starts, sizes, strict=True):
            chunk = self._kept[start + 1 : start + 1 + 2 * size]
            yield chunk[:size], chunk[size:]
        yield last


def _parted(chunks: Iterable[Part], count: int, shift: int) -> Iterator[Part]:
    """Yield a part of `count` pairs, in several where it is large, by the next bits of its first numbers."""
    bits = min(shift, (count // _MOST_AT_ONCE).bit_length())
    parts, rest, mask = [_empty() for _ in range(1 << bits)], shift - bits, (1 << bits) - 1
    for firsts, seconds in chunks:
        if not bits:
            parts[0][0].extend(firsts)
            parts[0][1].extend(seconds)
            continue
        for first, second in zip(firsts, seconds, strict=True):
            keys, beside = parts[first >> rest & mask]
            keys.append(first)
            beside.append(second)
    yield from parts


def _empty() -> Part:
    return array("Q"), array("Q")
