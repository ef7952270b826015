"""What surrounds a command: how it ends when it is stopped, and how its words are kept."""

import io
import json
import os
import sys
import threading
from pathlib import Path

import pytest
from pydantic import SecretStr

from pipeline.app import Surroundings
from pipeline.cli.interruption import readable_until_stopped
from pipeline.cli.surrounding import in_surroundings, typed
from pipeline.errors import BudgetError, StoppedError
from pipeline.progress import RunStarted
from pipeline.settings import Settings
from pipeline.stopping import StopCause, Stopping

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(("cause", "code"), [(StopCause.INTERRUPT, 130), (StopCause.TERMINATE, 143)])
def test_a_command_that_is_stopped_before_it_wrote_says_so(
    cause: StopCause, code: int, capsys: Capture, tmp_path: Path
) -> None:
    def stop(around: Surroundings) -> int:
        around.stopping.stop("a signal", cause)
        raise StoppedError(around.stopping.reason)

    assert in_surroundings(stop, int, tmp_path / "log.jsonl") == code
    assert "interrupted before anything was written" in capsys.readouterr().err
    assert json.loads((tmp_path / "log.jsonl").read_text("utf-8"))["event"] == "stop asked"


def test_a_budget_that_is_used_up_is_no_interruption() -> None:
    def spend(_around: Surroundings) -> int:
        raise BudgetError("too dear")

    with pytest.raises(BudgetError):
        in_surroundings(spend, int, None)


def test_events_go_to_the_terminal_and_to_the_log(capsys: Capture, tmp_path: Path) -> None:
    def act(around: Surroundings) -> int:
        around.sink.emit(RunStarted(4))
        return 7

    assert in_surroundings(act, int, tmp_path / "log.jsonl") == 7
    assert "4 articles to check" in capsys.readouterr().err
    assert json.loads((tmp_path / "log.jsonl").read_text("utf-8"))["articles"] == 4


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_came_of_it_is_shown_once_the_bar_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    seen: list[str] = []

    def show(_nothing: None) -> int:
        seen.append(terminal.getvalue())
        return 0

    in_surroundings(lambda around: around.sink.emit(RunStarted(1)), show, None)
    assert "0/1 articles" in seen[0]
    assert "\x1b[?25h" in seen[0].rpartition("0/1 articles")[2], "the cursor is back, so the bar has ended"


def test_standard_input_is_read_until_a_stop_is_asked_for() -> None:
    stopping = Stopping()
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as stream, os.fdopen(writer, "wb", buffering=0) as other_end:
        readable = readable_until_stopped(stream, stopping)
        other_end.write(b"from a pipe")
        assert readable.read(11) == b"from a pipe"
        threading.Timer(0.05, stopping.stop, ("interrupted by SIGINT",)).start()
        with pytest.raises(StoppedError, match="SIGINT"):
            readable.read(1)


def test_standard_input_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 3_000_000)
    with (tmp_path / "a.txt").open("rb") as stream:
        assert len(readable_until_stopped(stream, Stopping()).read()) == 3_000_000
    in_memory = io.BytesIO(b"y")
    assert readable_until_stopped(in_memory, Stopping()) is in_memory


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
