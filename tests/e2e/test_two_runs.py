"""Two runs at the same time with one cache and one state folder: each ends with what it would give alone."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.chaos_articles import make_up, write_articles
from tests.chaos_plan import Plan
from tests.chaos_server import ChaosServer
from tests.preloaded import Preloaded
from tests.watching import files_of

pytestmark = pytest.mark.untraced

PARTS = {"first": (0, 30), "second": (15, 45)}
PLAN = Plan(31, fastest_s=0.002, slowest_s=0.02)
WAIT_S = 120.0


class Kitchen:
    """A folder of its own with a cache and a state that several programs may share."""

    def __init__(self, folder: Path, server: ChaosServer) -> None:
        self.folder = folder
        self.environment = {
            "FACTGRADE_BASE_URL": server.url, "FACTGRADE_MODEL": "test", "FACTGRADE_PROFILE": "large",
            "FACTGRADE_CACHE_DIR": str(folder / "cache"), "FACTGRADE_STATE_DIR": str(folder / "state"),
            "FACTGRADE_CONCURRENCY": "8",
        }  # fmt: skip
        for name, (first, last) in PARTS.items():
            write_articles(folder / name, make_up(last - first, 31, first))

    def start(self, program: Preloaded, name: str) -> None:
        program.start(self.folder, self.environment, "run", name, "--out", f"out-{name}")

    def files(self, name: str) -> dict[str, bytes]:
        return {key: text for key, text in files_of(self.folder / f"out-{name}").items() if key != "run.json"}


@pytest.fixture(scope="module")
def programs() -> Iterator[tuple[Preloaded, Preloaded]]:
    with ExitStack() as stack:
        yield stack.enter_context(Preloaded()), stack.enter_context(Preloaded())


@pytest.fixture(scope="module")
def server() -> Iterator[ChaosServer]:
    with ChaosServer(PLAN) as server:
        yield server


@pytest.fixture(scope="module")
def alone(
    tmp_path_factory: pytest.TempPathFactory, programs: tuple[Preloaded, Preloaded], server: ChaosServer
) -> dict[str, dict[str, bytes]]:
    """Return the files of runs that had everything to themselves."""
    kitchens = {name: Kitchen(tmp_path_factory.mktemp(name), server) for name in PARTS}
    for (name, kitchen), program in zip(kitchens.items(), programs, strict=True):
        kitchen.start(program, name)
        assert program.ended(WAIT_S) == 0
    return {name: kitchen.files(name) for name, kitchen in kitchens.items()}


def test_two_runs_at_once_each_give_what_a_lone_run_gives(
    tmp_path: Path, programs: tuple[Preloaded, Preloaded], server: ChaosServer, alone: dict[str, dict[str, bytes]]
) -> None:
    kitchen = Kitchen(tmp_path, server)
    before = len(server.ledger)
    for name, program in zip(PARTS, programs, strict=True):
        kitchen.start(program, name)
    assert [program.ended(WAIT_S) for program in programs] == [0, 0]
    assert {name: kitchen.files(name) for name in PARTS} == alone
    asked = Counter(entry.unit for entry in server.ledger[before:])
    assert max(asked.values()) <= 2


def test_after_two_runs_at_once_either_asks_nothing(
    tmp_path: Path, programs: tuple[Preloaded, Preloaded], server: ChaosServer, alone: dict[str, dict[str, bytes]]
) -> None:
    kitchen = Kitchen(tmp_path, server)
    for _ in range(2):
        before = len(server.ledger)
        for name, program in zip(PARTS, programs, strict=True):
            kitchen.start(program, name)
        assert [program.ended(WAIT_S) for program in programs] == [0, 0]
    assert len(server.ledger) == before
    assert {name: kitchen.files(name) for name in PARTS} == alone


def test_a_run_ends_right_although_the_other_one_is_killed_beside_it(
    tmp_path: Path, programs: tuple[Preloaded, Preloaded], server: ChaosServer, alone: dict[str, dict[str, bytes]]
) -> None:
    kitchen = Kitchen(tmp_path, server)
    before = len(server.ledger)
    for name, program in zip(PARTS, programs, strict=True):
        kitchen.start(program, name)
    while len(server.ledger) < before + 30:
        assert programs[0].ended(0.001) is None
    programs[0].send(signal.SIGKILL)
    assert [program.ended(WAIT_S) for program in programs] == [-signal.SIGKILL, 0]
    assert kitchen.files("second") == alone["second"]
    kitchen.start(programs[0], "first")
    assert programs[0].ended(WAIT_S) == 0
    assert kitchen.files("first") == alone["first"]
