"""Requests and tokens a minute over all threads, as the endpoint's account allows; the only importer of pyrate_limiter.

Invariant: no 60 seconds, wherever they begin, see more requests or more counted tokens admitted than a limit allows.
Tokens are counted at admission: the limit of the answer, and an estimate of the input that learns from each answer.

The buckets are used bare. A `Limiter` would sleep where no stop can wake it, and start a thread that outlives it by
up to ten seconds; here the line waits, and whoever looks removes what is older than a minute.
"""

import math
import threading
import time
from collections.abc import Callable
from typing import cast

from pyrate_limiter import Duration, InMemoryBucket, Rate, RateItem

from pipeline.errors import ConfigurationError
from pipeline.llm.line import Line, Wait
from pipeline.stopping import Stopping
from schemas.usage import Usage

# A bucket keeps one entry for each unit of its limit: 300,000 are 2.4 MB. Smaller limits are counted to the token.
_MOST_UNITS = 300_000

# How far the next text may have more tokens a byte than the densest seen.
_MARGIN = 1.1


class Rates:
    """The admission of requests under a limit of requests, of tokens, of both, or of none."""

    def __init__(
        self,
        requests_per_minute: int | None,
        tokens_per_minute: int | None,
        stopping: Stopping,
        clock_s: Callable[[], float] = time.monotonic,
        wait: Wait = threading.Condition.wait,
    ) -> None:
        """Begin with a minute in which nothing was sent.

        Args:
            requests_per_minute: at least 1; None: no limit.
            tokens_per_minute: in and out together, at least 1; None: no limit.
            stopping: sends away who waits.
            clock_s: seconds that never go back.
            wait: takes the place of waiting on a condition.
        """
        self._requests = _Minute(requests_per_minute, 1) if requests_per_minute else None
        self._tokens = _Minute(tokens_per_minute, -(-tokens_per_minute // _MOST_UNITS)) if tokens_per_minute else None
        self._clock_s = clock_s
        self._line = Line("room in the rate limits", stopping, wait)
        self._tokens_per_byte: float | None = None

    def admit(self, worst: Usage) -> None:
        """Wait until one request may be sent.

        Args:
            worst: `input_tokens` is the size of its body in bytes, `output_tokens` the limit of its answer.

        Raises:
            ConfigurationError: it takes more tokens than a minute has.
            StoppedError: the run is asked to stop.
        """
        if self._requests or self._tokens:
            self._line.stand(lambda: self._try_to_admit(worst))

    def learn(self, worst: Usage, usage: Usage | None) -> None:
        """Take in how many tokens the bytes of a request turned out to be; a usage nobody knows teaches nothing."""
        if usage is None or usage.unmetered or not usage.input_tokens or not worst.input_tokens:
            return
        with self._line:
            self._tokens_per_byte = max(self._tokens_per_byte or 0.0, usage.input_tokens / worst.input_tokens)

    def _try_to_admit(self, worst: Usage) -> float:
        now_ms = int(self._clock_s() * 1000)
        wanted = self._wanted(worst)
        wait_ms = max(minute.wait_ms(count, now_ms) for minute, count in wanted)
        if wait_ms == 0:
            for minute, count in wanted:
                minute.add(count, now_ms)
        return wait_ms / 1000

    def _wanted(self, worst: Usage) -> list[tuple["_Minute", int]]:
        requests = [(self._requests, 1)] if self._requests else []
        tokens = [(self._tokens, self._counted(worst, self._tokens.limit))] if self._tokens else []
        return requests + tokens

    def _counted(self, worst: Usage, limit: int) -> int:
        """Return the tokens that a request counts for.

        Before the first answer only the size is known, and most tokens take several bytes: that is too little to
        refuse a request for, so one that looks too large takes a whole minute.
        """
        ratio = min((self._tokens_per_byte or 1.0) * _MARGIN, 1.0)
        tokens = math.ceil(worst.input_tokens * ratio) + worst.output_tokens
        is_certain = self._tokens_per_byte is not None or worst.output_tokens > limit
        if tokens > limit and is_certain:
            raise ConfigurationError(
                f"one request takes up to {tokens} tokens, {worst.output_tokens} of them for its answer, and the limit "
                f"is {limit} tokens a minute: it can never be sent. Raise the limit, or ask for less at a time"
            )
        return min(tokens, limit)


class _Minute:
    """What was admitted in the last minute, in units of one or many, rounded up; not safe for threads by itself."""

    def __init__(self, limit: int, unit: int) -> None:
        self.limit = limit
        self._unit = unit
        self._units = limit // unit
        self._bucket = InMemoryBucket([Rate(self._units, Duration.MINUTE)])

    def wait_ms(self, count: int, now_ms: int) -> int:
        """Return after how many milliseconds `count` more may fit; 0 where they do now."""
        weight = self._weight(count)
        self._bucket.leak(now_ms)
        if self._bucket.count() + weight <= self._units:
            return 0
        refused = RateItem("", now_ms, weight)
        self._bucket.put(refused)
        wait_ms = cast("int", self._bucket.waiting(refused))  # awaitable only where a bucket is on a network
        return max(wait_ms, 1)  # 0 would say that it fits

    def add(self, count: int, now_ms: int) -> None:
        """Add what fits."""
        self._bucket.put(RateItem("", now_ms, self._weight(count)))

    def _weight(self, count: int) -> int:
        return min(-(-count // self._unit), self._units)
