"""Nights that are killed again and again, at any moment: the next one ends them, and nothing is lost or told wrongly.

What store and folder hold in the end is what nights leave that nobody disturbed: a first one, and one after articles
were edited, moved, taken away and put in.
"""

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.chaos_articles import make_up, write_articles
from tests.chaos_plan import Plan, Unit
from tests.chaos_server import ChaosServer
from tests.e2e.night_desk import CONCURRENCY, WAIT_S, NightDesk
from tests.preloaded import Preloaded
from tests.watching import Watcher, hidden_in

COUNT = 70  # more than wait to be written to the store while the model is asked
PLAN = Plan(11, fastest_s=0.001, slowest_s=0.01)
FIRST = ["asking"] * 6 + ["comparing"] * 2 + ["saving"] * 2 + ["pages"] * 4 + ["telling"]
SECOND = ["asking"] * 3 + ["comparing"] * 3 + ["saving"] * 4 + ["pages"] * 4 + ["telling"]
NIGHTS = (0, 1)


def edit_inbox(folder: Path) -> None:
    """Change some articles, take one away, move one, and put some more in."""
    articles = make_up(8, 11)
    for article in (articles[3], articles[7]):
        file = folder / article.name
        record = json.loads(file.read_text("utf-8"))
        record["text"] += " It paid 12 dollars for a clock."
        file.write_text(json.dumps(record), encoding="utf-8")
    (folder / "014.json").unlink()
    (folder / "020.json").rename(folder / "moved.json")
    write_articles(folder, make_up(9, 11, COUNT))


