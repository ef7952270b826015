"""Keeps answers between runs; the only importer of diskcache.

Invariants: only valid answers are kept, under the key of their request; a stored value is text and is never unpickled
(diskcache does unpickle what a row says is a pickle, CVE-2025-69872); and trouble with the cache costs calls, never an
answer. Not for network file systems, which SQLite cannot lock.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import diskcache
from pydantic import BaseModel, ValidationError

from pipeline.errors import ConfigurationError
from pipeline.llm.port import LLM, LLMReply, LLMRequest
from schemas.usage import Usage

T = TypeVar("T", bound=BaseModel)

_OWNER_ONLY = 0o700
_NO_LIMIT = 2**62
_DATABASE_FILES = ("cache.db", "cache.db-wal", "cache.db-shm")
_TROUBLE = (sqlite3.Error, diskcache.Timeout)


class ForeignRowError(OSError):
    """A row that this module did not write; an OSError, because diskcache takes one for a value that is gone."""


class _TextDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache ships no types
    """Stores text inside the database and refuses all else in both directions: pickles, bytes, files beside it."""

    def put(self, key: object) -> tuple[str, bool]:
        return _text(key), True

    def get(self, key: object, raw: object) -> str:
        if not raw:
            raise ForeignRowError("the cache holds a key that is no text")
        return _text(key)

    def store(self, value: object, read: object, key: object = None) -> tuple[int, int, None, str]:  # noqa: ARG002  diskcache's signature
        return 0, diskcache.core.MODE_RAW, None, _text(value)

    def fetch(self, mode: int, filename: object, value: object, read: object) -> str:  # noqa: ARG002  diskcache's signature
        if mode != diskcache.core.MODE_RAW:
            raise ForeignRowError("the cache holds a value that is no text")
        return _text(value)

    def remove(self, file_path: str) -> None:
        """Remove nothing: no value has a file, and a planted row could name any."""


class _Entry(BaseModel):
    value: Any
    model: str
    usage: Usage


class CachingLLM:
    """Answers from a folder what was answered before, and asks `inner` for the rest."""

    def __init__(self, inner: LLM, folder: Path, warn: Callable[[str], None]) -> None:
        """Open or make the cache in `folder`, for its owner only.

        Args:
            inner: what is asked on a miss.
            folder: holds the SQLite file; made if missing.
            warn: is told, in one line, of a cache file that was set aside or that fails.

        Raises:
            ConfigurationError: the folder cannot be made or used.
        """
        self._inner = inner
        self._folder = folder
        self._warn = warn
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(_OWNER_ONLY)
            self._cache = self._open()
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(f"the cache folder {str(folder)!r} cannot be used: {error}") from error

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request; a hit costs nothing (`is_cached`, zero attempts), errors are `inner`'s and not kept."""
        stored = self._get(request.key)
        hit = _read(stored, request.reply_model) if stored is not None else None
        if hit is not None:
            return hit
        reply = self._inner.complete(request)
        self._set(request.key, _written(reply))
        return reply

    def close(self) -> None:
        """Close this thread's connection."""
        self._cache.close()

    def _open(self) -> Any:  # noqa: ANN401  diskcache ships no types
        try:
            return _opened(self._folder)
        except sqlite3.DatabaseError:
            self._warn(
                f"the cache was damaged and is set aside as {str(self._set_aside())!r}; answers are asked for again"
            )
            return _opened(self._folder)

    def _set_aside(self) -> Path:
        number = 1
        while (kept := self._folder / f"cache.db.corrupt-{number}").exists():
            number += 1
        for name in _DATABASE_FILES:
            if (file := self._folder / name).exists():
                file.rename(self._folder / f"{name}.corrupt-{number}")
        return kept

    def _get(self, key: str) -> str | None:
        with self._forgiven():
            found: str | None = self._cache.get(key)
            return found
        return None

    def _set(self, key: str, text: str) -> None:
        with self._forgiven():
            self._cache.set(key, text)

    @contextmanager
    def _forgiven(self) -> Iterator[None]:
        try:
            yield
        except _TROUBLE as error:
            self._warn(
                f"the cache in {str(self._folder)!r} fails ({type(error).__name__}: {error}); going on without it"
            )


def _opened(folder: Path) -> Any:  # noqa: ANN401  diskcache ships no types
    return diskcache.Cache(str(folder), disk=_TextDisk, eviction_policy="none", size_limit=_NO_LIMIT, cull_limit=0)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ForeignRowError(f"the cache holds text only, not {type(value).__name__}")
    return value


def _written(reply: LLMReply[Any]) -> str:
    value = reply.value.model_dump(mode="json", by_alias=True, round_trip=True)
    return _Entry(value=value, model=reply.model, usage=reply.usage).model_dump_json()


def _read(stored: str, reply_model: type[T]) -> LLMReply[T] | None:
    """Return the stored reply, or None for one that the reply model takes no longer."""
    try:
        entry = _Entry.model_validate_json(stored)
        value = reply_model.model_validate(entry.value)
    except ValidationError:
        return None
    return LLMReply(value=value, model=entry.model, usage=Usage(), is_cached=True)
