"""The command of a night as a scheduler gives it, and what it tells the scheduler, people and whoever waits for it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.store import list_runs, read_store
from tests.chaos_articles import make_up, write_articles
from tests.chaos_plan import Plan
from tests.chaos_server import ChaosServer

ROOT = Path(__file__).parents[2]
CASSETTE = ROOT / "cassettes" / "seeds.yaml"
COUNT = 10
SLOW = Plan(fastest_s=0.15, slowest_s=0.2)


def nightly(*words: str, inbox: str = "in") -> Any:  # noqa: ANN401  typer's result has no public type
    return CliRunner().invoke(app, ["nightly", inbox, "--store", "news.db", "--out", "out", *words])


def record() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path("out/run.json").read_bytes())
    return loaded


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FACTGRADE_API_KEY", "OPENAI_API_KEY", "FACTGRADE_BASE_URL", "OPENAI_BASE_URL", "FACTGRADE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChaosServer]:
    """Return a server that is asked by every night over the articles in `in`."""
    write_articles(folder / "in", make_up(COUNT, 11))
    with ChaosServer() as server:
        for name, value in (("BASE_URL", server.url), ("MODEL", "test"), ("PROFILE", "large"), ("CONCURRENCY", "2")):
            monkeypatch.setenv(f"FACTGRADE_{name}", value)
        yield server


def test_the_samples_are_replayed_and_a_second_night_finds_nothing_new(folder: Path) -> None:
    shutil.copytree(ROOT / "seeds", folder / "in")
    words = ("--provider", "replay", "--cassette", str(CASSETTE))
    first, second = nightly(*words), nightly(*words)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    line, page = first.stdout.splitlines()[-2:]
    assert "first night" in line
    assert Path(page).read_text("utf-8").startswith("# ")
    assert "nothing new in 5 articles" in second.stdout.splitlines()[-2]
    assert [one.articles for one in list_runs(read_store("news.db"))] == [5, 5]


def test_a_night_ends_at_its_time_limit_and_the_next_one_goes_on(server: ChaosServer) -> None:
    server.plan = SLOW
    first = nightly("--max-minutes", "0.01", "--heartbeat", "beat.json")
    assert first.exit_code == 4, first.output
    assert "the time limit of 0.01 minutes is reached" in first.output
    told = json.loads(Path("beat.json").read_bytes())
    assert (told["exit_code"], told["is_finished"], record()["stop_reason"]) == (
        4, False, "the time limit of 0.01 minutes is reached",
    )  # fmt: skip
    assert "(cut short by the time limit)" in told["line"]
    assert "a second signal" not in first.output
    assert "**Note:** The time limit was reached" in Path("out/index.md").read_text("utf-8")
    asked = [entry.unit for entry in server.ledger]
    second = nightly("--heartbeat", "beat.json")
    assert (second.exit_code, json.loads(Path("beat.json").read_bytes())["exit_code"]) == (0, 0)
    assert record()["not_checked"] == 0
    later = [entry.unit for entry in server.ledger[len(asked) :]]
    assert 0 < len(asked) < len(later) + len(asked)
    assert set(asked).isdisjoint(later)


def test_a_night_without_time_ends_with_4_and_the_next_one_does_all(server: ChaosServer) -> None:
    server.plan = SLOW
    result = nightly("--max-minutes", "0.001", "--heartbeat", "beat.json")
    assert result.exit_code == 4, result.output
    assert json.loads(Path("beat.json").read_bytes())["exit_code"] == 4
    assert nightly().exit_code == 0
    assert record()["not_checked"] == 0


def test_a_night_that_finished_takes_old_runs_out(server: ChaosServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_KEEP_RUNS", "1")
    for _ in range(2):
        assert nightly().exit_code == 0
    assert len(list_runs(read_store("news.db"))) == 1
    assert "nothing new" in nightly().stdout
    assert len(server.ledger) == len({entry.unit for entry in server.ledger})


def test_a_night_that_did_not_finish_takes_nothing_out(server: ChaosServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert nightly().exit_code == 0
    write_articles(Path("in"), make_up(COUNT, 11, COUNT))
    monkeypatch.setenv("FACTGRADE_KEEP_RUNS", "1")
    assert nightly("--max-tokens", "9000").exit_code == 4
    assert len(list_runs(read_store("news.db"))) == 2
    assert nightly().exit_code == 0
    assert len(list_runs(read_store("news.db"))) == 1
    assert server.ledger


@pytest.mark.parametrize("place", ["out", "out/.factgrade.lock/x"])
def test_a_night_that_cannot_write_its_pages_tells_the_heartbeat(folder: Path, place: str) -> None:
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    (folder / place).write_text("in the way", encoding="utf-8")
    assert nightly("--heartbeat", "beat.json").exit_code == 2
    told = json.loads(Path("beat.json").read_bytes())
    assert (told["exit_code"], told["is_finished"]) == (2, False)
    assert "factgrade: no night, cannot write" in told["line"]


@pytest.mark.parametrize(
    ("words", "inbox", "told"),
    [
        (("--base-url", "http://127.0.0.1:9/v1", "--model", "m"), "missing", "there is no such file or folder"),
        (("--provider", "replay", "--cassette", "missing.yaml"), "in", "missing.yaml"),
        (("--window-days", "-1"), "in", "FACTGRADE_WINDOW_DAYS"),
        (("--max-minutes", "0"), "in", "--max-minutes"),
        (("--max-minutes", "inf"), "in", "--max-minutes"),
        ((), "out", "is to be read and to hold the pages"),
    ],
)
def test_what_cannot_work_ends_with_2(folder: Path, words: tuple[str, ...], inbox: str, told: str) -> None:
    write_articles(folder / "in", make_up(1, 11))
    result = nightly(*words, inbox=inbox)
    assert result.exit_code == 2
    assert told in result.output
    assert not Path("out/run.json").exists()


def test_an_endpoint_that_is_down_ends_with_75_and_the_next_night_goes_on(
    server: ChaosServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTGRADE_FIRST_WAIT_S", "0.01")
    result = nightly("--base-url", "http://127.0.0.1:9/v1", "--heartbeat", "beat.json")
    assert result.exit_code == 75, result.output
    assert json.loads(Path("beat.json").read_bytes())["exit_code"] == 75
    assert nightly().exit_code == 0
    assert record()["not_checked"] == 0
    assert len(server.ledger) == len({entry.unit for entry in server.ledger})


def test_a_file_that_is_no_article_ends_with_3_every_night(server: ChaosServer) -> None:
    Path("in/broken.json").write_text('{"text": "half', encoding="utf-8")
    for _ in range(2):
        assert nightly().exit_code == 3
        assert [one["path"] for one in record()["rejected"]] == ["in/broken.json"]
    assert server.ledger
