"""Intervals by resampling documents: what one document says often hangs together, so documents are drawn, not rows.

Invariant: the same documents in the same order give the same interval, on every machine.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.eval.metric import Cell, figures_of

RESAMPLES = 2000
SEED = 0
LEVEL = 0.95

Interval = tuple[float, float]


def draw(documents: Sequence[int], resamples: int = RESAMPLES) -> Iterator[Counter[int]]:
    """Yield how often each document was drawn, resample by resample; as many are drawn as there are."""
    chance = random.Random(SEED)  # noqa: S311  a bootstrap, not a secret
    for _ in range(resamples):
        yield Counter(chance.choices(documents, k=len(documents)))


def intervals(
    documents: Sequence[Mapping[Cell, int]], *, is_open: bool, resamples: int = RESAMPLES
) -> dict[str, Interval]:
    """Return for each figure the middle 95 % of its values over resampled documents (percentile bootstrap).

    A resample in which a figure is not defined says nothing of it; a single document gives no interval.
    """
    if len(documents) < 2:  # noqa: PLR2004  one document resamples to itself
        return {}
    drawn: dict[str, list[float]] = {}
    for times in draw(range(len(documents)), resamples):
        for name, value in figures_of(_summed(documents, times), is_open=is_open).items():
            drawn.setdefault(name, []).append(value)
    return {name: middle(values) for name, values in drawn.items()}


def middle(values: Sequence[float], level: float = LEVEL) -> Interval:
    """Return the ends of the middle part of some values, at least one."""
    ordered = sorted(values)
    cut = int(len(ordered) * (1 - level) / 2 + 1e-9)  # 5 % of 2000 is 100.00000000000009 to a machine
    return ordered[cut], ordered[-1 - cut]


def _summed(documents: Sequence[Mapping[Cell, int]], times: Mapping[int, int]) -> Counter[Cell]:
    total: Counter[Cell] = Counter()
    for index, count in times.items():
        for cell, judged in documents[index].items():
            total[cell] += judged * count
    return total
