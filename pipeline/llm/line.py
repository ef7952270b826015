"""Threads that wait in line for something scarce: a lane, room in a minute, room in a budget.

Invariant: whoever came first is served first, nobody holds the lock while waiting, and nobody waits on once the run is
asked to stop. Whoever owns a line keeps what it guards under the line's lock, by `with line:`.
"""

import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType

from pipeline.errors import StoppedError
from pipeline.stopping import Stopping

Wait = Callable[[threading.Condition, float], object]
"""Waits so many seconds on a condition that the thread holds, or until it is notified."""

_LOOK_AGAIN_S = 0.2


class Line:
    """A lock, and the threads that queue for what it guards."""

    def __init__(self, what: str, stopping: Stopping, wait: Wait = threading.Condition.wait) -> None:
        """Begin with nobody in line.

        Args:
            what: people queue for, as in "a free lane"; for messages.
            stopping: sends everybody in line away.
            wait: takes the place of waiting on a condition.
        """
        self._what = what
        self._stopping = stopping
        self._wait = wait
        self._lock = threading.Lock()
        self._queue: deque[threading.Condition] = deque()

    def __enter__(self) -> None:
        """Take the lock; not to be taken twice by one thread."""
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the first in line look again, and release the lock."""
        self._wake_first()
        self._lock.release()

    def stand(self, look: Callable[[], float]) -> None:
        """Wait in line, then until `look` returns 0.

        Args:
            look: called under the lock, by the first in line only. It takes what it finds free and returns 0, or
                returns the seconds after which another look may be worth while; a change wakes the first in line
                before that. What it raises ends the wait.

        Raises:
            StoppedError: the run is asked to stop.
        """
        place = threading.Condition(self._lock)
        with self._lock:
            self._queue.append(place)
            try:
                while (seconds := self._seconds_left(place, look)) > 0:
                    self._wait(place, min(seconds, _LOOK_AGAIN_S))
            finally:
                self._queue.remove(place)
                self._wake_first()

    def _seconds_left(self, place: threading.Condition, look: Callable[[], float]) -> float:
        if self._stopping.is_asked:
            raise StoppedError(
                f"the run stops ({self._stopping.reason}): a call that waited for {self._what} is not made"
            )
        return look() if self._queue[0] is place else _LOOK_AGAIN_S

    def _wake_first(self) -> None:
        if self._queue:
            self._queue[0].notify()
