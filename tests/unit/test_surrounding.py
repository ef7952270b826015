"""What surrounds a command: how it ends when it is stopped, and how its words are kept."""

import json
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from pipeline.app import Surroundings
from pipeline.cli.surrounding import in_surroundings, typed
from pipeline.errors import BudgetError, StoppedError
from pipeline.progress import RunStarted
from pipeline.settings import Settings
from pipeline.stopping import StopCause

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(("cause", "code"), [(StopCause.INTERRUPT, 130), (StopCause.TERMINATE, 143)])
def test_a_command_that_is_stopped_before_it_wrote_says_so(
    cause: StopCause, code: int, capsys: Capture, tmp_path: Path
) -> None:
    def stop(around: Surroundings) -> int:
        around.stopping.stop("a signal", cause)
        raise StoppedError(around.stopping.reason)

    assert in_surroundings(stop, tmp_path / "log.jsonl") == code
    assert "interrupted before anything was written" in capsys.readouterr().err
    assert json.loads((tmp_path / "log.jsonl").read_text("utf-8"))["event"] == "stop asked"


def test_a_budget_that_is_used_up_is_no_interruption() -> None:
    def spend(_around: Surroundings) -> int:
        raise BudgetError("too dear")

    with pytest.raises(BudgetError):
        in_surroundings(spend, None)


def test_events_go_to_the_terminal_and_to_the_log(capsys: Capture, tmp_path: Path) -> None:
    def act(around: Surroundings) -> int:
        around.sink.emit(RunStarted(4))
        return 7

    assert in_surroundings(act, tmp_path / "log.jsonl") == 7
    assert "4 articles to check" in capsys.readouterr().err
    assert json.loads((tmp_path / "log.jsonl").read_text("utf-8"))["articles"] == 4


def test_words_are_kept_as_typed_but_for_what_a_url_may_carry(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "http://editor:hunter2@host:1/v1"
    monkeypatch.setattr(sys, "argv", ["factgrade", "run", "Zürich.txt", f"--base-url={url}", "bad\udcff.txt"])
    words = ("run", "Zürich.txt", "--base-url=http://host:1/v1", "bad\ufffd.txt")
    assert typed(Settings(base_url=url)) == words


@pytest.mark.parametrize("words", [("--store", "{}"), ("--store={}",), ("--store", "{}", "--store", "news.db")])
def test_the_password_of_a_store_is_not_kept(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    url = "postgresql://ana:hunt%40er2@host:1/news?sslmode=require&password=hunter3"
    monkeypatch.setattr(sys, "argv", ["factgrade", "run", "in", *(word.format(url) for word in words)])
    assert typed(Settings()) == ("run", "in", *(word.format("postgresql://ana@host:1/news") for word in words))


def test_without_a_url_words_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["factgrade", "run", "a.txt"])
    monkeypatch.delenv("FACTGRADE_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    assert typed(Settings()) == ("run", "a.txt")


def test_the_secret_of_a_heartbeat_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://name:pass@hc.example/3f2a-secret"
    monkeypatch.setattr(sys, "argv", ["factgrade", "nightly", "in", "--heartbeat", url, f"--heartbeat={url}"])
    kept = typed(Settings(heartbeat=SecretStr(url)))
    assert kept == ("nightly", "in", "--heartbeat", "https://hc.example/...", "--heartbeat=https://hc.example/...")
