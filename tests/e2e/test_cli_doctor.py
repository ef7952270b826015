from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.loopback import Answer, Loopback, Script, completion

Serve = Callable[[Script], Loopback]
GOOD = Answer(completion('{"word": "kestrel"}'))
OWN_WAY = Answer(completion('{"word": "Paris"}'))


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FACTGRADE_API_KEY", "OPENAI_API_KEY", "FACTGRADE_BASE_URL", "OPENAI_BASE_URL", "FACTGRADE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FACTGRADE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def doctor(url: str) -> Any:  # noqa: ANN401  typer's result has no public type
    return CliRunner().invoke(app, ["doctor", "--base-url", url, "--model", "test-7b"])


def test_a_good_endpoint_is_described(serve: Serve) -> None:
    server = serve([GOOD])
    result = doctor(server.url)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0] == f"provider: openai (a base URL is set: {server.url})"
    assert "it answers, as 'served-1', and obeys the schema" in result.stdout
    assert "profile:  small" in result.stdout


@pytest.mark.parametrize(
    ("script", "code", "message"),
    [
        ([OWN_WAY], 2, "does not obey a schema"),
        ([OWN_WAY, GOOD], 0, "only when asked twice"),
        ([Answer(completion("Paris, of course."))], 2, "does not obey a schema"),
        ([Answer("{}", 503)], 75, "503"),
        ([Answer("{}", 401)], 2, "401"),
    ],
)
def test_an_endpoint_that_does_not_do_is_reported(serve: Serve, script: Script, code: int, message: str) -> None:
    result = doctor(serve(script).url)
    assert result.exit_code == code
    assert message in result.output


def test_an_endpoint_that_is_not_there_is_reported() -> None:
    result = doctor("http://127.0.0.1:9/v1")
    assert result.exit_code == 75
    assert "cannot be reached" in result.stdout


def test_without_key_or_endpoint_the_ways_out_are_named() -> None:
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 2
    assert "FACTGRADE_API_KEY" in result.stderr
    assert "--base-url" in result.stderr


def test_a_replay_asks_nobody(serve: Serve, tmp_path: Path) -> None:
    Path("a.txt").write_text("A title\n\nThe bridge in Porthaven reopened on Monday.", encoding="utf-8")
    empty = Answer(completion('{"claims": []}'))
    words = ["run", "a.txt", "--base-url", serve([empty]).url, "--model", "m", "--record", "tape.yaml"]
    assert CliRunner().invoke(app, words).exit_code == 0
    result = CliRunner().invoke(app, ["doctor", "--provider", "replay", "--cassette", str(tmp_path / "tape.yaml")])
    assert result.exit_code == 0
    assert "a replay asks nobody" in result.stdout
