"""Looks at the cache from outside a run: what is in it, whether it is sound, and what may go.

Invariants: entries are read one by one, so memory does not grow with the cache; looking changes nothing that a run
could notice; and nothing is deleted in a folder that holds anything but caches. The cache's root has one folder an
endpoint, each of them a shelf.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.llm import shelf_file
from pipeline.llm.cache_entry import Entry, Fault, read_entry
from pipeline.llm.shelf_file import Row
from schemas.usage import Usage

_FOLDER = re.compile(r"[0-9a-f]{12}")  # as `factory.cache_folder` names them
_ROWS_AT_A_TIME = 500


@dataclass
class Tally:
    """How many answers, and what they cost when they were paid."""

    answers: int = 0
    usage: Usage = field(default_factory=Usage)

    def add(self, usage: Usage) -> None:
        """Count one answer."""
        self.answers += 1
        self.usage += usage


@dataclass
class Stock:
    """What one endpoint's folder holds.

    `entries` are those that answer, `useless` those that are damaged or of an earlier form; `oldest` and `newest` are
    aware, in UTC, None without entries. `fault` says why the counts may be short: the file cannot be read to its end.
    """

    folder: Path
    size_bytes: int
    entries: int = 0
    useless: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    by_stage: dict[str, Tally] = field(default_factory=dict)
    by_model: dict[str, Tally] = field(default_factory=dict)
    fault: str | None = None

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        self.entries += 1
        self.oldest = min(self.oldest or entry.written_at, entry.written_at)
        self.newest = max(self.newest or entry.written_at, entry.written_at)
        self.by_stage.setdefault(entry.stage, Tally()).add(entry.usage)
        self.by_model.setdefault(entry.model, Tally()).add(entry.usage)


@dataclass
class Inspection:
    """What was found in one folder: counts of entries, what SQLite finds wrong, and files that were set aside before.

    `set_aside_now` is where a repair put the file that SQLite found faults with; its entries are asked for again.
    """

    folder: Path
    sound: int = 0
    outdated: int = 0
    damaged: int = 0
    faults: tuple[str, ...] = ()
    set_aside: tuple[Path, ...] = ()
    set_aside_now: Path | None = None
    is_repaired: bool = False

    @property
    def is_damaged(self) -> bool:
        """Tell whether there is damage that is still there."""
        return bool(self.damaged or self.faults) and not self.is_repaired


@dataclass(frozen=True)
class Cleared:
    """What went: entries, and files that were set aside as damaged."""

    entries: int
    files: int


def cache_folders(root: Path) -> list[Path]:
    """Return the folders of the endpoints by name; an empty list where nothing was cached yet.

    Raises:
        ConfigurationError: the root cannot be read or is no folder.
    """
    with shelf_file.explained(root):
        return sorted(child for child in root.iterdir() if _is_ours(child)) if root.exists() else []


def measure(folder: Path) -> Stock:
    """Return what a folder holds.

    Raises:
        ConfigurationError: the file is locked or cannot be read.
    """
    with shelf_file.explained(folder):
        stock = Stock(folder, shelf_file.size_bytes(folder))
        try:
            for row in shelf_file.rows(folder):
                entry = _read(row)
                if isinstance(entry, Fault):
                    stock.useless += 1
                else:
                    stock.add(entry)
        except sqlite3.DatabaseError as error:
            if not shelf_file.is_damage(error):
                raise
            stock.fault = str(error)
    return stock


def inspect(folder: Path, *, repair: bool = False) -> Inspection:
    """Check a folder: SQLite's own check, then every entry.

    Args:
        folder: of one endpoint.
        repair: delete what is damaged or of an earlier form; a file that SQLite finds faults with is set aside whole.

    Raises:
        ConfigurationError: the file is locked or cannot be read, or cannot be written for a repair.
    """
    with shelf_file.explained(folder):
        found = Inspection(folder, set_aside=tuple(shelf_file.set_aside_files(folder)))
        seen = shelf_file.inode(folder)
        found.faults = tuple(shelf_file.faults(folder))
        useless = [] if found.faults else _count(found)
        if repair:
            if found.faults:
                found.set_aside_now = shelf_file.set_aside(folder, seen)
            if useless:
                shelf_file.delete_rows(folder, useless)
            found.is_repaired = True
    return found


def require_caches_only(root: Path) -> None:
    """Let pass a root that holds nothing but folders of caches.

    Raises:
        ConfigurationError: it holds something else, or cannot be read.
    """
    with shelf_file.explained(root):
        strange = next(_strangers(root), None) if root.exists() else None
    if strange is not None:
        raise ConfigurationError(
            f"{str(strange)!r} is no cache of factgrade, so nothing is cleared: "
            "move it away, or set FACTGRADE_CACHE_DIR"
        )


def clear(root: Path, written_before: datetime | None = None) -> Cleared:
    """Delete entries of every endpoint: all of them and what was set aside, or those written before an aware instant.

    With an instant, entries that are damaged or of an earlier form stay; `inspect` with `repair` deletes those.

    Raises:
        ConfigurationError: the root holds anything else than caches, or one is locked, damaged or cannot be written.
    """
    require_caches_only(root)
    entries = files = 0
    for folder in cache_folders(root):
        with shelf_file.explained(folder):
            if written_before is not None:
                entries += _delete_older(folder, written_before)
                continue
            entries += _delete_all(folder)
            for file in shelf_file.set_aside_files(folder):
                file.unlink(missing_ok=True)
                files += 1
    return Cleared(entries, files)


def _is_ours(child: Path) -> bool:
    return child.is_dir() and not child.is_symlink() and bool(_FOLDER.fullmatch(child.name))


def _strangers(root: Path) -> Iterator[Path]:
    for child in sorted(root.iterdir()):
        if _is_ours(child):
            yield from shelf_file.strangers(child)
        else:
            yield child


def _read(row: Row) -> Entry | Fault:
    return Fault.DAMAGED if row.key is None or row.text is None else read_entry(row.key, row.text)


def _count(found: Inspection) -> list[int]:
    """Count the entries and return the row ids of those that answer nothing."""
    useless = []
    for row in shelf_file.rows(found.folder):
        entry = _read(row)
        found.sound += isinstance(entry, Entry)
        found.outdated += entry is Fault.OUTDATED
        found.damaged += entry is Fault.DAMAGED
        if isinstance(entry, Fault):
            useless.append(row.row_id)
    return useless


def _delete_older(folder: Path, end: datetime) -> int:
    read = ((row.row_id, _read(row)) for row in shelf_file.rows(folder))
    row_ids = (row_id for row_id, entry in read if isinstance(entry, Entry) and entry.written_at < end)
    gone = 0
    while some := list(islice(row_ids, _ROWS_AT_A_TIME)):
        gone += shelf_file.delete_rows(folder, some)
    return gone


def _delete_all(folder: Path) -> int:
    seen = shelf_file.inode(folder)
    try:
        return shelf_file.delete_rows(folder, None)
    except sqlite3.DatabaseError as error:
        if not shelf_file.is_damage(error):
            raise
        shelf_file.set_aside(folder, seen)
        return 0
