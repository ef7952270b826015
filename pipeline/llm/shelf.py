"""Keeps text by key in one folder, for many threads and processes at once; the only importer of diskcache.

Invariants: what is stored is text, committed before `set` returns, and never evicted; nothing is pickled or unpickled
(diskcache does unpickle what a row says is a pickle, CVE-2025-69872); and trouble with the file is told once and costs
what is stored, never the caller's work. Not for network file systems, which SQLite cannot lock.

How a damaged file is replaced while threads and processes use it: every thread has its own connection and, before each
use, compares the file it opened with the one of that name. Whoever meets the damage renames the file under the folder's
lock, if it still is the one it had opened; everybody else sees another file under the name, or none, and opens that. A
connection to the old file is closed only after the new one is open: SQLite leaves alone the files of a database that
was renamed, and as long as a connection is open no other process takes itself for the last and deletes a log by name.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import diskcache

from pipeline.errors import ConfigurationError
from pipeline.llm import shelf_file

R = TypeVar("R")

_OWNER_ONLY = 0o700
_WAIT_S = 60.0
_MOST_SET_ASIDE = 3  # a disk that damages every fresh file is not to be filled with them
_ATTEMPTS = 2 * _MOST_SET_ASIDE + 2
_TROUBLE = (sqlite3.Error, diskcache.Timeout, OSError)
_SETTINGS = diskcache.DEFAULT_SETTINGS | {
    "eviction_policy": "none",
    "size_limit": 2**62,
    "cull_limit": 0,
    "sqlite_mmap_size": 0,  # a mapped file that is cut off kills the process (SIGBUS); a read that fails is an error
    "sqlite_cache_size": 64,  # pages of 4 KiB for every thread, which each fills in time; a look-up reads a handful
}


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


@dataclass(frozen=True)
class _Opened:
    cache: Any  # diskcache ships no types
    inode: int | None


@dataclass(frozen=True)
class Holding:
    """What a shelf holds, for messages: its name, what it means that all of it is lost, which setting says where."""

    name: str = "cache"
    loss: str = "answers are asked for again"
    setting: str = "FACTGRADE_CACHE_DIR"


class Shelf:
    """Text by key in a folder."""

    def __init__(
        self, folder: Path, warn: Callable[[str], None], wait_s: float = _WAIT_S, *, holds: Holding | None = None
    ) -> None:
        """Open or make the shelf in `folder`, for its owner only.

        Args:
            folder: holds the SQLite file; made if missing.
            warn: is told, in one line and from any thread, of a file that was set aside, and once of one that fails.
            wait_s: how long to wait for another program's lock; it is not waited for a second time.
            holds: what the messages call it; the cache of answers by default.

        Raises:
            ConfigurationError: the folder cannot be made or used.
        """
        self._folder = folder
        self._warn = warn
        self._wait_s = wait_s
        self._holds = holds or Holding()
        self._lock = threading.Lock()
        self._local = threading.local()
        self._newest: _Opened | None = None
        self._set_aside = 0
        self._has_failed = False
        self._is_off = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(_OWNER_ONLY)
        except OSError as error:
            raise ConfigurationError(
                f"the {self._holds.name} folder {str(folder)!r} cannot be used ({error.strerror}): "
                f"make it writable, or set {self._holds.setting} to another"
            ) from error
        self._attempt(lambda _: None, None)

    def get(self, key: str) -> str | None:
        """Return the text of a key, or None where there is none that can be read."""
        found: str | None = self._attempt(lambda cache: cache.get(key), None)
        return found

    def set(self, key: str, text: str) -> None:
        """Store a text; it is committed on return, unless `warn` was told that the file fails."""
        self._attempt(lambda cache: cache.set(key, text), None)

    def delete(self, key: str) -> bool:
        """Delete the text of a key and tell whether there was one."""
        return self._attempt(lambda cache: bool(cache.delete(key)), otherwise=False)

    def clear(self) -> int:
        """Delete everything and return how many rows there were."""
        return self._attempt(lambda cache: int(cache.clear()), 0)

    def keys(self) -> Iterator[str]:
        """Yield the keys as they are read from the file; keys stored meanwhile may be among them.

        Raises:
            ConfigurationError: the file is damaged or locked.
        """
        with shelf_file.explained(self._folder):
            yield from (row.key for row in shelf_file.rows(self._folder) if row.key is not None)

    def __len__(self) -> int:
        """Return how many rows there are; a damaged or locked file raises ConfigurationError."""
        with shelf_file.explained(self._folder):
            return shelf_file.count(self._folder)

    @property
    def size_bytes(self) -> int:
        """Return the size of the database in bytes, without set-aside files."""
        return shelf_file.size_bytes(self._folder)

    def check(self) -> list[str]:
        """Return what is wrong with the file, a line each: SQLite's own check, and rows that no shelf wrote.

        Raises:
            ConfigurationError: the file is locked or cannot be read.
        """
        with shelf_file.explained(self._folder):
            if found := shelf_file.faults(self._folder):
                return found
            foreign = sum(row.text is None for row in shelf_file.rows(self._folder))
        return [f"{foreign} rows hold something else than text"] if foreign else []

    def close(self) -> None:
        """Close this thread's connection; those of other threads close when these end."""
        if (mine := self._mine()) is not None:
            self._local.opened = None
            mine.cache.close()

    def _mine(self) -> _Opened | None:
        mine: _Opened | None = getattr(self._local, "opened", None)
        return mine

    def _attempt(self, act: Callable[[Any], R], otherwise: R) -> R:
        """Return what `act` returns for a cache that works, or `otherwise`; a damaged file is replaced meanwhile."""
        for _ in range(_ATTEMPTS):
            if self._is_off:
                break
            seen = shelf_file.inode(self._folder)
            try:
                return act(self._cache(seen))
            except _TROUBLE as error:
                if shelf_file.is_damage(error):
                    self._replace(seen)
                    continue
                if not _is_undecodable(error):
                    self._fail(error)
                break
        return otherwise

    def _cache(self, seen: int | None) -> Any:  # noqa: ANN401  diskcache ships no types
        mine = self._mine()
        if mine is None or seen is None or mine.inode != seen:
            with self._lock, shelf_file.locked(self._folder):
                return self._connect(mine).cache
        return mine.cache

    def _connect(self, old: _Opened | None) -> _Opened:
        if self._newest is None or self._newest.inode != shelf_file.inode(self._folder):
            cache = _open(self._folder, self._wait_s)
            self._newest = _Opened(cache, shelf_file.inode(self._folder))
        self._newest.cache.__enter__()  # connects this thread while nobody can rename the file
        self._local.opened = self._newest
        if old is not None and old is not self._newest:
            old.cache.close()
        return self._newest

    def _replace(self, seen: int | None) -> None:
        try:
            with self._lock:
                kept = shelf_file.set_aside(self._folder, seen)
                self._set_aside += kept is not None
                self._is_off = self._is_off or self._set_aside >= _MOST_SET_ASIDE
        except OSError as error:
            self._is_off = True
            self._fail(error)
            return
        if kept is not None:
            after = "going on without it" if self._is_off else self._holds.loss
            self._warn(f"the {self._holds.name} was damaged and is set aside as {str(kept)!r}; {after}")

    def _fail(self, error: Exception) -> None:
        cause = error.__context__ if isinstance(error, diskcache.Timeout) and error.__context__ else error
        with self._lock:
            is_first, self._has_failed = not self._has_failed, True
            self._is_off = self._is_off or _is_locked(cause)
        if is_first:
            where = f"the {self._holds.name} in {str(self._folder)!r}"
            self._warn(f"{where} fails ({type(cause).__name__}: {cause}); going on without it")


def _open(folder: Path, wait_s: float) -> Any:  # noqa: ANN401  diskcache ships no types
    if shelf_file.inode(folder) is not None:
        with closing(shelf_file.connect(folder, "ro")) as base:
            shelf_file.refuse_foreign_settings(base)
    return diskcache.Cache(str(folder), timeout=wait_s, disk=_TextDisk, **_SETTINGS)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ForeignRowError(f"the cache holds text only, not {type(value).__name__}")
    return value


def _is_locked(error: BaseException) -> bool:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF == sqlite3.SQLITE_BUSY


def _is_undecodable(error: Exception) -> bool:
    """Tell whether a planted text is no UTF-8: a row's fault, which Python's own module reports without a code."""
    return isinstance(error, sqlite3.OperationalError) and not hasattr(error, "sqlite_errorcode")
