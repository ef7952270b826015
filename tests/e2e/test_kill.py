"""A run that is killed again and again, at any moment: it pays nothing twice and shows no half file.

What it ends in is, to the byte, what a run ends in that nobody disturbed.
"""

import json
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.files.lock import FOLDER_LOCK
from tests.chaos_articles import make_up, write_articles
from tests.chaos_plan import Plan, Unit
from tests.chaos_policy import PRICE, cost_usd
from tests.chaos_server import ChaosServer
from tests.preloaded import Preloaded
from tests.watching import Watcher, files_of, hidden_in

pytestmark = pytest.mark.untraced

CONCURRENCY = 4
KILLS = 50
MOMENTS = ["asking"] * 22 + ["comparing"] * 3 + ["writing", "anywhere", "writing", "comparing"] * 12
PLAN = Plan(11, fastest_s=0.002, slowest_s=0.03)
WAIT_S = 120.0
SPENT = ("command", "started_at", "ended_at", "usage", "from_cache", "cost_usd", "cost_usd_at_most")


@dataclass
class Desk:
    """A folder of articles, with a cache of its own, in which the program is run."""

    folder: Path
    program: Preloaded
    server: ChaosServer

    def __post_init__(self) -> None:
        write_articles(self.folder / "in", make_up(40, 11))

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def start(self, *more: str) -> None:
        environment = {
            "FACTGRADE_BASE_URL": self.server.url, "FACTGRADE_MODEL": "test", "FACTGRADE_PROFILE": "large",
            "FACTGRADE_CACHE_DIR": str(self.folder / "cache"), "FACTGRADE_STATE_DIR": str(self.folder / "state"),
            "FACTGRADE_CONCURRENCY": str(CONCURRENCY),
        }  # fmt: skip
        self.program.start(self.folder, environment, "run", "in", "--out", "out", "--log-file", "log.jsonl", *more)

    def run(self) -> int | None:
        self.start()
        return self.program.ended(WAIT_S)

    def count(self, event: str) -> int:
        """Return how often an event stands in the log."""
        log = self.folder / "log.jsonl"
        return log.read_text("utf-8").count(f'"event": "{event}"') if log.exists() else 0

    def wait_for(self, is_reached: Callable[[], bool]) -> None:
        """Wait until a moment is reached, or the run is over."""
        until = time.monotonic() + WAIT_S
        while not is_reached() and self.program.ended(0.001) is None:
            assert time.monotonic() < until

    @property
    def record(self) -> dict[str, Any]:
        """Return the record without times, the command, and what was spent."""
        record: dict[str, Any] = json.loads((self.out / "run.json").read_bytes())
        stamps = [{**stamp, "usage": None} for stamp in record["articles"]]
        return {name: value for name, value in record.items() if name not in SPENT} | {"articles": stamps}

    @property
    def files(self) -> dict[str, bytes]:
        return {name: content for name, content in files_of(self.out).items() if name != "run.json"}


@pytest.fixture(scope="module")
def program() -> Iterator[Preloaded]:
    with Preloaded() as program:
        yield program


@pytest.fixture(scope="module")
def server() -> Iterator[ChaosServer]:
    with ChaosServer(PLAN) as server:
        yield server


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory, program: Preloaded, server: ChaosServer) -> Desk:
    """Return the desk of a run that nobody disturbed."""
    desk = Desk(tmp_path_factory.mktemp("calm"), program, server)
    assert desk.run() == 0
    return desk


@dataclass
class Ordeal:
    """A run that was killed many times: per process the questions it asked, and where it was killed."""

    desk: Desk
    asked: list[list[Unit]] = field(default_factory=list)
    kills: int = 0
    kills_while_writing: int = 0
    seen: dict[str, set[bytes]] = field(default_factory=dict)

    def suffer(self, chance: random.Random) -> None:
        moments = iter(MOMENTS * 2)
        while self.kills < KILLS:
            before = len(self.desk.server.ledger)
            is_reached, most_s = self._moment(next(moments), chance)
            self.desk.start()
            self.desk.wait_for(is_reached)
            if self.desk.program.ended(most_s * chance.random()) is None:
                self.desk.program.send(signal.SIGKILL)
            self._account(before, self.desk.program.ended(WAIT_S))

    def finish(self) -> int | None:
        before = len(self.desk.server.ledger)
        code = self.desk.run()
        self._account(before, code)
        return code

    def _moment(self, name: str, chance: random.Random) -> tuple[Callable[[], bool], float]:
        """Return what begins a stretch of time, and how long it is: the kill falls somewhere into it."""
        desk, hidden = self.desk, hidden_in(self.desk.out)
        asked, compared = len(desk.server.ledger), desk.count("comparison started")
        answers = chance.randrange(1, 4)
        return {
            "asking": (lambda: len(desk.server.ledger) >= asked + answers, 0.02),
            "anywhere": (lambda: True, 1.0),
            "comparing": (lambda: desk.count("comparison started") > compared, 0.1),
            "writing": (lambda: bool(hidden_in(desk.out) - hidden - {".probe", FOLDER_LOCK}), 0.2),
        }[name]

    def _account(self, before: int, code: int | None) -> None:
        assert code in (0, -signal.SIGKILL), (self.desk.folder / "said.txt").read_text("utf-8")[-2000:]
        time.sleep(0.01)
        while not self.desk.server.is_quiet:
            time.sleep(0.001)
        self.asked.append([entry.unit for entry in self.desk.server.ledger[before:]])
        if code:
            self.kills += 1
            self.kills_while_writing += any(name.endswith(".tmp") for name in hidden_in(self.desk.out))


