"""The entry point: it has three streams whatever it was given, and ends in words whenever it is interrupted."""

import io
import sys

import pytest

import pipeline.cli.command
from pipeline.cli import main


@pytest.mark.parametrize("name", ["stdin", "stdout", "stderr"])
def test_a_stream_that_is_closed_is_made_up_for(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(sys, "argv", ["factgrade", "runs", "list", "--store", "missing.db"])
    monkeypatch.setattr(sys, name, None)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    with getattr(sys, name) as made:
        assert made.name == "/dev/null"


def test_what_a_terminal_has_no_letter_for_is_shown_as_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "argv", ["factgrade", "--version"])
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="latin-1"))
    with pytest.raises(SystemExit):
        main()
    sys.stdout.write("\ufffd")
    sys.stdout.flush()
    assert written.getvalue().endswith(b"\\ufffd")


def test_an_interrupt_before_a_command_begins_has_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline.cli.command, "app", interrupted)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "factgrade: interrupted before anything was written\n"
