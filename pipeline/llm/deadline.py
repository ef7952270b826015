"""Bounds the time of one request as a whole: an endpoint that sends a byte now and then is silent all the same.

The time limits of httpx2 are about silences; an answer that drips in never breaks one. Invariant: an answer whose body
is not complete `limit_s` after the request was sent ends in a ReadTimeout. Up to the end of the headers the limit of
each silence holds.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2

_BEGAN = "factgrade.began"


class _Bounded(httpx2.SyncByteStream):
    """A body that may come until `until`, on the clock given."""

    def __init__(self, body: httpx2.SyncByteStream, until: float, clock: Callable[[], float]) -> None:
        self._body = body
        self._until = until
        self._clock = clock

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._body:
            if self._clock() > self._until:
                raise httpx2.ReadTimeout("the answer did not end in time")
            yield chunk

    def close(self) -> None:
        self._body.close()


def deadline_hooks(limit_s: float, clock: Callable[[], float] = time.monotonic) -> dict[str, list[Callable[..., Any]]]:
    """Return the event hooks of an httpx2 client that bound each of its requests to `limit_s` seconds."""

    def begin(request: httpx2.Request) -> None:
        request.extensions = {**request.extensions, _BEGAN: clock()}

    def bound(response: httpx2.Response) -> None:
        began = response.request.extensions.get(_BEGAN)
        if began is not None and isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Bounded(response.stream, began + limit_s, clock)

    return {"request": [begin], "response": [bound]}
