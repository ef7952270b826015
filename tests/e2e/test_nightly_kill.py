"""Nights that are killed again and again, at any moment: the next one ends them, and nothing is lost or told wrongly.

What store and folder hold in the end is what nights leave that nobody disturbed: a first one, and one after articles
were edited, moved, taken away and put in.
"""

import json
import os
import random
import shutil
import signal
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.files.lock import FOLDER_LOCK
from pipeline.store import Mismatch, read_store, verify_store
from tests.chaos_articles import make_up, write_articles
from tests.chaos_plan import Plan, Unit
from tests.chaos_server import ChaosServer
from tests.e2e.night_desk import CONCURRENCY, WAIT_S, NightDesk
from tests.preloaded import Preloaded
from tests.watching import files_of, hidden_in

pytestmark = pytest.mark.untraced

COUNT = 40  # twice as many as wait to be written to the store while the model is asked
PLAN = Plan(11, fastest_s=0.001, slowest_s=0.01)
FIRST = ["asking"] * 5 + ["comparing"] * 2 + ["saving"] + ["pages"] * 3 + ["telling"]
SECOND = ["asking"] * 4 + ["comparing"] * 5 + ["saving"] * 4 + ["pages"] * 4 + ["telling"]
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
    faults: list[Mismatch]

    @classmethod
    def by(cls, desk: NightDesk) -> "Left":
        report = max((desk.out / "nightly").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        line = json.loads(report.read_bytes())["line"]
        faults = list(verify_store(read_store(desk.store)))
        return cls(desk.files, desk.record, desk.rows(), hidden_in(desk.out), line, faults)


@dataclass
class Ordeal:
    """The kills of one night, the `number`th, and what it left each time that it came to its end nevertheless.

    `held` tells what the store held of nights after each kill, `seen` what stood in the folder; `asked` are the
    questions of each process since the night was begun last.
    """

    desk: NightDesk
    number: int
    chance: random.Random
    left: list[Left] = field(default_factory=list)
    held: list[list[bool]] = field(default_factory=list)
    seen: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    asked: list[list[list[Unit]]] = field(default_factory=lambda: [[]])

    def suffer(self, moments: list[str]) -> None:
        """Kill a night as often as there are moments, and let it end then; where it ended before, begin it again."""
        before = self.desk.folder.with_name(f"before-{self.number}")
        shutil.copytree(self.desk.folder, before)
        for name in moments * 2:
            self._begin(self._moment(name))
            if len(self.held) == len(moments):
                break
            if self._is_over():
                shutil.rmtree(self.desk.folder)
                shutil.copytree(before, self.desk.folder)
                self.asked.append([])
        if not self._is_over():
            self._begin((lambda: False, 0))
            assert self._is_over()

    def _is_over(self) -> bool:
        is_over = self.desk.nights == [True] * self.number
        if is_over:
            self.left.append(Left.by(self.desk))
        return is_over

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
        self.asked[-1].append([entry.unit for entry in self.desk.server.ledger[before:]])
        if code:
            self.held.append(self.desk.nights)
            for name, content in files_of(self.desk.out).items():
                self.seen[name].add(content)

    def _moment(self, name: str) -> tuple[Callable[[], bool], float]:
        """Return what begins a stretch of time, and how long it is: the kill falls somewhere into it.

        Whoever writes pages already is killed in any case, so that the night does not end before its time.
        """
        desk, before = self.desk, _inodes(self.desk.out)
        asked, compared = len(desk.server.ledger), desk.count("comparison started")
        answers, pages = self.chance.randrange(1, 12), self.chance.randrange(1, 6)
        log = _Growing(Path(f"{desk.store}-wal"))
        stretches: dict[str, tuple[Callable[[], bool], float]] = {
            "asking": (lambda: len(desk.server.ledger) >= asked + answers, 0.1),
            "comparing": (lambda: desk.count("comparison started") > compared, 0.6),
            "saving": (lambda: desk.count("comparison started") > compared and log.has_grown, 0.004),
            "pages": (lambda: len(_inodes(desk.out) - before) >= pages, 0.05),
            "telling": (lambda: _inode(desk.out / "run.json") not in before, 0.02),
        }
        is_reached, most_s = stretches[name]
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
    """Two nights of two desks: what was left where nobody disturbed, and what happened where somebody killed."""

    calm: list[Left] = field(default_factory=list)
    ordeals: list[Ordeal] = field(default_factory=list)

    def spend(self, desks: tuple[NightDesk, NightDesk], moments: list[str]) -> None:
        calm, killed = desks
        assert calm.night() == 0
        self.calm.append(Left.by(calm))
        number = len(self.calm)
        self.ordeals.append(Ordeal(killed, number, random.Random(number)))  # noqa: S311  the same in every run
        self.ordeals[-1].suffer(moments)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    nights = Nights()
    with Preloaded() as program, ChaosServer(PLAN) as server:
        calm, killed = (tmp_path_factory.mktemp(name) / "desk" for name in ("calm", "killed"))
        desks = NightDesk(calm, program, server), NightDesk(killed, program, server)
        for desk in desks:
            desk.put(COUNT)
        nights.spend(desks, FIRST)
        for desk in desks:
            edit_inbox(desk.folder / "in")
        nights.spend(desks, SECOND)
    return nights


@pytest.mark.parametrize("night", NIGHTS)
def test_the_kills_fell_before_and_after_a_night_was_saved(nights: Nights, night: int) -> None:
    ordeal = nights.ordeals[night]
    assert len(ordeal.held) == len((FIRST, SECOND)[night])
    assert sum(len(held) < ordeal.number for held in ordeal.held) >= 3
    assert sum(held[-1:] == [False] for held in ordeal.held) >= 3
    assert sum(bool(asked) for life in ordeal.asked for asked in life) > 2


@pytest.mark.parametrize("night", NIGHTS)
def test_the_store_holds_in_the_end_what_an_undisturbed_night_leaves(nights: Nights, night: int) -> None:
    calm = nights.calm[night].rows
    for left in nights.ordeals[night].left:
        assert left.faults == []
        killed = left.rows
        assert {name: len(rows) for name, rows in killed.items()} == {name: len(rows) for name, rows in calm.items()}
        assert {name for name in calm if killed[name] != calm[name]} == set()


@pytest.mark.parametrize("night", NIGHTS)
def test_the_folder_holds_in_the_end_what_an_undisturbed_night_writes(nights: Nights, night: int) -> None:
    calm = nights.calm[night]
    for killed in nights.ordeals[night].left:
        assert killed.files == calm.files
        assert killed.record == calm.record
        # A kill after the last word leaves the lock, which is free.
        assert killed.hidden <= {FOLDER_LOCK}


@pytest.mark.parametrize("night", NIGHTS)
def test_the_report_tells_all_that_the_night_found(nights: Nights, night: int) -> None:
    assert {left.line for left in nights.ordeals[night].left} == {nights.calm[night].line}


@pytest.mark.parametrize("night", NIGHTS)
def test_nobody_sees_a_file_that_is_not_whole(nights: Nights, night: int) -> None:
    written = nights.calm[: night + 1]
    for name, contents in nights.ordeals[night].seen.items():
        if name == "run.json":
            assert {json.loads(content)["run_id"] for content in contents} <= {one.record["run_id"] for one in written}
        else:
            assert contents <= {one.files[name] for one in written if name in one.files}, name


@pytest.mark.parametrize("night", NIGHTS)
def test_a_kill_costs_no_more_answers_than_were_on_their_way(nights: Nights, night: int) -> None:
    for asked in nights.ordeals[night].asked:
        for number, units in enumerate(asked):
            later = {unit for others in asked[number + 1 :] for unit in others}
            assert len(later.intersection(units)) <= CONCURRENCY, number
