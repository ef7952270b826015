"""What lies in the folder of a shelf: its files, seen through the file system and SQLite alone.

Invariants: nothing here unpickles, follows or writes what a row says; and whoever opens, reads or sets aside the
database through this module does so under the folder's lock, so that nobody opens a half of a set of files whose other
half is being renamed. The lock is advisory and for one machine; it is let go of by a process that is killed.
"""

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import ConfigurationError

DATABASE = "cache.db"
_LOCK = "cache.lock"
_PARTS = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal")
_OURS = re.compile(r"cache\.lock|cache\.db(?:-wal|-shm|-journal)?(?:\.corrupt-\d+)?")
_OWNER_READS_AND_WRITES = 0o600

# diskcache sets an attribute of itself, or runs a pragma, for every setting that it finds in the file. So a file with
# another name, or another word as a value, is not opened with it.
SETTING_NAMES = frozenset(
    b"statistics tag_index eviction_policy size_limit cull_limit sqlite_auto_vacuum sqlite_cache_size"
    b" sqlite_journal_mode sqlite_mmap_size sqlite_synchronous disk_min_file_size disk_pickle_protocol"
    b" count size hits misses".split()
)
_SETTING_WORDS = frozenset({b"none", b"wal"})

_ROWS_AT_A_TIME = 200
_FAULTS_TOLD = 5
_WAIT_S = 10.0
# Mode 1 is diskcache's "raw": the value stands in the row itself, as it is.
_IS_OURS = "raw = 1 AND mode = 1 AND filename IS NULL AND typeof(key) = 'text' AND typeof(value) = 'text'"


@dataclass(frozen=True)
class Row:
    """One row of the database; `key` and `text` are None in a row that no shelf wrote."""

    row_id: int
    key: str | None
    text: str | None


class ForeignFileError(sqlite3.DatabaseError):
    """A database that SQLite can read and no shelf wrote; to be treated as a damaged one."""