@pytest.fixture(scope="module")
def ordeal(tmp_path_factory: pytest.TempPathFactory, program: Preloaded, server: ChaosServer, calm: Desk) -> Ordeal:
    assert calm.out.is_dir()
    desk = Desk(tmp_path_factory.mktemp("killed"), program, server)
    ordeal = Ordeal(desk)
    with Watcher(desk.out) as watcher:
        ordeal.suffer(random.Random(11))  # noqa: S311  the moments are to be the same in every run of the test
        assert ordeal.finish() == 0
    ordeal.seen = watcher.seen
    return ordeal


def test_the_kills_fell_into_asking_and_into_writing(ordeal: Ordeal) -> None:
    assert ordeal.kills == KILLS
    assert sum(bool(asked) for asked in ordeal.asked) > 10
    assert ordeal.kills_while_writing > 3


def test_what_is_written_in_the_end_is_what_an_undisturbed_run_writes(ordeal: Ordeal, calm: Desk) -> None:
    assert ordeal.desk.files == calm.files
    assert ordeal.desk.record == calm.record
    assert hidden_in(ordeal.desk.out) == set()


def test_a_kill_costs_no_more_answers_than_were_on_their_way(ordeal: Ordeal) -> None:
    for number, asked in enumerate(ordeal.asked):
        later = {unit for units in ordeal.asked[number + 1 :] for unit in units}
        assert len(set(asked)) == len(asked)
        assert len(later.intersection(asked)) <= CONCURRENCY, number


def test_nobody_ever_sees_a_file_that_is_not_whole(ordeal: Ordeal, calm: Desk) -> None:
    assert set(ordeal.seen) == {*calm.files, "run.json"}
    assert {name: {content} for name, content in calm.files.items()} == {
        name: contents for name, contents in ordeal.seen.items() if name != "run.json"
    }
    assert all(json.loads(content)["run_id"] == calm.record["run_id"] for content in ordeal.seen["run.json"])


@pytest.mark.parametrize(
    ("number", "code", "outcome"), [(signal.SIGTERM, 143, "terminated"), (signal.SIGINT, 130, "interrupted")]
)
def test_a_signal_writes_what_is_done_and_the_next_run_goes_on(
    calm: Desk, tmp_path: Path, number: signal.Signals, code: int, outcome: str
) -> None:
    desk = Desk(tmp_path, calm.program, calm.server)
    before = len(desk.server.ledger)
    desk.start()
    desk.wait_for(lambda: len(desk.server.ledger) >= before + 40)
    desk.program.send(number)
    assert desk.program.ended(WAIT_S) == code
    rows = [json.loads(line) for line in (desk.out / "sentences.jsonl").read_text("utf-8").split("\n") if line]
    assert (desk.record["outcome"], desk.record["exit_code"]) == (outcome, code)
    assert {row["outcome"] for row in rows} == {"claim", "not_checked"}
    assert desk.run() == 0
    assert (desk.files, desk.record) == (calm.files, calm.record)
    units = [entry.unit for entry in desk.server.ledger[before:]]
    assert len(units) == len(set(units))


def test_neither_the_log_nor_the_cache_is_damaged_by_a_kill(ordeal: Ordeal) -> None:
    log = (ordeal.desk.folder / "log.jsonl").read_text("utf-8").split("\n")
    assert all(json.loads(line)["event"] for line in log if line)
    assert log.pop() == ""
    assert "warning" not in (ordeal.desk.folder / "said.txt").read_text("utf-8")


def test_calls_that_a_stopped_run_does_not_wait_for_are_counted_at_their_worst(
    program: Preloaded, tmp_path: Path
) -> None:
    with ChaosServer(Plan(fastest_s=WAIT_S, slowest_s=WAIT_S)) as server:
        desk = Desk(tmp_path, program, server)
        desk.start("--drain", "0.2", "--price", PRICE)
        desk.wait_for(lambda: len(server.ledger) == CONCURRENCY)
        program.send(signal.SIGTERM)
        assert program.ended(30) == 143
        record = json.loads((desk.out / "run.json").read_bytes())
        assert record["usage"]["extract"]["attempts"] == record["usage"]["extract"]["unmetered"] == CONCURRENCY
        assert record["cost_usd"] == 0
        assert record["cost_usd_at_most"] >= cost_usd(server.ledger) > 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_second_signal_ends_at_once(program: Preloaded, tmp_path: Path, number: signal.Signals, code: int) -> None:
    with ChaosServer(Plan(fastest_s=WAIT_S, slowest_s=WAIT_S)) as server:
        desk = Desk(tmp_path, program, server)
        desk.start()
        desk.wait_for(lambda: bool(server.ledger))
        program.send(number)
        desk.wait_for(lambda: desk.count("stop asked") > 0)
        assert program.ended(0.2) is None
        program.send(number)
        assert program.ended(15) == code
    assert files_of(desk.out) == {}
