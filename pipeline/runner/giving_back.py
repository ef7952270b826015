"""Owns giving memory back to the system that a run has freed and the C library keeps.

The GNU library keeps what threads have freed for the next that they ask for, in arenas of their own. After many
articles that is a tenth of what a run holds, and what comes next, in one thread, has no use for most of it. Nothing in
Python gives it back, so this is the one place that asks the library; where it cannot be asked, nothing is done.
"""

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

from pipeline.text.memo import forget


def give_back() -> None:
    """Let go of what is remembered of texts, and give what is free back to the system; threads may go on meanwhile."""
    forget()
    _trim()(0)


@cache
def _trim() -> Callable[[int], Any]:
    """Return the function of the GNU library that gives memory back; one that does nothing where there is none."""
    try:
        trim: Callable[[int], Any] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return lambda _kept_bytes: None
    return trim
