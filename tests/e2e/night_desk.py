"""Nights as a scheduler gives them: the real command line in processes that may be killed, over an inbox of one folder.

Invariant: what `rows` and `record` tell of two desks is equal where nights found the same, wherever the folders are.
"""

import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos_articles import make_up, write_articles
from tests.chaos_server import ChaosServer
from tests.preloaded import Preloaded
from tests.watching import files_of

CONCURRENCY = 4
WAIT_S = 120.0
SPENT = ("command", "started_at", "ended_at", "usage", "from_cache", "cost_usd", "cost_usd_at_most")
# What depends on when and how often something was done, by table; the record is compared without its times.
_OF_TIME = {
    "run": ("run_key", "started_at", "ended_at", "cost_usd"),
    "inbox_file": ("modified_ns", "changed_ns", "is_settled"),
    "shown_page": ("modified_ns",),
}


@dataclass
class NightDesk:
    """A folder with an inbox `in`, a store `news.db` and pages in `out`."""

    folder: Path
    program: Preloaded
    server: ChaosServer

    @property
    def out(self) -> Path:
        """Return where pages are written."""
        return self.folder / "out"

    @property
    def store(self) -> Path:
        """Return the file of the store."""
        return self.folder / "news.db"

    @property
    def said(self) -> str:
        """Return what all nights said."""
        return (self.folder / "said.txt").read_text("utf-8")

    def put(self, count: int, first: int = 0) -> None:
        """Put made-up articles into the inbox."""
        write_articles(self.folder / "in", make_up(count, 11, first))

    @property
    def environment(self) -> dict[str, str]:
        """Return what tells a night whom to ask, and where answers are kept."""
        return {
            "FACTGRADE_BASE_URL": self.server.url, "FACTGRADE_MODEL": "test", "FACTGRADE_PROFILE": "large",
            "FACTGRADE_CACHE_DIR": str(self.folder / "cache"), "FACTGRADE_STATE_DIR": str(self.folder / "state"),
            "FACTGRADE_CONCURRENCY": str(CONCURRENCY),
        }  # fmt: skip

    def start(self) -> None:
        """Start a night."""
        words = ("nightly", "in", "--out", "out", "--store", "news.db", "--log-file", "log.jsonl")
        self.program.start(self.folder, self.environment, *words)

    def night(self) -> int | None:
        """Run a night, and return its exit code."""
        self.start()
        return self.program.ended(WAIT_S)

    def count(self, event: str) -> int:
        """Return how often an event stands in the log."""
        log = self.folder / "log.jsonl"
        return log.read_text("utf-8").count(f'"event": "{event}"') if log.exists() else 0

    def wait_for(self, is_reached: Callable[[], bool]) -> bool:
        """Wait until a moment is reached, or the night is over; tell which."""
        until = time.monotonic() + WAIT_S
        while not is_reached():
            if self.program.ended(0.002) is not None:
                return False
            assert time.monotonic() < until
        return True

    @property
    def nights(self) -> list[bool]:
        """Return for every night that the store holds whether it is told to its end."""
        with closing(sqlite3.connect(self.store)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'night'").fetchall():
                return []
            return [bool(told) for (told,) in connection.execute("SELECT is_shown FROM night ORDER BY run")]

    @property
    def files(self) -> dict[str, bytes]:
        """Return what stands in the files of the pages, without the record."""
        return {name: content for name, content in files_of(self.out).items() if name != "run.json"}

    @property
    def record(self) -> dict[str, Any]:
        """Return the record without times, the command, and what was spent."""
        return without_spending((self.out / "run.json").read_bytes())

    def rows(self) -> dict[str, list[str]]:
        """Return the rows of every table but for what depends on time, each as words, in order."""
        with closing(sqlite3.connect(self.store)) as connection:
            connection.row_factory = sqlite3.Row
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return {
                name: sorted(self._told(name, dict(row)) for row in connection.execute(f"SELECT * FROM {name}"))  # noqa: S608  a table's own name
                for (name,) in names
                if not name.startswith("sqlite_")
            }

    def _told(self, table: str, row: dict[str, Any]) -> str:
        if table == "run":
            row["record"] = without_spending(row["record"])
        if table == "run_stamp":
            # A part but the first begins with what parts it from the one before.
            row["stamps"] = without_usage(json.loads(f"[{row['stamps'].lstrip(', ')}]"))
        for name, value in row.items():
            if isinstance(value, bytes):
                row[name] = zlib.decompress(value).decode() if name in ("content", "lines") else value.hex()
        kept = {name: value for name, value in row.items() if name not in _OF_TIME.get(table, ())}
        return json.dumps(kept).replace(str(self.folder), "")


def without_spending(record: bytes | str) -> dict[str, Any]:
    """Return a record without times, the command, and what was spent."""
    found: dict[str, Any] = json.loads(record)
    stamps = without_usage(found["articles"])
    return {name: value for name, value in found.items() if name not in SPENT} | {"articles": stamps}


def without_usage(stamps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what a record says of articles without what each took."""
    return [{**stamp, "usage": None} for stamp in stamps]
