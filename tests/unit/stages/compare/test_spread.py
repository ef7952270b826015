"""Pairs of numbers come back part by part, ascending by part, in the order in which they were added."""

import pytest

from pipeline.runner.disk_store import DiskStore
from pipeline.stages.compare.kept import MemoryStore, Store
from pipeline.stages.compare.spread import Spread


def _number(n: int) -> int:
    """Return 62 bits that are spread as those of a hash are."""
    return n * 0x9E3779B97F4A7C15 & (1 << 62) - 1


@pytest.mark.parametrize("store", [MemoryStore(), DiskStore()])
def test_pairs_come_back_in_parts_of_like_numbers(store: Store) -> None:
    added = [([_number(400 * second + n) for n in range(400)], second) for second in range(300)]
    spread = Spread(store, 62)
    for firsts, second in added:
        spread.add(firsts, second)
    found = [(first, second) for part in spread.parts() for first, second in zip(*part, strict=True)]
    pairs = [(first, second) for firsts, second in added for first in firsts]
    assert found == sorted(pairs, key=lambda pair: pair[0] >> 54)


def test_a_large_part_is_parted_by_its_lower_bits() -> None:
    numbers = [_number(n) >> 8 for n in range(100_000)]
    spread = Spread(DiskStore(), 62)
    for at, number in enumerate(numbers):
        spread.add((number,), at)
    parts = [list(zip(*part, strict=True)) for part in spread.parts()]
    assert max(map(len, parts)) < 20_000
    assert [pair for part in parts for pair in part] == sorted(
        zip(numbers, range(100_000), strict=True), key=lambda pair: pair[0] >> 51
    )
