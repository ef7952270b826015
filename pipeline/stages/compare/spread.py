"""Owns many numbers, each with a smaller one beside it, to be read by the first: a part of them at a time.

Invariant: parts come in the order of their numbers, and within a part the pairs in the order in which they were added.
Where the store bounds what may be held, so does this.
"""

from array import array
from collections.abc import Collection, Iterator

from pipeline.stages.compare.kept import Codec, Series, Store

_PARTS = 256
_MOST_PENDING = 50_000

_CHUNK: "Codec[array[int]]" = Codec(
    lambda chunk: chunk.tobytes().hex(), lambda kept: array("Q", memoryview(bytes.fromhex(kept)).cast("Q"))
)

Part = tuple["array[int]", "array[int]"]


class Spread:
    """Pairs of numbers, spread over parts by the highest bits of the first, which differ as those of hashes do."""

    def __init__(self, store: Store, bits: int = 64) -> None:
        """Begin without pairs; their first numbers have so many bits."""
        self._shift = bits - (_PARTS - 1).bit_length()
        # One sequence for all parts: on disk each is an open file.
        self._kept: Series[array[int]] = store.series(_CHUNK)
        self._chunks = [array("I") for _ in range(_PARTS)]
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
                chunks.append(self._kept.add(firsts))
                self._kept.add(seconds)
        self._parts = [_empty() for _ in range(_PARTS)]
        self._pending = 0

    def parts(self) -> Iterator[Part]:
        """Yield the first numbers of each part with those beside them; nothing is added after this."""
        for chunks, (last_firsts, last_seconds) in zip(self._chunks, self._parts, strict=True):
            firsts, seconds = _empty()
            for number in chunks:
                firsts += self._kept[number]
                seconds += self._kept[number + 1]
            yield firsts + last_firsts, seconds + last_seconds


def _empty() -> Part:
    return array("Q"), array("Q")
