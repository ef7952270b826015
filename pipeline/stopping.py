"""Asks a run to stop: what has not begun is not begun, and whoever waits for something stops waiting.

Invariant: once stopped it stays stopped, for the first reason that was given.
"""

import threading


class Stopping:
    """A request to stop that any thread may make and every thread may look at or wait for."""

    def __init__(self) -> None:
        """Start without a request."""
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._reason = ""

    def stop(self, reason: str) -> None:
        """Ask everybody to stop; a second request changes nothing."""
        with self._lock:
            if not self._event.is_set():
                self._reason = reason
                self._event.set()

    @property
    def is_asked(self) -> bool:
        """Tell whether the run is to stop."""
        return self._event.is_set()

    @property
    def reason(self) -> str:
        """Return why, in a few words for people; empty while nothing stops."""
        return self._reason

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until a stop is asked for; return whether it is."""
        return self._event.wait(seconds)
