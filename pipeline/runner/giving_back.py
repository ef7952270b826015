"""Owns giving memory back to the system that a run has freed and the C library keeps.

The GNU library keeps what threads have freed for the next that they ask for, in arenas of their own. After many
articles that is a tenth of what a run holds, and what comes next, in one thread, has no use for most of it. Nothing in
Python gives it back, so this is the one place that asks the library; where it cannot be asked, nothing is done.

What hangs together in cycles is freed by the collector alone, which comes by after some hundred thousand objects: what
comparing held would lie beside the pages that are written next, and what requests leave behind would pile up.
"""

import ctypes
import gc
from collections.abc import Callable
from functools import cache
from typing import Any

from pipeline.text.memo import forget

# As many articles hold less than what is loaded takes anyway, and going through that takes longer than they do.
_FEWEST_ARTICLES = 32


def give_back(articles: int) -> None:
    """Let go of what is remembered of texts, and give what is free back to the system; threads may go on meanwhile.

    Nothing is done after few `articles`.
    """
    if articles >= _FEWEST_ARTICLES:
        forget()
        gc.collect()
        _trim()(0)


@cache
def _trim() -> Callable[[int], Any]:
    """Return the function of the GNU library that gives memory back; one that does nothing where there is none."""
    try:
        trim: Callable[[int], Any] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return lambda _kept_bytes: None
    return trim
