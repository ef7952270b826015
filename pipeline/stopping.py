"""Asks a run to stop: what has not begun is not begun, and whoever waits for something stops waiting.

Invariant: once stopped it stays stopped, for the first cause that was given.
"""

import threading
from enum import StrEnum

_OUT_OF_TIME = "the time limit of "


class StopCause(StrEnum):
    """What stops a run before its end."""

    INTERRUPT = "interrupt"
    TERMINATE = "terminate"
    BUDGET = "budget"
    TIME = "time"
    FAILURES = "failures"
    DENIAL = "denial"
    ERROR = "error"


def out_of_time(most_minutes: float) -> str:
    """Return the reason of a stop at a time limit, as records keep it."""
    return f"{_OUT_OF_TIME}{most_minutes:g} minutes is reached"


def is_out_of_time(reason: str | None) -> bool:
    """Tell whether the reason of a stop, as a record keeps it, is a time limit."""
    return (reason or "").startswith(_OUT_OF_TIME)


class Stopping:
    """A request to stop that any thread may make and every thread may look at or wait for.

    A signal handler must not call `stop` itself: it runs in the main thread, which may hold the lock.
    """

    def __init__(self) -> None:
        """Start without a request."""
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._reason = ""
        self._cause: StopCause | None = None

    def stop(self, reason: str, cause: StopCause = StopCause.INTERRUPT) -> None:
        """Ask everybody to stop; a second request changes nothing."""
        with self._lock:
            if self._cause is None:
                self._reason, self._cause = reason, cause
                self._event.set()

    @property
    def is_asked(self) -> bool:
        """Tell whether the run is to stop."""
        return self._event.is_set()

    @property
    def cause(self) -> StopCause | None:
        """Return what stops the run; None while nothing does."""
        return self._cause

    @property
    def reason(self) -> str:
        """Return why, in a few words for people; empty while nothing stops."""
        return self._reason

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until a stop is asked for; return whether it is."""
        return self._event.wait(seconds)