def is_damage(error: BaseException | None) -> bool:
    """Tell whether an error says that the file is damaged, rather than locked, full or read-only.

    An attempt to roll back that fails in its turn hides the first error in its context.
    """
    if not isinstance(error, sqlite3.DatabaseError):
        return False
    harmless = (sqlite3.OperationalError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)
    return not isinstance(error, harmless) or is_damage(error.__context__)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise inside a `with` into an error of the program.

    Raises:
        ConfigurationError: the file is damaged, locked, or cannot be read or written.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        way_out = (
            "mend it with: factgrade cache verify --repair"
            if is_damage(error)
            else "see that it may be written and that no other program holds it"
        )
        raise ConfigurationError(f"the cache in {str(folder)!r} cannot be used ({error}): {way_out}") from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock for the length of a `with`; it is not reentrant.

    Raises:
        OSError: the folder is gone or cannot be written to.
    """
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWNER_READS_AND_WRITES)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def inode(folder: Path) -> int | None:
    """Return what tells one database file from the next of the same name, or None where there is none."""
    try:
        return (folder / DATABASE).stat().st_ino
    except FileNotFoundError:
        return None


def size_bytes(folder: Path) -> int:
    """Return the size of the database in bytes, with what is not yet merged into it and without set-aside files."""
    return sum(file.stat().st_size for name in _PARTS if (file := folder / name).exists())


def set_aside(folder: Path, seen: int | None) -> Path | None:
    """Rename the database with the files that belong to it, so that the next who opens it starts a fresh one.

    Args:
        folder: the folder of the shelf.
        seen: the `inode` of the file that was found damaged.

    Returns:
        The new path of the database, or None if somebody else has set that file aside before.
    """
    with locked(folder):
        if seen is None or inode(folder) != seen:
            return None
        number = 1
        while any((folder / f"{name}.corrupt-{number}").exists() for name in _PARTS):
            number += 1
        for name in _PARTS:
            if (file := folder / name).exists():
                file.rename(folder / f"{name}.corrupt-{number}")
    return folder / f"{DATABASE}.corrupt-{number}"


def set_aside_files(folder: Path) -> list[Path]:
    """Return the files that were set aside, those that belong to a database included, by name."""
    return sorted(file for file in folder.iterdir() if _OURS.fullmatch(file.name) and ".corrupt-" in file.name)


def strangers(folder: Path) -> Iterator[Path]:
    """Yield what no shelf puts into its folder: other names, folders, links."""
    for file in sorted(folder.iterdir()):
        if file.is_symlink() or not file.is_file() or not _OURS.fullmatch(file.name):
            yield file


def connect(folder: Path, mode: Literal["ro", "rw"]) -> sqlite3.Connection:
    """Open the database, which must exist; text arrives as bytes. The caller holds the lock, and closes it.

    Raises:
        sqlite3.Error: there is none, or it is damaged or locked.
    """
    address = f"{(folder / DATABASE).absolute().as_uri()}?mode={mode}"
    base = sqlite3.connect(address, uri=True, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        base.text_factory = bytes
        base.execute("SELECT count(*) FROM sqlite_master")  # SQLite opens the other files at the first statement
    except BaseException:
        base.close()
        raise
    return base


def refuse_foreign_settings(base: sqlite3.Connection) -> None:
    """Let pass a database whose settings a shelf may have written, or that has none yet.

    Raises:
        ForeignFileError: a setting has a name or a value that no shelf writes.
    """
    if base.execute("SELECT count(*) FROM sqlite_master WHERE name = 'Settings'").fetchone() == (0,):
        return
    for name, value in base.execute("SELECT key, value FROM Settings"):
        if name not in SETTING_NAMES or not (isinstance(value, int) or value in _SETTING_WORDS):
            raise ForeignFileError("it holds a setting that no cache of factgrade has")


def rows(folder: Path) -> Iterator[Row]:
    """Yield every row, a few hundred in memory at a time; rows written meanwhile may be among them.

    Raises:
        sqlite3.Error: the file is damaged or locked.
    """
    if inode(folder) is None:
        return
    with closing(_opened(folder, "ro")) as base:
        if not _has_rows(base):
            return
        last = -(2**63)
        select = (
            f"SELECT rowid, {_IS_OURS}, key, value FROM Cache WHERE rowid > ? ORDER BY rowid LIMIT {_ROWS_AT_A_TIME}"  # noqa: S608  constants of this module
        )
        while some := base.execute(select, (last,)).fetchall():
            yield from (_row(*columns) for columns in some)
            last = some[-1][0]


def count(folder: Path) -> int:
    """Return how many rows there are.

    Raises:
        sqlite3.Error: the file is damaged or locked.
    """
    if inode(folder) is None:
        return 0
    with closing(_opened(folder, "ro")) as base:
        return int(base.execute("SELECT count(*) FROM Cache").fetchone()[0]) if _has_rows(base) else 0


def delete_rows(folder: Path, row_ids: Sequence[int] | None) -> int:
    """Delete rows in one transaction, all of them for None, and return how many there were.

    Raises:
        sqlite3.Error: the file is damaged, locked or read-only.
    """
    if inode(folder) is None:
        return 0
    with closing(_opened(folder, "rw")) as base:
        if not _has_rows(base):
            return 0
        if row_ids is None:
            return base.execute("DELETE FROM Cache").rowcount
        base.execute("BEGIN IMMEDIATE")
        gone = base.executemany("DELETE FROM Cache WHERE rowid = ?", [(row_id,) for row_id in row_ids]).rowcount
        base.execute("COMMIT")
        return gone


def faults(folder: Path) -> list[str]:
    """Return what is wrong with the file as SQLite sees it, a line each; an empty list where all is well.

    Raises:
        sqlite3.OperationalError: the file is locked or cannot be read.
    """
    if inode(folder) is None:
        return []
    try:
        with closing(_opened(folder, "ro")) as base:
            refuse_foreign_settings(base)
            found = [
                line.decode(errors="replace") for (line,) in base.execute(f"PRAGMA integrity_check({_FAULTS_TOLD})")
            ]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return [str(error)]
    return [] if found == ["ok"] else found


def _opened(folder: Path, mode: Literal["ro", "rw"]) -> sqlite3.Connection:
    with locked(folder):
        return connect(folder, mode)


def _has_rows(base: sqlite3.Connection) -> bool:
    """Tell whether the table is there; a process that is killed while it makes the file may leave one without."""
    return bool(base.execute("SELECT count(*) FROM sqlite_master WHERE name = 'Cache'").fetchone()[0])


def _row(row_id: int, is_ours: int | None, key: object, value: object) -> Row:
    if is_ours and isinstance(key, bytes) and isinstance(value, bytes):
        try:
            return Row(row_id, key.decode(), value.decode())
        except UnicodeDecodeError:
            pass
    return Row(row_id, None, None)
