"""Finds in two collections what is the same, by one likeness after another.

Invariant: each of either collection is in exactly one pair.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.store.change import Fate

T = TypeVar("T")


@dataclass(frozen=True)
class Pair(Generic[T]):
    """One thing, as it was and as it is; at least one of both is there."""

    before: T | None
    after: T | None

    @property
    def either(self) -> T:
        """Return what it is, or, where it is gone, what it was.

        Raises:
            ValueError: there is neither.
        """
        one = self.before if self.after is None else self.after
        if one is None:
            raise ValueError("a pair of nothing")
        return one

    def told(self, what: Callable[[T], str]) -> tuple[str | None, str | None]:
        """Return `what` as it was and as it is, None where it was not there."""
        return None if self.before is None else what(self.before), None if self.after is None else what(self.after)

    def fate(self, told: Callable[[T], Hashable]) -> Fate:
        """Return what became of it, where `told` is what counts."""
        if self.before is None:
            return Fate.NEW
        if self.after is None:
            return Fate.GONE
        return Fate.CHANGED if self.differs_in(told) else Fate.CARRIED_OVER

    def differs_in(self, told: Callable[[T], Hashable]) -> bool:
        """Tell whether it is there twice and differs."""
        return self.before is not None and self.after is not None and told(self.before) != told(self.after)


def match(before: Iterable[T], after: Iterable[T], *keys: Callable[[T], Hashable]) -> Iterator[Pair[T]]:
    """Yield pairs of what is equal by the first key; of what is left, by the next; the rest one by one.

    Several that are equal are paired in their order.
    """
    left, right = list(before), list(after)
    for key in keys:
        waiting: dict[Hashable, deque[T]] = defaultdict(deque)
        for one in right:
            waiting[key(one)].append(one)
        alone: list[T] = []
        for one in left:
            if waiting[key(one)]:
                yield Pair(one, waiting[key(one)].popleft())
            else:
                alone.append(one)
        left, right = alone, [one for group in waiting.values() for one in group]
    yield from (Pair(one, None) for one in left)
    yield from (Pair(None, one) for one in right)
