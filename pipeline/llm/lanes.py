"""How many requests are in flight at a time: as many as the endpoint bears, and none while it asks for a pause.

Invariant: never more than `most` lanes and never fewer than one. Each success widens them a little, trouble halves them
(additive increase, multiplicative decrease), once for all that was in flight together: 64 refusals at a time say the
same thing once.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.errors import ThrottledError, UnavailableError
from pipeline.llm.line import Line, Wait
from pipeline.progress import LanesChanged, Paused
from pipeline.stopping import Stopping

_SHORTEST_PAUSE_S = 1.0

# Ten minutes outlast every limit per minute; an endpoint that names hours may as well be asked again by then.
_LONGEST_PAUSE_S = 600.0

# Refusals that arrive together each ask for a pause that ends a little later: only the first is worth telling.
_TELL_FROM_S = 0.5


Tell = Callable[[Paused | LanesChanged], None]


@dataclass
class Lane:
    """One request's place; those of one `flight` were sent before anybody knew how the others fare."""

    flight: int


class Lanes:
    """Lets requests into flight, all threads together."""

    def __init__(
        self,
        most: int,
        stopping: Stopping,
        tell: Tell,
        clock_s: Callable[[], float] = time.monotonic,
        wait: Wait = threading.Condition.wait,
        *,
        shortest_pause_s: float = _SHORTEST_PAUSE_S,
    ) -> None:
        """Begin with every lane open.

        Args:
            most: lanes at most, at least 1.
            stopping: sends away who waits.
            tell: is told of pauses and of the number of lanes, from whichever thread, outside of any lock.
            clock_s: seconds that never go back.
            wait: takes the place of waiting on a condition.
            shortest_pause_s: how long nothing is sent at least when the endpoint throttles.
        """
        self._most = most
        self._shortest_pause_s = shortest_pause_s
        self._tell = tell
        self._clock_s = clock_s
        self._line = Line("a free lane", stopping, wait)
        # A line of their own: who waits here holds a lane, for which the first in the other line may be waiting.
        self._paused = Line("the end of a pause", stopping, wait)
        self._width = float(most)
        self._in_flight = 0
        self._flight = 0
        self._paused_until_s = -math.inf
        self._told_until_s = -math.inf

    @property
    def count(self) -> int:
        """Return how many requests may be in flight now."""
        return int(self._width)

    @contextmanager
    def lane(self) -> Iterator[Lane]:
        """Hold a lane for the length of a `with`; how that ends says how the endpoint fares.

        Raises:
            StoppedError: the run is asked to stop before a lane is free.
        """
        self._line.stand(self._try_to_enter)
        lane = Lane(self._flight)
        try:
            yield lane
        except BaseException as error:
            self._leave(lane, error)
            raise
        else:
            self._leave(lane, None)

    def take_off(self, lane: Lane) -> None:
        """Say that the request in `lane` is sent now, once no pause is on: one may have begun since the lane was free.

        Raises:
            StoppedError: the run is asked to stop.
        """
        self._paused.stand(self._pause_left_s)
        lane.flight = self._flight

    def _try_to_enter(self) -> float:
        pause_s = self._pause_left_s()
        if pause_s > 0:
            return pause_s
        if self._in_flight >= self.count:
            return math.inf
        self._in_flight += 1
        return 0

    def _pause_left_s(self) -> float:
        return max(self._paused_until_s - self._clock_s(), 0.0)

    def _leave(self, lane: Lane, error: BaseException | None) -> None:
        with self._line:
            self._in_flight -= 1
            events = self._learn(lane, error)
        for event in events:
            self._tell(event)

    def _learn(self, lane: Lane, error: BaseException | None) -> list[Paused | LanesChanged]:
        if error is None:
            return self._set_width(min(self._width + 1 / self._width, float(self._most)))
        events = self._pause(error) if isinstance(error, ThrottledError) else []
        if isinstance(error, UnavailableError) and lane.flight == self._flight:
            self._flight += 1
            events += self._set_width(max(self._width / 2, 1.0))
        return events

    def _pause(self, error: ThrottledError) -> list[Paused | LanesChanged]:
        now_s = self._clock_s()
        pause_s = min(max(self._shortest_pause_s, error.retry_after_s or 0.0), _LONGEST_PAUSE_S)
        self._paused_until_s = max(self._paused_until_s, now_s + pause_s)
        if self._paused_until_s - max(self._told_until_s, now_s) < _TELL_FROM_S:
            return []
        self._told_until_s = self._paused_until_s
        return [Paused(pause_s)]

    def _set_width(self, width: float) -> list[Paused | LanesChanged]:
        before = self.count
        self._width = width
        return [LanesChanged(self.count)] if self.count != before else []
