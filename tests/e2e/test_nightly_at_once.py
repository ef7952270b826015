"""Two nights at once on one store or one folder: one works, the other says who does, and nothing is written twice."""

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.files.lock import FOLDER_LOCK
from tests.chaos_plan import Plan
from tests.chaos_server import ChaosServer
from tests.e2e.night_desk import WAIT_S, NightDesk
from tests.preloaded import Preloaded

COUNT = 4


@pytest.fixture(scope="module")
def program() -> Iterator[Preloaded]:
    with Preloaded() as program:
        yield program


@pytest.fixture
def desk(program: Preloaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NightDesk]:
    """Return a desk of which a night is at work."""
    monkeypatch.chdir(tmp_path)
    with ChaosServer(Plan(fastest_s=0.5, slowest_s=0.6)) as server:
        desk = NightDesk(tmp_path, program, server)
        for name, value in desk.environment.items():
            monkeypatch.setenv(name, value)
        desk.put(COUNT)
        desk.start()
        assert desk.wait_for(lambda: bool(server.ledger))
        yield desk


def second(out: str = "out", store: str = "news.db") -> Any:  # noqa: ANN401  typer's result has no public type
    return CliRunner().invoke(app, ["nightly", "in", "--out", out, "--store", store])


@pytest.mark.parametrize(
    ("out", "store", "what"),
    [
        ("out", "news.db", "the folder 'out'"),
        ("other", "news.db", "the store 'news.db'"),
        ("out", "b.db", "the folder"),
    ],
)
def test_whoever_comes_second_ends_with_75_and_names_the_holder(
    desk: NightDesk, out: str, store: str, what: str
) -> None:
    result = second(out, store)
    assert result.exit_code == 75
    assert f"{what} is in use: process " in result.stderr if what.endswith("'") else what in result.stderr
    assert "'nightly in --out out --store news.db" in result.stderr
    assert desk.program.ended(WAIT_S) == 0
    assert desk.nights == [True]
    assert max(Counter(entry.unit for entry in desk.server.ledger).values()) == 1
    assert not (desk.folder / "b.db").exists()
    assert not list((desk.folder / "other").glob("*"))


def test_the_lock_of_a_night_that_was_killed_holds_nobody_up(desk: NightDesk) -> None:
    desk.program.send(signal.SIGKILL)
    assert desk.program.ended(WAIT_S) == -signal.SIGKILL
    assert (desk.out / FOLDER_LOCK).exists()
    assert (desk.folder / "news.db.lock").exists()
    result = second()
    assert result.exit_code == 0, result.stderr
    assert (desk.nights, (desk.out / FOLDER_LOCK).exists()) == ([True], False)
