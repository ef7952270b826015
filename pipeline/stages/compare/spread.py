"""Owns many numbers, each with a smaller one beside it, to be read by the first: a part of them at a time.

Invariant: parts come in the order of their numbers, and within a part the pairs in the order in which they were added.
Where the store bounds what may be held, so does this.
"""

from array import array
from collections.abc import Collection, Iterator

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
        # One sequence for all parts: on disk each is an open file. Chunks of first numbers with the second ones behind.
        self._kept = store.numbers("Q")
        self._chunks = [array("Q") for _ in range(_PARTS)]
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
        for chunks, (firsts, seconds) in zip(self._chunks, self._parts, strict=True):
            if firsts:
                chunks.extend((len(self._kept), len(firsts)))
                self._kept.extend(firsts)
                self._kept.extend(seconds)
        self._parts = [_empty() for _ in range(_PARTS)]
        self._pending = 0

    def parts(self) -> Iterator[Part]:
        """Yield the first numbers of each part with those beside them; nothing is added after this."""
        for chunks, last in zip(self._chunks, self._parts, strict=True):
            firsts, seconds = _empty()
            for start, count in zip(chunks[::2], chunks[1::2], strict=True):
                firsts += self._kept[start : start + count]
                seconds += self._kept[start + count : start + 2 * count]
            part = firsts + last[0], seconds + last[1]
            yield from _parted(part, self._shift) if self._is_bounded else (part,)


def _parted(part: Part, shift: int) -> Iterator[Part]:
    """Yield a part, in several where it is large, by the highest of the bits that its first numbers differ in."""
    bits = min(shift, (len(part[0]) // _MOST_AT_ONCE).bit_length())
    if not bits:
        yield part
        return
    parts, rest, mask = [_empty() for _ in range(1 << bits)], shift - bits, (1 << bits) - 1
    for first, second in zip(*part, strict=True):
        firsts, seconds = parts[first >> rest & mask]
        firsts.append(first)
        seconds.append(second)
    yield from parts


def _empty() -> Part:
    return array("Q"), array("Q")
