"""Batches without the command line: who may be asked."""

import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.app import RunCommand, Surroundings, submit_batches
from pipeline.cli import app
from pipeline.clock import SystemClock
from pipeline.errors import ConfigurationError
from pipeline.llm.factory import Provider
from pipeline.progress import SilentSink
from pipeline.settings import Settings
from tests.loopback import Answer, Loopback, completion


def around() -> Surroundings:
    return Surroundings(SystemClock(), SilentSink(), io.BytesIO())


def test_a_replay_takes_no_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("A title\n\nThe bridge in Porthaven reopened on Monday.", encoding="utf-8")
    with Loopback([Answer(completion('{"claims": []}'))]) as server:
        words = ["run", "a.txt", "--base-url", server.url, "--model", "m", "--record", "tape.yaml"]
        assert CliRunner().invoke(app, words).exit_code == 0
    command = RunCommand(("a.txt",), Path("out"), provider=Provider.REPLAY)
    with pytest.raises(ConfigurationError, match="batches need an endpoint"):
        submit_batches(command, Settings(cassette=Path("tape.yaml")), around())
