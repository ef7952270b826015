"""Owns that what is remembered of words, names and sentences can be let go, all of it at once.

Invariant: what is remembered, and when it is let go, changes no result. Each memory has a bound of its own, which the
news of thousands of articles fills and that of a few hundred does not: whoever goes through many articles lets go from
time to time, and the words that all of them use are soon known again.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

# The words and names of so many articles take some MiB, and less than a hundredth of the time to be read again.
ARTICLES_TO_REMEMBER = 500


class Forgetful(Protocol):
    """What functools.lru_cache makes of a function, and whatever else can forget."""

    def cache_clear(self) -> None:
        """Forget everything."""
        ...


F = TypeVar("F", bound=Forgetful)

FORGETTING: list[Callable[[], None]] = []


def forgettable(memory: F) -> F:
    """Have `forget` let go of what a memory holds, which lives as long as the program; return the memory itself."""
    FORGETTING.append(memory.cache_clear)
    return memory


def forget() -> None:
    """Let go of all that is remembered; threads may go on meanwhile, and read again what they need."""
    for clear in FORGETTING:
        clear()
