"""A path, a URL or a name that was typed and is empty is refused, wherever a command takes one."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli.command import app

OUT = (
    "run",
    "nightly",
    "batch collect",
    "report",
    "store export",
    "eval run",
    "eval compare",
    "gold new",
    "export sarif",
)
OTHERS = (
    "run --cassette",
    "run --record",
    "run --gguf",
    "run --log-file",
    "run --templates",
    "marks collect",
    "eval gate",
    "eval run",
    "nightly",
    "nightly --heartbeat",
    "run --store",
    "run --base-url",
    "run --model",
    "runs list --store",
    "store verify",
)


@pytest.mark.parametrize("words", [*(f"{each} --out" for each in OUT), *OTHERS])
def test_an_empty_path_is_refused_and_is_not_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(app, [*words.split(), ""])
    assert ended.exit_code == 2
    assert "the name is empty" in ended.output
    assert list(tmp_path.iterdir()) == []
