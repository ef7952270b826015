"""Asks again when an endpoint is down or throttles; the only importer of tenacity.

Invariant: this is the one policy of retries, and it is about single requests: what was answered before, and paid for,
is not asked for again because a later request of the same exchange failed. Only `UnavailableError` and its kind are
asked again, and the last error itself is raised.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from pipeline.errors import StoppedError, ThrottledError, UnavailableError
from pipeline.stopping import Stopping

T = TypeVar("T")
Failed = Callable[[UnavailableError, float], None]


@dataclass(frozen=True)
class RetryLimits:
    """How far the policy goes.

    `attempts` counts the first one too. The waits double from `first_wait_s`, with as much jitter, up to `max_wait_s`;
    what an endpoint asks for itself is not bounded by it.
    `total_s` bounds the time from the first attempt to the start of the last one: a wait that would end later is not
    begun, so that an endpoint that asks to come back in an hour fails the call at once.
    """

    attempts: int = 4
    first_wait_s: float = 1.0
    max_wait_s: float = 60.0
    total_s: float = 300.0


class RetryPolicy:
    """Gives a request several attempts: the wait is the larger of the endpoint's wish and a backoff with jitter."""

    def __init__(
        self,
        limits: RetryLimits | None = None,
        stopping: Stopping | None = None,
        tell: Failed | None = None,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        """Take the limits.

        Args:
            limits: of attempts and time.
            stopping: ends a wait, and the attempts with it.
            tell: is told of every failure that is followed by another attempt, and the seconds until then.
            sleep: waits that many seconds; None waits for `stopping`, or sleeps where there is none.
        """
        self._limits = limits or RetryLimits()
        self._stopping = stopping
        self._tell = tell
        waits: Callable[[float], object] = stopping.wait if stopping is not None else time.sleep
        self._sleep = waits if sleep is None else sleep
        self._backoff = wait_exponential_jitter(
            multiplier=self._limits.first_wait_s, max=self._limits.max_wait_s, jitter=self._limits.first_wait_s
        )
        # One for all threads: what it keeps of a call it keeps by thread.
        self._policy = Retrying(
            stop=stop_after_attempt(self._limits.attempts) | stop_before_delay(self._limits.total_s),
            retry=retry_if_exception_type(UnavailableError),
            wait=self._wait_s,
            before_sleep=self._announce,
            sleep=self._pause,
            reraise=True,
        )

    def call(self, send: Callable[[], T]) -> T:
        """Return what `send` returns, attempted as often as the limits allow.

        Raises:
            StoppedError: a stop was asked for during a wait.
            FactgradeError: whatever the last attempt raised.
        """
        return self._policy(send)

    def _wait_s(self, state: RetryCallState) -> float:
        error = _error(state)
        wish = error.retry_after_s if isinstance(error, ThrottledError) else None
        return max(wish or 0.0, self._backoff(state))

    def _announce(self, state: RetryCallState) -> None:
        error = _error(state)
        if self._tell is not None and isinstance(error, UnavailableError):
            self._tell(error, state.upcoming_sleep)

    def _pause(self, seconds: float) -> None:
        self._sleep(seconds)
        if self._stopping is not None and self._stopping.is_asked:
            raise StoppedError(f"not asked again: {self._stopping.reason}")


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