@dataclass
class Left:
    """What a night left."""

    files: dict[str, bytes]
    record: dict[str, Any]
    rows: dict[str, list[str]]
    hidden: set[str]
    line: str

    @classmethod
    def by(cls, desk: NightDesk) -> "Left":
        report = max((desk.out / "nightly").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        line = json.loads(report.read_bytes())["line"]
        return cls(desk.files, desk.record, desk.rows(), hidden_in(desk.out), line)


@dataclass
class Ordeal:
    """The kills of one night, the `number`th: what the store held of it after each, and which questions were asked."""

    desk: NightDesk
    number: int
    chance: random.Random
    stored: list[list[bool]] = field(default_factory=list)
    asked: list[list[Unit]] = field(default_factory=list)
    seen: dict[str, set[bytes]] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return self.desk.nights == [True] * self.number

    def suffer(self, moments: list[str]) -> None:
        """Kill a night at these moments, and let it end then."""
        with Watcher(self.desk.out, every_s=0.02) as watcher:
            for name in moments:
                self._begin(self._moment(name))
                if self.is_over:
                    break
            if not self.is_over:
                self._begin((lambda: False, 0))
        self.seen = watcher.seen

    def _begin(self, moment: tuple[Callable[[], bool], float]) -> None:
        before = len(self.desk.server.ledger)
        is_reached, most_s = moment
        self.desk.start()
        if self.desk.wait_for(is_reached) and self.desk.program.ended(most_s * self.chance.random()) is None:
            self.desk.program.send(signal.SIGKILL)
        code = self.desk.program.ended(WAIT_S)
        assert code in (0, -signal.SIGKILL), self.desk.said[-2000:]
        time.sleep(0.005)
        while not self.desk.server.is_quiet:
            time.sleep(0.001)
        self.asked.append([entry.unit for entry in self.desk.server.ledger[before:]])
        if code:
            self.stored.append(self.desk.nights)

    def _moment(self, name: str) -> tuple[Callable[[], bool], float]:
        """Return what begins a stretch of time, and how long it is: the kill falls somewhere into it.

        Whoever writes pages already is killed in any case, so that the night does not end before its time.
        """
        desk, before = self.desk, _inodes(self.desk.out)
        asked, compared = len(desk.server.ledger), desk.count("comparison started")
        answers, pages = self.chance.randrange(1, 12), self.chance.randrange(1, 6)
        log = _Growing(Path(f"{desk.store}-wal"))
        is_reached, most_s = {
            "asking": (lambda: len(desk.server.ledger) >= asked + answers, 0.1),
            "comparing": (lambda: desk.count("comparison started") > compared, 0.6),
            "saving": (lambda: desk.count("comparison started") > compared and log.has_grown, 0.004),
            "pages": (lambda: len(_inodes(desk.out) - before) >= pages, 0.1),
            "telling": (lambda: _inode(desk.out / "run.json") not in before, 0.02),
        }[name]
        return lambda: is_reached() or (name != "telling" and len(_inodes(desk.out) - before) >= pages), most_s


class _Growing:
    """A file of which one waits until it is larger than when one asked first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size: int | None = None

    @property
    def has_grown(self) -> bool:
        found = _stat(self._path)
        size = found.st_size if found else 0
        self._size = size if self._size is None else self._size
        return size > self._size


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _inode(path: Path) -> int | None:
    found = _stat(path)
    return found.st_ino if found else None


def _inodes(folder: Path) -> set[int | None]:
    """Return which files stand under the names of pages and of the record, and None for what is not there."""
    names = [path for path in folder.iterdir() if path.suffix == ".md"] if folder.is_dir() else []
    return {None, *map(_inode, names), _inode(folder / "run.json")}


@dataclass
class Nights:
    """Two nights of two desks: what was left where nobody disturbed, and after all kills."""

    calm: list[Left] = field(default_factory=list)
    killed: list[Left] = field(default_factory=list)
    ordeals: list[Ordeal] = field(default_factory=list)

    def spend(self, calm: NightDesk, killed: NightDesk, moments: list[str]) -> None:
        assert calm.night() == 0
        self.calm.append(Left.by(calm))
        number = len(self.calm)
        ordeal = Ordeal(killed, number, random.Random(number))  # noqa: S311  the moments are to be the same every time
        ordeal.suffer(moments)
        self.killed.append(Left.by(killed))
        self.ordeals.append(ordeal)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    nights = Nights()
    with Preloaded() as program, ChaosServer(PLAN) as server:
        calm, killed = (NightDesk(tmp_path_factory.mktemp(name), program, server) for name in ("calm", "killed"))
        for desk in (calm, killed):
            desk.put(COUNT)
        nights.spend(calm, killed, FIRST)
        for desk in (calm, killed):
            edit_inbox(desk.folder / "in")
        nights.spend(calm, killed, SECOND)
    yield nights


def test_the_kills_fell_before_and_after_a_night_was_saved(nights: Nights) -> None:
    assert sum(len(ordeal.stored) for ordeal in nights.ordeals) >= 20
    for ordeal in nights.ordeals:
        assert sum(len(stored) < ordeal.number for stored in ordeal.stored) >= 4
        assert sum(stored[-1:] == [False] for stored in ordeal.stored) >= 4
        assert sum(bool(asked) for asked in ordeal.asked) > 2


@pytest.mark.parametrize("night", NIGHTS)
def test_the_store_holds_in_the_end_what_an_undisturbed_night_leaves(nights: Nights, night: int) -> None:
    calm, killed = nights.calm[night].rows, nights.killed[night].rows
    assert {name: len(rows) for name, rows in killed.items()} == {name: len(rows) for name, rows in calm.items()}
    assert {name for name in calm if killed[name] != calm[name]} == set()


@pytest.mark.parametrize("night", NIGHTS)
def test_the_folder_holds_in_the_end_what_an_undisturbed_night_writes(nights: Nights, night: int) -> None:
    calm, killed = nights.calm[night], nights.killed[night]
    assert killed.files == calm.files
    assert killed.record == calm.record
    assert killed.hidden == set()


@pytest.mark.parametrize("night", NIGHTS)
def test_the_report_tells_all_that_the_night_found(nights: Nights, night: int) -> None:
    assert nights.killed[night].line == nights.calm[night].line


@pytest.mark.parametrize("night", NIGHTS)
def test_nobody_ever_sees_a_file_that_is_not_whole(nights: Nights, night: int) -> None:
    written = nights.calm[: night + 1]
    for name, contents in nights.ordeals[night].seen.items():
        if name == "run.json":
            assert {json.loads(content)["run_id"] for content in contents} <= {one.record["run_id"] for one in written}
        else:
            assert contents <= {one.files[name] for one in written if name in one.files}, name


@pytest.mark.parametrize("night", NIGHTS)
def test_a_kill_costs_no_more_answers_than_were_on_their_way(nights: Nights, night: int) -> None:
    asked = nights.ordeals[night].asked
    for number, units in enumerate(asked):
        later = {unit for others in asked[number + 1 :] for unit in others}
        assert len(later.intersection(units)) <= CONCURRENCY, number
