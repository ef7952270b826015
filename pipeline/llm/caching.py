"""Keeps valid answers between runs, under the key of their request.

Invariants: only valid answers are kept, never a failure or a refusal; an entry that is damaged, of an earlier form, or
that the reply model takes no longer is a miss and is replaced; and of one request at most one call is in flight at a
time in a process. Whoever asks the same meanwhile waits: a success is theirs as a cached answer, a failure is not, and
they ask for themselves, one after another. Processes do not wait for each other.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.clock import Clock, SystemClock
from pipeline.llm.cache_entry import Fault, read_entry, write_entry
from pipeline.llm.port import LLM, LLMReply, LLMRequest
from pipeline.llm.shelf import Shelf
from schemas.usage import Usage

T = TypeVar("T", bound=BaseModel)


def lookup(shelf: Shelf, request: LLMRequest[T]) -> LLMReply[T] | None:
    """Return the kept answer to a request, with what it cost in `paid`, or None; nothing is asked."""
    text = shelf.get(request.key)
    return None if text is None else _read(text, request)


def store_reply(shelf: Shelf, request: LLMRequest[T], reply: LLMReply[T], now: datetime) -> None:
    """Keep a valid answer, whoever gave it; `now`, aware, is when. An answer from the cache keeps what was paid."""
    shelf.set(request.key, write_entry(request, reply, now))


class CachingLLM:
    """Answers from a folder what was answered before, and asks `inner` for the rest."""

    def __init__(
        self,
        inner: LLM,
        folder: Path,
        warn: Callable[[str], None],
        clock: Clock | None = None,
        *,
        is_asking_anew: bool = False,
    ) -> None:
        """Open or make the cache in `folder`, for its owner only.

        Args:
            inner: what is asked on a miss.
            folder: holds the SQLite file; made if missing.
            warn: is told, in one line and from any thread, of a cache file that was set aside or that fails.
            clock: tells when an answer was kept; the machine's own by default.
            is_asking_anew: take no answer of another run, and keep those of this one.

        Raises:
            ConfigurationError: the folder cannot be made or used.
        """
        self._inner = inner
        self._is_asking_anew = is_asking_anew
        self._shelf = Shelf(folder, warn)
        self._clock = clock or SystemClock()
        self._flights = _Flights()

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request; a hit costs nothing (`is_cached`, zero attempts), errors are `inner`'s and not kept."""
        with self._flights.turn(request.key) as flight:
            hit = _read(flight.entry, request) if flight.entry else self._kept(request)
            if hit is not None:
                return hit
            reply = self._inner.complete(request)
            # Handed on in memory as well: a shelf that fails must not make those who wait pay again.
            flight.entry = write_entry(request, reply, self._clock.now())
            self._shelf.set(request.key, flight.entry)
            return reply

    def _kept(self, request: LLMRequest[T]) -> LLMReply[T] | None:
        return None if self._is_asking_anew else lookup(self._shelf, request)

    def close(self) -> None:
        """Close this thread's connection."""
        self._shelf.close()


@dataclass
class _Flight:
    lock: threading.Lock = field(default_factory=threading.Lock)
    askers: int = 0
    entry: str | None = None


class _Flights:
    """The requests under way, by key; a key is forgotten as soon as nobody asks for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, _Flight] = {}

    @contextmanager
    def turn(self, key: str) -> Iterator[_Flight]:
        with self._lock:
            flight = self._under_way.setdefault(key, _Flight())
            flight.askers += 1
        try:
            with flight.lock:
                yield flight
        finally:
            with self._lock:
                flight.askers -= 1
                if not flight.askers:
                    del self._under_way[key]


def _read(text: str, request: LLMRequest[T]) -> LLMReply[T] | None:
    """Return the kept reply, or None for an entry that cannot be used."""
    entry = read_entry(request.key, text)
    if isinstance(entry, Fault):
        return None
    try:
        value = request.reply_model.model_validate(entry.value)
    except ValidationError:
        return None
    return LLMReply(value=value, model=entry.model, usage=Usage(), is_cached=True, paid=entry.usage)
